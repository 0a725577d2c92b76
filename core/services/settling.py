"""Doubtful marks of the version before: a person confirms the place, moves it, or sets the mark aside. All is kept.

Keepers settle what they may see, readers what is their own. Every change is compared and set, and may be taken back.
"""

from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from rapidfuzz import fuzz

from core.access import Viewer
from core.errors import Conflict, Invalid, StaleVersion
from core.models import Anchoring, AnchoringState, Annotation, Document, Event, Link, Reading
from core.queries.versions import anchoring as anchoring_of
from core.queries.versions import require_settler
from core.services import derived
from core.services.carrying import carried_mark, move_ties, with_marks
from core.services.comparing_alone import alone
from core.services.drafts import check_span
from core.services.event_log import lock_document, record
from core.services.latest import require_latest
from core.services.mark_rows import refusing
from core.services.versions import doubtful, make_current, propose_anew
from core.text.spans import Span

_MOVED = ("start", "end", "quote", "prefix", "suffix")


@refusing
def settle(
    viewer: Viewer, document: Document, uuid: UUID, version: int, *, start: Any = None, end: Any = None,
    set_aside: bool = False,
) -> Anchoring:  # fmt: skip
    """A doubtful mark stands at [start, end) of the version `document`, at its suggested place where none is given, or
    is set aside. What was settled before is settled anew.

    The version counts as soon as nothing is doubtful. Errors: `StaleVersion` with the anchoring as it is now; `Invalid`
    (`span_invalid`, `no_place`), `Conflict` (`later_version`, `duplicate_mark`, `not_doubtful`), `NotFound`,
    `Forbidden`.
    """
    row, locked = _locked(viewer, document, uuid, version)
    if row.state == AnchoringState.CARRIED and row.decided_at is None:
        raise Conflict("This mark was carried without doubt. Its reader may change it.", "not_doubtful")
    if set_aside:
        _take_away(viewer, locked, row)
        row.state = AnchoringState.SET_ASIDE
    else:
        span = _place(row, locked, start, end)
        _put(viewer, locked, row, span)
        row.state, row.start, row.end = AnchoringState.CARRIED, span.start, span.end
    row.decided_by, row.decided_at = viewer.user, timezone.now()
    _write(viewer, row, version)
    if not doubtful(locked).exists() and not _is_current(locked):
        _count(locked)
    return anchoring_of(viewer, document, uuid)


@refusing
def unsettle(viewer: Viewer, document: Document, uuid: UUID, version: int) -> Anchoring:
    """Take back a settling: the mark is doubtful again. A version that counts goes on counting.

    Errors: as `settle`; `Conflict` (`not_settled`, `mark_changed`: its reader went on with the mark).
    """
    row, locked = _locked(viewer, document, uuid, version)
    if row.decided_at is None:
        raise Conflict("Nobody has settled this mark.", "not_settled")
    _take_away(viewer, locked, row)
    row.state, row.decided_by, row.decided_at = AnchoringState.DOUBTFUL, None, None
    _write(viewer, row, version)
    return anchoring_of(viewer, document, uuid)


@refusing
def count_now(viewer: Viewer, document: Document) -> Document:
    """This version counts from now on, whatever is still doubtful. Again: no change. Errors: `Conflict`."""
    viewer.require("provenance")
    locked = _lock_family(document)
    require_latest(viewer, locked)
    return _count(locked)


def _count(locked: Document) -> Document:
    """The version, which counts from now on; figures and proposals follow."""
    whole = Document.objects.select_related("project__codebook").get(pk=locked.pk)
    if not whole.is_current:
        make_current(whole)
        propose_anew(whole)
    return whole


def _locked(viewer: Viewer, document: Document, uuid: UUID, version: int) -> tuple[Anchoring, Document]:
    """The anchoring at the version that the viewer has read, under the locks of all versions of its article."""
    require_settler(viewer, anchoring_of(viewer, document, uuid))
    locked = _lock_family(document)
    row = anchoring_of(viewer, document, uuid)  # again: it may have been settled while waiting for the locks
    if row.version != version:
        raise StaleVersion("Somebody has settled this mark meanwhile. Look at it again.", row)
    require_latest(viewer, locked)
    return row, locked


def _lock_family(document: Document) -> Document:
    """All versions are locked in their order, as whoever publishes a codebook does, and comparing before them."""
    alone(document.project_id)
    first = document.version_of_id or document.pk
    rows = Document.objects.filter(Q(pk=first) | Q(version_of=first)).order_by("pk")
    list(rows.select_for_update(no_key=True).values("pk"))
    return lock_document(document.pk)


