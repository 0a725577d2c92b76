"""How often contrasts find what is not there, and what is: outlets whose rates are known, in several designs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.stats.arrangements import arrangements
from core.stats.contrasts import contrast
from tests.simulations.intervals import MEDIAN_WORDS

LEVEL = 0.05
PER_1000 = 6.0
DOCUMENT_SHAPE = 2.0
EVENT_SHAPE = 2.0
SAMPLES_AT_ONCE = 20  # samples that share their lengths: one call judges them together


@dataclass(frozen=True)
class Design:
    """Documents of both sides in each event; `spread` of their lengths, and how much longer those of a are."""

    name: str
    sides: tuple[tuple[int, int], ...]
    spread: float = 0.6
    longer: float = 1.0


@dataclass(frozen=True)
class Found:
    """Of all samples the share with p up to 0.05, the smallest p there was, and whether all exchanges were tried."""

    design: Design
    effect: float
    share: float
    smallest_p: float
    n_arrangements: int
    is_exact: bool
    n_samples: int


DESIGNS = (
    Design("3 against 3, one event", ((3, 3),)),
    Design("4 against 4, one event", ((4, 4),)),
    Design("6 against 3, one event", ((6, 3),)),
    Design("10 against 10, one event", ((10, 10),)),
    Design("1 against 1 in 6 events", ((1, 1),) * 6),
    Design("1 against 1 in 10 events", ((1, 1),) * 10),
    Design("2 against 2 in 5 events", ((2, 2),) * 5),
    Design("3 against 1 in two events, 1 against 3 in two", ((3, 1), (3, 1), (1, 3), (1, 3))),
)


def contrasts(design: Design, effect: float, n_samples: int, draw: np.random.Generator) -> Found:
    """Contrasts of samples in which b's rate is `effect` times a's in every event."""
    found = [
        each
        for seed, (marks, words, is_a, events) in enumerate(_samples(design, effect, n_samples, draw))
        for each in contrast(marks, words, is_a, events, seed=seed)
    ]
    ps = np.array([1.0 if each.p is None else each.p for each in found])
    return Found(
        design, effect, _share_found(ps), min(each.smallest_p or 1.0 for each in found), found[0].n_arrangements,
        found[0].is_exact, len(ps),
    )  # fmt: skip


def by_difference(design: Design, n_samples: int, draw: np.random.Generator) -> float:
    """The share with p up to 0.05, without an effect in one event, were p that of the difference of rates itself."""
    ps = []
    for seed, (marks, words, is_a, events) in enumerate(_samples(design, 1.0, n_samples, draw)):
        found = arrangements(np.concatenate([marks, words[np.newaxis]]).T, is_a, events, seed=seed)
        sums, total = np.concatenate([found.sums, found.observed[np.newaxis]]), found.total
        differences = np.abs(sums[:, :-1] / sums[:, -1:] - (total - sums)[:, :-1] / (total - sums)[:, -1:])
        ps.append((differences[:-1] >= differences[-1] * (1 - 1e-9)).mean(axis=0))
    return _share_found(np.concatenate(ps))


def _samples(
    design: Design, effect: float, n_samples: int, draw: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Marks (samples, documents) with the words, sides and events of the documents, `SAMPLES_AT_ONCE` together."""
    is_a = np.concatenate([np.arange(a + b) < a for a, b in design.sides])
    events = np.repeat(np.arange(len(design.sides)), [a + b for a, b in design.sides])
    for _ in range(n_samples // SAMPLES_AT_ONCE):
        words = draw.lognormal(np.log(MEDIAN_WORDS), design.spread, len(is_a)).round()
        words = np.where(is_a, design.longer, 1) * np.maximum(words, 1)
        event = draw.gamma(EVENT_SHAPE, 1 / EVENT_SHAPE, (SAMPLES_AT_ONCE, len(design.sides)))[:, events]
        own = draw.gamma(DOCUMENT_SHAPE, 1 / DOCUMENT_SHAPE, event.shape) * np.where(is_a, 1, effect)
        yield draw.poisson(PER_1000 / 1000 * words * event * own).astype(float), words, is_a, events


def _share_found(ps: np.ndarray) -> float:
    return float(np.mean(ps <= LEVEL + 1e-12))
