"""Marks: added, changed, deleted, restored, linked. Every change is one row, one event, one history entry.

A write locks the document row (`no_key`), so that event numbers commit in order; versions are compared and
set in SQL, so that nobody overwrites unknowingly; the database itself holds quote, span and uniqueness.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, DomainError, Forbidden, Gone, Invalid, NotFound, StaleVersion
from core.models import Annotation, Document, Event, Label, Link, Reading
from core.queries.codebooks import LabelRule, rules_of
from core.queries.places import Place, place
from core.queries.visibility import visible_annotations
from core.services.drafts import MarkDraft, read_change
from core.services.event_log import lock_document, record
from core.services.readings import open_reading

_REFUSALS: Mapping[str, Callable[[], DomainError]] = {
    "annotation_once_per_span_label_target": lambda: Conflict(
        "You have marked these words with this label and target already.", "duplicate_mark"
    ),
    "annotation_uuid_once": lambda: Invalid("This id belongs to another mark.", "id_reused"),
    "link_once": lambda: Conflict("These two marks are linked already.", "duplicate_link"),
}


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _refusing(write: Callable[_P, _R]) -> Callable[_P, _R]:
    """A constraint of the database said no: say it in the domain's words."""

    @wraps(write)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            with transaction.atomic():
                return write(*args, **kwargs)
        except IntegrityError as error:
            diagnosis = getattr(error.__cause__, "diag", None)
            refusal = _REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
            if refusal is None:
                raise
            raise refusal() from error

    return wrapped


def add_annotation(
    viewer: Viewer, document: Document, draft: MarkDraft, *, practice: bool = False
) -> tuple[Annotation, bool]:
    """The stored mark and whether it is new; the same id and body again gives the row as it is now.

    Errors: `Invalid` (`quote_mismatch`, `span_invalid`, `unknown_label`, `unknown_facet`, `id_reused`),
    `Conflict` (`duplicate_mark`, `reading_submitted`), `Forbidden` (`not_assigned`), `Gone` for a deleted id.
    """
    try:
        return _add(viewer, document, draft, practice)
    except Invalid as error:
        if error.code != "id_reused":
            raise
        # Ten equal POSTs at once on a new id: nine lose the race for the row and find it now.
        return _add(viewer, document, draft, practice)


@_refusing
def _add(viewer: Viewer, document: Document, draft: MarkDraft, practice: bool) -> tuple[Annotation, bool]:
    viewer.require("practise" if practice else "mark")
    locked = lock_document(document.pk)
    stands = place(locked, draft.start, draft.end, uuid=draft.id)
    if stands.is_taken:
        return _retried(viewer, locked, draft, practice), False
    reading = open_reading(viewer, locked, practice=practice)
    _require_open(reading)
    rules = rules_of(viewer.project.codebook)
    label = rules.label(draft.label)
    facets = rules.check_facets(label.key, draft.facets)
    _check_words(draft, locked, stands)
    annotation = Annotation(
        uuid=draft.id, project_id=viewer.project.pk, document=locked, reading=reading, label=_row_of(label),
        start=draft.start, end=draft.end, facets=facets, note=draft.note, changed_by=viewer.user,
        **_derived(stands, label),
    )  # fmt: skip
    annotation.save(force_insert=True)
    record(locked, Event.Kind.ADDED, reading, annotation)
    return annotation, True


def _retried(viewer: Viewer, document: Document, draft: MarkDraft, practice: bool) -> Annotation:
    """The mark of this id if it was created with this very body; a retry is recognised before any other rule."""
    known = (
        Annotation.objects.select_related("reading__reviewer", "label", "document")
        .defer("document__text")
        .get(project=viewer.project, uuid=draft.id)
    )
    is_own = known.reading.reviewer.user_id == viewer.user.pk and known.document_id == document.pk
    if not is_own or known.reading.practice != practice:
        raise Invalid("This id belongs to another mark. Make a new one.", "id_reused", errors={"id": ["In use."]})
    if known.deleted_at is not None:
        raise Gone("This mark was deleted. Its history is kept.")
    first = known.history.order_by("pgh_id").first()  # type: ignore[attr-defined]
    quote = first.quote if draft.quote is None else draft.quote
    if _body(first) != (draft.start, draft.end, quote, draft.label, dict(draft.facets), draft.note):
        raise Invalid("This id was used for a mark with another body.", "id_reused", errors={"id": ["In use."]})
    return known


