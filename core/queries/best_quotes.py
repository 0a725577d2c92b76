"""The words behind a count, chosen by the printed rule among marks that are at hand: no statement searches for them."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.queries.counting import Counting
from core.queries.quotes import Cell, Passage, passages_among
from core.stats.study import BoolArray, IntArray

CANDIDATES = 60  # of each stance: enough to see which words most readers marked alike


def best_quotes(counting: Counting, cells: Mapping[Cell, tuple[str, BoolArray]]) -> dict[Cell, list[Passage]]:
    """By cell: the passages of an origin (its key) among a choice of all marks, best first. One query in all."""
    keys = {cell: _candidates(counting, origin, marks) for cell, (origin, marks) in cells.items()}
    return passages_among(counting.filters, keys) if any(keys.values()) else {cell: [] for cell in cells}


def _candidates(counting: Counting, origin: str, marks: BoolArray) -> Sequence[int]:
    """The first marks of each stance in the order of documents and text, by primary key."""
    corpus, tally = counting.corpus, counting.tally
    here = tally.mark[marks[tally.mark] & (tally.origin == counting.collected.origins.index(origin))]
    here = here[np.lexsort((corpus.start[here], corpus.part_document[corpus.part[here]]))]
    stance = corpus.facet("stance")[here]
    first = [here[stance == value][:CANDIDATES] for value in np.unique(stance)]
    return _joined(corpus.key, first)


def _joined(keys: IntArray, numbers: Sequence[IntArray]) -> Sequence[int]:
    found: list[int] = keys[np.concatenate(numbers)].tolist() if numbers else []
    return found
