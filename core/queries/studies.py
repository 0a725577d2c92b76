"""The marks that agreement is computed from: as they stood at first submission, and as they stand now."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from core.access import Viewer
from core.models import Event, Part, Reading, Session
from core.queries.codebooks import Rules, rules_of
from core.queries.compared import Compared, Documents, Names, compared_readings, names_of, read_by
from core.queries.filters import Filters
from core.queries.marks_said import chosen_by, details_of, said_by
from core.stats.agreed import Detail, Marked
from core.stats.study import BoolArray, IntArray, study_of_columns
from core.text.spans import Span, intersect, merge, subtract

_OF_MARKS = [Event.Kind.ADDED, Event.Kind.CHANGED, Event.Kind.DELETED, Event.Kind.RESTORED]
_NOW = """
SELECT reading_id, start, "end", label_id, id, facets::text FROM core_annotation
WHERE reading_id = ANY(%(readings)s) AND label_id = ANY(%(labels)s) AND deleted_at IS NULL
"""
# What ended a reading for the first time. One whose submission no event tells of had ended when it was opened again.
_FIRST = """
WITH first AS (
    SELECT reading_id, min(number) AS number FROM core_event
    WHERE reading_id = ANY(%(readings)s) AND kind IN ('reading-submitted', 'reading-reopened')
    GROUP BY reading_id
)
"""
_AT_FIRST = f"""
{_FIRST}, last AS (
    SELECT DISTINCT ON (event.annotation_id) event.reading_id, event.annotation_id, event.version
    FROM core_event event JOIN first USING (reading_id)
    WHERE event.number < first.number AND event.kind = ANY(%(kinds)s)
    ORDER BY event.annotation_id, event.number DESC
)
SELECT last.reading_id, state.start, state."end", state.label_id, last.annotation_id, state.facets::text
FROM last CROSS JOIN LATERAL (
    SELECT start, "end", label_id, facets, deleted_at FROM core_annotationhistory
    WHERE pgh_obj_id = last.annotation_id AND version = last.version
    ORDER BY pgh_id DESC LIMIT 1
) state
WHERE state.deleted_at IS NULL AND state.label_id = ANY(%(labels)s)
"""
_N_CHANGED = f"""
{_FIRST}
SELECT count(DISTINCT event.reading_id) FROM core_event event JOIN first USING (reading_id)
WHERE event.number > first.number AND event.kind = ANY(%(kinds)s)
"""


@dataclass(frozen=True, eq=False)
class State:
    """The marks of one moment, and what its numbers stand for: primary keys of documents, code names of readers, and
    by mark the primary key of the annotation."""

    marked: Marked
    documents: tuple[int, ...]
    readers: tuple[str, ...]
    annotations: IntArray


@dataclass(frozen=True)
class Studies:
    """Marks at first submission, and now in what is submitted. One and the same where nothing was opened again.

    `n_readers` read, with a colleague or alone; `n_revised` readings were changed since.
    """

    before: State
    after: State
    n_readers: int
    n_revised: int


@dataclass(frozen=True, eq=False)
class _Marks:
    """Rows of marks: reading, start, end, label, annotation by their ids, and what each says in JSON."""

    rows: IntArray
    facets: Sequence[str]

    def where(self, kept: BoolArray) -> "_Marks":
        if kept.all():
            return self
        return _Marks(self.rows[kept], [text for text, each in zip(self.facets, kept.tolist(), strict=True) if each])

    def and_also(self, other: "_Marks") -> "_Marks":
        return _Marks(np.concatenate([self.rows, other.rows]), [*self.facets, *other.facets])


def studies(
    viewer: Viewer,
    documents: Documents,
    *,
    kind: str | None = None,
    session: Session | None = None,
    filters: Filters | None = None,
) -> Studies:
    """Both states of the marks on these documents, as far as the viewer may see them.

    Who had seen colleagues' marks before beginning is left out, and so is who has read nothing. What is no part of the
    article, and what labels and details have become by mergers, is as it is now in both states: else the two could not
    be compared. With `filters` (checked): of counted texts, the parts and marks that they take. Five queries, one more
    with filters, three more where a reading was opened again.
    """
    asked = compared_readings(viewer, documents, kind=kind, session=session).filter(sighted=False)
    names, rules = names_of(viewer), rules_of(viewer.project.codebook)
    readings = read_by(asked)
    taken = _taken(asked, filters) if filters else None
    choice = _Choice(rules, details_of(rules), names, filters, taken)
    now = _fetch(_NOW, [row.pk for row in readings], names)
    reopened = set(asked.filter(events__kind=Event.Kind.REOPENED).values_list("pk", flat=True))
    n_readers = len({row.reviewer for row in readings})
    if not reopened:
        state = choice.state(readings, now)
        return Studies(state, state, n_readers, 0)
    after = choice.state([row for row in readings if row.is_submitted], now)
    earlier = _fetch(_AT_FIRST, sorted(reopened), names)
    as_now = now.where(~np.isin(now.rows[:, 0], sorted(reopened)))
    before = choice.state(_as_first_read(readings, reopened), as_now.and_also(earlier))
    return Studies(before, after, n_readers, _n_changed(sorted(reopened)))


def _fetch(statement: str, readings: Sequence[int], names: Names) -> _Marks:
    asked: dict[str, Any] = {"readings": list(readings), "labels": list(names.place), "kinds": _OF_MARKS}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        *numbers, facets = list(zip(*cursor.fetchall(), strict=True)) or [()] * 6
    return _Marks(np.array(numbers, dtype=np.int64).T.reshape(-1, 5), facets)


def _n_changed(readings: Sequence[int]) -> int:
    """How many of these readings had a mark changed after their first submission. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_N_CHANGED, {"readings": list(readings), "kinds": _OF_MARKS})
        (n_changed,) = cursor.fetchone()
    return int(n_changed)


