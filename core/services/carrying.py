"""What was said of one version of an article is carried to the next: readings, marks, links, and what hangs on marks.

A mark whose place is sure gets a row of its own in the new text, under an id that follows from its own; a doubtful one
waits for a person. Every mark gets an anchoring. Practice readings, rulings, talk, sessions and indicators stay with
the text they were made on; citations, claims and what was told apart follow a carried mark: each counts once.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from core.access import Viewer
from core.models import (
    Anchoring,
    AnchoringState,
    Annotation,
    Assignment,
    Bookmark,
    Citation,
    ClaimMark,
    Document,
    Event,
    Link,
    NotTheSame,
    Reading,
    User,
)
from core.text.aligning import Alignment
from core.text.anchors import Anchor, make
from core.text.refinding import Found, Refinder
from core.text.reread import carried_ranges
from core.text.segments import sentences
from core.text.spans import Span, merge, normalise_ranges

_BATCH = 1_000
_KEPT = ("state", "none_here", "sighted", "opened_at", "first_submitted_at", "submitted_at")


@dataclass(frozen=True)
class Carried:
    """How many marks stand in the new text, and how many wait for a person."""

    n_carried: int
    n_doubtful: int


def carry(viewer: Viewer, alignment: Alignment, old: Document, new: Document) -> Carried:
    """Carry all that was said of `old` to `new`. The caller holds the lock of `old`; `new` is seen by nobody yet.

    Some thirty statements whatever the number of marks; parts and coverage are derived by the caller.
    """
    found = _found(alignment, old)
    readings = _carry_readings(alignment, old, new, found)
    marks = _carry_marks(viewer, new, readings, found)
    Anchoring.objects.bulk_create(
        (_anchoring(new, mark, where, marks.get(mark.pk)) for mark, where in found), batch_size=_BATCH
    )
    links = _carry_links(marks)
    move_ties({old_pk: mark.pk for old_pk, mark in marks.items()}, viewer.user)
    _carry_places(alignment, old, new)
    _record(new, readings, marks.values(), links)
    return Carried(len(marks), len(found) - len(marks))


def carried_uuid(mark: Annotation, document: Document) -> uuid.UUID:
    """The id of a mark in another version of its text; the same one whenever it is asked for."""
    return uuid.uuid5(mark.uuid, document.key)


def _found(alignment: Alignment, old: Document) -> list[tuple[Annotation, Found]]:
    """Each standing mark with the place where its words stand now. Two that would say the same of the same words, since
    one of their places went, are told apart by a person."""
    rows = Annotation.objects.filter(document=old, reading__practice=False, deleted_at__isnull=True)
    refinder, taken = Refinder(alignment), set()
    found = []
    for mark in rows.order_by("start", "end", "pk"):
        where = refinder.find(Anchor(mark.start, mark.end, mark.quote, mark.prefix, mark.suffix))
        said = (mark.reading_id, where.span, mark.label_id, mark.target)
        found.append((mark, replace(where, sure=False) if said in taken else where))
        if where.sure:
            taken.add(said)
    return found


def _carry_readings(
    alignment: Alignment, old: Document, new: Document, found: Iterable[tuple[Annotation, Found]]
) -> dict[int, Reading]:
    """By the old reading: the one of the new text, in the same state. New passages were not read."""
    marked: dict[int, list[Span]] = {}
    for mark, where in found:
        if where.sure and where.span:
            marked.setdefault(mark.reading_id, []).append(where.span)
    passages = sentences(new.text)
    kept: dict[str, list[list[int]] | None] = {}
    carried = {}
    for reading in Reading.objects.filter(document=old, practice=False).order_by("pk"):
        if repr(reading.ranges) not in kept:
            kept[repr(reading.ranges)] = _ranges(alignment, reading, passages)
        ranges = kept[repr(reading.ranges)] if reading.first_submitted_at or reading.ranges is not None else None
        carried[reading.pk] = Reading(
            document=new, reviewer_id=reading.reviewer_id, ranges=with_marks(ranges, marked.get(reading.pk, [])),
            **{name: getattr(reading, name) for name in _KEPT},
        )  # fmt: skip
    Reading.objects.bulk_create(carried.values())
    return carried


def _ranges(alignment: Alignment, reading: Reading, passages: Sequence[Span]) -> list[list[int]] | None:
    """What of the new text the reader has read. None stays where nothing is new: whoever read all has read all."""
    length = len(alignment.old)
    read = [Span(0, length)] if reading.ranges is None else normalise_ranges(reading.ranges, length)
    known = carried_ranges(alignment, read, passages)
    if reading.ranges is None and len(known) == len(passages):
        return None
    joined: list[Span] = []
    for span in known:
        if joined and not alignment.new[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return [[span.start, span.end] for span in joined]


def with_marks(ranges: Sequence[Sequence[int]] | None, marks: Iterable[Span]) -> list[list[int]] | None:
    """What was read with the words of marks in it: nobody marks what they did not read."""
    if ranges is None:
        return None
    return [[span.start, span.end] for span in merge([*(Span(*pair) for pair in ranges), *marks])]


def _carry_marks(
    viewer: Viewer, new: Document, readings: Mapping[int, Reading], found: Iterable[tuple[Annotation, Found]]
) -> dict[int, Annotation]:
    """By the old mark: its row in the new text, where its place is sure."""
    marks = {
        mark.pk: carried_mark(viewer, mark, readings[mark.reading_id], new, where.span)
        for mark, where in found
        if where.sure and where.span
    }
    Annotation.objects.bulk_create(marks.values(), batch_size=_BATCH)
    return marks


def carried_mark(viewer: Viewer, mark: Annotation, reading: Reading, new: Document, span: Span) -> Annotation:
    """The row of a mark in another version of its text, not saved; `new` comes with its text."""
    anchor = make(new.text, span)
    return Annotation(
        uuid=carried_uuid(mark, new), project_id=new.project_id, document=new, reading=reading, label_id=mark.label_id,
        start=anchor.start, end=anchor.end, quote=anchor.quote, prefix=anchor.prefix, suffix=anchor.suffix,
        facets=mark.facets, note=mark.note, in_figures=False, changed_by=viewer.user, created_at=mark.created_at,
    )  # fmt: skip


def _anchoring(new: Document, mark: Annotation, where: Found, carried: Annotation | None) -> Anchoring:
    return Anchoring(
        document=new, earlier=mark, annotation=carried, method=where.method, score=where.score,
        start=where.span.start if where.span else None, end=where.span.end if where.span else None,
        state=AnchoringState.CARRIED if carried else AnchoringState.DOUBTFUL,
    )  # fmt: skip


def _carry_links(marks: Mapping[int, Annotation]) -> list[Link]:
    """Links of which both ends were carried."""
    rows = Link.objects.filter(from_annotation__in=marks, to_annotation__in=marks).order_by("pk")
    return Link.objects.bulk_create(
        Link(
            from_annotation=marks[row.from_annotation_id], to_annotation=marks[row.to_annotation_id], kind=row.kind,
            created_by_id=row.created_by_id, created_at=row.created_at,
        )
        for row in rows
    )  # fmt: skip


def move_ties(marks: Mapping[int, int], by: User) -> None:
    """Citations, claims and what was told apart go from each mark to the one that stands for it. Seven statements.

    The marks are locked, as by whoever joins them: what is joined at the same moment goes with them, too.
    """
    list(Annotation.objects.select_for_update(no_key=True).filter(pk__in=marks).order_by("pk").values("pk"))
    citations = list(Citation.objects.filter(annotation__in=marks))
    for citation in citations:
        citation.annotation_id = marks[citation.annotation_id]
        citation.version, citation.changed_by = F("version") + 1, by
    Citation.objects.bulk_update(citations, ["annotation", "version", "changed_by"])
    stated = list(ClaimMark.objects.filter(annotation__in=marks))
    for row in stated:
        row.annotation_id = marks[row.annotation_id]
    ClaimMark.objects.bulk_update(stated, ["annotation"])
    apart = list(NotTheSame.objects.filter(a__in=marks) | NotTheSame.objects.filter(b__in=marks))
    for pair in apart:
        pair.a_id, pair.b_id = sorted(marks.get(pk, pk) for pk in (pair.a_id, pair.b_id))
    NotTheSame.objects.bulk_update(apart, ["a", "b"])


def _carry_places(alignment: Alignment, old: Document, new: Document) -> None:
    """Who is asked to read it, and where everybody was in it. Four statements."""
    asked = Assignment.objects.filter(document=old)
    Assignment.objects.bulk_create(
        Assignment(document=new, reviewer_id=row.reviewer_id, overlap=row.overlap, created_by_id=row.created_by_id,
                   created_at=row.created_at, expires_at=row.expires_at)
        for row in asked
    )  # fmt: skip
    passages = sentences(new.text)
    Bookmark.objects.bulk_create(
        Bookmark(
            user_id=row.user_id, document=new, updated_at=row.updated_at,
            at=min(alignment.border(min(row.at, old.length), is_end=False), new.length),
            seen=[[span.start, span.end]
                  for span in merge(carried_ranges(alignment, normalise_ranges(row.seen, old.length), passages))],
        )
        for row in Bookmark.objects.filter(document=old)
    )  # fmt: skip


def _record(new: Document, readings: Mapping[int, Reading], marks: Iterable[Annotation], links: Iterable[Link]) -> None:
    """The log of the new text: marks, then links, then submissions. Without a step: nobody's undo takes them back."""
    told: list[dict[str, Any]] = [
        {"kind": Event.Kind.ADDED, "reading_id": row.reading_id, "annotation": row, "version": 1} for row in marks
    ]
    told += [
        {"kind": Event.Kind.LINKED, "reading_id": row.from_annotation.reading_id, "annotation": row.from_annotation,
         "version": 1, "other_id": row.to_annotation_id, "link_kind": row.kind}
        for row in links
    ]  # fmt: skip
    ended = [row for row in readings.values() if row.first_submitted_at is not None]
    told += [{"kind": Event.Kind.SUBMITTED, "reading_id": row.pk} for row in ended]
    told += [{"kind": Event.Kind.REOPENED, "reading_id": row.pk} for row in ended if row.state == Reading.State.OPEN]
    now = timezone.now()
    events = [Event(document=new, number=number, created_at=now, **facts) for number, facts in enumerate(told, 1)]
    Event.objects.bulk_create(events, batch_size=_BATCH)
    new.last_event = len(events)
    new.save(update_fields=["last_event"])
