"""What was ruled on a text's origin, in words: the newest first, with who and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.pages import words
from annotator.pages.report import moment
from core.models import Document, ProposalState
from core.queries.origin_history import Ruled

OPENING_CP = 70
_FIELDS = {
    "outlet": "origin",
    "copy_of": "the text it copies",
    "published_on": "date",
    "fidelity": "wording",
    "attribution": "attribution",
}
VERBS = {
    ProposalState.ACCEPTED: "Accepted", ProposalState.MOVED: "Accepted with other borders",
    ProposalState.REJECTED: "Rejected", ProposalState.OPEN: "Ruling taken back", "taken back": "Ruling taken back",
    "set": "Set by hand", "changed": "Changed", "removed": "Removed",
}  # fmt: skip


@dataclass(frozen=True)
class RulingLine:
    """One line of the history."""

    verb: str
    name: str
    opening: str
    details: str
    reason: str
    by: str
    on: str


def ruling_lines(document: Document, ruled: Sequence[Ruled], outlets: Mapping[int, str]) -> list[RulingLine]:
    """The history in words; `outlets` by primary key. No query."""
    return [
        RulingLine(
            VERBS[row.what], _name(row, outlets), _opening(document.text, row), _details(row),
            row.note or (row.reason if row.kind == "section" else ""),
            row.by or "an import", moment(row.at),
        )
        for row in ruled
    ]  # fmt: skip


def _name(row: Ruled, outlets: Mapping[int, str]) -> str:
    if row.kind == "excluded":
        return f"not part of the article: {row.reason}" if row.reason else "not part of the article"
    outlet = outlets.get(row.outlet) if row.outlet is not None else None
    return f"from {outlet}" if outlet else "a text of its own"


def _details(row: Ruled) -> str:
    """What of it differs from before."""
    moved = f"borders were [{row.was[0]:,}, {row.was[1]:,}), now [{row.start:,}, {row.end:,})" if row.was else ""
    fields = words.listed([_FIELDS.get(name, name) for name in row.changed if name != "reason"])
    return "; ".join(part for part in (fields, moved) if part)


def _opening(text: str, row: Ruled) -> str:
    line = " ".join(text[row.start : min(row.end, row.start + 2 * OPENING_CP)].split())
    return line if len(line) <= OPENING_CP else f"{line[:OPENING_CP].rsplit(' ', 1)[0]} …"
