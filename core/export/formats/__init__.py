"""Formats that are written from an interchange file: one module each, `files(corpus, losses)`."""
