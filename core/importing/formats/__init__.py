"""Formats that marks are read from: one module each, registered in `core.importing.registry`."""