def _is_current(locked: Document) -> bool:
    return Document.objects.filter(pk=locked.pk, is_current=True).exists()


def _place(row: Anchoring, locked: Document, start: Any, end: Any) -> Span:
    if start is None and end is None:
        if row.start is None or row.end is None:
            raise Invalid("No place was found for this mark. Choose one, or set it aside.", "no_place")
        start, end = row.start, row.end
    check_span(start, end)
    if end > locked.length:
        raise Invalid(f"The passage ends at {end}, the text at {locked.length}.", "span_invalid",
                      errors={"end": ["After the text."]})  # fmt: skip
    return Span(start, end)


def _put(viewer: Viewer, locked: Document, row: Anchoring, span: Span) -> None:
    """The mark stands there: a row of its own, or the one that stood for it before."""
    whole = Document.objects.select_related("project__codebook").get(pk=locked.pk)
    reading = Reading.objects.get(document=whole, reviewer=row.earlier.reading.reviewer_id, practice=False)
    wanted = carried_mark(viewer, row.earlier, reading, whole, span)
    mark, kind = row.annotation, Event.Kind.ADDED
    if mark is None:
        mark = wanted
        mark.save(force_insert=True)
    else:
        _require_untouched(mark)
        kind = Event.Kind.RESTORED if mark.deleted_at else Event.Kind.CHANGED
        for name in _MOVED:
            setattr(mark, name, getattr(wanted, name))
        _write_mark(viewer, mark, gone=False)
    record(locked, kind, reading, mark)
    row.annotation = mark
    row.score = fuzz.ratio(row.earlier.quote, mark.quote) / 100
    _tie(viewer, locked, row)
    reading.ranges = with_marks(reading.ranges, [span])
    reading.save(update_fields=["ranges"])
    derived.derive_document(whole)


def _take_away(viewer: Viewer, locked: Document, row: Anchoring) -> None:
    """No mark stands for it; what hangs on it goes back to the mark of the version before."""
    mark = row.annotation
    if mark is None or mark.deleted_at is not None:
        return
    _require_untouched(mark)
    _write_mark(viewer, mark, gone=True)
    record(locked, Event.Kind.DELETED, mark.reading, mark)
    move_ties({mark.pk: row.earlier_id}, viewer.user)
    derived.derive_document(Document.objects.select_related("project__codebook").get(pk=locked.pk))


def _require_untouched(mark: Annotation) -> None:
    """What its reader did since has a step of theirs."""
    if Event.objects.filter(annotation=mark, step__isnull=False).exists():
        raise Conflict("Its reader has changed this mark since. It stays as it is.", "mark_changed")


def _write_mark(viewer: Viewer, mark: Annotation, *, gone: bool) -> None:
    mark.deleted_at = timezone.now() if gone else None
    mark.version, mark.updated_at, mark.changed_by = mark.version + 1, timezone.now(), viewer.user
    mark.save(update_fields=[*_MOVED, "deleted_at", "version", "updated_at", "changed_by"])


def _tie(viewer: Viewer, locked: Document, row: Anchoring) -> None:
    """Links to marks that stand in this version, and what else hangs on the mark."""
    assert row.annotation is not None
    carried = dict(
        Anchoring.objects.filter(document=locked, annotation__deleted_at__isnull=True, annotation__isnull=False)
        .values_list("earlier", "annotation")
    ) | {row.earlier_id: row.annotation.pk}  # fmt: skip
    of_mark = Q(from_annotation=row.earlier_id) | Q(to_annotation=row.earlier_id)
    for link in Link.objects.filter(of_mark, from_annotation__in=carried, to_annotation__in=carried).order_by("pk"):
        ends = {
            "from_annotation_id": carried[link.from_annotation_id],
            "to_annotation_id": carried[link.to_annotation_id],
        }
        made, is_new = Link.objects.get_or_create(
            **ends, defaults={"kind": link.kind, "created_by_id": link.created_by_id, "created_at": link.created_at}
        )
        if is_new:
            record(locked, Event.Kind.LINKED, made.from_annotation.reading, made.from_annotation, link=made)
    move_ties({row.earlier_id: row.annotation.pk}, viewer.user)


def _write(viewer: Viewer, row: Anchoring, version: int) -> None:
    """Compare and set: only at the version that was read."""
    values = {name: getattr(row, name) for name in
              ("state", "start", "end", "score", "annotation", "decided_by", "decided_at")}  # fmt: skip
    n_written = Anchoring.objects.filter(pk=row.pk, version=version).update(**values, version=F("version") + 1)
    if not n_written:
        raise StaleVersion("Somebody has settled this mark meanwhile. Look at it again.", row)
