"""Where readers differ: passages to talk about, and the share of readers that differ at every place of a text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.access import Viewer
from core.models import Annotation, Document, Session
from core.queries.compared import Compared, Names, compared_readings, names_of, read_by
from core.stats.passages import Mark, Place, places, share_differing
from core.stats.study import Read, study_of
from core.stats.unitizing import profile

FACETS = ("role", "stance", "voice", "target")
UNMARKED = ""


@dataclass(frozen=True)
class Candidate:
    """One mark of a passage. `label`: the key that it counts under; `is_view`: it says what its reader says here."""

    annotation: Annotation
    code_name: str
    label: str
    is_view: bool


@dataclass(frozen=True)
class Passage:
    """A place that readers marked, small enough to talk about.

    `n_readers`: who read it; `label_counts`: how many of them say what of it (the mark that fits the passage best;
    "" for who read it and marked nothing there); `disagreement`: the share of pairs of them whose label differs;
    `differs`: facets on which readers with the same label differ.
    """

    start: int
    end: int
    quote: str
    candidates: tuple[Candidate, ...]
    n_readers: int
    label_counts: Mapping[str, int]
    disagreement: float
    differs: tuple[str, ...]

    @property
    def n_marking(self) -> int:
        """How many of its readers marked it."""
        return self.n_readers - self.label_counts.get(UNMARKED, 0)


def passages(viewer: Viewer, document: Document, *, session: Session | None = None) -> list[Passage]:
    """Marked passages of a document as far as the viewer may see, those that divide readers most first.

    Marks as they stand now, of readings that were first submitted, by readers of the project's kind (with a session:
    its participants). Then by how many marked it, then by place. Seven queries, and one for the text if it is deferred.
    """
    readings = read_by(compared_readings(viewer, [document], session=session))
    names = names_of(viewer)
    marks = _marks(readings, names)
    spans = [Mark(row.start, row.end, row.reading_id, names.place[row.label_id]) for row in marks]
    found = [_passage(place, document, marks, readings, names) for place in places(spans)]
    return sorted(found, key=lambda row: (-row.disagreement, -row.n_marking, row.start, row.end))


def heat(viewer: Viewer, document: Document, *, session: Session | None = None) -> list[tuple[int, int, float]]:
    """Where readers differ: (start, end, share of pairs of readers whose label, or none, differs), in order, disjoint.

    Overlapping marks of one reader are made flat as for agreement. Places where all agree are left out. Four queries.
    """
    readings = read_by(compared_readings(viewer, [document], session=session))
    names = names_of(viewer)
    rows = Annotation.objects.filter(
        reading__in=[row.pk for row in readings], deleted_at__isnull=True, label__in=list(names.place)
    )
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for reading, start, end, label in rows.values_list("reading_id", "start", "end", "label_id"):
        marks.setdefault(reading, []).append((start, end, names.keys[names.place[label]]))
    read = {str(row.pk): Read(row.ranges, marks.get(row.pk, ())) for row in readings}
    found = profile(study_of(names.keys, [read]))
    return _joined(zip(found.start.tolist(), found.end.tolist(), found.differing().tolist(), strict=True))


def _joined(stretches: Iterable[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Neighbours of the same share as one; nothing where all agree."""
    joined: list[tuple[int, int, float]] = []
    for start, end, share in stretches:
        if share <= 0:
            continue
        if joined and joined[-1][1] == start and np.isclose(joined[-1][2], share):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
        else:
            joined.append((start, end, share))
    return joined


def _marks(readings: Sequence[Compared], names: Names) -> list[Annotation]:
    """Standing marks with a counted label that begin where their reader read, in the order of the text. Four queries.

    Labels and readers are fetched once, not with every mark: a label brings its whole guide along.
    """
    rows = Annotation.objects.filter(
        reading__in=[row.pk for row in readings], deleted_at__isnull=True, label__in=list(names.place)
    ).prefetch_related("label", "reading__reviewer")
    ranges = {row.pk: row.ranges for row in readings}
    return [
        row for row in rows.order_by("start", "end", "label__position", "uuid")
        if any(start <= row.start < end for start, end in ranges[row.reading_id])
    ]  # fmt: skip


def _passage(
    place: Place, document: Document, marks: Sequence[Annotation], readings: Sequence[Compared], names: Names
) -> Passage:
    views = {reading: [marks[number] for number in numbers] for reading, numbers in place.views.items()}
    n_readers = sum(1 for row in readings if row.pk in views or place.is_read(row.ranges))
    counts = Counter(_label(rows[0], names) for rows in views.values())
    counts[UNMARKED] = n_readers - len(views)
    return Passage(
        start=place.start,
        end=place.end,
        quote=document.text[place.start : place.end],
        candidates=_candidates([marks[number] for number in place.members], views.values(), names),
        n_readers=n_readers,
        label_counts={key: counts[key] for key in (*names.keys, UNMARKED) if counts[key]},
        disagreement=share_differing(list(counts.values())),
        differs=_differing(views.values(), names),
    )


def _candidates(
    members: Sequence[Annotation], views: Iterable[Sequence[Annotation]], names: Names
) -> tuple[Candidate, ...]:
    """The marks of a place and those that say what their readers say of it, in the order of the text."""
    is_view = {row.pk for rows in views for row in rows}
    shown = {row.pk: row for rows in (members, *views) for row in rows}
    found = [
        Candidate(row, row.reading.reviewer.code_name, _label(row, names), row.pk in is_view) for row in shown.values()
    ]
    return tuple(sorted(found, key=lambda row: (row.annotation.start, row.annotation.end, row.code_name)))


def _label(mark: Annotation, names: Names) -> str:
    return names.keys[names.place[mark.label_id]]


def _differing(views: Iterable[Sequence[Annotation]], names: Names) -> tuple[str, ...]:
    """Facets of which two readers with the same label state different values. A mark for each target may be stated."""
    by_label: dict[str, list[Sequence[Annotation]]] = {}
    for rows in views:
        by_label.setdefault(_label(rows[0], names), []).append(rows)
    return tuple(
        facet
        for facet in FACETS
        if any(len(stated - {frozenset()}) > 1 for stated in (_stated(rows, facet) for rows in by_label.values()))
    )


def _stated(readers: Iterable[Sequence[Annotation]], facet: str) -> set[frozenset[str]]:
    """What each reader states of a facet, all their marks of the place taken together."""
    return {frozenset(value for row in rows if (value := getattr(row, facet))) for rows in readers}
