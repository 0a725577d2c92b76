"""`python -m tests.simulations.reuse`: of copies and quotations that were planted, how many are found, and what else.

Writes docs/reuse.md. Same seed, same figures, on any machine.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from core.reuse.containment import Marked, Shared, marked, shared
from core.reuse.phrases import STOCK, STOCK_LONG
from core.reuse.quotations import likeness, may_be_one, quotations, wording
from core.reuse.shingles import shingles
from core.reuse.words import words_of
from core.text.spans import Span
from tests.simulations.reuse_corpus import Corpus, Planted, corpus, plant_copy, plant_quotation

SEED = 20261129
LENGTHS = (8, 20, 50, 100, 200, 500, 2_000)
RATES = (0.0, 0.05, 0.1, 0.2, 0.3)
QUOTED = (5, 8, 12, 20, 40)
QUOTED_RATES = (0.0, 0.1, 0.2, 0.3)
N_PLANTED, N_UNRELATED = 100, 1_500
PAGE = Path(__file__).parents[2] / "docs" / "reuse.md"


def main() -> None:
    """Runs all of it and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulations.reuse", description=__doc__)
    parser.add_argument("--planted", type=int, default=N_PLANTED, help="pairs a cell (default: %(default)s)")
    parser.add_argument("--unrelated", type=int, default=N_UNRELATED, help="articles that share nothing")
    parser.add_argument("--seed", type=int, default=SEED, help="(default: %(default)s)")
    parser.add_argument("--to", type=Path, default=PAGE, help="the page to write (default: docs/reuse.md)")
    asked = parser.parse_args()
    asked.to.write_text(page(asked.planted, asked.unrelated, asked.seed), encoding="utf-8")
    sys.stdout.write(f"{asked.to}\n")


