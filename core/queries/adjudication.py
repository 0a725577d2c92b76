"""The adjudicator's queue: passages by how much readers differ, each with the rulings on it and what is still to do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.access import Viewer
from core.models import Annotation, Decision, Document, Outcome
from core.queries.disagreements import Passage, passages
from core.queries.rulings import decisions_of, is_withheld, standing
from core.text.spans import Span

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
