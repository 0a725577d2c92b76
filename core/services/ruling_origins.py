"""Rulings on where a text comes from: what is proposed is accepted, moved, rejected, taken back; ranges set by hand.

Nothing is applied but by a person, who stands in the range and in its history. Of two who rule at once the second is
told: a ruling says which version of the proposal was seen, a change by hand which change of the range.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound, StaleVersion
from core.models import Document, Excluded, Proposal, ProposalKind, ProposalState, Section
from core.queries.proposals import Proposed, Standing, last_change, proposed
from core.services.documents import SectionDraft
from core.services.origin_facts import UNSAID, OriginFacts, Ruling, facts_of, read_reason
from core.services.origin_ranges import Ranges, drop, held, place_excluded, place_section, settle
from core.services.putting_back import put_back
from core.text.spans import Span

MEANWHILE = "Somebody ruled on this proposal meanwhile. Look at it as it is now."


@transaction.atomic
def rule(viewer: Viewer, document: Document, uuid: UUID, ruling: Ruling) -> Proposal:
    """Rule on a proposal: it is stored as ruled, its range as a section or excluded range, and figures follow.

    Errors: `NotFound`, `StaleVersion` for another version than the one seen, `Conflict` (`already_ruled`, `not_ruled`,
    `spans_overlap`, `changed_since`), `Invalid` (`span_invalid`, `outlet_missing`, `reason_missing`, `unknown_outlet`).
    """
    stored = held(viewer, document, ruling.facts)
    seen = proposed(viewer, stored, uuid)
    row = _row(stored, seen)
    if ruling.version != row.version:
        raise StaleVersion(MEANWHILE, seen)
    is_open = row.state == ProposalState.OPEN
    if ruling.outcome == "reopen":
        if is_open:
            raise Conflict("Nobody has ruled on this proposal.", "not_ruled")
        _take_back(viewer, stored, row)
    elif not is_open:
        raise Conflict("This proposal is ruled on already. Take that ruling back first.", "already_ruled")
    elif ruling.outcome != "reject":
        _apply(viewer, stored, row, ruling)
    _save(viewer, row, ruling)
    settle(stored)
    rows = Proposal.objects.select_related("outlet", "source", "document").defer("source__text")
    return rows.filter(uuid=row.uuid).first() or row  # taken back, one that nothing speaks for any more is gone


def accept(
    viewer: Viewer, document: Document, uuid: UUID, version: int, facts: OriginFacts = UNSAID, note: str = ""
) -> Proposal:
    """Accept a proposal as it stands, with what is said of it. Errors as `rule`."""
    return rule(viewer, document, uuid, Ruling("accept", version, facts=facts, note=note))


def move(
    viewer: Viewer, document: Document, uuid: UUID, version: int, start: int, end: int,
    facts: OriginFacts = UNSAID, note: str = "", *, meet: bool = False,
) -> Proposal:  # fmt: skip
    """Accept a proposal with other borders. Errors as `rule`."""
    return rule(viewer, document, uuid, Ruling("move", version, start, end, facts, note=note, meet=meet))


def reject(viewer: Viewer, document: Document, uuid: UUID, version: int, note: str = "") -> Proposal:
    """Say that a proposal does not hold: it is not made again. Errors as `rule`."""
    return rule(viewer, document, uuid, Ruling("reject", version, note=note))


def take_back(viewer: Viewer, document: Document, uuid: UUID, version: int, note: str = "") -> Proposal:
    """Take a ruling back: what came of it goes, and the proposal is open again. Errors as `rule`."""
    return rule(viewer, document, uuid, Ruling("reopen", version, note=note))


def _row(document: Document, seen: Proposed) -> Proposal:
    """The stored row; a proposal that readers' marks make gets one with its ruling, without their words."""
    if seen.pk is not None:
        return Proposal.objects.select_related("outlet", "source").defer("source__text").get(pk=seen.pk)
    why = [{"code": "marks", "words": "Marked by readers as not part of the article."}]
    return Proposal(
        uuid=seen.uuid, document=document, kind=seen.kind, start=seen.start, end=seen.end, reason=seen.reason,
        strength=seen.strength, why=why, version=seen.version,
    )  # fmt: skip


def _apply(viewer: Viewer, document: Document, row: Proposal, ruling: Ruling) -> None:
    start, end = (row.start, row.end) if ruling.start is None or ruling.end is None else (ruling.start, ruling.end)
    if row.kind == ProposalKind.EXCLUDED:
        place_excluded(viewer, document, start, end, read_reason(ruling.reason or row.reason), row=None)
    else:
        outlet = row.outlet.key if row.outlet else ""
        copy_of = row.source.key if row.source else ""
        draft = SectionDraft(
            start, end, outlet, row.title, row.author, row.published_on, _genre_of(row), copy_of=copy_of
        )
        if not ruling.facts.over(draft).outlet:
            raise Invalid("Say which outlet this section is from.", "outlet_missing", errors={"outlet": ["Missing."]})
        stood = Span(row.start, row.end)
        place_section(viewer, document, draft, ruling.facts, row=None, meet=ruling.meet, stood=stood)
    row.ruled_start, row.ruled_end = start, end


def _genre_of(row: Proposal) -> str:
    """That of the text which the words are from, where it is its outlet's own: the carrying blog is another genre."""
    return row.source.genre if row.source and row.source.outlet_id == row.outlet_id else ""


