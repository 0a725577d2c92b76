"""One import under way: what it knows of the project, and what the takers of each line type share."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from core.errors import DomainError
from core.importing.report import Place, Tally
from core.models import (
    Annotation,
    Document,
    Excluded,
    Outlet,
    Part,
    Project,
    Reading,
    Reviewer,
    User,
)
from core.queries.codebooks import Rules, rules_of
from core.text.spans import Span, normalise_ranges

MAX_CACHED_CP = 50_000_000


class Taker(Protocol):
    """Takes the lines of one type; `flush` stores what is pending."""

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Take one line; `DomainError` refuses it."""

    def flush(self) -> None:
        """Store what was taken and not stored yet."""


@dataclass
class ReadingState:
    """A reading with what the rules for its marks need to know."""

    reading: Reading
    ranges: list[Span] | None
    is_account: bool
    is_new: bool
    keys: set[tuple[int, int, int, str]] = field(default_factory=set)
    has_changed: bool = False


@dataclass
class DocumentState:
    """A stored document that the file speaks of, locked, without its text."""

    document: Document
    parts: list[Part]
    excluded: list[Span]
    readings: dict[int, ReadingState] = field(default_factory=dict)

    def next_number(self) -> int:
        """The number of the document's next event."""
        self.document.last_event += 1
        return self.document.last_event


@dataclass
class Run:
    """The state of one import. `adds`: the line types that may bring something new.

    `adjudicated`: the new documents whose rulings the file says are finished.
    """

    project: Project
    tally: Tally
    by: User | None
    now: datetime
    adds: frozenset[str]
    was_empty: bool
    outlets: dict[str, Outlet]
    reviewers: dict[str, Reviewer]
    had_marks: bool
    shifted: set[str] = field(default_factory=set)
    refused_documents: set[str] = field(default_factory=set)
    adjudicated: set[str] = field(default_factory=set)
    states: dict[str, DocumentState] = field(default_factory=dict)
    _texts: OrderedDict[int, str] = field(default_factory=OrderedDict)
    _cached_cp: int = 0

    @property
    def rules(self) -> Rules:
        """The rules of the codebook in force."""
        return rules_of(self.project.codebook)

    def refusing(self, at: Place, type_: str, take: Callable[[], None]) -> None:
        """Do it; a refusal of the domain becomes a line of the report."""
        try:
            take()
        except DomainError as error:
            self.refuse(at, type_, error)

    def refuse(self, at: Place, type_: str, error: DomainError) -> None:
        """Report a line as refused, with the fields that a check named."""
        named = "; ".join(
            f"{name}: {' '.join(words)}" for name, words in error.errors.items() if name not in error.message
        )
        reason = f"{error.message} ({named})" if named and error.code == "invalid" else error.message
        self.tally.refuse(at, type_, error.code, reason)

    def load(self, keys: Iterable[str]) -> None:
        """Lock and remember the documents of these keys. Six queries whatever the number."""
        wanted = {key for key in keys if key not in self.states}
        if not wanted:
            return
        rows = Document.objects.select_for_update(no_key=True).defer("text")
        documents = list(rows.filter(project=self.project, key__in=wanted).order_by("pk"))
        by_pk = {row.pk: DocumentState(row, [], []) for row in documents}
        parts = Part.objects.filter(document__in=by_pk).select_related("section").order_by("pk")
        for part in parts:
            by_pk[part.document_id].parts.append(part)
        for row in Excluded.objects.filter(document__in=by_pk).order_by("start"):
            by_pk[row.document_id].excluded.append(Span(row.start, row.end))
        self._load_readings(by_pk)
        self.states.update({state.document.key: state for state in by_pk.values()})

    def _load_readings(self, by_pk: dict[int, DocumentState]) -> None:
        readings = Reading.objects.filter(document__in=by_pk, practice=False).select_related("reviewer")
        by_reading = {}
        for reading in readings:
            state = by_pk[reading.document_id]
            spans = None if reading.ranges is None else normalise_ranges(reading.ranges, state.document.length)
            is_account = reading.reviewer.user_id is not None
            known = ReadingState(reading, spans, is_account, is_new=False)
            state.readings[reading.reviewer_id] = by_reading[reading.pk] = known
        if self.had_marks and by_reading:
            marks = Annotation.objects.filter(reading__in=by_reading, deleted_at__isnull=True)
            for pk, *key in marks.values_list("reading_id", "start", "end", "label_id", "target"):
                by_reading[pk].keys.add(tuple(key))

    def texts(self, documents: Iterable[Document]) -> dict[int, str]:
        """The texts by document; one query for those not at hand. At most 50 million characters stay at hand."""
        wanted = {row.pk for row in documents}
        missing = [pk for pk in wanted if pk not in self._texts]
        for pk, text in Document.objects.filter(pk__in=missing).values_list("pk", "text"):
            self._texts[pk] = text
            self._cached_cp += len(text)
        found = {pk: self._texts[pk] for pk in wanted}
        while self._cached_cp > MAX_CACHED_CP and self._texts:
            self._cached_cp -= len(self._texts.popitem(last=False)[1])
        return found


def _ready_for_many_rows() -> None:
    """Two settings of this transaction, without which a row costs more the more rows came before it.

    Naming no trigger to ignore keeps pgtrigger's own check from raising an error inside every trigger: each
    such error walks through all foreign keys still to be checked (100,000 marks: 424 s instead of 20).
    Plans that foreign keys and triggers made when the tables were nearly empty would read them whole.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DISCARD PLANS")


def begin(project: Project, tally: Tally, *, by: User | None, now: datetime, adds: frozenset[str]) -> Run:
    """A run on a project, locked so that two imports into it queue. Six queries."""
    _ready_for_many_rows()
    locked = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("codebook")
    project = locked.get(pk=project.pk)
    return Run(
        project=project,
        tally=tally,
        by=by,
        now=now,
        adds=adds,
        was_empty=not Document.objects.filter(project=project).exists(),
        outlets={row.key: row for row in Outlet.objects.filter(project=project)},
        reviewers={row.code_name: row for row in Reviewer.objects.filter(project=project)},
        had_marks=Annotation.objects.filter(project=project).exists(),
    )
