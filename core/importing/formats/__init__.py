"""Formats of other tools: one module each, `read(source, known)`."""
