"""Small texts of forms and requests: stored as they are, or refused with the name of their field."""

from collections.abc import Mapping

from core.errors import TextRefused
from core.text import canonical


def check_texts(values: Mapping[str, str]) -> None:
    """`TextRefused`, naming the field, unless an export can carry each value out and an import take it back."""
    for name, value in values.items():
        try:
            canonical.canonical(value)
        except TextRefused as error:
            raise TextRefused(f"In the field {name!r}: {error.message}", errors={name: [error.message]}) from error
