"""Formats that are written from an interchange file: one module each, registered in `core.export.registry`."""
