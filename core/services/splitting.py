"""One mark becomes two: the same label, details and note on either side of a place in its words."""

from typing import Any
from uuid import UUID

from core.access import Viewer
from core.errors import Gone, Invalid, StaleVersion
from core.models import Annotation, Document, Event
from core.queries.codebooks import rules_now
from core.queries.places import place
from core.queries.sources import seen_marks
from core.services.event_log import new_step, record
from core.services.mark_rows import (
    derived_values,
    lock_mark,
    marks_with_all,
    own_annotation,
    refusing,
    row_of,
    write_mark,
)
from core.text.spans import Span
from core.text.trimming import trim


def split_annotation(viewer: Viewer, uuid: UUID, version: int, at: Any, new_id: UUID) -> tuple[Annotation, Annotation]:
    """The mark, now ending before `at` (a code point of the text), and a new one from there on. One step of undo.

    Links stay with the first. Halves are trimmed by the span rule; ends that were set exactly stay. The same
    call again gives both as they are now. Errors: `Invalid` (`span_invalid`: not inside, nothing left of a half;
    `id_reused`), else as for a change.
    """
    halves = _known(viewer, uuid, at, new_id)
    if halves is None:
        try:
            halves = _split(viewer, uuid, version, at, new_id)
        except (Invalid, StaleVersion):
            halves = _known(viewer, uuid, at, new_id)  # of two equal calls at once the other one was first
            if halves is None:
                raise
    first, second = seen_marks(viewer, halves)
    return first, second


@refusing
def _split(viewer: Viewer, uuid: UUID, version: int, at: Any, new_id: UUID) -> tuple[Annotation, Annotation]:
    first, locked = lock_mark(viewer, uuid, version)
    left, right = _halves(first, at)
    step = new_step()
    _stretch(viewer, first, locked, left)
    write_mark(viewer, first, version)
    record(locked, Event.Kind.CHANGED, first.reading, first, step=step)
    second = Annotation(
        uuid=new_id, project_id=first.project_id, document=locked, reading=first.reading, facets=first.facets,
        note=first.note, changed_by=viewer.user,
    )  # fmt: skip
    second.label = first.label
    _stretch(viewer, second, locked, right)
    second.save(force_insert=True)
    record(locked, Event.Kind.ADDED, second.reading, second, step=step)
    return first, second


def _halves(mark: Annotation, at: Any) -> tuple[Span, Span]:
    if type(at) is not int or not mark.start < at < mark.end:
        raise Invalid(
            f"A mark is split inside its words: between {mark.start} and {mark.end}.", "span_invalid",
            errors={"at": ["Not inside."]},
        )  # fmt: skip
    cut, whole = at - mark.start, Span(0, len(mark.quote))
    left, right = trim(mark.quote, Span(0, cut)), trim(mark.quote, Span(cut, whole.end))
    if left is None or right is None:
        raise Invalid("Nothing would be left of one half.", "span_invalid", errors={"at": ["At the edge."]})
    if trim(mark.quote, whole) != whole:  # its ends were set exactly
        left, right = Span(0, left.end), Span(right.start, whole.end)
    return Span(mark.start + left.start, mark.start + left.end), Span(mark.start + right.start, mark.start + right.end)


def _stretch(viewer: Viewer, mark: Annotation, locked: Document, span: Span) -> None:
    """Lay the mark over this span, with all that follows from the place."""
    stands = place(locked, span.start, span.end)
    label = rules_now(viewer.project.codebook, stands.revision).label(mark.label.key, kept=mark.label.key)
    mark.label, mark.start, mark.end = row_of(label), span.start, span.end
    for name, value in derived_values(stands, label).items():
        setattr(mark, name, value)


def _known(viewer: Viewer, uuid: UUID, at: Any, new_id: UUID) -> tuple[Annotation, Annotation] | None:
    """Both marks as they are now where this very split was made before; None where the new id is free."""
    second = marks_with_all().filter(project=viewer.project, uuid=new_id).first()
    if second is None:
        return None
    first = own_annotation(viewer, uuid)
    if not _was_split(first, second, at):
        raise Invalid("This id belongs to another mark. Make a new one.", "id_reused", errors={"id": ["In use."]})
    if second.deleted_at is not None:
        raise Gone("This mark was deleted. Its history is kept.")
    return first, second


def _was_split(first: Annotation, second: Annotation, at: Any) -> bool:
    """Whether the second mark began as what was behind `at` of the first one."""
    steps = second.events_of_mark.filter(kind=Event.Kind.ADDED, step__isnull=False).values("step")
    cut = first.events_of_mark.filter(step__in=steps).first()
    if cut is None or type(at) is not int:
        return False
    left = first.history.filter(version=cut.version).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    right = second.history.order_by("pgh_id").first()  # type: ignore[attr-defined]
    return bool(left.end <= at <= right.start)
