"""What people send when they talk: ids, places and words, read from a form's fields."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from core.errors import Invalid
from core.services.drafts import read_uuid


@dataclass(frozen=True)
class Passage:
    """Where talk is about: a mark, or [start, end) in code points; nothing for the whole document."""

    mark: UUID | None = None
    start: int = 0
    end: int = 0


def passage_from(data: QueryDict) -> Passage:
    """The passage of an address or a form. `Invalid` (`span_invalid`, `id_invalid`) for what is none."""
    if data.get("mark"):
        return Passage(mark=read_uuid(data["mark"]))
    if "start" not in data and "end" not in data:
        return Passage()
    return Passage(start=_offset(data.get("start", "")), end=_offset(data.get("end", "")))


def number_from(value: str) -> int:
    """A version from a form; 0, which nothing has, for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _offset(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Invalid("A passage is given by code points.", "span_invalid", errors={"start": ["No offset."]})
    return int(value)
