"""How what a file says differs from what is stored, in words."""

from collections.abc import Mapping
from typing import Any


def first_difference(stored: Any, wanted: Any, place: str = "") -> str:
    """Where two values of JSON part.

    >>> first_difference({"labels": [{"key": "a"}]}, {"labels": [{"key": "b"}]})
    "labels 1 key is 'a' here and 'b' in the file"
    """
    if isinstance(stored, Mapping) and isinstance(wanted, Mapping):
        for name in [*stored, *(key for key in wanted if key not in stored)]:
            if stored.get(name) != wanted.get(name):
                return first_difference(stored.get(name), wanted.get(name), f"{place} {name}".strip())
    if isinstance(stored, list) and isinstance(wanted, list) and len(stored) == len(wanted):
        for number, (one, two) in enumerate(zip(stored, wanted, strict=True), start=1):
            if one != two:
                return first_difference(one, two, f"{place} {number}")
    return f"{place} is {_short(stored)} here and {_short(wanted)} in the file"


def differences(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Every field that the file gives and that is stored otherwise; empty when there is none.

    >>> differences({"title": "A", "url": ""}, {"title": "B"})
    "title is 'A' here and 'B' in the file"
    """
    return "; ".join(
        first_difference(stored.get(name), value, name) for name, value in wanted.items() if stored.get(name) != value
    )


def _short(value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