def _body(event: Any) -> tuple[Any, ...]:
    label = Label.objects.values_list("key", flat=True).get(pk=event.label_id)
    return (event.start, event.end, event.quote, label, event.facets, event.note)


def _require_reader(viewer: Viewer, reading: Reading) -> None:
    """Whoever is a viewer now changes no mark made as a reviewer."""
    viewer.require("practise" if reading.practice else "mark")


def _require_open(reading: Reading) -> None:
    if reading.state != Reading.State.OPEN:
        raise Conflict("You have submitted this reading. Reopen it to change marks.", "reading_submitted")


def _check_words(draft: MarkDraft, document: Document, stands: Place) -> None:
    """The passage lies in the text, and its quote (if one is given) is what the text says there."""
    if draft.end > document.length:
        raise Invalid(
            f"The passage ends at {draft.end}, the text at {document.length}.", "span_invalid",
            errors={"end": ["After the text."]},
        )  # fmt: skip
    if draft.quote is not None and draft.quote != stands.quote:
        raise Invalid(
            "This passage does not match the text. Select it again.", "quote_mismatch",
            errors={"quote": ["Not the words at this place."]},
        )  # fmt: skip


def _row_of(label: LabelRule) -> Label:
    """The label as its table has it, without asking: the key is at hand, the rest loads when it is wanted."""
    return Label.from_db(connection.alias, ("id", "key"), (label.pk, label.key))


def _derived(stands: Place, label: LabelRule) -> dict[str, Any]:
    """What a mark has from its place: words, context, the part it belongs to, whether it enters figures."""
    return {
        "quote": stands.quote, "prefix": stands.prefix, "suffix": stands.suffix, "part_id": stands.part_id,
        "in_figures": label.counted and stands.counts,
    }  # fmt: skip


def own_annotation(viewer: Viewer, uuid: UUID) -> Annotation:
    """A mark that the viewer may change.

    Errors: `NotFound` for what the viewer may not see, `Forbidden` for a colleague's mark, `Gone` if deleted.
    """
    annotation = (
        Annotation.objects.select_related("reading__reviewer", "label", "document")
        .defer("document__text")
        .filter(project=viewer.project, uuid=uuid)
        .first()
    )
    if annotation is not None and annotation.reading.reviewer.user_id == viewer.user.pk:
        if annotation.deleted_at is not None:
            raise Gone("This mark was deleted. Its history is kept.")
        return annotation
    if annotation is None or not visible_annotations(viewer).filter(pk=annotation.pk).exists():
        raise NotFound("There is no such mark.")
    raise Forbidden("Only its reader changes a mark.", "not_yours")


@_refusing
def change_annotation(viewer: Viewer, uuid: UUID, version: int, data: Mapping[str, Any]) -> Annotation:
    """The mark with the given fields changed, if it still has this version.

    Errors: as `add_annotation`; `StaleVersion` with the mark as it is now.
    """
    annotation, locked = _locked(viewer, uuid, version)
    stored = MarkDraft(
        annotation.uuid, annotation.start, annotation.end, annotation.quote, annotation.label.key,
        annotation.facets, annotation.note,
    )  # fmt: skip
    draft = read_change(stored, data)
    if draft == stored:
        return annotation
    rules = rules_of(viewer.project.codebook)
    label = rules.label(draft.label)
    facets = rules.check_facets(label.key, draft.facets)
    stands = place(locked, draft.start, draft.end)
    _check_words(draft, locked, stands)
    changes = {"start": draft.start, "end": draft.end, "note": draft.note, "facets": facets, "label_id": label.pk}
    for name, value in (changes | _derived(stands, label)).items():
        setattr(annotation, name, value)
    _write(viewer, annotation, version)
    record(locked, Event.Kind.CHANGED, annotation.reading, annotation)
    return Annotation.objects.select_related("reading__reviewer", "label", "document").get(pk=annotation.pk)