def page(n_planted: int, n_unrelated: int, seed: int) -> str:
    """The page as Markdown."""
    copies = {
        (length, rate): of_copies(length, rate, n_planted, seed) for length in LENGTHS for rate in RATES
    }  # fmt: skip
    quoted = {
        (length, rate): of_quotations(length, rate, n_planted, seed) for length in QUOTED for rate in QUOTED_RATES
    }  # fmt: skip
    false = of_unrelated(n_unrelated, seed)
    least = min(copies[length, rate].recall for length in LENGTHS if length >= 100 for rate in (0.0, 0.05, 0.1))
    n_aimed = sum(copies[length, rate].n for length in LENGTHS if length >= 100 for rate in (0.0, 0.05, 0.1))
    return _PAGE.format(
        n_planted=n_planted, seed=seed, least=least, n_aimed=n_aimed,
        recall=_table(copies, LENGTHS, RATES, "words", lambda cell: f"{cell.recall:.3f}"),
        covered=_table(copies, LENGTHS, RATES, "words", lambda cell: f"{cell.covered:.3f}"),
        precision=_table(copies, LENGTHS, RATES, "words", lambda cell: f"{cell.precision:.3f}"),
        quoted=_table(quoted, QUOTED, QUOTED_RATES, "words", lambda cell: f"{cell.recall:.3f}"),
        quoted_false=sum(cell.n_false for cell in quoted.values()),
        n_quoted_pairs=sum(cell.n_pairs for cell in quoted.values()),
        **vars(false),
    )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Of one length and rate: planted, found; of the words planted and said, how many are in both; false pairs."""

    n: int
    n_found: int
    n_words: int = 0
    n_said: int = 0
    n_both: int = 0
    n_false: int = 0
    n_pairs: int = 0

    @property
    def recall(self) -> float:
        """Of what was planted, what was found at all."""
        return self.n_found / self.n

    @property
    def covered(self) -> float:
        """Of the words planted, those in a passage that was found."""
        return self.n_both / self.n_words

    @property
    def precision(self) -> float:
        """Of the words that passages say are shared, those that were planted."""
        return self.n_both / self.n_said if self.n_said else 1.0


Cells = dict[tuple[int, float], Cell]


def of_copies(n_words: int, rate: float, n: int, seed: int) -> Cell:
    """Pairs of articles of 300 to 1,000 words of their own, the second with a stretch of the first."""
    made, rng = Corpus(), random.Random(f"{seed} copies {n_words} {rate}")
    for _ in range(n):
        plant_copy(made, rng, n_words, rate)
    counts: Counter[str] = Counter()
    for planted in made.copies:
        found = shared(marked(made.texts[planted.a]), marked(made.texts[planted.b]))
        counts += _counted(made, planted, found)
    return Cell(n, counts["found"], counts["words"], counts["said"], counts["both"])


def _counted(made: Corpus, planted: Planted, found: Sequence[Shared]) -> Counter[str]:
    """In words of the second text."""
    words = words_of(made.texts[planted.b])
    truth = set(words.within(Span(*planted.b_range)))
    said = {number for row in found for number in words.within(row.b)}
    both = truth & said
    return Counter(found=int(bool(both)), words=len(truth), said=len(said), both=len(both))


def of_quotations(n_words: int, rate: float, n: int, seed: int) -> Cell:
    """Pairs of articles that quote the same words, some of them changed in the second; and every other two of them."""
    made, rng = Corpus(), random.Random(f"{seed} quotations {n_words} {rate}")
    for _ in range(n):
        plant_quotation(made, rng, n_words, rate)
    quoted = [[(row, wording(row.span.cut(text))) for row in quotations(text)] for text in made.texts]
    planted = {(row.a, row.b) for row in made.drifts}
    n_found = n_false = 0
    for a, b in combinations(range(len(made.texts)), 2):
        is_one = any(
            may_be_one(one.grams, two.grams, len(set(one.grams) & set(two.grams))) and likeness(said, other) is not None
            for one, said in quoted[a] for two, other in quoted[b] if set(one.grams) & set(two.grams)
        )  # fmt: skip
        n_found += is_one and (a, b) in planted
        n_false += is_one and (a, b) not in planted
    return Cell(n, n_found, n_false=n_false, n_pairs=len(made.texts) * (len(made.texts) - 1) // 2 - n)


@dataclass(frozen=True)
class Unrelated:
    """Of articles that share nothing but usual phrases: pairs, those with a run of eight words in common, and those
    said to share something."""

    n_articles: int
    n_unrelated_pairs: int
    n_touching: int
    n_said: int
    longest: int
    share_once: float
    most_often: int


def of_unrelated(n: int, seed: int) -> Unrelated:
    """Every pair is looked at as the product does: two that share only usual runs of eight words share nothing."""
    texts: list[Marked] = [marked(text) for text in corpus(seed, n).texts]
    every = np.concatenate([np.unique(shingles(text.whole.folded)) for text in texts])
    owners = np.repeat(np.arange(n), [len(np.unique(shingles(text.whole.folded))) for text in texts])
    order = np.argsort(every, kind="stable")
    hashes, owners = every[order], owners[order]
    found, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    articles = {int(row): int(count) for row, count in zip(found, counts, strict=True) if count >= STOCK}
    pairs = set(_pairs(owners, first, counts))
    seldom = counts < STOCK_LONG
    worth = set(_pairs(owners, first[seldom], counts[seldom]))
    said = [rows for a, b in worth if (rows := shared(texts[a], texts[b], articles))]
    longest = max((row.n_words for rows in said for row in rows), default=0)
    return Unrelated(
        n, n * (n - 1) // 2, len(pairs), len(said), longest, float((counts == 1).mean()), int(counts.max())
    )


def _pairs(owners: np.ndarray, first: np.ndarray, counts: np.ndarray) -> Iterator[tuple[int, int]]:
    for start, count in zip(first[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True):
        yield from combinations(owners[start : start + count].tolist(), 2)


def _table(cells: Cells, rows: Sequence[int], columns: Sequence[float], unit: str, value: Callable[[Cell], str]) -> str:
    lines = [f"| {unit} | " + " | ".join(f"{rate:.0%} changed" for rate in columns) + " |",
             "|---:|" + "---:|" * len(columns)]  # fmt: skip
    lines += [f"| {row:,} | " + " | ".join(value(cells[row, rate]) for rate in columns) + " |" for row in rows]
    return "\n".join(lines)


_PAGE = """# What texts share: how well it is found

Written by `python -m tests.simulations.reuse` (seed {seed}, some minutes); the same seed gives the same figures. The
corpus is generated by `tests/simulations/reuse_corpus.py`: words follow each other as in the invented corpus of
`seeds/`, so that frequencies, sentences and phrases look real; what was copied, where and how, is known. *Changed* is
the share of words that were changed, each by chance: replaced by another word (two in five), left out, put in before
another one, or changed over with the next (one in five each).

## What is done

* A text is read as words without case, spaces, kinds of quotation marks and hyphens; each run of eight words has a
  64-bit number. Two texts that have no number in common are never compared. Where they have, the words themselves
  decide.
* Runs of the same words, as long as they go, with fewer than twenty words between them on both sides are one passage,
  in whatever order they stand.
