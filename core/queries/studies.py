"""The marks that agreement is computed from: as they stood at first submission, and as they stand now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from core.access import Viewer
from core.models import Event, Reading, Session
from core.queries.compared import Compared, Documents, Names, compared_readings, names_of, read_by
from core.stats.study import IntArray, Study, study_of_columns

_OF_MARKS = [Event.Kind.ADDED, Event.Kind.CHANGED, Event.Kind.DELETED, Event.Kind.RESTORED]
_NOW = """
SELECT reading_id, start, "end", label_id FROM core_annotation
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
SELECT last.reading_id, state.start, state."end", state.label_id
FROM last CROSS JOIN LATERAL (
    SELECT start, "end", label_id, deleted_at FROM core_annotationhistory
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


@dataclass(frozen=True)
class Studies:
    """Marks at first submission, and now in what is submitted. One and the same where nothing was opened again."""

    before: Study
    after: Study
    n_readers: int
    n_revised: int


def studies(
    viewer: Viewer, documents: Documents, *, kind: str | None = None, session: Session | None = None
) -> Studies:
    """Both states of the marks on these documents, as far as the viewer may see them.

    Who had seen colleagues' marks before beginning is left out. What is no part of the article, and what a label has
    become by mergers, is as it is now in both states: else the two could not be compared. Five queries, three more
    where a reading was opened again.
    """
    asked = compared_readings(viewer, documents, kind=kind, session=session).filter(sighted=False)
    readings = read_by(asked)
    names = names_of(viewer)
    now = _rows(_NOW, [row.pk for row in readings], names)
    reopened = set(asked.filter(events__kind=Event.Kind.REOPENED).values_list("pk", flat=True))
    n_readers = len({row.reviewer for row in readings})
    if not reopened:
        study = _study(readings, now, names)
        return Studies(study, study, n_readers, 0)
    after = _study([row for row in readings if row.is_submitted], now, names)
    earlier = _rows(_AT_FIRST, sorted(reopened), names)
    as_now = now[~np.isin(now[:, 0], sorted(reopened))]
    before = _study(_as_first_read(readings, reopened), np.concatenate([as_now, earlier]), names)
    return Studies(before, after, n_readers, _n_changed(sorted(reopened)))


def _rows(statement: str, readings: Sequence[int], names: Names) -> IntArray:
    """Marks as rows: reading, start, end, label, each by its id."""
    asked: dict[str, Any] = {"readings": list(readings), "labels": list(names.place), "kinds": _OF_MARKS}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 4)


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


def _study(readings: Sequence[Compared], marks: IntArray, names: Names) -> Study:
    """The marks of these readings, others left out, with numbers in place of ids."""
    documents = _numbers(row.document for row in readings)
    reviewers = _numbers(row.reviewer for row in readings)
    numbers = _numbers(row.pk for row in readings)
    ranges = [(number, start, end) for number, row in enumerate(readings) for start, end in row.ranges]
    known = marks[np.isin(marks[:, 0], list(numbers))]
    columns = (_looked_up(numbers, known[:, 0]), known[:, 1], known[:, 2], _looked_up(names.place, known[:, 3]))
    return study_of_columns(
        names.keys,
        np.array([(documents[row.document], reviewers[row.reviewer]) for row in readings], dtype=np.int64),
        np.array(ranges, dtype=np.int64),
        np.stack(columns, axis=1),
        max((row.length for row in readings), default=0),
    )


def _numbers(keys: Any) -> dict[int, int]:
    """Each key with the number of its first appearance."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}


def _looked_up(table: Mapping[int, int], keys: IntArray) -> IntArray:
    """The value of each key, all of which are in the table."""
    known = np.array(sorted(table), dtype=np.int64)
    values = np.array([table[key] for key in known.tolist()], dtype=np.int64)
    found: IntArray = values[np.searchsorted(known, keys)]
    return found
