"""Shapes and words: one frozen dataclass per page, made from queries, read by templates."""
