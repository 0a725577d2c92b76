"""Query parameters by allow-list: an unknown one, one given twice or a bad value is 400, never ignored."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from annotator.api.problems import Refused

MAX_LENGTH = 500


def check_parameters(query: QueryDict, known: Collection[str]) -> None:
    """Refuse (400) what is not in the allow-list, what stands twice, and what no column can hold."""
    for name, values in query.lists():
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise _refused(
                "unknown_parameter",
                f"There is no parameter {name[:60]!r} here. Known: {listed}.",
                name,
                "Unknown.",
            )
        if len(values) > 1:
            raise _refused("invalid_parameter", f"The parameter {name!r} is given twice.", name, "Given twice.")
        if "\x00" in values[0] or len(values[0]) > MAX_LENGTH:
            raise _refused("invalid_parameter", f"The value of {name!r} cannot be read.", name, "Not a value.")


def choice(query: Mapping[str, str], name: str, known: Collection[str], default: str) -> str:
    """The value of a parameter with a closed list."""
    value = query.get(name, default)
    if value not in known:
        detail = f"{name!r} is one of {', '.join(known)}, not {value[:60]!r}."
        raise _refused("invalid_parameter", detail, name, "Unknown value.")
    return value


def uuid_or_none(query: Mapping[str, str], name: str) -> UUID | None:
    """The UUID in a parameter; None when it is not given."""
    return _read(query, name, UUID) if name in query else None


def _read(query: Mapping[str, str], name: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(query[name])
    except ValueError:
        raise _refused(
            "invalid_parameter", f"{name!r} is a cursor from an earlier answer.", name, "No cursor."
        ) from None


def _refused(code: str, detail: str, name: str, reason: str) -> Refused:
    return Refused(400, code, detail, errors={name[:60]: [reason]})
