"""Readings: opened by the first mark, submitted when read, reopened to go on."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Forbidden, Invalid
from core.models import Annotation, Codebook, Document, Event, Reading
from core.queries.assignments import may_begin
from core.queries.codebooks import rules_now
from core.queries.visibility import visible_annotations
from core.services import derived
from core.services.event_log import lock_document, record
from core.services.latest import require_latest
from core.services.projects import reviewer_of
from core.text.spans import normalise_ranges


def open_reading(viewer: Viewer, document: Document, *, practice: bool = False) -> Reading:
    """The viewer's reading of a document, begun now if there is none. The caller holds the document's lock.

    Errors: `Forbidden` (`not_assigned`) where the project assigns documents and this one is not asked of the viewer.
    """
    viewer.require("practise" if practice else "mark")
    for reading in _own_readings(viewer, document, practice):  # one at most
        return reading
    if not practice and not may_begin(viewer, document):
        raise Forbidden("This document has not been assigned to you.", "not_assigned")
    return begin_reading(viewer, document, practice=practice)


def begin_reading(viewer: Viewer, document: Document, *, practice: bool = False) -> Reading:
    """A new reading of the viewer's. The caller holds the document's lock and knows that it may be and is not there."""
    return Reading.objects.create(
        document=document,
        reviewer=reviewer_of(viewer),
        practice=practice,
        sighted=not practice and _has_seen_others(viewer, document),
    )


def _own_readings(viewer: Viewer, document: Document, practice: bool) -> QuerySet[Reading]:
    own = {"reviewer__project": viewer.project, "reviewer__user": viewer.user}
    return Reading.objects.filter(document=document, practice=practice, **own).select_related("reviewer")


def _has_seen_others(viewer: Viewer, document: Document) -> bool:
    """Whether a colleague's marks on the article, in any of its versions, were open to the viewer before beginning."""
    of_article = Q(pk=document.pk) | Q(later_versions=document.pk) | Q(version_of__later_versions=document.pk)
    texts = Document.objects.filter(of_article).values("pk")
    practised = Reading.objects.filter(document__in=texts, reviewer__user=viewer.user, practice=True).exists()
    others = visible_annotations(viewer).filter(document__in=texts).exclude(reading__reviewer__user=viewer.user)
    return practised or others.exists()


@transaction.atomic
def submit_reading(
    viewer: Viewer,
    document: Document,
    *,
    ranges: Sequence[Sequence[int]] | None = None,
    none_here: Sequence[str] | None = None,
) -> Reading:
    """End the viewer's reading. Without `ranges` all was read; without `none_here` every label without a mark has none.

    Submitting a submitted reading again changes nothing. Errors: `Invalid` for ranges beyond the text, for
    marks outside them, for a label that has marks and is said to have none, or (with `none_here`) one that has neither.
    """
    locked = lock_document(document.pk)
    require_latest(viewer, locked)
    reading = open_reading(viewer, locked)
    if reading.state == Reading.State.SUBMITTED:
        return reading
    rules = rules_now(viewer.project.codebook, _revision_now(viewer))
    marks = Annotation.objects.filter(reading=reading, deleted_at__isnull=True, label__counted=True)
    reading.ranges = _checked_ranges(locked, ranges, list(marks.values_list("start", flat=True)))
    counted = [label.key for label in rules.standing_labels if label.counted]
    used = set(marks.values_list("label__key", flat=True))
    reading.none_here = _checked_none_here(none_here, counted, used)
    end_readings(locked, Document.objects.select_related("project__codebook").get(pk=document.pk), [reading])
    return reading


def end_readings(locked: Document, document: Document, readings: Sequence[Reading]) -> None:
    """Store readings of one document as submitted now, with their events, and derive what each covered.

    `document` is the locked one whole, with its codebook. Two statements for each reading, six besides.
    """
    for reading in readings:
        reading.state = Reading.State.SUBMITTED
        reading.submitted_at = timezone.now()
        reading.first_submitted_at = reading.first_submitted_at or reading.submitted_at
        reading.save()
        record(locked, Event.Kind.SUBMITTED, reading)
    parts = list(document.parts.select_related("section"))
    derived.derive_coverage(derived.layout_of(document), parts, readings)


def _revision_now(viewer: Viewer) -> int:
    """Of the codebook, under the document's lock."""
    rows = Codebook.objects.filter(pk=viewer.project.codebook_id or 0)
    return rows.values_list("revision", flat=True).first() or 0


def _checked_ranges(
    document: Document, ranges: Sequence[Sequence[int]] | None, starts: Sequence[int]
) -> list[list[int]] | None:
    if ranges is None:
        return None
    if not isinstance(ranges, (list, tuple)):
        raise Invalid("Ranges are a list of [start, end) pairs.", "span_invalid", errors={"ranges": ["No list."]})
    spans = normalise_ranges(ranges, document.length)
    if not spans:
        raise Invalid("Say what was read: no range is given.", "span_invalid", errors={"ranges": ["Empty."]})
    outside = [start for start in starts if not any(span.holds(start) for span in spans)]
    if outside:
        raise Invalid(
            f"A mark of yours begins at {outside[0]}, outside the ranges you say you read.",
            "mark_outside_ranges",
        )
    return [[span.start, span.end] for span in spans]


def _checked_none_here(none_here: Sequence[str] | None, counted: list[str], used: set[str]) -> list[str]:
    missing = [key for key in counted if key not in used]
    if none_here is None:
        return missing
    if not isinstance(none_here, (list, tuple)) or not all(isinstance(key, str) for key in none_here):
        raise Invalid("`none_here` is a list of label keys.", errors={"none_here": ["No list of keys."]})
    unknown = [key for key in none_here if key not in counted]
    if unknown:
        raise Invalid(f"There is no counted label {unknown[0]!r}.", "unknown_label")
    contradicted = [key for key in none_here if key in used]
    if contradicted:
        raise Invalid(f"You say there is no {contradicted[0]} here, and you marked one.", "none_here_contradicted")
    unsaid = [key for key in missing if key not in none_here]
    if unsaid:
        raise Invalid(f"Mark at least one passage as {unsaid[0]}, or say that there is none here.", "none_here_missing")
    return [key for key in counted if key in none_here]


@transaction.atomic
def reopen_reading(viewer: Viewer, document: Document) -> Reading:
    """Open the viewer's submitted reading again; it leaves the figures until it is submitted anew."""
    viewer.require("mark")
    locked = lock_document(document.pk)
    require_latest(viewer, locked)
    reading = Reading.objects.filter(document=locked, reviewer__user=viewer.user, practice=False).first()
    if reading is None:
        raise Conflict("You have no reading of this document yet.", "no_reading")
    if reading.state == Reading.State.OPEN:
        return reading
    reading.state = Reading.State.OPEN
    reading.submitted_at = None
    reading.save()
    record(locked, Event.Kind.REOPENED, reading)
    return reading
