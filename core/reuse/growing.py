"""Passages grown outwards from their runs of eight words, over words that were changed, as far as it pays.

Seed and extend with a drop-off, as sequences are aligned: Altschul et al. 1990 and 1997 (BLAST), Zhang, Schwartz,
Wagner and Miller 2000 (*A greedy algorithm for aligning DNA sequences*, the X-drop); for text reuse Smith, Cordell and
Mullen 2015 (passim) align what stands around shared runs in this way. Here words are what is aligned.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.reuse.runs import Passage, Run

SAME, USUAL, CHANGED = 2, 1, -2
"""What a word counts that stands in both; one that both texts are full of; one replaced, left out or put in."""
DROP = 16  # below the best so far, nothing more is looked for: eight changed words in a row
GAIN = 4  # the least by which a passage grows
_BAND = 16  # words put in or left out, in all, by which two stretches may be shifted against each other
_AT_ONCE = 1_000  # words that are aligned in one piece: the way is kept, some kilobytes a word
_FULL_OF = 150  # a word is usual that is one in so many of both texts, and stands four times
_NOWHERE = -1_000_000
_AGREE, _BOTH, _ONLY_A, _ONLY_B = range(4)  # the last step to a pair of places: which words it passes

Ids = npt.NDArray[np.int64]
Scores = Mapping[int, int]
Steps = Mapping[int, int]


def grown(rows: Sequence[Passage], a: Ids, b: Ids) -> list[Passage]:
    """The passages with what pays beside them, up to the next passage or hidden word (a number below 0) on either side.

    Words are numbers here. A passage grows to the best score of its words, where that is at least `GAIN`, and ends on
    two words or more in a row that agree and are not all usual. Time in proportion to the words taken in, some forty
    steps for each; a few hundred for an end that does not grow.
    """
    free_a, free_b = _Free(a), _Free(b)
    for row in rows:
        free_a.take(row.a, row.a_end)
        free_b.take(row.b, row.b_end)
    weights = _weights(a, b)
    done = []
    for row in sorted(rows, key=lambda row: (row.a, row.b)):
        after = _beside(free_a.after(row.a_end), free_b.after(row.b_end), weights)
        before = _beside(free_a.before(row.a), free_b.before(row.b), weights)
        wider = _wider(row, after, before)
        free_a.take(wider.a, wider.a_end)
        free_b.take(wider.b, wider.b_end)
        done.append(wider)
    return done


def _weights(a: Ids, b: Ids) -> list[int]:
    """What each word counts where it stands in both."""
    words = np.concatenate((a, b))
    times = np.bincount(words[words >= 0])
    counted: list[int] = np.where(times > max(3, len(words) / _FULL_OF), USUAL, SAME).tolist()
    return counted


class _Free:
    """The words of a text beside its passages."""

    def __init__(self, words: Ids) -> None:
        self._words: list[int] = words.tolist()
        self._taken = bytearray((words < 0).tobytes())

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\1" * (end - start)

    def after(self, place: int) -> Sequence[int]:
        """Up to what is taken, in the order of the text."""
        end = self._taken.find(1, place)
        return self._words[place : end if end >= 0 else len(self._words)]

    def before(self, place: int) -> Sequence[int]:
        """Back to what is taken, backwards."""
        return self._words[self._taken.rfind(1, 0, place) + 1 : place][::-1]


def _wider(row: Passage, after: Sequence[Run], before: Sequence[Run]) -> Passage:
    """The passage with runs that were counted from its end, and backwards from its start."""
    right = [Run(row.a_end + run.a, row.b_end + run.b, run.n) for run in after]
    left = [Run(row.a - run.a - run.n, row.b - run.b - run.n, run.n) for run in before]
    first, last = (left or [Run(row.a, row.b, 0)])[-1], (right or [Run(row.a_end, row.b_end, 0)])[-1]
    return Passage(first.a, last.a + last.n, first.b, last.b + last.n, (*left, *row.runs, *right))


def _beside(a: Sequence[int], b: Sequence[int], weights: Sequence[int]) -> list[Run]:
    """Runs of the same words from the start of both as far as it pays, in order."""
    found: list[Run] = []
    at_a = at_b = 0
    while part := _aligned(a[at_a : at_a + _AT_ONCE], b[at_b : at_b + _AT_ONCE], weights):
        found += [Run(at_a + run.a, at_b + run.b, run.n) for run in part]
        n_done = part[-1].a + part[-1].n
        at_a, at_b = found[-1].a + found[-1].n, found[-1].b + found[-1].n
        if n_done < _AT_ONCE - 4 * _BAND:
            break  # it ended by itself
    return found


def _aligned(a: Sequence[int], b: Sequence[int], weights: Sequence[int]) -> list[Run]:
    """Runs of the same words on the best way from the start of both, in order; none where it does not pay."""
    scores: Scores = {n: CHANGED * n for n in range(min(len(b), DROP // -CHANGED) + 1)}
    steps: list[Steps] = [dict.fromkeys(scores, _ONLY_B)]
    best, peak, end = GAIN - 1, 0, (0, 0)
    for row, word in enumerate(a, start=1):
        scores, here = _next(scores, word, b, weights[word], peak - DROP)
        if not scores:
            break
        peak = max(peak, *scores.values())
        if row > 1 and weights[word] + weights[a[row - 2]] > 2 * USUAL:
            for column in _agreeing(here, steps[-1]):
                if scores[column] > best:
                    best, end = scores[column], (row, column)
        steps.append(here)
    return _runs(steps, end)


def _next(above: Scores, word: int, b: Sequence[int], weight: int, least: int) -> tuple[Scores, Steps]:
    """Of one more word of `a` the best score at each place of `b`, and the step to it, where it is at least `least`."""
    scores, steps = {}, {}
    top = max(above, key=above.__getitem__) + 1
    left, last = _NOWHERE, max(above) + 1
    for column in range(max(min(above), top - _BAND), min(len(b), top + _BAND) + 1):
        agrees = column > 0 and b[column - 1] == word
        score, step = above.get(column - 1, _NOWHERE) + (weight if agrees else CHANGED), _AGREE if agrees else _BOTH
        if (other := above.get(column, _NOWHERE) + CHANGED) > score:
            score, step = other, _ONLY_A
        if left + CHANGED > score:
            score, step = left + CHANGED, _ONLY_B
        left = score
        if score >= least:
            scores[column], steps[column] = score, step
        elif column > last:
            break
    return scores, steps


def _agreeing(here: Steps, above: Steps) -> Iterator[int]:
    """The places where two words in a row agree."""
    return (
        column for column, step in here.items() if step == _AGREE and above.get(column - 1) == _AGREE
    )  # fmt: skip


def _runs(steps: Sequence[Steps], end: tuple[int, int]) -> list[Run]:
    """The runs of the same words on the way to this pair of places."""
    found: list[Run] = []
    row, column = end
    while row > 0:
        step = steps[row][column]
        row, column = row - (step != _ONLY_B), column - (step != _ONLY_A)
        if step == _AGREE:
            last = found[-1] if found else None
            if last and (last.a, last.b) == (row + 1, column + 1):
                found[-1] = Run(row, column, last.n + 1)
            else:
                found.append(Run(row, column, 1))
    return found[::-1]
