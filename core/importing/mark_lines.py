"""Annotation lines: checked one by one, stored in batches, each with its event."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.errors import Conflict, Gone, Invalid
from core.importing.comparing import differences
from core.importing.copying import copy_rows, reserve_ids
from core.importing.reading_lines import document_of, member_account, reviewer_of
from core.importing.report import Place
from core.importing.run import DocumentState, ReadingState, Run
from core.importing.shapes import FileMark, read_annotation, text_shifted
from core.models import Annotation, Event, Reading, Reviewer
from core.queries.codebooks import LabelRule
from core.services import derived
from core.text.anchors import CONTEXT_CP

BATCH = 5_000
_MARK_COLUMNS = (
    "id", "uuid", "project_id", "document_id", "reading_id", "label_id", "start", "end", "quote", "prefix",
    "suffix", "facets", "note", "version", "part_id", "in_figures", "changed_by_id", "created_at", "updated_at",
)  # fmt: skip
_EVENT_COLUMNS = ("uuid", "document_id", "number", "kind", "reading_id", "annotation_id", "created_at", "version")


@dataclass
class _Accepted:
    """A mark that passed every check, and the rows it belongs to."""

    line: FileMark
    quote: str
    label: LabelRule
    facets: dict[str, str]
    state: DocumentState
    reading: ReadingState


class MarkTaker:
    """Stores marks. Where no reading line came, the reading counts as submitted and whole."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, FileMark]] = []
        self.stored: dict[uuid.UUID, Annotation] = {}
        self.accepted: dict[uuid.UUID, _Accepted] = {}
        self.texts: dict[int, str] = {}

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_annotation(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what is pending against text, codebook and store, and store it. About eight statements."""
        run = self.run
        pending, self.pending, self.accepted = self.pending, [], {}
        run.load({line.document for _, line in pending})
        states = [run.states[key] for key in {line.document for _, line in pending} if key in run.states]
        self.texts = run.texts(state.document for state in states)
        self.stored = _known_marks(run, [line.mark.id for _, line in pending])
        for at, line in pending:
            run.refusing(at, "annotation", partial(self._take, at, line))
        self._store(list(self.accepted.values()))

    def _take(self, at: Place, line: FileMark) -> None:
        run, mark = self.run, line.mark
        state = document_of(run, line.document)
        reviewer = reviewer_of(run, line.reviewer)
        if line.document in run.shifted:
            raise text_shifted()
        label = run.rules.label(mark.label, kept=mark.label)  # a file brings what was marked before
        facets = run.rules.check_facets(label.key, mark.facets, kept=mark.facets)
        quote = _checked_quote(line, self.texts[state.document.pk])
        if mark.id in self.stored:
            _compare(_facts_of(self.stored[mark.id]), line, facets)
            run.tally.unchanged["annotation"] += 1
            return
        if mark.id in self.accepted:
            _compare(_facts_of_accepted(self.accepted[mark.id]), line, facets)
            run.tally.unchanged["annotation"] += 1
            return
        reading = self._reading(state, reviewer, line)
        _check_place(line, label, facets, reading)
        state.readings[reviewer.pk] = reading
        self.accepted[mark.id] = _Accepted(line, quote, label, facets, state, reading)
        run.tally.added["annotation"] += 1
        self._notes(at, line, label, state, reading)

    def _reading(self, state: DocumentState, reviewer: Reviewer, line: FileMark) -> ReadingState:
        known = state.readings.get(reviewer.pk)
        if reviewer.user_id is not None:
            raise member_account(line.reviewer)
        if known is not None:
            return known
        implied = Reading(
            document=state.document, reviewer=reviewer, state=Reading.State.SUBMITTED, opened_at=self.run.now,
            first_submitted_at=self.run.now, submitted_at=self.run.now,
        )  # fmt: skip
        return ReadingState(implied, None, False, is_new=True)

    def _notes(self, at: Place, line: FileMark, label: LabelRule, state: DocumentState, reading: ReadingState) -> None:
        tally, start = self.run.tally, line.mark.start
        if label.counted and any(span.holds(start) for span in state.excluded):
            tally.note(at, "annotation", "in_excluded_range", "kept, but in an excluded range: it enters no figure")
        if label.key in reading.reading.none_here:
            tally.note(
                at,
                "annotation",
                "none_here",
                f"kept, though its reading says that there is no {label.key} here",
            )
        if line.guessed_zone:
            tally.note(at, "annotation", "zone_guessed", "created_at has no time zone: read as UTC")

    def _store(self, accepted: list[_Accepted]) -> None:
        readings = {id(row.reading): row.reading.reading for row in accepted}
        Reading.objects.bulk_create(row for row in readings.values() if row.pk is None)
        ids = reserve_ids(Annotation, len(accepted))
        pairs = list(zip(accepted, ids, strict=True))
        copy_rows(Annotation, _MARK_COLUMNS, (self._mark_row(each, pk) for each, pk in pairs))
        copy_rows(Event, _EVENT_COLUMNS, (self._event_row(each, pk) for each, pk in pairs))
        for each in accepted:
            each.reading.has_changed = True

    def _mark_row(self, each: _Accepted, pk: int) -> tuple[Any, ...]:
        mark, run, document = each.line.mark, self.run, each.state.document
        text = self.texts[document.pk]
        part, in_figures = derived.place(mark.start, each.label.counted, each.state.parts, each.state.excluded)
        created_at = each.line.created_at or run.now
        return (
            pk, mark.id, run.project.pk, document.pk, each.reading.reading.pk, each.label.pk, mark.start,
            mark.end, each.quote, text[max(0, mark.start - CONTEXT_CP) : mark.start],
            text[mark.end : mark.end + CONTEXT_CP], json.dumps(each.facets), mark.note, 1,
            part.pk if part else None, in_figures, run.by.pk if run.by else None, created_at, created_at,
        )  # fmt: skip

    def _event_row(self, each: _Accepted, pk: int) -> tuple[Any, ...]:
        return (
            uuid.uuid4(), each.state.document.pk, each.state.next_number(), Event.Kind.ADDED.value,
            each.reading.reading.pk, pk, self.run.now, 1,
        )  # fmt: skip


def _known_marks(run: Run, ids: list[uuid.UUID]) -> dict[uuid.UUID, Annotation]:
    rows = Annotation.objects.filter(project=run.project, uuid__in=ids)
    rows = rows.select_related("reading__reviewer", "label", "document").defer("document__text")
    return {row.uuid: row for row in rows}


def _checked_quote(line: FileMark, text: str) -> str:
    mark = line.mark
    if mark.end > len(text):
        raise Invalid(f"The passage ends at {mark.end}, the text at {len(text)}.", "span_invalid")
    quote = text[mark.start : mark.end]
    if mark.quote is not None and mark.quote != quote:
        raise Invalid(
            f"The quote does not match the text at [{mark.start}, {mark.end}) of {line.document!r}.",
            "quote_mismatch",
        )
    return quote


def _check_place(line: FileMark, label: LabelRule, facets: Mapping[str, str], reading: ReadingState) -> None:
    mark, ranges = line.mark, reading.ranges
    if label.counted and ranges is not None and not any(span.holds(mark.start) for span in ranges):
        raise Invalid(
            f"The mark begins at {mark.start}, outside the ranges that {line.reviewer!r} read.",
            "mark_outside_ranges",
        )
    key = (mark.start, mark.end, label.pk, facets.get("target", ""))
    if key in reading.keys:
        raise Conflict(
            f"{line.reviewer!r} has marked [{mark.start}, {mark.end}) with this label and target already.",
            "duplicate_mark",
        )
    reading.keys.add(key)


def _facts_of(row: Annotation) -> dict[str, Any]:
    if row.deleted_at is not None:
        raise Gone("The mark of this id was deleted; its history is kept.", "deleted_mark")
    return {
        "document": row.document.key, "reviewer": row.reading.reviewer.code_name, "start": row.start,
        "end": row.end, "label": row.label.key, "facets": row.facets, "note": row.note,
        "created_at": row.created_at,
    }  # fmt: skip


def _facts_of_accepted(each: _Accepted) -> dict[str, Any]:
    return _facts(each.line, each.facets)


def _facts(line: FileMark, facets: Mapping[str, str]) -> dict[str, Any]:
    mark = line.mark
    facts = {
        "document": line.document, "reviewer": line.reviewer, "start": mark.start, "end": mark.end,
        "label": mark.label, "facets": dict(facets),
    }  # fmt: skip
    if line.says_note:
        facts["note"] = mark.note
    return facts if line.created_at is None else facts | {"created_at": line.created_at}


def _compare(stored: Mapping[str, Any], line: FileMark, facets: Mapping[str, str]) -> None:
    if found := differences(stored, _facts(line, facets)):
        raise Conflict(f"The mark {line.mark.id} is known otherwise: {found}.", "id_reused")
