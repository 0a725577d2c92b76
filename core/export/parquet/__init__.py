"""Typed tables for everybody's data tools: Parquet files, a card that names them, and Croissant metadata."""
