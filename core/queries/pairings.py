"""Which mark met which: the marks behind a number of the confusion table, and the whole table of pairs.

Marks are as they stood at first submission, as in the figures. A mark that was changed or deleted since is shown as it
stood, and said to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from core.access import Viewer
from core.errors import Invalid
from core.models import Annotation, Document
from core.queries.agreement_report import checked_for_readers, studies_of
from core.queries.filters import Filters
from core.queries.studies import State
from core.stats.agreed import TARGET, Marked
from core.stats.coding import FloatArray
from core.stats.facets import said, span_of
from core.stats.matching import Units, units
from core.stats.pairing import Met, met, met_in
from core.stats.sets import as_sets
from core.stats.study import BoolArray, IntArray, is_first

LABEL = "label"
NOBODY = -1
TEXTS = 50  # documents whose texts are held together


@dataclass(frozen=True)
class Side:
    """One mark as it stood: whose, where, its words, its label, and what it says of the detail that is asked for.

    `has_changed`: it stands otherwise now, or not at all (`is_deleted`).
    """

    reviewer: str
    uuid: UUID
    start: int
    end: int
    quote: str
    label: str
    value: str
    has_changed: bool
    is_deleted: bool


@dataclass(frozen=True)
class Pair:
    """Two marks of one passage, or one that no colleague's met: `b` and `iou` are None then.

    `unit` numbers passages within the table; `is_comparable`: a colleague read the place.
    """

    document: str
    title: str
    unit: int
    iou: float | None
    is_comparable: bool
    a: Side
    b: Side | None


@dataclass(frozen=True, eq=False)
class Pairing:
    """Pairs of marks by number in the study of `state`, in the order of documents and text; `b` is -1 for nobody's.

    `value` is by mark: what it says of the label or detail asked for, among `names`.
    """

    state: State
    keys: Sequence[tuple[str, str]]
    a: IntArray
    b: IntArray
    unit: IntArray
    iou: FloatArray
    is_comparable: BoolArray
    value: IntArray
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.a)

    def rows(self, first: int = 0, behind: int | None = None) -> Iterator[Pair]:
        """The pairs from `first` on, before `behind`. Two queries for each fifty documents."""
        numbers = np.arange(len(self))[first:behind]
        study = self.state.marked.study
        document = study.document[study.reading[self.a[numbers]]]
        portion = np.cumsum(np.diff(document, prepend=document[:1]) != 0) // TEXTS
        for rows in np.split(numbers, np.flatnonzero(np.diff(portion)) + 1):
            yield from self._told(rows)

    def _told(self, rows: IntArray) -> Iterator[Pair]:
        study, state = self.state.marked.study, self.state
        marks = np.unique(np.concatenate([self.a[rows], self.b[rows]]))
        marks = marks[marks != NOBODY]
        of_mark = study.document[study.reading[marks]]
        pks = {state.documents[number] for number in np.unique(of_mark).tolist()}
        texts = dict(Document.objects.filter(pk__in=pks).values_list("pk", "text"))
        annotations = Annotation.objects.filter(pk__in=state.annotations[marks].tolist())
        now = {row[0]: row[1:] for row in annotations.values_list("pk", "uuid", "start", "end", "label__key",
                                                                  "deleted_at")}  # fmt: skip
        sides = {
            mark: self._side(mark, texts[state.documents[document]], *now[state.annotations[mark]])
            for mark, document in zip(marks.tolist(), of_mark.tolist(), strict=True)
        }
        for row in rows.tolist():
            a, b = int(self.a[row]), int(self.b[row])
            key, title = self.keys[study.document[study.reading[a]]]
            iou = None if b == NOBODY else float(self.iou[row])
            yield Pair(key, title, int(self.unit[row]), iou, bool(self.is_comparable[row]), sides[a], sides.get(b))

    def _side(self, mark: int, text: str, uuid: UUID, start: int, end: int, label: str, deleted: object) -> Side:
        study, number = self.state.marked.study, int(self.value[mark])
        stood = int(study.start[mark]), int(study.end[mark]), study.labels[study.label[mark]]
        return Side(
            reviewer=self.state.readers[study.reader[study.reading[mark]]], uuid=uuid, start=stood[0], end=stood[1],
            quote=text[stood[0] : stood[1]], label=stood[2], value=self.names[number] if number >= 0 else "",
            has_changed=deleted is not None or stood != (start, end, label), is_deleted=deleted is not None,
        )  # fmt: skip


def pairing(viewer: Viewer, filters: Filters, of: str = LABEL, a: str = "", b: str = "") -> Pairing:
    """The pairs that are compared on the label or a detail. Errors: `Invalid` (`unknown_filter`).

    With `a` and `b` those that a number of the confusion table counts: one says `a`, the other `b`; the first comes
    first. Of the label, with `a` alone: marks so labelled that no colleague's met though one read the place. Of the
    label, without both: the whole table, all marks that met none included.
    """
    state = studies_of(viewer, checked_for_readers(viewer, filters)).before
    marked, matched = state.marked, units(state.marked.study)
    found, value, names = _asked(marked, matched, of)
    label = matched.study.label
    if a and b:
        found = _oriented(found, value, _number("a", a, names), _number("b", b, names))
        alone = np.zeros(len(label), dtype=np.bool_)
    elif a and of == LABEL:
        found = found.where(np.zeros(len(found.a), dtype=np.bool_))
        alone = ~matched.is_matched & matched.is_comparable & (label == _number("a", a, names))
    elif a or b:
        raise _unknown("b" if a else "a", b if a else a, names)
    else:
        alone = ~matched.is_matched & (of == LABEL)
    return _sorted(state, matched, found, np.flatnonzero(alone), value, names)


def _oriented(found: Met, value: IntArray, one: int, other: int) -> Met:
    """Pairs of which one says the one and the other the other, that which says the one first."""
    said_so = (value[found.a] == one) & (value[found.b] == other)
    turned = (value[found.a] == other) & (value[found.b] == one) & ~said_so
    a, b = np.where(turned, found.b, found.a), np.where(turned, found.a, found.b)
    return Met(a, b, found.unit, found.iou).where(said_so | turned)


def _asked(marked: Marked, matched: Units, of: str) -> tuple[Met, IntArray, Sequence[str]]:
    """Pairs that are compared on the label or a detail, what each mark says of it, and the names of that."""
    study = marked.study
    if of == LABEL:
        return _of_marks(marked, matched, met_in(matched)), study.label, study.labels
    detail = next((row for row in marked.details if row.key == of), None)
    if detail is None:
        raise _unknown("of", of, [LABEL, *(row.key for row in marked.details)])
    values = marked.of(of)
    if detail.level == "set":
        numbers, sets = as_sets(span_of(study), values, len(matched.unit), len(detail.values))
        values, names = numbers[span_of(study)], detail.names_of(sets)
        found = _of_marks(marked, matched, met_in(matched))
        return found.where((values[found.a] >= 0) & (values[found.b] >= 0)), values, names
    compared = said(study, matched, marked.of(TARGET))
    says = values[compared.mark] >= 0
    return met(study, compared.unit[says], compared.mark[says]), values, detail.values


def _of_marks(marked: Marked, matched: Units, found: Met) -> Met:
    """Pairs of spans as pairs of marks: of several targets the first mark stands for the span."""
    first = np.flatnonzero(is_first(marked.study, with_label=True))
    return Met(first[found.a], first[found.b], found.unit, found.iou)


def _sorted(
    state: State, matched: Units, found: Met, alone: IntArray, value: IntArray, names: Sequence[str]
) -> Pairing:
    """Pairs, and marks alone (by number of their span), in the order of documents and text; passages numbered so."""
    study = state.marked.study
    first = np.flatnonzero(is_first(study, with_label=True))
    a = np.concatenate([found.a, first[alone]])
    b = np.concatenate([found.b, np.full(len(alone), NOBODY, dtype=np.int64)])
    unit = np.concatenate([found.unit, alone + int(found.unit.max(initial=0)) + 1])
    iou = np.concatenate([found.iou, np.full(len(alone), np.nan)])
    rows = Document.objects.filter(pk__in=state.documents).values_list("pk", "key", "title")
    known = {pk: (key, title) for pk, key, title in rows}
    keys = [known[pk] for pk in state.documents]
    rank = np.argsort(np.argsort(np.array([key for key, _ in keys], dtype=np.str_)))
    order = np.lexsort((b, study.end[a], study.start[a], rank[study.document[study.reading[a]]]))
    a, b, unit, iou = a[order], b[order], unit[order], iou[order]
    _, at, number = np.unique(unit, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(at))
    return Pairing(
        state, keys, a, b, place[number] + 1, iou, matched.is_comparable[span_of(study)[a]], value, names
    )  # fmt: skip


def _number(name: str, value: str, names: Sequence[str]) -> int:
    if value not in names:
        raise _unknown(name, value, names)
    return list(names).index(value)


def _unknown(name: str, value: str, known: Sequence[str]) -> Invalid:
    message = f"There is no {name} {value!r:.60} here. Known: {', '.join(known)}."
    return Invalid(message, "unknown_filter", errors={name: [message]})
