"""Figures from numbers alone: knows no Django and no store."""
