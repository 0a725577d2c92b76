"""The questions: read only, each named after what it returns."""
