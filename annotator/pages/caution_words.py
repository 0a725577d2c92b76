"""What sets two origins apart besides their words, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.pages import words
from core.queries.cautions import DATES, FEW_MARKS, GENRES, NO_EVENT, NOT_READ, OTHER_EVENTS, WORDING


def cautions_in_words(cautions: Sequence[Mapping[str, Any]], a: str, b: str) -> list[str]:
    """Each as a line without a full stop; `a` and `b` are the names of the two."""
    return [_SAID[row["reason"]](row, a, b) for row in cautions]


Row = Mapping[str, Any]


def _events(row: Row, a: str, b: str) -> str:
    only = [f"only {name} writes of {_events_named(keys)}" for name, keys in ((a, row["a"]), (b, row["b"])) if keys]
    return f"Not the same events: {'; '.join(only)}"


def _events_named(keys: Sequence[str]) -> str:
    return words.listed([words.event(key) for key in keys])


def _no_event(row: Row, a: str, b: str) -> str:
    if not row["a"] and not row["b"]:
        return "No event is named that both would write of"
    sides = ((a, row["a"]), (b, row["b"]))
    each = [f"{name} writes of {_events_named(keys) or 'none that is named'}" for name, keys in sides]
    return f"No event in common: {'; '.join(each)}"


def _dates(row: Row, a: str, b: str) -> str:
    one, two = (words.dates((side[0], side[1]) if side else None) for side in (row["a"], row["b"]))
    return f"Different dates: {one} and {two}"


def _genres(row: Row, a: str, b: str) -> str:
    one, two = (words.listed(side) or "unknown" for side in (row["a"], row["b"]))
    return f"Different genres: {one} against {two}"


def _wording(row: Row, a: str, b: str) -> str:
    return "; ".join(
        f"{name}: {words.listed([words.fidelity(value) for value in side])}"
        for name, side in ((a, row["a"]), (b, row["b"])) if side
    )  # fmt: skip


def _named(line: str) -> Any:
    def said(row: Row, a: str, b: str) -> str:
        return line.format(words.listed([name for name, side in ((a, row["a"]), (b, row["b"])) if side]))

    return said


_SAID = {
    OTHER_EVENTS: _events, NO_EVENT: _no_event, DATES: _dates, GENRES: _genres, WORDING: _wording,
    NOT_READ: _named("Not read yet: {}"), FEW_MARKS: _named("Fewer than five marks to count: {}"),
}  # fmt: skip
