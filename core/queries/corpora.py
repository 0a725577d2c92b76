"""The corpus that a viewer's figures are counted from: read from the store in columns, kept while nothing changes.

A table of whole numbers is asked for as one value, its bytes: a hundred thousand rows would each be made an object of
their own. Facets become places in their closed lists in the database.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import psycopg
from django.db import connection
from django.db.models import QuerySet

from core.access import Viewer
from core.models import Facet, Part
from core.queries.codebooks import Rules
from core.queries.layers import Layer
from core.queries.sources import masked
from core.stats.corpus import NONE, Corpus, looked_up
from core.stats.study import IntArray

_KEPT_BYTES, _KEPT_ANSWERS = 400_000_000, 500


class PartRow(NamedTuple):
    """What figures say of one part of a text; its origin, and the outlet of its document."""

    pk: int
    outlet_id: int
    outlet_key: str
    outlet_name: str
    via_id: int
    via_key: str
    via_name: str
    document_id: int
    document_key: str
    event: str
    fidelity: str
    genre: str
    published_on: str
    counted: bool
    n_words: int


_PART = (
    "pk", "outlet_id", "outlet__key", "outlet__name", "document__outlet_id", "document__outlet__key",
    "document__outlet__name", "document_id", "document__key", "document__event", "fidelity", "genre", "published_on",
    "counted", "n_words",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Collected:
    """A corpus with the names of its numbers: parts, origins (outlet keys, by name), documents and readers in order.

    `state` names all that it was read from: equal states, equal corpora.
    """

    state: str
    corpus: Corpus
    parts: Sequence[PartRow]
    origins: Sequence[str]
    documents: Sequence[str]
    readers: Sequence[str]
    _answers: dict[object, Any] = field(default_factory=dict)

    def remembered(self, question: object, answer: Callable[[], Any]) -> Any:
        """What was computed from this corpus alone (and the question), once as long as it is kept."""
        found = self._answers.get(question)
        if found is None:
            found = answer()
            if len(self._answers) >= _KEPT_ANSWERS:
                self._answers.clear()
            self._answers[question] = found
        return found


def collected(viewer: Viewer, layer: Layer, rules: Rules) -> Collected:
    """What this viewer's figures are counted from. One query where nothing changed since, six otherwise."""
    state = state_of(viewer, layer, rules)
    return _KEPT.get(state, lambda: _collect(viewer, layer, rules, state))


_STATE = """
WITH readings AS MATERIALIZED ({readings}), parts AS MATERIALIZED ({parts}), news AS ({news})
SELECT (SELECT md5(string_agg(id::text || '/' || coalesce(ended::text, ''), ',' ORDER BY id)) FROM readings),
       (SELECT md5(string_agg(id::text, ',' ORDER BY id)) FROM parts),
       (SELECT md5(string_agg(concat_ws('/', id, event), ',' ORDER BY id)) FROM core_document
        WHERE project_id = %(project)s),
       (SELECT md5(string_agg(concat_ws('/', id, key, name), ',' ORDER BY id)) FROM core_outlet
        WHERE project_id = %(project)s),
       (SELECT md5(string_agg(concat_ws('/', id, number), ',' ORDER BY id)) FROM news)
"""


def state_of(viewer: Viewer, layer: Layer, rules: Rules) -> str:
    """A name of all that the figures of this viewer depend on; it changes when any of it does. One query.

    Every change of a mark or a link is an event of its document; sections and excluded ranges make parts anew. What the
    viewer may not see must not show in it, not even by making a page slower: where a document has another reading than
    those that count, only their own events do (`Layer.news`).
    """
    parts = _visible_parts(viewer).order_by().values("id")
    values: dict[str, Any] = {"project": viewer.project.pk}
    readings = layer.states.order_by().values("id", "ended")
    named = {name: _inlined(query, name, values) for name, query in (("readings", readings), ("parts", parts))}
    with connection.cursor() as cursor:
        cursor.execute(_STATE.format(**named, news=layer.news), values)
        found = cursor.fetchone()
    said = (viewer.project.pk, layer.kind, layer.marks, rules.pk, rules.revision, *found)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _visible_parts(viewer: Viewer) -> QuerySet[Part]:
    """Parts of texts whose source the viewer may know, of each article of its current version."""
    parts = Part.objects.filter(document__project=viewer.project, document__is_current=True)
    return parts.filter(~masked(viewer, "document"))


