"""What two texts share: runs of the same words, joined over small gaps, and how alike the joined ranges are."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from core.reuse.growing import grown
from core.reuse.runs import Passage, Run
from core.reuse.shingles import SHINGLE, Hashes, shingles
from core.reuse.words import HIDDEN, Words

GAP = 20  # words: runs that are closer on both sides are one passage
OFTEN = 4  # a run that stands more often in both texts is paired in order only
REPEATED = 25  # words: what is shorter is said once, where it stands again within what is said already
_MOST_CELLS = 4e10  # of letters; beyond it the ratio is taken over words, beyond that from the runs

Ids = npt.NDArray[np.int64]
_NOTHING: Ids = np.empty(0, np.int64)


def passages(a: Words, b: Words) -> list[Passage]:
    """All that two texts share around runs of eight words, in the order of `a`; changed over, the same changed over.

    Exact: no run of eight words that stands at most four times in one of the texts is missed, and none is said whose
    words differ. Passages grow over what was changed beside them (`growing`). Cost: O((n + m) log) for texts that share
    little; what is repeated often is paired in order, so it stays of this order for any texts.
    """
    if (len(b), b.folded) < (len(a), a.folded):
        return sorted((row.mirrored() for row in _passages(b, a)), key=_place)
    return sorted(_passages(a, b), key=_place)


def _place(passage: Passage) -> tuple[int, int, int, int]:
    return passage.a, passage.b, passage.a_end, passage.b_end


def _passages(a: Words, b: Words) -> list[Passage]:
    runs, of_a, of_b = _runs(a, b)
    found = _without_repetition(_joined(map(Passage.of, runs)), len(a), len(b))
    if found and a.folded != b.folded:
        found = _joined(grown(found, of_a, of_b))
    return [replace(row, runs=tuple(sorted(row.runs))) for row in found]


def common_runs(a: Words, b: Words) -> list[Run]:
    """The longest runs of the same words from eight words on, each as long as the words agree."""
    return _runs(a, b)[0]


def _runs(a: Words, b: Words) -> tuple[list[Run], Ids, Ids]:
    """These, and the words of both texts as numbers, hidden ones below 0; no numbers where nothing is shared."""
    seeds = _seeds(shingles(a.folded), shingles(b.folded))
    if not len(seeds):
        return [], _NOTHING, _NOTHING
    ids: dict[str, int] = {}
    of_a, of_b = (np.array([ids.setdefault(word, len(ids)) for word in text.folded]) for text in (a, b))
    hidden = ids.get(HIDDEN, -1)
    of_a[of_a == hidden], of_b[of_b == hidden] = -1, -2  # never the same
    return _longest(_same_words(seeds, of_a, of_b), of_a, of_b), of_a, of_b


def _seeds(a: Hashes, b: Hashes) -> Ids:
    """Places of equal hashes as rows `(in a, in b)`; at most some four times as many as there are words."""
    both = np.intersect1d(a, b)
    if not len(both):
        return np.empty((0, 2), np.int64)
    (at_a, n_a), (at_b, n_b) = (_occurrences(hashes, both) for hashes in (a, b))
    first_a, first_b = (np.concatenate(([0], np.cumsum(n)[:-1])) for n in (n_a, n_b))
    once = (n_a == 1) & (n_b == 1)
    rows = [np.stack((at_a[first_a[once]], at_b[first_b[once]]), axis=1)]
    for index in np.flatnonzero(~once):
        here = at_a[first_a[index] : first_a[index] + n_a[index]]
        there = at_b[first_b[index] : first_b[index] + n_b[index]]
        rows.append(_pairs(here, there))
    return np.concatenate(rows).astype(np.int64)


def _occurrences(hashes: Hashes, wanted: Hashes) -> tuple[Ids, Ids]:
    """Where the wanted hashes stand, hash by hash, and how often each does."""
    places = np.flatnonzero(np.isin(hashes, wanted))
    order = np.argsort(hashes[places], kind="stable")
    n = np.unique(hashes[places], return_counts=True)[1]
    return places[order], n


def _pairs(a: Ids, b: Ids) -> Ids:
    """Every place with every other; where both are many, the first with the first and so on, from both ends."""
    if min(len(a), len(b)) <= OFTEN:
        return np.stack((np.repeat(a, len(b)), np.tile(b, len(a))), axis=1)
    n = min(len(a), len(b))
    return np.unique(np.concatenate((np.stack((a[:n], b[:n]), axis=1), np.stack((a[-n:], b[-n:]), axis=1))), axis=0)


def _same_words(seeds: Ids, a: Ids, b: Ids) -> Ids:
    """Those whose eight words are the same: a hash is no proof."""
    same = np.ones(len(seeds), bool)
    for place in range(SHINGLE):
        same &= a[seeds[:, 0] + place] == b[seeds[:, 1] + place]
    return seeds[same]


def _longest(seeds: Ids, a: Ids, b: Ids) -> list[Run]:
    """Seeds that follow each other as one run, lengthened at both ends as far as the words agree."""
    if not len(seeds):
        return []
    shift = seeds[:, 1] - seeds[:, 0]
    seeds = seeds[np.lexsort((seeds[:, 0], shift))]
    breaks = np.flatnonzero((np.diff(seeds[:, 0]) != 1) | (np.diff(seeds[:, 1]) != 1)) + 1
    firsts, lasts = np.concatenate(([0], breaks)), np.concatenate((breaks, [len(seeds)])) - 1
    found: list[Run] = []
    for first, last in zip(seeds[firsts].tolist(), seeds[lasts].tolist(), strict=True):
        known = found[-1] if found else None
        if known and known.b - known.a == first[1] - first[0] and first[0] < known.a + known.n:
            continue  # the run before was lengthened over this one
        found.append(_lengthened(first, last[0] + SHINGLE, a, b))
    return sorted(found)


def _lengthened(first: Sequence[int], end: int, a: Ids, b: Ids) -> Run:
    start, shift = first[0], first[1] - first[0]
    while start > 0 and start + shift > 0 and a[start - 1] == b[start + shift - 1]:
        start -= 1
    while end < len(a) and end + shift < len(b) and a[end] == b[end + shift]:
        end += 1
    return Run(start, start + shift, end - start)


def _joined(rows: Iterable[Passage]) -> list[Passage]:
    """Those with fewer than twenty words between them on both sides as one passage, whatever their order there."""
    found = list(rows)
    n_before = len(found) + 1
    while len(found) < n_before:  # a passage that has grown may reach the next one
        n_before, found = len(found), _joined_once(found)
    return found


def _joined_once(rows: list[Passage]) -> list[Passage]:
    """One sweep along `b`, the longer text."""
    done: list[Passage] = []
    at_hand: list[Passage] = []
    for row in sorted(rows, key=lambda row: (row.b, row.a)):
        kept = []
        for other in at_hand:
            if other.b_end + GAP <= row.b:
                done.append(other)
            elif _are_close(other, row):
                row = other.joined(row)
            else:
                kept.append(other)
        at_hand = [*kept, row]
    return done + at_hand


def _are_close(one: Passage, two: Passage) -> bool:
    return max(one.a, two.a) - min(one.a_end, two.a_end) < GAP and max(one.b, two.b) - min(one.b_end, two.b_end) < GAP


def _without_repetition(rows: Iterable[Passage], n_a: int, n_b: int) -> list[Passage]:
    """Each word in four passages at most, in the longest, and in one where they are short: what one text says a
    hundred times is no hundred findings.
    """
    times_a, times_b = np.zeros(n_a, np.int64), np.zeros(n_b, np.int64)
    kept = []
    for row in sorted(rows, key=lambda row: (-row.n_words, row.a + row.b, row.a)):
        here, there = times_a[row.a : row.a_end], times_b[row.b : row.b_end]
        if max(here.min(), there.min()) < (OFTEN if row.n_words >= REPEATED else 1):
            here += 1
            there += 1
            kept.append(row)
    return kept


def edit_ratio(a: Sequence[str], b: Sequence[str], n_same: int = 0) -> float:
    """How alike two stretches of words are, letter by letter, 0 to 1: 1 minus insertions and deletions a letter.

    Over words where letters are too many (some 200,000 on each side); of still longer ones from `n_same` words that
    are known to agree. A second or two at most.

    >>> round(edit_ratio("the state banned it".split(), "the state allowed it".split()), 2)
    0.82
    """
    if a == b:
        return 1.0
    letters_a, letters_b = " ".join(a), " ".join(b)
    if len(letters_a) * len(letters_b) <= _MOST_CELLS:
        return float(Indel.normalized_similarity(letters_a, letters_b))
    if len(a) * len(b) <= _MOST_CELLS:
        return float(Indel.normalized_similarity(a, b))
    return 2 * n_same / (len(a) + len(b))
