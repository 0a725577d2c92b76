"""How far two outlets lie apart in what they say: the Jensen-Shannon distance of two distributions, against its null.

Any two samples differ, and small ones differ much. So the distance stands beside what it would be if the outlets'
names said nothing.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import rel_entr

from core.stats.agreement import FloatArray
from core.stats.arrangements import arrangements, extremity
from core.stats.contrasts import NAMES, caution
from core.stats.study import BoolArray, IntArray

NOTHING_TO_COMPARE = "one of them has nothing to compare"


@dataclass(frozen=True)
class Divergence:
    """Jensen-Shannon distance (0 the same, 1 nothing in common), its square, and where it stands in its null.

    `expected`, `high`: median and 95 % quantile of the distance when names are exchanged; `p`: how often it is as far;
    `smallest_p` and `caution` as of a `Contrast`.
    """

    distance: float | None
    divergence: float | None = None
    expected: float | None = None
    high: float | None = None
    p: float | None = None
    smallest_p: float | None = None
    n_arrangements: int = 0
    is_exact: bool = False
    undefined: str | None = None
    caution: str | None = None


def jensen_shannon(p: FloatArray, q: FloatArray) -> FloatArray:
    """The divergence in bits of distributions as rows of counts; its root is the distance (Lin 1991; Endres 2003).

    `scipy.spatial.distance.jensenshannon` gives the root, and NaN for equal rows whose rounding falls below nought.

    >>> jensen_shannon(np.array([[5.0, 3, 2]]), np.array([[2.0, 3, 5]])).round(4).tolist()
    [0.0958]
    """
    p, q = p / p.sum(axis=1, keepdims=True), q / q.sum(axis=1, keepdims=True)
    middle = (p + q) / 2
    bits = (rel_entr(p, middle) + rel_entr(q, middle)).sum(axis=1) / (2 * np.log(2))
    return np.asarray(np.clip(bits, 0, 1), dtype=np.float64)


def divergence(counts: FloatArray, is_a: BoolArray, strata: IntArray, *, seed: int) -> Divergence:
    """The distance of what side a and side b say, over `counts` (documents, values), documents as units within strata.

    Counts are summed over the documents of strata that have both sides. What the mix of events does to the distance it
    does to the null as well, for names are exchanged within events only. Documents without any count are left out.

    >>> counts, is_a = np.array([[4.0, 0], [3, 1], [0, 4], [1, 3]]), np.array([True, True, False, False])
    >>> found = divergence(counts, is_a, np.zeros(4, dtype=np.int64), seed=1)
    >>> round(found.distance, 3), round(found.p, 3)
    (0.676, 0.333)
    """
    marked = counts.sum(axis=1) > 0
    counts, is_a, strata = counts[marked], is_a[marked], strata[marked]
    if is_a.all() or not is_a.any():
        return Divergence(None, undefined=NOTHING_TO_COMPARE)
    found = arrangements(counts, is_a, strata, seed=seed)
    if found is None:
        return Divergence(None, undefined=NAMES.not_side_by_side)
    observed = float(jensen_shannon(found.observed[np.newaxis], (found.total - found.observed)[np.newaxis])[0])
    null = jensen_shannon(found.sums, found.total - found.sums)
    p, smallest_p = extremity(observed, null, 1.0)
    expected, high = np.sqrt(np.quantile(null, [0.5, 0.95], method="inverted_cdf")).tolist()
    return Divergence(
        observed**0.5, observed, expected, high, p, smallest_p,
        n_arrangements=found.n, is_exact=found.is_exact, caution=caution(found, smallest_p),
    )  # fmt: skip