def _inlined(query: QuerySet[Any], name: str, values: dict[str, Any]) -> str:
    """The query as part of a larger statement; its parameters go to `values`."""
    sql, params = query.query.sql_with_params()
    names = [f"{name}_{number}" for number in range(len(params))]
    values.update(zip(names, params, strict=True))
    return sql % tuple(f"%({each})s" for each in names)


_MARKS = """
SELECT mark.id, mark.reading_id, mark.part_id, mark.start, mark."end", mark.label_id{facets}
FROM {marks} mark
WHERE mark.reading_id IN (SELECT id FROM readings) AND mark.deleted_at IS NULL AND mark.in_figures
"""
_COVERAGE = """
SELECT coverage.reading_id, coverage.part_id, coverage.n_words, coverage.n_sentences, coverage.n_sentences_marked
FROM {coverage} coverage WHERE coverage.reading_id IN (SELECT id FROM readings)
"""
_LINKS = """
SELECT DISTINCT link.to_annotation_id, (link.kind = 'supports')::int, basis.reading_id
FROM core_link link JOIN core_annotation basis ON basis.id = link.from_annotation_id
WHERE basis.reading_id IN (SELECT id FROM readings) AND basis.deleted_at IS NULL
"""
_AS_BYTES = """
WITH {before}readings AS MATERIALIZED ({readings}), rows({names}) AS ({statement})
SELECT string_agg({bytes}, ''::bytea) FROM rows
"""
_FIXED = 6  # columns of a mark before its facets
_STORED = ("voice", "target", "role", "stance", "unsure")  # facets with a column of their own


def _collect(viewer: Viewer, layer: Layer, rules: Rules, state: str) -> Collected:
    parts = [PartRow(*row) for row in _visible_parts(viewer).order_by("pk").values_list(*_PART)]
    readings = list(layer.states.values_list("pk", "name"))
    origins = list(dict.fromkeys(row.outlet_key for row in sorted(parts, key=lambda row: row.outlet_name)))
    documents = sorted({row.document_key for row in parts})
    readers = sorted({name for _, name in readings})
    known_parts, known_readings = _places(row.pk for row in parts), _places(pk for pk, _ in readings)
    labels = _places(label.pk for label in rules.labels.values() if label.counted)
    facets = _facets(rules)
    marks = _rows(layer, _marks_statement(facets), _FIXED + len(facets), _values_asked(facets))
    marks = marks[np.isin(marks[:, 2], list(known_parts)) & np.isin(marks[:, 5], list(labels))]
    marks = marks[np.lexsort((marks[:, 5], marks[:, 4], marks[:, 3], marks[:, 1]))]
    cover = _rows(layer, _COVERAGE, 5, {})
    cover = cover[np.isin(cover[:, 1], list(known_parts))]
    links = _rows(layer, _LINKS, 3, {}) if layer.has_links else np.zeros((0, 3), dtype=np.int64)
    corpus = Corpus(
        part_document=_numbered(documents, [row.document_key for row in parts]),
        part_origin=_numbered(origins, [row.outlet_key for row in parts]),
        cover_reading=looked_up(known_readings, cover[:, 0]), cover_part=looked_up(known_parts, cover[:, 1]),
        cover_words=cover[:, 2], cover_sentences=cover[:, 3], cover_marked=cover[:, 4],
        reader=_numbered(readers, [name for _, name in readings]),
        ties=np.isin([pk for pk, _ in readings], links[:, 2]),
        key=marks[:, 0], reading=looked_up(known_readings, marks[:, 1]), part=looked_up(known_parts, marks[:, 2]),
        start=marks[:, 3], end=marks[:, 4], label=looked_up(labels, marks[:, 5]),
        facets={facet.key: facet.places(marks[:, _FIXED + number]) for number, facet in enumerate(facets)},
        supported=np.isin(marks[:, 0], links[links[:, 1] == 1, 0]),
        contradicted=np.isin(marks[:, 0], links[links[:, 1] == 0, 0]),
        n_labels=len(labels),
    )  # fmt: skip
    return Collected(state, corpus, parts, origins, documents, readers)


