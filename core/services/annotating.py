"""Marks: added, changed, deleted, restored, linked. Every change is one row, one event, one history entry.

A write locks the document row (`no_key`), so that event numbers commit in order; versions are compared and
set in SQL, so that nobody overwrites unknowingly; the database itself holds quote, span and uniqueness.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Substr
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, DomainError, Forbidden, Gone, Invalid, NotFound, StaleVersion
from core.models import Annotation, Document, Event, Label, Link, Reading
from core.queries.codebooks import Rules, rules_of
from core.queries.visibility import visible_annotations
from core.services.drafts import MarkDraft, read_change
from core.services.event_log import lock_document, record
from core.services.readings import open_reading
from core.text.anchors import CONTEXT_CP

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
    known = _retried(viewer, locked, draft)
    if known is not None:
        return known, False
    reading = open_reading(viewer, locked, practice=practice)
    _require_open(reading)
    rules = rules_of(viewer.project.codebook)
    label = rules.label(draft.label)
    facets = rules.check_facets(label.key, draft.facets)
    prefix, quote, suffix = cut(locked, draft.start, draft.end)
    _check_quote(draft.quote, quote)
    annotation = Annotation(
        uuid=draft.id, project_id=viewer.project.pk, document=locked, reading=reading,
        label_id=label.pk, start=draft.start, end=draft.end, quote=quote, prefix=prefix, suffix=suffix,
        facets=facets, note=draft.note, changed_by=viewer.user,
    )  # fmt: skip
    _place(annotation, rules)
    annotation.save(force_insert=True)
    record(locked, Event.Kind.ADDED, reading, annotation)
    return annotation, True


def _retried(viewer: Viewer, document: Document, draft: MarkDraft) -> Annotation | None:
    """The mark of this id if it was created with this very body; a retry is recognised before any other rule."""
    known = (
        Annotation.objects.select_related("reading__reviewer", "label", "document")
        .defer("document__text")
        .filter(project=viewer.project, uuid=draft.id)
        .first()
    )
    if known is None:
        return None
    if known.reading.reviewer.user_id != viewer.user.pk or known.document_id != document.pk:
        raise Invalid(
            "This id belongs to another mark. Make a new one.", "id_reused", errors={"id": ["In use."]}
        )
    if known.deleted_at is not None:
        raise Gone("This mark was deleted. Its history is kept.")
    first = known.history.order_by("pgh_id").first()
    if _body(first) != (draft.start, draft.end, draft.quote, draft.label, dict(draft.facets), draft.note):
        raise Invalid(
            "This id was used for a mark with another body.", "id_reused", errors={"id": ["In use."]}
        )
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


def cut(document: Document, start: int, end: int) -> tuple[str, str, str]:
    """Context before, quote, context behind, cut by the database (the text itself stays there). One query."""
    if end > document.length:
        raise Invalid(
            f"The passage ends at {end}, the text at {document.length}.", "span_invalid",
            errors={"end": ["After the text."]},
        )  # fmt: skip
    before = max(0, start - CONTEXT_CP)
    cut_text = (
        Document.objects.filter(pk=document.pk)
        .values_list(Substr("text", before + 1, end + CONTEXT_CP - before), flat=True)
        .get()
    )
    quote = cut_text[start - before : end - before]
    return cut_text[: start - before], quote, cut_text[end - before :]


def _check_quote(given: str | None, quote: str) -> None:
    if given is not None and given != quote:
        raise Invalid(
            "This passage does not match the text. Select it again.", "quote_mismatch",
            errors={"quote": ["Not the words at this place."]},
        )  # fmt: skip


def _place(annotation: Annotation, rules: Rules) -> None:
    """Which part the mark belongs to and whether it enters figures: three small queries at most."""
    document = annotation.document
    counted = next(row.counted for row in rules.labels.values() if row.pk == annotation.label_id)
    inside = {"start__lte": annotation.start, "end__gt": annotation.start}
    part = (
        document.parts.filter(section__start__lte=annotation.start, section__end__gt=annotation.start).first()
        or document.parts.filter(section__isnull=True).first()
    )
    excluded = document.excluded.filter(**inside).exists()
    annotation.part = part
    annotation.in_figures = bool(counted and part and part.counted and not excluded)


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
    prefix, quote, suffix = cut(locked, draft.start, draft.end)
    _check_quote(draft.quote, quote)
    annotation.start, annotation.end, annotation.note = draft.start, draft.end, draft.note
    annotation.prefix, annotation.quote, annotation.suffix = prefix, quote, suffix
    annotation.facets, annotation.label_id = facets, label.pk
    _place(annotation, rules)
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
    "start", "end", "quote", "prefix", "suffix", "facets", "note", "label_id", "part", "in_figures",
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
    link = Link.objects.create(
        from_annotation=source, to_annotation=target, kind=kind, created_by=viewer.user
    )
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
