"""The end of an import: events of submitted readings and finished rulings, event counters, what was read and ruled."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from core.importing.run import DocumentState, Run
from core.models import Document, Event, Reading
from core.services import derived

BATCH = 200


def finish(run: Run) -> None:
    """Write what follows from the lines that were taken."""
    _record_submissions(run)
    _record_adjudications(run)
    _store_counters(run)
    touched = [
        state
        for state in run.states.values()
        if any(reading.is_new or reading.has_changed for reading in state.readings.values())
    ]
    for batch in _batches(touched):
        derived.derive_coverage_of([state.document.pk for state in batch], run.rules)
    for batch in _batches([run.states[key] for key in sorted(run.adjudicated)]):
        derived.derive_ruled([state.document.pk for state in batch], run.rules)


def _record_submissions(run: Run) -> None:
    events = [
        Event(
            document_id=state.document.pk, number=state.next_number(), kind=Event.Kind.SUBMITTED,
            reading_id=known.reading.pk, created_at=run.now,
        )
        for state in run.states.values()
        for known in state.readings.values()
        if known.is_new and known.reading.state == Reading.State.SUBMITTED
    ]  # fmt: skip
    Event.objects.bulk_create(events, batch_size=5_000)


def _record_adjudications(run: Run) -> None:
    """Behind the rulings: a document that the file brings as finished."""
    run.load(run.adjudicated)
    states = [run.states[key] for key in sorted(run.adjudicated)]
    Event.objects.bulk_create(
        Event(document_id=state.document.pk, number=state.next_number(), kind=Event.Kind.ADJUDICATED,
              created_at=run.now)
        for state in states
    )  # fmt: skip


def _store_counters(run: Run) -> None:
    """One statement: `last_event` of every document that got events."""
    pairs = [(state.document.pk, state.document.last_event) for state in run.states.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Document._meta.db_table} AS d SET last_event = v.n "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS v(id, n) WHERE d.id = v.id AND d.last_event <> v.n",
            [[pk for pk, _ in pairs], [number for _, number in pairs]],
        )


def _batches(states: Sequence[DocumentState]) -> Iterator[list[DocumentState]]:
    rest: Iterable[Any] = iter(states)
    while batch := list(islice(rest, BATCH)):
        yield batch
