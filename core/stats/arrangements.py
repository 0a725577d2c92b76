"""All the ways in which two names could have been given to the same documents: what permutation tests stand on.

If it made no difference which outlet a document is from, the names could be exchanged among the documents of one
stratum (an event) without changing what is expected. How many documents of a stratum bear each name stays as it was.
"""

from dataclasses import dataclass
from functools import reduce
from itertools import chain, combinations
from math import comb, prod
from operator import iadd

import numpy as np

from core.stats.agreement import FloatArray
from core.stats.study import BoolArray, IntArray

MOST_ENUMERATED = 20_000
N_DRAWS = 9_999
TOLERANCE = 1e-9  # sums of the same numbers in another order are the same


@dataclass(frozen=True, eq=False)
class Arrangements:
    """Sums over side a: as the names are (`observed`) and in every arrangement looked at, that one among them.

    `is_exact`: these are all arrangements; otherwise `N_DRAWS` drawn at random and the one that is. `n_a`, `n_b`:
    documents of each side in the `n_strata` strata that have both; `total`: the sums over these documents. Others
    carry nothing and are left out.
    """

    observed: FloatArray
    sums: FloatArray
    total: FloatArray
    is_exact: bool
    n_a: int
    n_b: int
    n_strata: int

    @property
    def n(self) -> int:
        """How many arrangements there are, or how many were drawn."""
        return len(self.sums) if self.is_exact else len(self.sums) - 1


def arrangements(columns: FloatArray, is_a: BoolArray, strata: IntArray, *, seed: int) -> Arrangements | None:
    """Exchange the names of documents (rows of `columns`) within strata; None where no stratum has both sides.

    All arrangements up to `MOST_ENUMERATED`, else `N_DRAWS` at random by `seed`. O(arrangements · strata · columns).

    >>> columns = np.array([[5.0], [7.0], [1.0]])
    >>> is_a, event = np.array([True, True, False]), np.zeros(3, dtype=np.int64)
    >>> arrangements(columns, is_a, event, seed=1).sums.ravel().tolist()
    [12.0, 6.0, 8.0]
    """
    members = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    members = [rows for rows in members if 0 < is_a[rows].sum() < len(rows)]
    if not members:
        return None
    n_a, n = [int(is_a[rows].sum()) for rows in members], [len(rows) for rows in members]
    is_exact = prod(map(comb, n, n_a)) <= MOST_ENUMERATED
    draw = None if is_exact else np.random.default_rng(seed)
    sums = (_sums(columns[rows], of_a, draw) for rows, of_a in zip(members, n_a, strict=True))
    counted = np.concatenate(members)
    observed = is_a[counted] @ columns[counted]
    looked_at = reduce(_crossed, sums) if is_exact else np.concatenate([observed[np.newaxis], reduce(iadd, sums)])
    total = columns[counted].sum(axis=0)
    return Arrangements(observed, looked_at, total, is_exact, sum(n_a), sum(n) - sum(n_a), len(members))


def extremity(observed: float, values: FloatArray, scale: float) -> tuple[float, float]:
    """The share of arrangements at least as extreme as the one that is (p), and the smallest such share there is.

    With drawn arrangements, the one that is among them, p is (b + 1) / (B + 1) (Phipson and Smyth 2010, Permutation
    P-values should never be zero). `scale`: what the values are to be measured by, where equal ones differ by rounding.

    >>> extremity(3.0, np.array([1.0, 2.0, 2.0, 3.0]), 1.0)
    (0.25, 0.25)
    """
    slack = TOLERANCE * scale
    return float((values >= observed - slack).mean()), float((values >= values.max() - slack).mean())


def _crossed(one: FloatArray, other: FloatArray) -> FloatArray:
    """Each arrangement of some strata with each of one more."""
    both: FloatArray = (one[:, np.newaxis] + other).reshape(-1, other.shape[1])
    return both


def _sums(own: FloatArray, n_a: int, draw: np.random.Generator | None) -> FloatArray:
    """Sums over every choice of `n_a` of the documents of one stratum; of `N_DRAWS` at random if there is a draw.

    Where there are few choices, one of them is drawn: they are summed once, not for each draw.
    """
    n = len(own)
    n_choices = comb(n, n_a)
    if draw is None or n_choices <= N_DRAWS:
        chosen = np.fromiter(chain.from_iterable(combinations(range(n), n_a)), np.int64).reshape(-1, n_a)
        every = _names(chosen, n) @ own
        return every if draw is None else every[draw.integers(n_choices, size=N_DRAWS)]
    return _names(np.argpartition(draw.random((N_DRAWS, n), np.float32), n_a, axis=1)[:, :n_a], n) @ own


def _names(chosen: IntArray, n: int) -> FloatArray:
    """Choices as rows of ones and noughts."""
    names = np.zeros((len(chosen), n))
    np.put_along_axis(names, chosen, 1, axis=1)
    return names
