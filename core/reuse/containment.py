"""How much of a text stands in another one, and what that is called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.reuse.alignment import edit_ratio, passages
from core.reuse.phrases import LONG, named, stock, usual_from
from core.reuse.runs import Passage, covered
from core.reuse.shingles import SHINGLE, shingles
from core.reuse.words import Words, words_of
from core.text.spans import Span, subtract

COPIED, PARTLY = 0.5, 0.1
_SMALLEST_SECTION = 40  # words: of a shorter one a phrase is half


@dataclass(frozen=True)
class Marked:
    """A text with what is known of its words: flags are one byte a word, `units` are ranges of words.

    `units` holds the whole text first, then each section and what lies outside them, as lists of ranges of words;
    excluded words are hidden in `words` (not in `whole`), and count nowhere.
    """

    whole: Words
    words: Words
    named: bytearray
    quoted: bytearray
    units: tuple[tuple[range, ...], ...]
    left_out: bytearray = field(default_factory=bytearray)


def marked(
    text: str,
    *,
    sections: Sequence[Span] = (),
    excluded: Sequence[Span] = (),
    quoted: Iterable[Span] = (),
    known: Sequence[str] = (),
    words: Words | None = None,
) -> Marked:
    """The text made ready to be compared; the ranges in code points, sections sorted and apart. O(n).

    `known` are names that say nothing; `words` are those of the text, where they are at hand.
    """
    whole = words or words_of(text)
    rest = subtract([Span(0, len(text))], list(sections)) if sections and text else []
    units = [(range(len(whole)),), *((whole.within(span),) for span in sections), tuple(map(whole.within, rest))]
    return Marked(
        whole=whole,
        words=whole.without(excluded),
        named=named(text, whole, known),
        quoted=whole.inside(quoted),
        units=tuple(unit for unit in units if unit),
        left_out=whole.inside(excluded),
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts share, as a reader is told it: ranges in code points, figures from 0 to 1."""

    a: Span
    b: Span
    n_words: int
    edit_ratio: float
    containment: float
    kind: str


def shared(a: Marked, b: Marked, articles: Mapping[int, int] | None = None) -> list[Shared]:
    """The passages that two texts share, each with its kind, in the order of `a`. Symmetric.

    Left out is what has fewer than eight unchanged words outside names, phrases that everybody uses, and quotations
    (on both sides: who quotes the same words has not copied them), unless it is half of a text or section.
    `articles`: in how many articles the hash of a run of eight words stands (at least those that both hold).
    """
    found = passages(a.words, b.words)
    of_a = [_containment(a, [range(row.a, row.a_end) for row in found], index) for index in range(len(found))]
    of_b = [_containment(b, [range(row.b, row.b_end) for row in found], index) for index in range(len(found))]
    rows = []
    for row, share in zip(found, map(max, of_a, of_b), strict=True):
        is_copy = share >= COPIED and row.n_words >= LONG
        if is_copy or _n_telling(row, a, b, articles or {}) >= SHINGLE:
            rows.append(_told(row, a.words, b.words, share))
    return rows


def kind_of(containment: float) -> str:
    """What it is called when so much of a text or section stands in another text."""
    if containment >= COPIED:
        return "copied_section"
    return "partly_reused" if containment >= PARTLY else "shared_passage"


def _told(row: Passage, a: Words, b: Words, share: float) -> Shared:
    ratio = edit_ratio(a.folded[row.a : row.a_end], b.folded[row.b : row.b_end], row.n_same)
    return Shared(a.span(row.a, row.a_end), b.span(row.b, row.b_end), row.n_words, ratio, share, kind_of(share))


def _containment(text: Marked, ranges: Sequence[range], index: int) -> float:
    """Of the whole text, and of each section that the passage reaches into, the greatest share that is shared."""
    own = ranges[index]
    shares = []
    for number, unit in enumerate(text.units):
        n_words = sum(_n_kept(text, part) for part in unit)
        is_small = number > 0 and n_words < _SMALLEST_SECTION
        reach = sum(len(_common(own, part)) for part in unit)
        if n_words and not is_small and (number == 0 or reach >= SHINGLE):
            shares.append(_n_shared(text, unit, ranges) / n_words)
    return min(1.0, max(shares, default=0.0))


def _n_kept(text: Marked, words: range) -> int:
    return len(words) - text.left_out.count(1, words.start, words.stop)


def _n_shared(text: Marked, unit: Iterable[range], ranges: Sequence[range]) -> int:
    parts = [_common(row, part) for row in ranges for part in unit]
    n_hidden = 0 if not any(text.left_out) else sum(
        text.left_out.count(1, part.start, part.stop) for part in parts if part
    )  # fmt: skip
    return covered((part.start, part.stop) for part in parts if part) - n_hidden


def _common(one: range, two: range) -> range:
    return range(max(one.start, two.start), max(min(one.stop, two.stop), one.start, two.start))


def _n_telling(row: Passage, a: Marked, b: Marked, articles: Mapping[int, int]) -> int:
    """How many unchanged words say that somebody has copied: none where each run of eight words is usual."""
    telling = bytearray(row.a_end - row.a)
    least = usual_from(row.n_words, sum(max(0, run.n - SHINGLE + 1) for run in row.runs))
    is_usual = True
    for run in row.runs:
        hashes = shingles(a.words.folded[run.a : run.a + run.n]).tolist()
        is_usual = is_usual and all(articles.get(found, 0) >= least for found in hashes)
        usual = stock(hashes, articles, least)
        for place in range(run.n):
            here, there = run.a + place, run.b + place
            is_named = a.named[here] or b.named[there]
            is_quoted = a.quoted[here] and b.quoted[there]
            if not (is_named or is_quoted or usual[place]):
                telling[here - row.a] = 1
    return 0 if is_usual else telling.count(1)
