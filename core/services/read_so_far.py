"""Readings that end before their readers said what they read: what was before their eyes, and what they marked."""

from collections.abc import Iterable, Mapping, Sequence

from core.models import Annotation, Bookmark, Document, Reading
from core.services.readings import end_readings
from core.text.segments import paragraphs
from core.text.spans import Span, merge, normalise_ranges


def submit_as_read(locked: Document, readings: Sequence[Reading]) -> None:
    """Submit open readings of one document with what was read so far. The caller holds the document's lock.

    Read is what a bookmark has as seen, the paragraphs of one's marks, and what was said at an earlier submission.
    Who saw nothing and marked nothing has read no range, and counts for nothing. No label is said to have none.
    Two statements for each reading, eight besides.
    """
    document = Document.objects.select_related("project__codebook").get(pk=locked.pk)
    seen, marks = _seen(document, readings), _marks(readings)
    for reading in readings:
        reading.ranges = _ranges(document, reading, seen.get(reading.pk, []), marks.get(reading.pk, []))
    end_readings(locked, document, readings)


def _ranges(
    document: Document, reading: Reading, seen: Iterable[Span], marks: Sequence[Span]
) -> list[list[int]] | None:
    """None stays: whoever said once that all was read has read all."""
    if reading.first_submitted_at is not None and reading.ranges is None:
        return None
    said = normalise_ranges(reading.ranges or (), document.length)
    marked = [row for row in paragraphs(document.text) if any(row.overlap(mark) for mark in marks)]
    return [[span.start, span.end] for span in merge([*said, *seen, *marked, *marks])]


def _seen(document: Document, readings: Sequence[Reading]) -> Mapping[int, list[Span]]:
    """By reading: what its reader has had on the screen. One query."""
    by_user = {reading.reviewer.user_id: reading.pk for reading in readings}
    rows = Bookmark.objects.filter(document=document, user__in=[pk for pk in by_user if pk is not None])
    return {by_user[row.user_id]: normalise_ranges(row.seen, document.length) for row in rows}


def _marks(readings: Sequence[Reading]) -> Mapping[int, list[Span]]:
    """By reading: its standing marks, whatever their label. One query."""
    found: dict[int, list[Span]] = {}
    rows = Annotation.objects.filter(reading__in=readings, deleted_at__isnull=True)
    for reading, start, end in rows.values_list("reading_id", "start", "end"):
        found.setdefault(reading, []).append(Span(start, end))
    return found
