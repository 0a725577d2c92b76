"""Many ways of counting at once give what each way counted alone gives; what carries a sentence, by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.corpus import Corpus, Tally
from core.stats.sensitivity import (
    Kinds,
    Taken,
    bits,
    conditions,
    counted,
    documents_that_carry,
    outcomes,
    readers_that_carry,
    shares,
)

N_KINDS = 3


def column(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def corpus_of(
    parts: list[tuple[int, int]], readings: list[tuple[int, int]], marks: list[tuple[int, int, int]]
) -> Corpus:
    """Parts are (origin, document), readings (reader, document) and cover all of their document; marks (reading, part,
    label), each on a span of its own."""
    cover = [(r, p) for r, (_, document) in enumerate(readings) for p, part in enumerate(parts) if part[1] == document]
    marks = sorted(marks)
    none = np.zeros(len(marks), dtype=np.bool_)
    n = len(cover)
    return Corpus(
        part_origin=column(*(part[0] for part in parts)), part_document=column(*(part[1] for part in parts)),
        cover_reading=column(*(r for r, _ in cover)), cover_part=column(*(p for _, p in cover)),
        cover_words=np.full(n, 100), cover_sentences=np.full(n, 9), cover_marked=np.full(n, 1),
        reader=column(*(reader for reader, _ in readings)), ties=np.zeros(len(readings), dtype=np.bool_),
        key=np.arange(len(marks)),
        reading=column(*(row[0] for row in marks)), part=column(*(row[1] for row in marks)),
        start=np.arange(len(marks)), end=np.arange(len(marks)) + 1, label=column(*(row[2] for row in marks)),
        facets={}, supported=none, contradicted=none, n_labels=N_KINDS,
    )  # fmt: skip


def count(corpus: Corpus, ways: list[tuple[np.ndarray, np.ndarray]]):
    rows = Tally(corpus, np.ones(len(corpus.part_origin), dtype=np.bool_), corpus.every_mark).spans()
    taken = Taken(bits([parts for parts, _ in ways]), bits([marks for _, marks in ways]), len(ways))
    return counted(corpus, taken, Kinds(rows, corpus.label[rows.mark], N_KINDS))


@st.composite
def worlds(draw):
    """Parts of up to three origins in up to four documents, two readers, marks, and some ways of taking them."""
    n_documents = draw(st.integers(1, 4))
    parts = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, n_documents - 1)), min_size=1, max_size=6))
    every = [(reader, document) for reader in range(2) for document in range(n_documents)]
    readings = draw(st.lists(st.sampled_from(every), max_size=6, unique=True))
    places = [(r, p) for r, (_, document) in enumerate(readings) for p, part in enumerate(parts) if part[1] == document]
    mark = st.tuples(st.sampled_from(places), st.integers(0, N_KINDS - 1)) if places else st.nothing()
    marks = [(*place, label) for place, label in draw(st.lists(mark, max_size=12))] if places else []
    flags = lambda n: st.lists(st.booleans(), min_size=n, max_size=n)  # noqa: E731
    chosen = draw(st.lists(st.tuples(flags(len(parts)), flags(len(marks))), min_size=1, max_size=5))
    ways = [(np.array(p, dtype=np.bool_), np.array(m, dtype=np.bool_)) for p, m in chosen]
    return corpus_of(parts, readings, marks), ways


def alone(corpus: Corpus, parts: np.ndarray, marks: np.ndarray, readings: np.ndarray | None = None) -> np.ndarray:
    """The same of one way, by the tally that the comparison counts with: origins x kinds."""
    tally = Tally(corpus, parts, marks, readings)
    rows = tally.spans()
    means = rows.mean(corpus.label[rows.mark], N_KINDS)
    return np.array([means[tally.cells.origin == origin].sum(axis=0) for origin in range(tally.n_origins)])


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_all_ways_at_once_are_each_way_alone(world) -> None:
    corpus, ways = world
    found = count(corpus, ways).totals(int(corpus.part_origin.max()) + 1)
    for way, (parts, marks) in enumerate(ways):
        assert found[way] == pytest.approx(alone(corpus, parts, marks))


@given(worlds(), st.data())
@settings(max_examples=150, deadline=None)
def test_who_carries_a_sentence_is_found_by_counting_without_them(world, data) -> None:
    corpus, ways = world
    n = int(corpus.part_origin.max()) + 1
    more, less = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    if more == less:
        return
    parts, marks = ways[0]

    def holds(totals: np.ndarray) -> bool:
        found = shares(totals)[:, 0]
        return outcomes(found[[more]], found[[less]]) == ["holds"]

    found = count(corpus, ways)
    covered = parts[corpus.cover_part] & np.isin(corpus.part_origin[corpus.cover_part], (more, less))
    read = set(corpus.reader[corpus.cover_reading[covered]].tolist())
    without_one = {reader: alone(corpus, parts, marks, corpus.reader != reader) for reader in read}
    carry = [reader for reader in sorted(read) if not holds(without_one[reader])]
    assert readers_that_carry(found, n, 0, more, less) == (len(read), carry)
    counts, documents = documents_that_carry(found, n, 0, more, less)
    assert set(counts) == {more, less}
    for document in np.unique(corpus.part_document).tolist():
        without = alone(corpus, parts & (corpus.part_document != document), marks)
        if document in documents:
            assert not holds(without)
        elif holds(alone(corpus, parts, marks)):
            assert holds(without)


def test_one_document_and_one_reader_carry_a_sentence_alone() -> None:
    # Origin 0 in documents 0 and 1, origin 1 in document 2; readers 0 and 1. Kind 0 of 2 marks each:
    #   document 0: reader 0 1 of 2, reader 1 1 of 2 -> mean 1 of 2      document 1: reader 0 0 of 2 -> 0 of 2
    #   document 2: reader 0 0 of 2, reader 1 1 of 2 -> mean 0.5 of 2
    # Shares: origin 0 1/4, origin 1 1/4: a tie. Without document 1: 1/2 against 1/4.
    corpus = corpus_of(
        [(0, 0), (0, 1), (1, 2)],
        [(0, 0), (1, 0), (0, 1), (0, 2), (1, 2)],
        [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1), (2, 1, 1), (2, 1, 1), (3, 2, 1), (3, 2, 1), (4, 2, 0), (4, 2, 1)],
    )
    everything = np.ones(3, dtype=np.bool_)
    without_second = np.array([True, False, True])
    found = count(corpus, [(without_second, corpus.every_mark), (everything, corpus.every_mark)])
    by_way = shares(found.totals(2))[:, :, 0]
    assert by_way.tolist() == [[0.5, 0.25], [0.25, 0.25]]
    assert outcomes(by_way[:, 0], by_way[:, 1]) == ["holds", "tie"]
    # Without reader 0: 1/2 against 1/2, a tie. Without reader 1: 1/2 against nothing of the kind.
    assert readers_that_carry(found, 2, 0, 0, 1) == (2, [0])
    # One document each: without either there is nothing to compare.
    assert documents_that_carry(found, 2, 0, 0, 1) == ({0: 1, 1: 1}, [0, 2])


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=8, max_size=8))
def test_conditions_say_all_that_is_chosen_and_nothing_else(drawn) -> None:
    shape = (2, 1, 2, 2)
    chosen, ignored = [value == 1 for value in drawn], [value == 2 for value in drawn]
    grid = np.zeros(shape, dtype=np.bool_)
    for condition in conditions(chosen, shape, ignored):
        grid[tuple(slice(None) if value is None else value for value in condition)] = True
    said = grid.ravel().tolist()
    for is_said, is_chosen, is_ignored in zip(said, chosen, ignored, strict=True):
        assert is_said == is_chosen or is_ignored


def test_nothing_chosen_needs_no_condition_and_all_is_one() -> None:
    assert conditions([False] * 4, (2, 2)) == []
    assert conditions([True] * 4, (2, 2)) == [(None, None)]
    assert conditions([True, False, False, True], (2, 2)) == [(0, 0), (1, 1)]
