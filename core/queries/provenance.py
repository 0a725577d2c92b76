"""Who said where a text comes from, and when: of what stands now, and all that was ruled, the newest first.

All of it comes from the tables of history, which triggers write: no path can rule without leaving a line here. What one
ruling does in one transaction (a proposal accepted, the section that came of it) has one time, and is one line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, F, QuerySet

from core.access import Viewer
from core.models import Document, Proposal, ProposalState, Reviewer, Section
from core.queries.sources import masked

_FACTS = ("outlet_id", "title", "author", "published_on", "genre", "originality", "attribution", "fidelity", "reason")
_TABLES = (("section", "SectionHistory"), ("excluded", "ExcludedHistory"))
NAMELESS = "somebody who keeps this project"
YOU = "you"


@dataclass(frozen=True)
class Decided:
    """Who set a range as it stands, empty for an import or the article's own file, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Ruled:
    """One thing that somebody did to the ranges of a text.

    `what`: `accepted`, `moved`, `rejected` and `open` (a ruling taken back) of a proposal; `set`, `changed`, `removed`
    of a range. `kind`: `section` or `excluded`. `start` and `end` are code points as ruled; `was` as proposed, or None.
    `outlet` is an outlet's key in the database; `changed`: names of the fields that differ from before.
    """

    what: str
    kind: str
    start: int
    end: int
    by: str
    at: datetime
    outlet: int | None
    title: str
    reason: str
    was: tuple[int, int] | None = None
    changed: Sequence[str] = ()


@dataclass(frozen=True)
class Story:
    """`decided` by kind and start of what stands now; `ruled` the newest first."""

    decided: Mapping[tuple[str, int], Decided]
    ruled: Sequence[Ruled]


def story(viewer: Viewer, document: Document) -> Story:
    """Who decided what of a document. Four queries. Of a masked one nothing."""
    if document.is_masked:
        return Story({}, [])
    rows = {kind: _rows(model, document) for kind, model in _TABLES}
    proposed = _rows("ProposalHistory", document)
    people = {row.decided_by_id for kept in rows.values() for row in kept} | {row.ruled_by_id for row in proposed}
    names = names_of(viewer, people - {None})
    decided = {
        (kind, row.start): Decided(names.get(row.decided_by_id, ""), row.pgh_created_at)
        for kind, kept in rows.items() for row in kept
    }  # fmt: skip
    ruled = _of_proposals(proposed, names)
    taken = {row.at for row in ruled}
    for kind, kept in rows.items():
        ruled += [row for row in _of_ranges(kind, kept, names) if row.at not in taken]
    return Story(decided, sorted(ruled, key=lambda row: row.at, reverse=True))


def sections_of(documents: Iterable[Document]) -> dict[int, list[Section]]:
    """By primary key of documents: their sections with outlets, in the order of the text. One query."""
    found: dict[int, list[Section]] = {}
    rows = Section.objects.filter(document__in={row.pk for row in documents}).select_related("outlet")
    for row in rows.order_by("start"):
        found.setdefault(row.document_id, []).append(row)
    return found


def open_proposals(viewer: Viewer, document: Document) -> QuerySet[Proposal]:
    """Proposals of a document that nobody has ruled on, with outlet and source, in the order of the text. One query."""
    rows = Proposal.objects.filter(~masked(viewer, "document"), document=document.pk, state=ProposalState.OPEN)
    return rows.select_related("outlet", "source").defer("source__text").order_by("start", "end")


def n_proposed(viewer: Viewer) -> dict[int, int]:
    """By primary key of the documents that count: proposals that nobody has ruled on. Of masked ones none. One query."""
    rows = Proposal.objects.filter(~masked(viewer, "document"), state=ProposalState.OPEN, document__is_current=True)
    rows = rows.filter(document__project=viewer.project)
    return dict(rows.order_by().values_list("document").annotate(n=Count("pk")))


def names_of(viewer: Viewer, users: Iterable[int]) -> dict[int, str]:
    """By user id what the viewer knows somebody as who keeps the project: by code name, as on rulings. One query."""
    found = dict.fromkeys(users, NAMELESS)
    rows = Reviewer.objects.filter(project=viewer.project, user__in=found)
    found |= {pk: name for pk, name in rows.values_list("user_id", "code_name") if pk is not None}
    return found | ({viewer.user.pk: YOU} if viewer.user.pk in found else {})


def _rows(model: str, document: Document) -> list[Any]:
    history: Any = apps.get_model("core", model)
    return list(history.objects.filter(document=document).order_by("pgh_id").annotate(of=F("pgh_obj_id")))


def _of_proposals(rows: Sequence[Any], names: Mapping[int, str]) -> list[Ruled]:
    """Each change of state; who took a ruling back is whoever the row names, else who had ruled."""
    states: dict[int, Any] = {}
    found = []
    for row in rows:
        before = states.get(row.id)
        states[row.id] = row
        if before is None or before.state == row.state:
            continue
        is_back = row.state == ProposalState.OPEN
        start, end = (before if is_back else row).ruled_start, (before if is_back else row).ruled_end
        span = (row.start, row.end) if start is None or end is None else (start, end)
        by = names.get(row.ruled_by_id or before.ruled_by_id, "")
        was = (row.start, row.end) if row.state == ProposalState.MOVED else None
        said = row.note or ("" if row.kind == "section" else row.reason)
        found.append(Ruled(row.state, row.kind, *span, by, row.pgh_created_at, row.outlet_id, row.title, said, was))
    return found


def _of_ranges(kind: str, rows: Sequence[Any], names: Mapping[int, str]) -> list[Ruled]:
    """What people set, changed and removed; what came with the article or by an import is no ruling."""
    states: dict[int, Any] = {}
    found = []
    for row in rows:
        before = states.get(row.of)
        states[row.of] = row
        if row.decided_by_id is None:
            continue
        what = {"added": "set", "changed": "changed", "deleted": "removed"}[row.pgh_label]
        changed = [name for name in _FACTS if _fact(before, name) != _fact(row, name)] if what == "changed" else ()
        facts = getattr(row, "outlet_id", None), getattr(row, "title", ""), row.reason
        was = (before.start, before.end) if before and (before.start, before.end) != (row.start, row.end) else None
        by, at = names.get(row.decided_by_id, ""), row.pgh_created_at
        found.append(Ruled(what, kind, row.start, row.end, by, at, *facts, was, changed))
    return found


def _fact(row: Any, name: str) -> Any:
    return getattr(row, name, None)
