"""Marks: added, changed, deleted, restored, linked. Every change is one row, one event, one history entry.

A write locks the document row (`no_key`), so that event numbers commit in order; versions are compared and
set in SQL, so that nobody overwrites unknowingly; the database itself holds quote, span and uniqueness.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.access import Viewer
from core.errors import Gone, Invalid, NotFound
from core.models import Annotation, Document, Event, Label, Link
from core.queries.codebooks import rules_now
from core.queries.places import place
from core.queries.sources import seen_mark
from core.services.drafts import MarkDraft, read_change
from core.services.event_log import lock_document, new_step, record
from core.services.latest import require_latest
from core.services.mark_rows import (
    check_words,
    derived_values,
    lock_mark,
    marks_with_all,
    own_annotation,
    refusing,
    require_open,
    require_reader,
    row_of,
    write_mark,
)
from core.services.readings import open_reading
from core.text.masking import could_be


def add_annotation(
    viewer: Viewer, document: Document, draft: MarkDraft, *, practice: bool = False
) -> tuple[Annotation, bool]:
    """The stored mark and whether it is new; the same id and body again gives the row as it is now.

    Whoever must not know the source of the document gets the mark with masked words, and none are compared.

    Errors: `Invalid` (`quote_mismatch`, `span_invalid`, `unknown_label`, `unknown_facet`, `id_reused`),
    `Conflict` (`duplicate_mark`, `reading_submitted`, `later_version`), `Forbidden` (`not_assigned`), `Gone` for an id
    that was deleted.
    """
    try:
        mark, is_new = _add(viewer, document, draft, practice)
    except Invalid as error:
        if error.code != "id_reused":
            raise
        # Ten equal POSTs at once on a new id: nine lose the race for the row and find it now.
        mark, is_new = _add(viewer, document, draft, practice)
    return seen_mark(viewer, mark), is_new


@refusing
def _add(viewer: Viewer, document: Document, draft: MarkDraft, practice: bool) -> tuple[Annotation, bool]:
    viewer.require("practise" if practice else "mark")
    locked = lock_document(document.pk)
    stands = place(locked, draft.start, draft.end, uuid=draft.id)
    if stands.is_taken:
        return _retried(viewer, locked, draft, practice), False
    if not stands.is_latest:
        require_latest(viewer, locked)
    reading = open_reading(viewer, locked, practice=practice)
    require_open(reading)
    rules = rules_now(viewer.project.codebook, stands.revision)
    label = rules.label(draft.label)
    facets = rules.check_facets(label.key, draft.facets)
    check_words(viewer, draft, locked, stands)
    annotation = Annotation(
        uuid=draft.id, project_id=viewer.project.pk, document=locked, reading=reading, label=row_of(label),
        start=draft.start, end=draft.end, facets=facets, note=draft.note, changed_by=viewer.user,
        **derived_values(stands, label),
    )  # fmt: skip
    annotation.save(force_insert=True)
    record(locked, Event.Kind.ADDED, reading, annotation, step=new_step())
    return annotation, True


def _retried(viewer: Viewer, document: Document, draft: MarkDraft, practice: bool) -> Annotation:
    """The mark of this id if it was created with this very body; a retry is recognised before any other rule."""
    known = marks_with_all().get(project=viewer.project, uuid=draft.id)
    is_own = known.reading.reviewer.user_id == viewer.user.pk and known.document_id == document.pk
    if not is_own or known.reading.practice != practice:
        raise Invalid("This id belongs to another mark. Make a new one.", "id_reused", errors={"id": ["In use."]})
    if known.deleted_at is not None:
        raise Gone("This mark was deleted. Its history is kept.")
    first = known.history.order_by("pgh_id").first()  # type: ignore[attr-defined]
    # The words may have been masked when the mark was sent first, or now.
    quote = first.quote if draft.quote is None or could_be(draft.quote, first.quote) else draft.quote
    if _body(first) != (draft.start, draft.end, quote, draft.label, dict(draft.facets), draft.note):
        raise Invalid("This id was used for a mark with another body.", "id_reused", errors={"id": ["In use."]})
    return known


def _body(event: Any) -> tuple[Any, ...]:
    label = Label.objects.values_list("key", flat=True).get(pk=event.label_id)
    return (event.start, event.end, event.quote, label, event.facets, event.note)


@refusing
def change_annotation(viewer: Viewer, uuid: UUID, version: int, data: Mapping[str, Any]) -> Annotation:
    """The mark with the given fields changed, if it still has this version.

    Errors: as `add_annotation`; `StaleVersion` with the mark as it is now.
    """
    annotation, locked = lock_mark(viewer, uuid, version)
    stored = MarkDraft(
        annotation.uuid, annotation.start, annotation.end, annotation.quote, annotation.label.key,
        annotation.facets, annotation.note,
    )  # fmt: skip
    draft = read_change(stored, data)
    if draft == stored:
        return seen_mark(viewer, annotation)
    stands = place(locked, draft.start, draft.end)
    rules = rules_now(viewer.project.codebook, stands.revision)
    label = rules.label(draft.label, kept=stored.label)
    facets = rules.check_facets(label.key, draft.facets, kept=stored.facets)
    check_words(viewer, draft, locked, stands)
    changes = {"start": draft.start, "end": draft.end, "note": draft.note, "facets": facets, "label_id": label.pk}
    for name, value in (changes | derived_values(stands, label)).items():
        setattr(annotation, name, value)
    write_mark(viewer, annotation, version)
    record(locked, Event.Kind.CHANGED, annotation.reading, annotation, step=new_step())
    return seen_mark(viewer, marks_with_all().get(pk=annotation.pk))


@refusing
def delete_annotation(viewer: Viewer, uuid: UUID, version: int) -> Annotation:
    """The mark is gone from every list and figure; row, links and history stay. Errors as for a change."""
    annotation, locked = lock_mark(viewer, uuid, version)
    annotation.deleted_at = timezone.now()
    write_mark(viewer, annotation, version)
    record(locked, Event.Kind.DELETED, annotation.reading, annotation, step=new_step())
    return seen_mark(viewer, annotation)


@refusing
def add_link(viewer: Viewer, from_uuid: UUID, to_uuid: UUID, kind: str) -> tuple[Link, bool]:
    """Tie a mark to another of the same reading, which it supports or contradicts: the link, and whether it is new.

    The same link again changes nothing. Errors: `Invalid` (`unknown_link`, `link_invalid`), `Conflict`
    (`duplicate_link` for the other kind, `reading_submitted`).
    """
    if kind not in Link.Kind.values:
        raise Invalid(f"A link supports or contradicts; {kind!r:.40} is unknown.", "unknown_link")
    source = own_annotation(viewer, from_uuid)
    require_reader(viewer, source.reading)
    locked = lock_document(source.document_id)
    # Again: the reading may have been submitted while waiting for the lock.
    source, target = own_annotation(viewer, from_uuid), own_annotation(viewer, to_uuid)
    if source.pk == target.pk or source.reading_id != target.reading_id:
        raise Invalid("A link joins two different marks of one reading.", "link_invalid")
    for known in Link.objects.filter(from_annotation=source, to_annotation=target, kind=kind):
        return known, False
    require_open(source.reading)
    require_latest(viewer, locked)
    link = Link.objects.create(from_annotation=source, to_annotation=target, kind=kind, created_by=viewer.user)
    record(locked, Event.Kind.LINKED, source.reading, source, link=link, step=new_step())
    return link, True


@refusing
def delete_link(viewer: Viewer, from_uuid: UUID, to_uuid: UUID) -> None:
    """Untie two marks; the history keeps the link. `NotFound` when there is none."""
    source, target = own_annotation(viewer, from_uuid), own_annotation(viewer, to_uuid)
    require_reader(viewer, source.reading)
    locked = lock_document(source.document_id)
    require_open(own_annotation(viewer, from_uuid).reading)
    require_latest(viewer, locked)
    link = Link.objects.filter(from_annotation=source, to_annotation=target).first()
    if link is None:
        raise NotFound("These marks are not linked.")
    link.delete()
    record(locked, Event.Kind.UNLINKED, source.reading, source, link=link, step=new_step())
