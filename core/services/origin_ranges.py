"""Sections and excluded ranges as people decide them: one at a time, under the document's lock.

The callers hold `comparing_alone.alone` and `lock_document`, in this order, and end with `settle`: figures, shared
passages and proposals follow at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import Document, Excluded, Outlet, Project, Section
from core.services import derived
from core.services.comparing_alone import alone
from core.services.documents import SectionDraft, section_row
from core.services.event_log import lock_document
from core.services.latest import require_latest
from core.services.origin_facts import UNSAID, OriginFacts, facts_of
from core.services.outlets import add_outlet
from core.services.projects import reviewer_of
from core.services.reusing import compare_and_propose
from core.services.texts import check_texts
from core.text.spans import Span, touch

Ranges = type[Section] | type[Excluded]
_FIELDS = ("start", "end", "outlet_id", "title", "author", "published_on", "genre", "originality", "attribution",
           "fidelity", "copy_of_id", "reason", "decided_by_id")  # fmt: skip


def held(viewer: Viewer, document: Document, facts: OriginFacts = UNSAID) -> Document:
    """The document with its text, locked for a ruling that says these facts. `Conflict` (`later_version`)."""
    viewer.require("provenance")
    if facts.new_outlet is not None:  # which locks the project: before all else
        Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)
    alone(viewer.project.pk)
    require_latest(viewer, lock_document(document.pk))
    reviewer_of(viewer)  # the history names people by their code names
    return Document.objects.select_related("project__codebook").get(pk=document.pk)


def settle(document: Document) -> None:
    """Derive anew what follows from sections and excluded ranges."""
    derived.derive_document(document)
    compare_and_propose(document)


def place_section(
    viewer: Viewer, document: Document, draft: SectionDraft, facts: OriginFacts, *, row: Section | None, meet: bool,
    stood: Span | None = None,
) -> Section:  # fmt: skip
    """Store a section, new or in the place of `row`, with what is said of it; `facts_of(row)` is what stood.

    `meet`: sections beside it follow its borders, from where it `stood` (as proposed, or as `row`).

    Errors: `Invalid` (`span_invalid`, `unknown_outlet`, `reason_missing`, ...), `Conflict` (`spans_overlap`).
    """
    wanted = facts.over(draft)
    _check_reason(wanted, row)
    _check_within(document, wanted.start, wanted.end)
    if facts.new_outlet is not None:
        add_outlet(viewer, wanted.outlet, facts.new_outlet)
    outlets = {one.key: one for one in Outlet.objects.filter(project=viewer.project, key=wanted.outlet)}
    copies = {one.key: one for one in Document.objects.filter(project=viewer.project, key=wanted.copy_of).defer("text")}
    made = section_row(document, wanted, outlets, copies)
    if meet:
        _meet(viewer, document, wanted, row, stood or Span(wanted.start, wanted.end))
    refuse_overlap(Section, Section.objects.filter(document=document), Span(wanted.start, wanted.end), row)
    made.pk, made.decided_by = row.pk if row else None, viewer.user
    made.save(force_update=row is not None, force_insert=row is None)
    return made


def _check_reason(wanted: SectionDraft, row: Section | None) -> None:
    """Whoever says how far the wording can be trusted says why."""
    before = facts_of(row) if row else None
    is_new = wanted.fidelity != (before.fidelity if before else "")
    same_reason = before is not None and wanted.reason == before.reason
    if is_new and (not wanted.reason.strip() or same_reason):
        raise Invalid(
            "Say why the wording can be trusted so far and no further: how it was checked, what was seen.",
            "reason_missing", errors={"reason": ["Missing."]},
        )  # fmt: skip


def _check_within(document: Document, start: int, end: int) -> None:
    if end > document.length:
        raise Invalid(
            f"[{start}, {end}) ends after the text, which has {document.length:,} characters.", "span_invalid",
            errors={"end": ["After the text."]},
        )  # fmt: skip


def refuse_overlap(ranges: Ranges, rows: Iterable[Any], span: Span, own: object = None) -> None:
    """`Conflict` (`spans_overlap`) names the first of the rows in which the span would lie, too."""
    if (row := _in_the_way(rows, span, own)) is None:
        return
    name, follow = ("section", ", let that one follow") if ranges is Section else ("excluded range", "")
    title = getattr(row, "title", "") or getattr(row, "reason", "")
    called = f" “{title}”" if title else ""
    raise Conflict(
        f"[{span.start}, {span.end}) overlaps the {name} [{row.start}, {row.end}){called}. Move a border{follow}, or "
        f"remove that {name} first.", "spans_overlap", details={"start": row.start, "end": row.end},
    )  # fmt: skip


def _in_the_way(rows: Iterable[Any], span: Span, own: object) -> Any:
    return next((row for row in rows if row != own and row.start < span.end and span.start < row.end), None)


def _meet(viewer: Viewer, document: Document, wanted: SectionDraft, row: Section | None, stood: Span) -> None:
    """Let the sections beside this one end where it begins and begin where it ends: those it would run into, and those
    that touched it (but for white space) where it `stood`. One that it would cover whole is left to be refused.

    Errors: `Conflict` (`spans_overlap`) where one that follows would run over another one.
    """
    stood = Span(row.start, row.end) if row else stood
    moves = {row.pk: Span(wanted.start, wanted.end)} if row else {}
    for other in Section.objects.filter(document=document).exclude(pk__in=moves):
        left = wanted.start != stood.start and touch(document.text, other.end, stood.start)
        left_behind = wanted.end != stood.end and touch(document.text, stood.end, other.start)
        if other.start < wanted.start and (other.end > wanted.start or left):
            moves[other.pk] = Span(other.start, wanted.start)
        elif other.end > wanted.end and (other.start < wanted.end or left_behind):
            moves[other.pk] = Span(wanted.end, other.end)
    rearrange(viewer, document, Section, moves)


def rearrange(viewer: Viewer, document: Document, ranges: Ranges, moves: Mapping[int, Span]) -> None:
    """Let ranges (by primary key) begin and end elsewhere, each once its place is free: no two may ever overlap.

    Errors: `Conflict` (`spans_overlap`) where another one stays in the way.
    """
    rows: dict[int, Any] = {row.pk: row for row in ranges.objects.filter(document=document)}
    waiting = {pk: span for pk, span in moves.items() if span != Span(rows[pk].start, rows[pk].end)}
    while waiting:
        free = (pk for pk, span in waiting.items() if _in_the_way(rows.values(), span, rows[pk]) is None)
        pk = next(free, next(iter(waiting)))
        row, span = rows[pk], waiting.pop(pk)
        refuse_overlap(ranges, rows.values(), span, row)
        row.start, row.end = span.start, span.end
        ranges.objects.filter(pk=pk).update(start=span.start, end=span.end, decided_by=viewer.user)


def drop(viewer: Viewer, row: Section | Excluded) -> None:
    """Remove a range; its history says who did."""
    if row.decided_by_id != viewer.user.pk:
        type(row).objects.filter(pk=row.pk).update(decided_by=viewer.user)
    if isinstance(row, Section):
        row.document.parts.filter(section=row).delete()
    row.delete()


def place_excluded(
    viewer: Viewer, document: Document, start: int, end: int, reason: str, *, row: Excluded | None
) -> Excluded:
    """Store an excluded range, new or in the place of `row`. Errors as `place_section`."""
    _check_within(document, start, end)
    check_texts({"reason": reason})
    refuse_overlap(Excluded, Excluded.objects.filter(document=document), Span(start, end), row)
    made = row or Excluded(document=document)
    made.start, made.end, made.reason, made.decided_by = start, end, reason, viewer.user
    made.save()
    return made


@transaction.atomic
def move_border(viewer: Viewer, document: Document, at: int, to: int) -> None:
    """Move the border at which two sections meet: the first ends and the second begins at `to`.

    Errors: `Conflict` (`no_border`) where no two sections meet, `Invalid` (`span_invalid`) beyond either of them.
    """
    stored = held(viewer, document)
    first = Section.objects.filter(document=stored, end=at).select_related("outlet", "copy_of").first()
    second = Section.objects.filter(document=stored, start=at).select_related("outlet", "copy_of").first()
    if first is None or second is None:
        raise Conflict(f"No two sections meet at {at}. Look at them as they are now.", "no_border")
    if not first.start < to < second.end:
        raise Invalid(
            f"{to} lies outside the two sections [{first.start}, {second.end}).", "span_invalid",
            errors={"to": ["Outside."]},
        )  # fmt: skip
    place_section(viewer, stored, replace(facts_of(second), start=to), UNSAID, row=second, meet=True)
    settle(stored)
