"""Agreement on what may have several values at once: how far two sets lie apart."""

import numpy as np

from core.stats.coding import FloatArray
from core.stats.study import BoolArray, IntArray

MASI = "1 - MASI, as Passonneau 2006: Jaccard x monotonicity (1 equal, 2/3 one within the other, 1/3 crossing, 0 apart)"


def masi_distance(sets: BoolArray) -> FloatArray:
    """The distance of each set from each; one row a set, one column a thing that may be in it. No set is empty.

    Source: Passonneau 2006, Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic Annotation, LREC,
    section 3. (Passonneau 2004 has another function under the same name, without the Jaccard factor.)

    >>> masi_distance(np.array([[True, False], [True, True]])).round(3).tolist()
    [[0.0, 0.667], [0.667, 0.0]]
    """
    members = sets.astype(np.float64)
    shared, sizes = members @ members.T, members.sum(axis=1)
    larger, smaller = np.maximum.outer(sizes, sizes), np.minimum.outer(sizes, sizes)
    jaccard = shared / np.maximum(np.add.outer(sizes, sizes) - shared, 1)
    monotonicity = np.select([shared == larger, shared == smaller, shared > 0], [1, 2 / 3, 1 / 3], 0)
    return np.asarray(1 - jaccard * monotonicity, dtype=np.float64)


def as_sets(group: IntArray, value: IntArray, n_groups: int, n_values: int) -> tuple[IntArray, BoolArray]:
    """The set of values (-1: none) of each group: the number of its set, -1 for an empty one; and the sets, one row
    each. The first sets have one value each, in the order of the values."""
    held = np.zeros((n_groups, n_values), dtype=np.bool_)
    held[group[value >= 0], value[value >= 0]] = True
    size = held.sum(axis=1)
    number = np.where(size == 1, held.argmax(axis=1) if n_values else 0, -1).astype(np.int64)
    several = np.flatnonzero(size > 1)
    packed = np.packbits(held[several], axis=1)
    _, first, found = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    number[several] = found.reshape(-1) + n_values
    return number, np.concatenate([np.eye(n_values, dtype=np.bool_), held[several][first]])
