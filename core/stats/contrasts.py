"""Does one outlet mark its texts more than another? Differences of rates and shares, tested by exchanging the names.

Documents are the units, for spans of one document are no independent draws. Outlets are compared within a stratum (an
event, and a genre) only; strata are pooled. How often these tests find what is not there, and what is, is measured by
`python -m tests.simulations.coverage`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.stats.agreement import FloatArray
from core.stats.arrangements import TOLERANCE, Arrangements, arrangements, extremity
from core.stats.study import BoolArray, IntArray

LEVEL = 0.05
NONE_MARKED = "none were marked"


@dataclass(frozen=True)
class Names:
    """What a unit and a stratum are called in words."""

    unit: str = "document"
    stratum: str = "event"

    @property
    def not_side_by_side(self) -> str:
        """Why there is no contrast when no stratum has both sides."""
        return f"they share no {self.stratum}"


NAMES = Names()


@dataclass(frozen=True)
class Contrast:
    """A difference a - b and the p value of two sides, or None with the reason in words.

    `n_arrangements`: all there are (`is_exact`), or how many were drawn. `smallest_p`: what the clearest of them would
    have had; `caution` says in words when that is above 0.05, so that nothing could have been shown. Documents and
    strata are those that carry something: `n_a` against `n_b` documents in `n_strata`.
    """

    difference: float | None
    p: float | None
    smallest_p: float | None = None
    n_arrangements: int = 0
    is_exact: bool = False
    n_a: int = 0
    n_b: int = 0
    n_strata: int = 0
    undefined: str | None = None
    caution: str | None = None


def contrast(
    parts: FloatArray, wholes: FloatArray, is_a: BoolArray, strata: IntArray, *,
    seed: int, per: float = 1000.0, names: Names = NAMES,
) -> list[Contrast]:  # fmt: skip
    """One contrast a row of `parts`: spans of a label in each document; `wholes`: words (rate) or all spans (share).

    Shapes: parts (labels, documents), all others (documents). `per`: 1,000 for a rate, 1 for a share. Documents with
    nothing in `wholes` are left out. `names`: what these are called in words.

    *The difference*: in a stratum with A and B in the wholes of its sides the difference of the two rates weighs
    A·B / (A + B), as in the Mantel-Haenszel rate difference (Greenland and Robins 1985, Biometrics 41, 55-68): a
    stratum says as much as its smaller side lets it, what an outlet wrote about an event is compared with what the
    other wrote about it, and a stratum without one side says nothing. With one stratum it is the plain difference.

    *P*, of two sides: each document stands for (part - expected) / sqrt(whole), expected being what the stratum's
    rate makes of its whole; the sum over the documents of a is compared with what it would be in other arrangements.
    Where all documents are of one length this is the difference itself. Where they are not, the difference itself
    would find an outlet different for writing longer texts (docs/coverage.md). Where the two do not point in one
    direction nothing is shown: p 1. Labels of one call meet the same arrangements.

    >>> parts, is_a = np.array([[5.0, 7, 9, 1, 2, 3]]), np.arange(6) < 3
    >>> found = contrast(parts, np.ones(6), is_a, np.zeros(6, dtype=np.int64), seed=1, per=1)
    >>> found[0].difference, found[0].p, found[0].caution
    (5.0, 0.1, 'with 3 against 3 documents 0.10 is the smallest p there is')
    """
    read = wholes > 0
    parts, wholes, is_a = parts[:, read], wholes[read], is_a[read]
    _, stratum = np.unique(strata[read], return_inverse=True)
    found = arrangements(_residuals(parts, wholes, stratum).T, is_a, stratum, seed=seed)
    if found is None:
        return [Contrast(None, None, undefined=names.not_side_by_side) for _ in parts]
    of_a, of_b, whole_a, whole_b = (_sums(stratum, each * side) for each in (parts, wholes) for side in (is_a, ~is_a))
    weights = whole_a * whole_b / (whole_a + whole_b)
    differences = (of_a * whole_b - of_b * whole_a) @ (1 / (whole_a + whole_b)) / weights.sum()
    differences[np.abs(differences) < TOLERANCE * np.abs(parts).sum(axis=1) / wholes.sum()] = 0
    scales = np.abs(parts / np.sqrt(wholes)) @ (weights > 0)[stratum]
    return [_judged(found, row, per * float(differences[row]), float(scales[row]), names) for row in range(len(parts))]


def q_values(ps: Sequence[float | None]) -> list[float | None]:
    """Of each p the q of Benjamini and Hochberg 1995: the share of false ones among all that are as small, at most.

    None (no test was made) stays None and is not counted among the tests.

    >>> q_values([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    from scipy.stats import false_discovery_control  # a third of a second, for commands that compare nothing too

    tested = [p for p in ps if p is not None]
    adjusted = iter(false_discovery_control(tested).tolist() if tested else ())
    return [None if p is None else next(adjusted) for p in ps]


def caution(found: Arrangements, smallest_p: float, names: Names = NAMES) -> str | None:
    """Why no p under 0.05 could have come out, in words, or None if one could."""
    if smallest_p <= LEVEL:
        return None
    n_clearest = round(smallest_p * len(found.sums))  # two are: an arrangement and its mirror image
    smallest = f"{smallest_p:.3f}".removesuffix("0")
    if n_clearest > 2:
        return f"so many of the {names.unit}s are alike that {smallest} is the smallest p there is"
    within = f" in {found.n_strata} {names.stratum}s" if found.n_strata > 1 else ""
    return f"with {found.n_a} against {found.n_b} {names.unit}s{within} {smallest} is the smallest p there is"


def _sums(stratum: IntArray, values: FloatArray) -> FloatArray:
    """Sums of each row's values over each stratum."""
    n = int(stratum.max(initial=-1)) + 1
    sums = [np.bincount(stratum, weights=row, minlength=n) for row in np.atleast_2d(values)]
    return np.asarray(sums if values.ndim > 1 else sums[0], dtype=np.float64)


def _residuals(parts: FloatArray, wholes: FloatArray, stratum: IntArray) -> FloatArray:
    """What each document has beyond what its stratum's rate makes of its length, by the root of it; nought on average.

    Pearson's residuals: what is counted varies as its expectation does.
    """
    rates = _sums(stratum, parts) / _sums(stratum, wholes)
    residuals = (parts - rates[:, stratum] * wholes) / np.sqrt(wholes)
    means = _sums(stratum, residuals) / np.bincount(stratum)
    return np.asarray(residuals - means[:, stratum], dtype=np.float64)


def _judged(found: Arrangements, row: int, difference: float, scale: float, names: Names) -> Contrast:
    contrasted = partial(
        Contrast, n_arrangements=found.n, is_exact=found.is_exact, n_a=found.n_a, n_b=found.n_b,
        n_strata=found.n_strata,
    )  # fmt: skip
    if scale == 0:
        return contrasted(0.0, None, undefined=NONE_MARKED)
    own = float(found.observed[row])
    p, smallest_p = extremity(abs(own), np.abs(found.sums[:, row]), scale)
    if own * difference <= 0:
        p = 1.0
    return contrasted(difference, p, smallest_p, caution=caution(found, smallest_p, names))
