"""Undo and redo from the log: what stood before a step, or after it, is written as something new.

The log itself holds both stacks. A step `undoes` an earlier one or `redoes` it; any other step is new and
leaves nothing to do again. An event without a step (a submission, a reopening) is a wall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import Annotation, Document, Event, Link, Reading
from core.queries.sources import hide_words, masks
from core.services.earlier import bring_back, state_at
from core.services.event_log import Step, lock_document, record
from core.services.latest import require_latest
from core.services.mark_rows import marks_with_all, refusing, require_open

MAX_EVENTS = 2000
_OF_LINKS = (Event.Kind.LINKED, Event.Kind.UNLINKED)
_WITH = ("annotation__label", "annotation__document", "annotation__reading__reviewer", "other")


@dataclass(frozen=True)
class Turn:
    """What an undo or redo did: its own events in order, and those of the `step` that it took back or did again."""

    events: Sequence[Event]
    step: Sequence[Event]


@dataclass(frozen=True)
class Stacks:
    """Steps that stand and steps that were taken back, the next to take last."""

    done: Sequence[UUID]
    undone: Sequence[UUID]


def stacks(reading: Reading | None) -> Stacks:
    """Both stacks of a reading, from its last `MAX_EVENTS` events. One query."""
    rows = Event.objects.filter(reading=reading).order_by("-number")
    done: list[UUID] = []
    undone: list[UUID] = []
    last = None
    for step, undoes, redoes in reversed(list(rows.values_list("step", "undoes", "redoes")[:MAX_EVENTS])):
        if step is not None and step == last:
            continue
        last = step
        if undoes is not None:
            del done[-1:]
            undone.append(undoes)
        elif redoes is not None:
            del undone[-1:]
            done.append(redoes)
        elif step is not None:
            done.append(step)
            undone.clear()
        else:
            done.clear()
            undone.clear()
    return Stacks(done, undone)


@refusing
def undo_step(viewer: Viewer, document: Document, step_id: UUID, *, practice: bool = False) -> Turn:
    """Take back the last step of the viewer's own reading that stands. The same `step_id` again changes nothing.

    Errors: `Conflict` (`nothing_to_undo`, `reading_submitted`, `duplicate_mark`, `state_retired`), `Invalid`
    (`id_reused`) for the id of another step. Nothing is changed then.
    """
    locked, reading = _locked(viewer, document, practice)
    pk = reading.pk if reading else None
    if known := _events_of(pk, step_id):
        return _told(viewer, known, known[0].undoes)
    done = stacks(_open(reading)).done
    if not done:
        raise Conflict("There is nothing to undo since you opened this reading.", "nothing_to_undo")
    step = Step(step_id, undoes=done[-1])
    for event in reversed(_events_of(pk, done[-1])):
        _take_back(viewer, locked, event, step)
    return _told(viewer, _events_of(pk, step_id), done[-1])


@refusing
def redo_step(viewer: Viewer, document: Document, step_id: UUID, *, practice: bool = False) -> Turn:
    """Do again what the last undo took back, unless something new was done since. As `undo_step` else.

    Errors: `nothing_to_redo` in place of `nothing_to_undo`.
    """
    locked, reading = _locked(viewer, document, practice)
    pk = reading.pk if reading else None
    if known := _events_of(pk, step_id):
        return _told(viewer, known, known[0].redoes)
    undone = stacks(_open(reading)).undone
    if not undone:
        raise Conflict("There is nothing to do again.", "nothing_to_redo")
    step = Step(step_id, redoes=undone[-1])
    for event in _events_of(pk, undone[-1]):
        _do_again(viewer, locked, event, step)
    return _told(viewer, _events_of(pk, step_id), undone[-1])


def _locked(viewer: Viewer, document: Document, practice: bool) -> tuple[Document, Reading | None]:
    viewer.require("practise" if practice else "mark")
    locked = lock_document(document.pk)
    require_latest(viewer, locked)
    own = {"reviewer__project": viewer.project, "reviewer__user": viewer.user}
    readings = Reading.objects.filter(document=locked, practice=practice, **own)
    return locked, readings.select_related("reviewer").first()


def _open(reading: Reading | None) -> Reading | None:
    if reading is not None:
        require_open(reading)
    return reading


def _events_of(reading_id: int | None, step: UUID) -> list[Event]:
    rows = Event.objects.filter(reading=reading_id, step=step).select_related(*_WITH)
    return list(rows.defer("annotation__document__text").order_by("number"))


def _told(viewer: Viewer, events: Sequence[Event], step: UUID | None) -> Turn:
    """A step from the log as its maker sees it: the same at the first time and at a retry."""
    if step is None:
        raise Invalid("This id belongs to another step. Make a new one.", "id_reused", errors={"id": ["In use."]})
    turn = Turn(events, _events_of(events[0].reading_id, step))
    documents = masks(viewer, {row.document_id for row in events})
    for row in (*turn.events, *turn.step):
        for mark in (row.annotation, row.other):
            if mark is not None and mark.document_id in documents:
                hide_words(mark, documents[mark.document_id])
    return turn


def _take_back(viewer: Viewer, locked: Document, event: Event, step: Step) -> None:
    """Write what stood before one event."""
    mark = marks_with_all().get(pk=event.annotation_id or 0)
    if event.kind in _OF_LINKS:
        _tie(viewer, locked, mark, event, step, tied=event.kind == Event.Kind.UNLINKED)
    else:
        bring_back(viewer, locked, mark, state_at(mark, (event.version or 0) - 1), step)


def _do_again(viewer: Viewer, locked: Document, event: Event, step: Step) -> None:
    """Write what stood after one event."""
    mark = marks_with_all().get(pk=event.annotation_id or 0)
    if event.kind in _OF_LINKS:
        _tie(viewer, locked, mark, event, step, tied=event.kind == Event.Kind.LINKED)
    else:
        bring_back(viewer, locked, mark, state_at(mark, event.version or 0), step)


def _tie(viewer: Viewer, locked: Document, mark: Annotation, event: Event, step: Step, *, tied: bool) -> None:
    """Have the link of an event there, or not."""
    link = Link(
        from_annotation=mark, to_annotation_id=event.other_id or 0, kind=event.link_kind, created_by=viewer.user
    )
    stored = Link.objects.filter(from_annotation=mark, to_annotation=event.other_id)
    if not tied:
        stored.delete()
    elif not stored.exists():
        link.save(force_insert=True)
    record(locked, Event.Kind.LINKED if tied else Event.Kind.UNLINKED, mark.reading, mark, link=link, step=step)