* From both ends a passage grows over words that were changed, as far as it pays: 2 for a word that agrees (1 for one
  that both texts are full of), -2 for one replaced, left out or put in; to the best sum, where that is 4 at least,
  ending on two words in a row that agree and are not both usual. It is given up 16 below the best: eight changed words
  in a row (seed and extend with a drop-off: Altschul et al. 1990, Zhang et al. 2000; for text reuse Smith, Cordell and
  Mullen 2015). Excluded words and other passages are not crossed. What has grown together is one passage.
* Its *edit ratio* is 1 minus insertions and deletions a letter (rapidfuzz).
* *Containment* is the greatest share of the smaller text, of a section of either, or of what lies outside sections,
  that stands in the other; sections under 40 words are too short to say it of. Excluded ranges are in no passage and
  no share.
* From 0.5 it is a copied section, from 0.1 partly reused, below a shared passage. Not told is a passage with fewer
  than eight unchanged words outside (1) names: rows of two or more words with capitals and what links them, 14 at
  most, and names of outlets and of the project's focus; (2) usual phrases: runs of eight words that stand in
  five articles, in passages of 25 words or more in ten, in those of 60 or more, of which eighteen runs of eight agree,
  in forty; a passage of which each run of eight is usual has none that count; (3) words that *both* texts have in
  quotation marks: these are told as quotations. A passage of 25 words or more that is half of a text or section is
  told in any case.
* What becomes usual by a new text is no finding any more between the older ones: they are compared again.
* Quotations are five words or more between marks. Two are *exact* when one stands in the other, word by word, *drift*
  when they are alike from 0.75 on, letter by letter; they are looked at when one in six runs of three words is
  shared.

## Copies

{n_planted} pairs of articles a cell, each with 300 to 1,000 words of its own beside the copy. **Found**: how many of
the planted copies are found at all. The aim was 0.99 for 100 words or more with up to 10 % changed; the least of
these {n_aimed:,} pairs' cells is **{least:.3f}**.

{recall}

**Covered**: of the words of the copies (as they stand in the second article) the share that lies in a passage found.

{covered}

**Precise**: of the words said to be shared, the share that was planted. (Passages begin and end where words agree, so a
chance word beside a copy belongs to them.)

{precision}

A run of eight words must be left to begin from: a word in ten changed leaves 0.9^8 = 43 % of them, three in ten 6 %.
Of a copy of 50 words with 30 % changed often none is left, and nothing else would tell it from what two articles say
of one event. Where one is left, the rest of the copy is found from it; before passages grew, a fifth of the words of a
long copy was covered at 30 % changed, half at 20 %. Eight words in a row are told only when none of them is in a name,
and generated words have more capitals in a row than written ones.

## Unrelated articles

{n_articles:,} generated articles, **{n_unrelated_pairs:,} pairs**, all of them looked at: half of the articles hold
one of three names of institutions of ten words or more, half one of three usual phrases. {n_touching:,} pairs share a
run of eight words; **{n_said:,} of all pairs are said to share something**. Without what is known of names and
phrases it would be each of those that share a run. Where something is said, both articles do hold the same words
(checked on the words, never by number alone): the generator drew them by chance from one sentence of the invented
corpus, {longest} words at most. Of all runs of eight words {share_once:.2%} stand in one article
only; the most usual one stands in {most_often:,}.

What this does not show: generated words repeat each other less than writers of one house style do. In the five real
articles (ten pairs, ten origins) three pairs share a run of eight or more words, all of them names, a phrase with a
name, or a quotation; none is said to share text.

## Quotations

{n_planted} pairs of articles a cell that quote the same words; found as exact or drift:

{quoted}

Every other two articles of these cells were compared, too: {n_quoted_pairs:,} pairs, {quoted_false:,} said to quote
the same words. A quotation of five words with one of them changed in the middle has no run of three words left, and
is not found; the same where half of the words differ.

## What is not found

* Copies in other words, translated there and back, or without any eight words in a row that were left as they were.
* Which text was first: dates are shown, nobody is accused.
* A stretch under half of a text that many articles have: of under 25 words in five, of under 60 in ten, a longer one
  in forty. So a paragraph of an agency is told in up to 39 articles, and what stands below every article of a house is
  not: in 2,000 of them it would be two million findings.

Each pair of copies of one text is told, whatever their number: 200 copies make 19,900 findings, which took a minute
and a half on a busy machine.
"""

if __name__ == "__main__":
    main()