def _take_back(viewer: Viewer, document: Document, row: Proposal) -> None:
    """Remove what came of the ruling, where it still stands as it was ruled; what followed it goes back."""
    if row.state == ProposalState.REJECTED or row.ruled_start is None or row.ruled_end is None:
        return
    rows = (Section if row.kind == ProposalKind.SECTION else Excluded).objects.filter(document=document)
    standing = rows.filter(start=row.ruled_start, end=row.ruled_end).first()
    if standing is not None:
        drop(viewer, standing)
        history: Any = apps.get_model("core", "ProposalHistory")
        put_back(viewer, document, Section, history.objects.filter(pgh_obj=row.pk).latest("pgh_id").pgh_created_at)
    elif other := rows.filter(start__lt=row.ruled_end, end__gt=row.ruled_start).first():
        raise Conflict(
            f"What came of this ruling has other borders now, [{other.start}, {other.end}). Change or remove that "
            "range by hand.", "changed_since", details={"start": other.start, "end": other.end},
        )  # fmt: skip


def _save(viewer: Viewer, row: Proposal, ruling: Ruling) -> None:
    state = {"reject": ProposalState.REJECTED, "reopen": ProposalState.OPEN}.get(ruling.outcome)
    if state is None:
        is_moved = (row.ruled_start, row.ruled_end) != (row.start, row.end)
        state = ProposalState.MOVED if is_moved else ProposalState.ACCEPTED
    elif state == ProposalState.OPEN:
        row.ruled_start = row.ruled_end = None
    row.state, row.note = state, ruling.note
    row.ruled_by, row.ruled_at = viewer.user, None if state == ProposalState.OPEN else timezone.now()
    row.version += 1
    row.save()


@transaction.atomic
def set_section(
    viewer: Viewer, document: Document, at: int | None, version: int | None, start: int | None, end: int | None,
    facts: OriginFacts, *, meet: bool = False,
) -> Standing:  # fmt: skip
    """Set a section by hand: a new one, or (`at`: where one begins) another state of it, as it was at `version`.

    Errors: `NotFound`, `StaleVersion`, and as `rule`.
    """
    stored = held(viewer, document, facts)
    row = None if at is None else _standing(Section, stored, at, version)
    draft = SectionDraft(start or 0, end or 0, "") if row is None else facts_of(row)
    draft = replace(draft, start=draft.start if start is None else start, end=draft.end if end is None else end)
    if not facts.over(draft).outlet:
        raise Invalid("Say which outlet this section is from.", "outlet_missing", errors={"outlet": ["Missing."]})
    made = place_section(viewer, stored, draft, facts, row=row, meet=meet)
    settle(stored)
    row = Section.objects.select_related("outlet", "copy_of").defer("copy_of__text").get(pk=made.pk)
    return Standing(row, last_change(row))


@transaction.atomic
def remove_section(viewer: Viewer, document: Document, at: int, version: int) -> None:
    """Remove the section that begins at `at`: its text belongs to the document's own outlet again."""
    stored = held(viewer, document)
    drop(viewer, _standing(Section, stored, at, version))
    settle(stored)


@transaction.atomic
def take_back_borders(viewer: Viewer, document: Document, ranges: Ranges, at: int, version: int) -> int:
    """Put the borders of the range that begins at `at` back where they stood before its last change, and those of the
    sections that followed it then; where it begins now.

    Errors: `NotFound`, `StaleVersion`, `Conflict` (`not_moved`, `changed_since`, `spans_overlap`).
    """
    stored = held(viewer, document)
    row = _standing(ranges, stored, at, version)
    began = put_back(viewer, stored, ranges, row.history.get(pgh_id=version).pgh_created_at)
    if row.pk not in began:
        raise Conflict("Its last change moved no border.", "not_moved")
    settle(stored)
    return began[row.pk]


@transaction.atomic
def set_excluded(
    viewer: Viewer, document: Document, at: int | None, version: int | None, start: int | None, end: int | None,
    reason: str | None,
) -> Standing:  # fmt: skip
    """Set an excluded range by hand, as `set_section`."""
    stored = held(viewer, document)
    row = None if at is None else _standing(Excluded, stored, at, version)
    here = (row.start, row.end, row.reason) if row else (start or 0, end or 0, "")
    start, end = here[0] if start is None else start, here[1] if end is None else end
    made = place_excluded(viewer, stored, start, end, read_reason(here[2] if reason is None else reason), row=row)
    settle(stored)
    return Standing(made, last_change(made))


@transaction.atomic
def remove_excluded(viewer: Viewer, document: Document, at: int, version: int) -> None:
    """Remove the excluded range that begins at `at`: it is part of the article again."""
    stored = held(viewer, document)
    drop(viewer, _standing(Excluded, stored, at, version))
    settle(stored)


def _standing(model: type[Any], document: Document, at: int, version: int | None) -> Any:
    """The range that begins there, still at the change that was seen."""
    rows = model.objects.filter(document=document, start=at)
    row = (rows.select_related("outlet", "copy_of") if model is Section else rows).first()
    if row is None:
        raise NotFound(f"No range begins at {at} any more. Look at the article as it is now.", "unknown_range")
    last = last_change(row)
    if version != last:
        raise StaleVersion("Somebody changed this range meanwhile. Look at it as it is now.", Standing(row, last))
    return row