def _as_first_read(readings: Sequence[Compared], reopened: Collection[int]) -> list[Compared]:
    """The readings with the ranges that each had read when it was first submitted. One query."""
    history: Any = Reading.history.rel.related_model  # type: ignore[attr-defined]  # made by `tracked`
    rows = history.objects.filter(pgh_obj__in=reopened, state=Reading.State.SUBMITTED).order_by("pgh_obj", "pgh_id")
    first = dict(rows.distinct("pgh_obj").values_list("pgh_obj_id", "ranges"))
    return [row.having_read(first[row.pk]) if row.pk in first else row for row in readings]


def _taken(readings: QuerySet[Reading], filters: Filters) -> dict[int, tuple[Span, ...] | None]:
    """By document what of its text is counted and passes the filters, sorted and disjoint; None: all. One query.

    A document without a part has no words, and is not there.
    """
    rows = Part.objects.filter(document__in=readings.order_by().values("document")).values_list(
        "document", "document__length", "section__start", "section__end", "counted", "genre", "document__event",
        "published_on", "fidelity",
    )  # fmt: skip
    by_document: dict[int, list[tuple[Span | None, bool]]] = {}
    lengths: dict[int, int] = {}
    for document, length, start, end, counted, genre, event, date, fidelity in rows:
        section = None if start is None else Span(start, end)
        takes = filters.take_part(genre=genre, event=event, published_on=date, fidelity=fidelity)
        lengths[document] = length
        by_document.setdefault(document, []).append((section, counted and takes))
    return {document: _of_parts(lengths[document], parts) for document, parts in by_document.items()}


def _of_parts(length: int, parts: Sequence[tuple[Span | None, bool]]) -> tuple[Span, ...] | None:
    """The text of the parts that are taken; a part that is no section is what lies outside all of them."""
    if all(takes for _, takes in parts):
        return None
    sections = merge(section for section, _ in parts if section)
    taken = [section for section, takes in parts if section and takes]
    if any(takes for section, takes in parts if section is None):
        taken += subtract([Span(0, length)], sections)
    return tuple(merge(taken))


@dataclass(frozen=True)
class _Choice:
    """What of readings and marks is compared, and under which names."""

    rules: Rules
    details: tuple[Detail, ...]
    names: Names
    filters: Filters | None
    taken: Mapping[int, tuple[Span, ...] | None] | None

    def state(self, readings: Sequence[Compared], marks: _Marks) -> State:
        """The marks of those readings that have a colleague's beside them, with numbers in place of ids."""
        readings = _together([row for row in map(self._within, readings) if row.ranges])
        documents = _numbers(row.document for row in readings)
        reviewers = _numbers(row.reviewer for row in readings)
        names = {row.reviewer: row.code_name for row in readings}
        marks = marks.where(np.isin(marks.rows[:, 0], [row.pk for row in readings]))
        values = said_by(marks.facets, self.details, self.rules.merged)
        labels = _looked_up(self.names.place, marks.rows[:, 3])
        chosen = self._takes(labels, values)
        rows, values, labels = marks.rows[chosen], values[chosen], labels[chosen]
        reading = _looked_up(_numbers(row.pk for row in readings), rows[:, 0])
        ranges = [(number, start, end) for number, row in enumerate(readings) for start, end in row.ranges]
        study = study_of_columns(
            self.names.keys,
            np.array([(documents[row.document], reviewers[row.reviewer]) for row in readings], dtype=np.int64),
            np.array(ranges, dtype=np.int64),
            np.stack([reading, rows[:, 1], rows[:, 2], labels], axis=1),
            max((row.length for row in readings), default=0),
        )
        marked = Marked(study, self.details, values[study.row])
        return State(marked, tuple(documents), tuple(names[each] for each in reviewers), rows[study.row, 4])

    def _within(self, reading: Compared) -> Compared:
        """The reading of what the filters take."""
        taken = () if self.taken is None else self.taken.get(reading.document, ())
        if self.taken is None or taken is None:
            return reading
        spans = intersect([Span(start, end) for start, end in reading.ranges], taken)
        return replace(reading, ranges=tuple((span.start, span.end) for span in spans))

    def _takes(self, labels: IntArray, values: IntArray) -> BoolArray:
        if self.filters is None:
            return np.ones(len(labels), dtype=np.bool_)
        chosen = chosen_by(self.filters, self.rules, self.details, values)
        if self.filters.label:
            chosen &= labels == self.names.keys.index(self.filters.label)
        return chosen


def _together(readings: Sequence[Compared]) -> list[Compared]:
    """Readings of documents that another reader has read as well."""
    n_readings = Counter(row.document for row in readings)
    return [row for row in readings if n_readings[row.document] > 1]


def _numbers(keys: Iterable[int]) -> dict[int, int]:
    """Each key with the number of its first appearance."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}


def _looked_up(table: Mapping[int, int], keys: IntArray) -> IntArray:
    """The value of each key, all of which are in the table."""
    known = np.array(sorted(table), dtype=np.int64)
    values = np.array([table[key] for key in known.tolist()], dtype=np.int64)
    found: IntArray = values[np.searchsorted(known, keys)]
    return found
