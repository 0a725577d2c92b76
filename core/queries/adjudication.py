"""The adjudicator's queue: passages by how much readers differ, each with the rulings on it and what is still to do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.access import Viewer
from core.models import Annotation, Decision, Document, Outcome
from core.queries.compared import Compared, compared_readings, names_of, read_by
from core.queries.disagreements import Passage, passages
from core.queries.documents import latest
from core.queries.rulings import decisions_of, is_withheld, standing
from core.queries.visibility import sees_all
from core.stats.passages import Mark as PlacedMark
from core.stats.passages import Place, places
from core.text.spans import Span

MANY = 20_000
OPEN, LEFT_OPEN, CHANGED, RULED = "open", "left-open", "changed", "ruled"


@dataclass(frozen=True)
class Queued:
    """One passage. `own` are its marks: of those that reach into several passages, each has one where it is at home.

    `state`: `open` without a ruling, `ruled`, `left-open`, or `changed` (ruled, and marks came or changed since).
    """

    passage: Passage
    own: tuple[Annotation, ...]
    rulings: tuple[Decision, ...]
    state: str

    @property
    def is_waiting(self) -> bool:
        """Whether a ruling is still owed."""
        return self.state in (OPEN, CHANGED)


def queue(viewer: Viewer, document: Document) -> list[Queued]:
    """The passages of a document, those that divide readers most first; none where something is withheld.

    Seven queries, and one for the text if it is deferred.
    """
    if is_withheld(viewer, document):
        return []
    found = passages(viewer, document)
    homes = _homes(found)
    rulings = list(standing(decisions_of(viewer, document)))
    queued = []
    for number, passage in enumerate(found):
        own = tuple(row.annotation for row in passage.candidates if homes[row.annotation.pk] == number)
        on_it = _rulings_on(passage, own, rulings)
        queued.append(Queued(passage, own, on_it, _state(own, on_it)))
    return queued


def _homes(found: Sequence[Passage]) -> dict[int, int]:
    """Mark -> the smallest passage that holds it whole: of that one it is a part, in others it only has a say."""
    homes: dict[int, int] = {}
    for number in sorted(range(len(found)), key=lambda number: found[number].end - found[number].start):
        place = Span(found[number].start, found[number].end)
        for row in found[number].candidates:
            mark = row.annotation
            if place.contains(Span(mark.start, mark.end)):
                homes.setdefault(mark.pk, number)
    for number, passage in enumerate(found):
        for row in passage.candidates:
            homes.setdefault(row.annotation.pk, number)
    return homes


def _rulings_on(passage: Passage, own: Sequence[Annotation], rulings: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those that rest on one of its marks; of those that rest on none (from a file) those on about these words."""
    keys, place = {row.pk for row in own}, Span(passage.start, passage.end)
    return tuple(
        ruling
        for ruling in rulings
        if keys & {row.annotation_id for row in ruling.basis.all()}
        or (not ruling.basis.all() and place.iou(Span(ruling.start, ruling.end)) >= 0.5)
    )


def _state(own: Sequence[Annotation], rulings: Sequence[Decision]) -> str:
    if not rulings:
        return OPEN
    weighed = {(row.annotation_id, row.version) for ruling in rulings for row in ruling.basis.all()}
    if weighed and not {(row.pk, row.version) for row in own} <= weighed:
        return CHANGED
    return LEFT_OPEN if all(row.outcome == Outcome.LEAVE_OPEN for row in rulings) else RULED


def agreed(queued: Queued) -> tuple[Annotation, ...]:
    """The marks to take where all who read a passage say the same of it, one for each target; else none.

    At least two readers, the same label and details, no ruling yet. Of ends that differ by a little those that most
    readers chose, then the first.
    """
    passage, marks = queued.passage, queued.own
    if queued.state != OPEN or passage.n_readers < 2 or passage.disagreement or passage.differs:
        return ()
    by_target: dict[str, list[Annotation]] = {}
    for mark in marks:
        by_target.setdefault(mark.target, []).append(mark)
    for rows in by_target.values():
        if len({row.reading_id for row in rows}) != passage.n_readers or len({_says(row) for row in rows}) != 1:
            return ()
    return tuple(_most_chosen(rows) for rows in by_target.values())


def _says(mark: Annotation) -> tuple[int, tuple[tuple[str, str], ...]]:
    return (mark.label_id, tuple(sorted(mark.facets.items())))


def _most_chosen(marks: Sequence[Annotation]) -> Annotation:
    ends = Counter((row.start, row.end) for row in marks)
    return max(marks, key=lambda row: (ends[row.start, row.end], -row.start, -row.pk))


def n_differing(viewer: Viewer) -> dict[int, int]:
    """Document -> its passages that readers label differently, of those still to be ruled that the viewer sees whole.

    Documents that one reader read are left out; nothing at all beyond `MANY` marks, which would make a list of
    documents wait. Five queries whatever the number of documents.
    """
    unruled = Document.objects.filter(latest(), project=viewer.project, adjudicated_at__isnull=True)
    waiting = unruled.filter(sees_all(viewer, "pk"))
    readings: dict[int, list[Compared]] = {}
    for row in read_by(compared_readings(viewer, waiting)):
        readings.setdefault(row.document, []).append(row)
    several = {document: rows for document, rows in readings.items() if len(rows) > 1}
    names = names_of(viewer)
    marks = Annotation.objects.filter(
        reading__in=[row.pk for rows in several.values() for row in rows], deleted_at__isnull=True,
        label__in=list(names.place),
    ).order_by("start", "end", "pk")  # fmt: skip
    rows = list(marks.values_list("document_id", "start", "end", "reading_id", "label_id")[: MANY + 1])
    if len(rows) > MANY:
        return {}
    by_document: dict[int, list[PlacedMark]] = {}
    for document, start, end, reading, label in rows:
        by_document.setdefault(document, []).append(PlacedMark(start, end, reading, names.place[label]))
    return {
        document: sum(_is_differing(place, found, several[document]) for place in places(found))
        for document, found in by_document.items()
    }


def _is_differing(place: Place, marks: Sequence[PlacedMark], readings: Sequence[Compared]) -> bool:
    labels = {marks[numbers[0]].label for numbers in place.views.values()}
    silent = any(row.pk not in place.views and place.is_read(row.ranges) for row in readings)
    return len(labels) + silent > 1
