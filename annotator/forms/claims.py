"""What people send about claims: marks by their ids, a place in the queue."""

from uuid import UUID

from django.http import QueryDict

from core.services.drafts import read_uuid


def marks_from(post: QueryDict, name: str = "mark") -> list[UUID]:
    """The marks of a form. `Invalid` (`id_invalid`) for what is no id."""
    return [read_uuid(value) for value in post.getlist(name)]


def place_from(data: QueryDict) -> tuple[int, UUID | None]:
    """The place in the queue, and the mark whose words are asked about, if any."""
    at = data.get("at", "")
    mark = data.get("of_mark") or data.get("mark")
    return int(at) if at.isascii() and at.isdigit() and len(at) < 7 else 0, read_uuid(mark) if mark else None
