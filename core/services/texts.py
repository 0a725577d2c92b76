"""Small texts of forms and requests: stored as they are or refused with the name of their field."""

from collections.abc import Callable, Mapping

from core.errors import TextRefused
from core.text import canonical


def check_lines(values: Mapping[str, str]) -> None:
    """Each value is one line that an export can carry out and an import take back. `TextRefused` names the field."""
    for name, value in values.items():
        _check(canonical.check_line, name, value)


def check_texts(values: Mapping[str, str]) -> None:
    """As `check_lines`, of texts that may have several lines."""
    for name, value in values.items():
        _check(canonical.check_text, name, value)


def _check(check: Callable[[str], None], name: str, value: str) -> None:
    try:
        check(value)
    except TextRefused as error:
        raise TextRefused(f"In the field {name!r}: {error.message}", errors={name: [error.message]}) from error
