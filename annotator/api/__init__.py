"""The HTTP interface, version 1: whatever a page can do, a program can do."""