@dataclass(frozen=True)
class _Facet:
    """A closed list (or a flag) as a column: `values` are those that stand and those that were merged into one of them,
    `place` of each is that of the value it became. Rulings keep what was said before a merge."""

    key: str
    values: Sequence[str]
    place: Sequence[int]

    def places(self, column: IntArray) -> IntArray:
        """From numbers of the database (from 1, 0 for none) to places in the codebook."""
        found: IntArray = np.array([NONE, *self.place], dtype=np.int64)[column]
        return found


def _facets(rules: Rules) -> list[_Facet]:
    facets = []
    for rule in rules.facets.values():
        if rule.kind == Facet.Kind.TEXT:
            continue
        standing = list(rule.values) if rule.kind == Facet.Kind.CHOICE else ["yes"]
        place = {value: number for number, value in enumerate(standing)}
        for old, new in rules.merged.items():
            facet, _, value = old.partition("/")
            if facet == rule.key:
                place[value] = place[new.partition("/")[2]]
        facets.append(_Facet(rule.key, list(place), list(place.values())))
    return facets


def _marks_statement(facets: Sequence[_Facet]) -> str:
    columns = []
    for number, facet in enumerate(facets):
        said = f"mark.{facet.key}" if facet.key in _STORED else f"mark.facets->>%(facet_{number})s"
        columns.append(f", coalesce(array_position(%(values_{number})s::text[], {said}), 0)")
    return _MARKS.replace("{facets}", "".join(columns))


def _values_asked(facets: Sequence[_Facet]) -> dict[str, Any]:
    asked: dict[str, Any] = {f"values_{number}": list(facet.values) for number, facet in enumerate(facets)}
    return asked | {f"facet_{number}": facet.key for number, facet in enumerate(facets)}


def _rows(layer: Layer, statement: str, n_columns: int, asked: Mapping[str, Any]) -> IntArray:
    """The rows of a statement of whole numbers, as a table."""
    values = {"kind": layer.kind, **asked}
    names = [f"c{number}" for number in range(n_columns)]
    sql = _AS_BYTES.format(
        before=layer.before,
        readings=_inlined(layer.states.order_by().values("id"), "readings", values),
        names=", ".join(names),
        statement=statement.format(marks=layer.marks, coverage=layer.coverage),
        bytes=" || ".join(f"int8send({name})" for name in names),
    )
    with connection.cursor() as cursor:
        cursor.cursor.format = psycopg.pq.Format.BINARY
        cursor.execute(sql, values)
        (found,) = cursor.fetchone()
    return np.frombuffer(found or b"", dtype=">i8").reshape(-1, n_columns).astype(np.int64)


def _places(keys: Iterable[int]) -> dict[int, int]:
    """Each key with its place, in the order given."""
    return {key: number for number, key in enumerate(keys)}


def _numbered(names: Sequence[str], column: Sequence[str]) -> IntArray:
    """The place of each name of a column."""
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[name] for name in column], dtype=np.int64)


class _Kept:
    """The corpora used last, of one process, up to a size: the next way of counting the same marks reads nothing."""

    def __init__(self, n_bytes: int) -> None:
        self._n_bytes = n_bytes
        self._found: OrderedDict[str, Collected] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: str, collect: Callable[[], Collected]) -> Collected:
        """The corpus of that state, collected if it is not here."""
        with self._lock:
            if state in self._found:
                self._found.move_to_end(state)
                return self._found[state]
        made = collect()
        with self._lock:
            self._found[state] = made
            while sum(one.corpus.n_bytes() for one in self._found.values()) > self._n_bytes and len(self._found) > 1:
                self._found.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._found.clear()


_KEPT = _Kept(_KEPT_BYTES)


def forget() -> None:
    """Forget the corpora that are kept: for tests, in which rows of other tests may come back under the same ids."""
    _KEPT.clear()
