"""An operation on the codebook as a form sends it: fields left empty are left as they are."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from core.errors import Invalid
from core.models import ChangeKind
from core.services.drafts import read_uuid

_OF_LABEL = ("name", "letter", "description")
_TAKES: dict[str, tuple[str, ...]] = {
    ChangeKind.ADD_LABEL: _OF_LABEL, ChangeKind.RENAME_LABEL: _OF_LABEL, ChangeKind.MERGE_LABEL: ("into",),
    ChangeKind.RETIRE_LABEL: (), ChangeKind.ADD_VALUE: ("name", "rank", "group", "label"),
    ChangeKind.RENAME_VALUE: ("name", "rank", "group"), ChangeKind.MERGE_VALUE: ("into",), ChangeKind.RETIRE_VALUE: (),
}  # fmt: skip


def operation_from(data: QueryDict) -> dict[str, Any]:
    """What `draft_change` takes. `Invalid` for a rank that is no number and an id that is none."""
    kind = data.get("kind", "")
    details: dict[str, Any] = {name: data[name] for name in _TAKES.get(kind, ()) if data.get(name, "").strip()}
    if "rank" in details:
        details["rank"] = _rank(details["rank"])
    if "into" in details:  # the list names values with their detail
        details["into"] = details["into"].rpartition("/")[2]
    if kind in (ChangeKind.ADD_LABEL, ChangeKind.RENAME_LABEL) and (guide := _guide(data)):
        details["guide"] = guide
    return {
        "id": _id(data), "kind": kind, "target": _target(data, kind), "details": details,
        "reason": data.get("reason", ""),
    }  # fmt: skip


def _target(data: QueryDict, kind: str) -> str:
    if kind == ChangeKind.ADD_VALUE:
        return f"{data.get('facet', '')}/{data.get('key', '').strip()}"
    return data.get("key", "").strip() if kind == ChangeKind.ADD_LABEL else data.get("target", "")


def _guide(data: QueryDict) -> dict[str, list[str]]:
    """Rules and examples, one a line."""
    lines = {name: [row.strip() for row in data.get(name, "").splitlines() if row.strip()]
             for name in ("counts", "counts_not", "examples")}  # fmt: skip
    return {name: rows for name, rows in lines.items() if rows}


def _rank(value: str) -> int:
    digits = value.strip()
    if not (digits.removeprefix("-").isdigit() and digits.isascii() and len(digits) < 6):
        raise Invalid("A rank is a whole number.", "change_invalid", errors={"rank": ["No number."]})
    return int(digits)


def _id(data: QueryDict) -> UUID:
    return read_uuid(data.get("id"))
