"""Runs of the same words in two texts, and the passages that they are part of."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """The same words at `a` and `b` (numbers of words), `n` of them."""

    a: int
    b: int
    n: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Words `[a, a_end)` of one text that stand, perhaps changed, as words `[b, b_end)` in the other.

    `runs` are those that stand unchanged.
    """

    a: int
    a_end: int
    b: int
    b_end: int
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, run: Run) -> "Passage":
        """One that is a run and no more."""
        return cls(run.a, run.a + run.n, run.b, run.b + run.n, (run,))

    @property
    def n_words(self) -> int:
        """Of the longer range."""
        return max(self.a_end - self.a, self.b_end - self.b)

    @property
    def n_same(self) -> int:
        """How many words of `a` stand unchanged."""
        return covered((run.a, run.a + run.n) for run in self.runs)

    def mirrored(self) -> "Passage":
        """The same with the texts changed over."""
        runs = tuple(sorted(Run(run.b, run.a, run.n) for run in self.runs))
        return Passage(self.b, self.b_end, self.a, self.a_end, runs)

    def joined(self, other: "Passage") -> "Passage":
        """Both, and what stands between them, as one."""
        return Passage(
            min(self.a, other.a), max(self.a_end, other.a_end), min(self.b, other.b), max(self.b_end, other.b_end),
            self.runs + other.runs,
        )  # fmt: skip


def covered(ranges: Iterable[tuple[int, int]]) -> int:
    """How many words the ranges cover, each once."""
    n, reached = 0, -1
    for start, end in sorted(ranges):
        n += max(0, end - max(start, reached))
        reached = max(reached, end)
    return n
