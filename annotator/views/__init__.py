"""Thin views: guard, form, one service or page, render."""
