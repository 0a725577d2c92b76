"""Files in: one module per format, registered in `registry`; each gives lines or refusals with line and reason."""
