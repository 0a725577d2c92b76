"""How often intervals of rates and shares hold the truth, in worlds that are known.

A document's rate is drawn from a gamma distribution (shape 0.5: most have little and a few have much), its marks from
a Poisson distribution of that rate, its words from a lognormal one. So marks of one document have a bond, and the truth
is what all documents of such an outlet have together.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri, stdtrit

from core.stats.proportions import Estimate, rate, share

MEDIAN_WORDS = 800
N_RESAMPLES = 399
SHARE = 0.3


@dataclass(frozen=True)
class World:
    """Documents of one outlet: how many, how unlike in rate, how many marks per 1,000 words, how unlike in length."""

    n: int
    shape: float
    per_1000: float = 6.0
    spread: float = 0.6


@dataclass(frozen=True)
class Coverage:
    """Shares of replicates: without interval; of the others those whose interval holds the truth, lies wholly below or
    above it; those that come with a caution, and how the interval fares in these and in the others. `ratio`: median of
    upper end over lower end. `others`: coverage of other intervals, by name."""

    world: World
    undefined: float
    n_defined: int
    held: float
    below: float
    above: float
    cautioned: float
    held_cautioned: float | None
    held_plain: float | None
    ratio: float
    others: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)


def of_rate(world: World, n_replicates: int, draw: np.random.Generator) -> Coverage:
    """The product's rate interval and others that it might have been."""
    words = lengths(world, n_replicates, draw)
    marks = marks_in(world, words, draw)
    estimates = _estimates(rate, marks, words)
    defined = np.array([each.interval is not None for each in estimates])
    ends = {
        "linearised": linearised(marks[defined], words[defined]),
        "bootstrap": percentile_bootstrap(marks[defined], words[defined], draw),
        "fewer degrees": fewer_degrees(marks[defined], words[defined]),
        "floored": floored(marks[defined], words[defined]),
    }
    others = {
        name: float(np.mean((low <= world.per_1000) & (world.per_1000 <= high))) for name, (low, high) in ends.items()
    }
    with np.errstate(divide="ignore"):
        ratios = {name: float(np.median(high / low)) for name, (low, high) in ends.items()}
    return _judged(world, world.per_1000, estimates, others, ratios)


def of_share(world: World, concentration: float, n_replicates: int, draw: np.random.Generator) -> Coverage:
    """The product's share interval; a document's own share is beta distributed about the truth."""
    wholes = marks_in(world, lengths(world, n_replicates, draw), draw)
    own = draw.beta(SHARE * concentration, (1 - SHARE) * concentration, wholes.shape)
    parts = draw.binomial(wholes.astype(np.int64), own).astype(float)
    return _judged(world, SHARE, _estimates(share, parts, wholes))


def lengths(world: World, n_replicates: int, draw: np.random.Generator) -> np.ndarray:
    """Words of each document of each sample."""
    return np.maximum(1, draw.lognormal(np.log(MEDIAN_WORDS), world.spread, (n_replicates, world.n)).round())


def marks_in(world: World, words: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Marks of each document, as many as its own rate makes of its words."""
    own = draw.gamma(world.shape, 1 / world.shape, words.shape)
    return draw.poisson(own * world.per_1000 * words / 1000).astype(float)


def linearised(marks: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The log rate with the linearised (Taylor) variance of a ratio and t with n - 1 degrees of freedom."""
    n, total, value = _of(marks, words)
    residuals = marks - (value / 1000)[:, np.newaxis] * words
    error = np.sqrt(n / (n - 1) * (residuals**2).sum(axis=1)) / total
    return _ends(value, stdtrit(n - 1, 0.975) * error)


def fewer_degrees(marks: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The jackknife with t of n' - 1 degrees, n' being what the documents are worth of one size (Kish)."""
    _, _, value = _of(marks, words)
    effective = words.sum(axis=1) ** 2 / (words**2).sum(axis=1)
    return _ends(value, stdtrit(np.maximum(effective - 1, 1), 0.975) * jackknife_error(marks, words))


def floored(marks: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The product's interval, but never narrower than marks without any bond would have it."""
    n, total, value = _of(marks, words)
    independent = ndtri(0.975) / np.sqrt(total)
    return _ends(value, np.maximum(stdtrit(n - 1, 0.975) * jackknife_error(marks, words), independent))


def percentile_bootstrap(
    marks: np.ndarray, words: np.ndarray, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Documents drawn again, the middle 95 % of the rates."""
    n = marks.shape[1]
    weights = draw.multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES).T.astype(float)
    rates = 1000 * (marks @ weights) / (words @ weights)
    low, high = np.quantile(rates, [0.025, 0.975], axis=1)
    return low, high


def jackknife_error(marks: np.ndarray, words: np.ndarray) -> np.ndarray:
    """The standard error of the log rate, for many samples at once."""
    n = marks.shape[1]
    without = np.log((marks.sum(axis=1, keepdims=True) - marks) / (words.sum(axis=1, keepdims=True) - words))
    return np.sqrt((n - 1) * without.var(axis=1))


def _of(marks: np.ndarray, words: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    total = marks.sum(axis=1)
    return marks.shape[1], total, 1000 * total / words.sum(axis=1)


def _ends(value: np.ndarray, half: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return value * np.exp(-half), value * np.exp(half)


def _estimates(figure: Callable[..., Estimate], parts: np.ndarray, wholes: np.ndarray) -> list[Estimate]:
    return [figure(part, whole) for part, whole in zip(parts.tolist(), wholes.tolist(), strict=True)]


def _judged(
    world: World, truth: float, estimates: list[Estimate], others: dict | None = None, ratios: dict | None = None
) -> Coverage:
    defined = [each for each in estimates if each.interval is not None]
    low, high = (np.array([each.interval[end] for each in defined]) for end in (0, 1))
    held = (low <= truth) & (truth <= high)
    cautioned = np.array([each.caution is not None for each in defined])
    return Coverage(
        world=world,
        undefined=1 - len(defined) / len(estimates),
        n_defined=len(defined),
        held=float(held.mean()),
        below=float((high < truth).mean()),
        above=float((low > truth).mean()),
        cautioned=float(cautioned.mean()),
        held_cautioned=float(held[cautioned].mean()) if cautioned.any() else None,
        held_plain=float(held[~cautioned].mean()) if not cautioned.all() else None,
        ratio=float(np.median(high / low)),
        others=others or {},
        ratios=ratios or {},
    )