@_refusing
def delete_annotation(viewer: Viewer, uuid: UUID, version: int) -> Annotation:
    """The mark is gone from every list and figure; row, links and history stay. Errors as for a change."""
    annotation, locked = _locked(viewer, uuid, version)
    annotation.deleted_at = timezone.now()
    _write(viewer, annotation, version)
    record(locked, Event.Kind.DELETED, annotation.reading, annotation)
    return annotation


def _locked(viewer: Viewer, uuid: UUID, version: int) -> tuple[Annotation, Document]:
    """The viewer's own mark under its document's lock, at the version the viewer has read."""
    found = own_annotation(viewer, uuid)
    _require_reader(viewer, found.reading)
    locked = lock_document(found.document_id)
    annotation = own_annotation(viewer, uuid)  # again: it may have changed while waiting for the lock
    if annotation.version != version:
        raise StaleVersion("This mark was changed meanwhile. Compare both versions.", annotation)
    _require_open(annotation.reading)
    return annotation, locked


_WRITTEN = (
    "start", "end", "quote", "prefix", "suffix", "facets", "note", "label_id", "part_id", "in_figures",
    "deleted_at",
)  # fmt: skip


def _write(viewer: Viewer, annotation: Annotation, version: int) -> None:
    """Compare and set: the row is written only at the version that was read."""
    values = {name: getattr(annotation, name) for name in _WRITTEN}
    n_written = Annotation.objects.filter(pk=annotation.pk, version=version).update(
        **values, version=F("version") + 1, changed_by=viewer.user, updated_at=timezone.now()
    )
    if not n_written:
        raise StaleVersion(
            "This mark was changed meanwhile. Compare both versions.", own_annotation(viewer, annotation.uuid)
        )
    annotation.version = version + 1


@_refusing
def add_link(viewer: Viewer, from_uuid: UUID, to_uuid: UUID, kind: str) -> Link:
    """Tie evidence to an assertion of the same reading: supports or contradicts.

    Errors: `Invalid` for other kinds or labels, `Conflict` (`duplicate_link`, `reading_submitted`).
    """
    if kind not in Link.Kind.values:
        raise Invalid(f"A link supports or contradicts; {kind!r:.40} is unknown.", "unknown_link")
    source = own_annotation(viewer, from_uuid)
    _require_reader(viewer, source.reading)
    lock_document(source.document_id)
    # Again: the reading may have been submitted while waiting for the lock.
    source, target = own_annotation(viewer, from_uuid), own_annotation(viewer, to_uuid)
    if source.pk == target.pk or source.reading_id != target.reading_id:
        raise Invalid("A link joins two different marks of one reading.", "link_invalid")
    _require_open(source.reading)
    link = Link.objects.create(from_annotation=source, to_annotation=target, kind=kind, created_by=viewer.user)
    record(lock_document(source.document_id), Event.Kind.LINKED, source.reading, source)
    return link


@_refusing
def delete_link(viewer: Viewer, from_uuid: UUID, to_uuid: UUID) -> None:
    """Untie two marks; the history keeps the link. `NotFound` when there is none."""
    source, target = own_annotation(viewer, from_uuid), own_annotation(viewer, to_uuid)
    _require_reader(viewer, source.reading)
    locked = lock_document(source.document_id)
    _require_open(own_annotation(viewer, from_uuid).reading)
    n_deleted, _ = Link.objects.filter(from_annotation=source, to_annotation=target).delete()
    if not n_deleted:
        raise NotFound("These marks are not linked.")
    record(locked, Event.Kind.UNLINKED, source.reading, source)
