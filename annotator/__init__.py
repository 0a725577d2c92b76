"""What you see: pages, interface and settings. Owns no table and writes nothing but through `core.services`."""
