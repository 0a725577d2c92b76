"""Who said where a text comes from, and when: of what stands now, and all that was ruled, the newest first.

All of it comes from the tables of history, which triggers write: no path can rule without leaving a line here. What one
ruling does in one transaction (a proposal accepted, the section that came of it) has one time, and is one line.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F

from core.access import Viewer
from core.models import Document, ProposalState, Reviewer
from core.queries.rulings import is_withheld
from core.queries.sources import is_masked, masked_among

_FACTS = ("outlet_id", "title", "author", "published_on", "genre", "originality", "attribution", "fidelity",
          "copy_of_id", "reason")  # fmt: skip
_TABLES = (("section", "SectionHistory"), ("excluded", "ExcludedHistory"))
NAMELESS = "somebody who keeps this project"
YOU = "you"


@dataclass(frozen=True)
class Decided:
    """Who set a range as it stands, empty for an import or the article's own file, and when; `change` is the number of
    that change, which a correction says it has seen."""

    by: str
    at: datetime
    change: int


@dataclass(frozen=True)
class Ruled:
    """One thing that somebody did to the ranges of a text.

    `what`: `accepted`, `moved`, `rejected` and `taken back` `of` a proposal; `set`, `changed`, `removed` of a section
    or excluded range. `kind`: `section` or `excluded`. `start` and `end` are code points as ruled; `was` as proposed or
    before, or None. `by` is empty where nobody is known. `outlet` is an outlet's primary key; `changed`: the facts that
    differ from before; `note`: what was said with a ruling on a proposal.
    """

    what: str
    of: str
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
    note: str = ""


@dataclass(frozen=True)
class Story:
    """`decided` by kind and start of what stands now; `ruled` the newest first."""

    decided: Mapping[tuple[str, int], Decided]
    ruled: Sequence[Ruled]


Called = Callable[[Viewer, Iterable[int]], Mapping[int, str]]


def story(viewer: Viewer, document: Document, called: Called | None = None) -> Story:
    """Who decided what of a document. Five queries. Of a masked one nothing.

    `called` names people by the primary keys of their accounts, as `code_names` does unless told otherwise.
    A ruling on what readers marked is told to whoever may see all readings, as rulings on marks are.
    """
    if is_masked(viewer, document):
        return Story({}, [])
    rows = {kind: _rows(model, document) for kind, model in _TABLES}
    proposed = _rows("ProposalHistory", document)
    if is_withheld(viewer, document):
        proposed = [row for row in proposed if not any(why.get("code") == "marks" for why in row.why)]
    _hide_origins(viewer, proposed)
    people = {row.decided_by_id for kept in rows.values() for row in kept} | {row.ruled_by_id for row in proposed}
    names = (called or code_names)(viewer, people - {None})
    decided = {
        (kind, row.start): Decided(names.get(row.decided_by_id, ""), row.pgh_created_at, row.pgh_id)
        for kind, kept in rows.items() for row in kept
    }  # fmt: skip
    ruled = _of_proposals(proposed, names)
    taken = {row.at for row in ruled}
    for kind, kept in rows.items():
        ruled += [row for row in _of_ranges(kind, kept, names) if row.at not in taken]
    return Story(decided, sorted(ruled, key=lambda row: row.at)[::-1])  # of one moment the last first, too


def _hide_origins(viewer: Viewer, proposed: Iterable[Any]) -> None:
    """What rests on a masked text does not tell where that is from."""
    hidden = masked_among(viewer, {row.source_id for row in proposed})
    for row in proposed:
        if row.source_id in hidden:
            row.outlet_id, row.title = None, ""


def code_names(viewer: Viewer, users: Iterable[int]) -> dict[int, str]:
    """By primary key of accounts the code names they have in the project. One query."""
    rows = Reviewer.objects.filter(project=viewer.project, user__in=set(users))
    return {pk: name for pk, name in rows.values_list("user_id", "code_name") if pk is not None}


def names_of(viewer: Viewer, users: Iterable[int]) -> dict[int, str]:
    """By user id what the viewer knows somebody as who keeps the project: by code name, as on rulings. One query."""
    found = dict.fromkeys(users, NAMELESS)
    found |= code_names(viewer, found)
    return found | ({viewer.user.pk: YOU} if viewer.user.pk in found else {})


def _rows(model: str, document: Document) -> list[Any]:
    history: Any = apps.get_model("core", model)
    return list(history.objects.filter(document=document).order_by("pgh_id").annotate(of=F("pgh_obj_id")))


def _of_proposals(rows: Sequence[Any], names: Mapping[int, str]) -> list[Ruled]:
    """Each change of state, with whoever made it."""
    states: dict[int, Any] = {}
    found = []
    for row in rows:
        before = states.get(row.id)
        states[row.id] = row
        if row.state == (before.state if before else ProposalState.OPEN):
            continue
        ruled = before if before and row.state == ProposalState.OPEN else row
        start, end = ruled.ruled_start, ruled.ruled_end
        span = (row.start, row.end) if start is None or end is None else (start, end)
        by = names.get(row.ruled_by_id, "")
        was = (row.start, row.end) if row.state == ProposalState.MOVED else None
        what = "taken back" if row.state == ProposalState.OPEN else row.state
        facts = (row.pgh_created_at, row.outlet_id, row.title, row.reason)
        found.append(Ruled(what, "proposal", row.kind, *span, by, *facts, was, note=row.note))
    return found


def _of_ranges(kind: str, rows: Sequence[Any], names: Mapping[int, str]) -> list[Ruled]:
    """What people set, changed and removed; what came with the article or by an import is no ruling."""
    states: dict[int, Any] = {}
    found = []
    last = {(row.of, row.pgh_created_at, row.pgh_label): row for row in rows}  # not what one change did on its way
    for row in last.values():
        before = states.get(row.of)
        states[row.of] = row
        if row.decided_by_id is None:
            continue
        what = {"added": "set", "changed": "changed", "deleted": "removed"}[row.pgh_label]
        changed = [
            name.removesuffix("_id") for name in _FACTS
            if what == "changed" and _fact(before, name) != _fact(row, name)
        ]  # fmt: skip
        facts = getattr(row, "outlet_id", None), getattr(row, "title", ""), row.reason
        was = (before.start, before.end) if before and (before.start, before.end) != (row.start, row.end) else None
        if what == "changed" and not changed and was is None:
            continue  # who takes a range away signs it first
        by, at = names.get(row.decided_by_id, ""), row.pgh_created_at
        found.append(Ruled(what, kind, kind, row.start, row.end, by, at, *facts, was, changed))
    return found


def _fact(row: Any, name: str) -> Any:
    return getattr(row, name, None)
