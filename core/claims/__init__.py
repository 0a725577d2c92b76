"""Whether marks state the same, and whether those who say so are one source: pure functions."""
