"""A corpus of which is known what was copied: real-looking articles, planted copies with edits, planted quotations.

Words follow each other as in the invented corpus (`seeds/demo.jsonl`): each is drawn, by turns, from those that follow
the one before there, or from all words as often as they stand there. So frequencies, sentences and phrases look real,
and eight words in a row are the same in two articles hardly ever unless they were planted: names of institutions and
phrases of the trade are, in many articles, and are no finding.
"""

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "seeds" / "demo.jsonl"
NAMES = (
    "the National Institute for the Study of Borders and Customs of the Pacific States",
    "the Joint Commission on Combating Synthetic Narcotics and Related Precursor Chemicals",
    "Deputy Assistant Secretary of State for International Law Enforcement and Narcotics Affairs",
)
PHRASES = (
    "the company did not immediately respond to a request for comment on Friday",
    "who spoke on condition of anonymity because they were not authorized to speak publicly",
    "at the end of the day it remains to be seen whether this will be enough",
)


@cache
def _language() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """All words of the invented corpus as often as they stand there, and by word those that follow it."""
    words: list[str] = []
    after: dict[str, list[str]] = defaultdict(list)
    for line in DEMO.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        if data["type"] == "document":
            found = re.findall(r"\w+(?:['’-]\w+)*", data["text"])
            words += found
            for one, two in pairwise(found):
                after[one].append(two)
    return tuple(words), {word: tuple(rows) for word, rows in after.items()}


def words(rng: random.Random, n: int) -> list[str]:
    """So many words in a row."""
    every, after = _language()
    found = [rng.choice(every)]
    while len(found) < n:
        following = after.get(found[-1])
        found.append(rng.choice(following) if following and rng.random() < 0.5 else rng.choice(every))
    return found


def sentences(rng: random.Random, found: list[str]) -> str:
    """The words as sentences of 8 to 28 words, four or so a paragraph."""
    pieces = []
    place = 0
    while place < len(found):
        n = rng.randint(8, 28)
        sentence = " ".join(found[place : place + n])
        pieces.append(sentence[:1].upper() + sentence[1:] + rng.choice((". ", ". ", ". ", ".\n\n")))
        place += n
    return "".join(pieces).strip()


def article(rng: random.Random, n_words: int) -> str:
    """One with what many have: a name of an institution, a phrase of the trade."""
    text = sentences(rng, words(rng, n_words))
    for usual in (NAMES, PHRASES):
        if rng.random() < 0.5:
            phrase = rng.choice(usual)
            text += f" {sentences(rng, words(rng, 5))} {phrase} {sentences(rng, words(rng, 9))}"
    return text


def edited(rng: random.Random, found: list[str], rate: float) -> list[str]:
    """The words with so great a share of them changed: replaced, left out, put in, or changed over with the next."""
    done: list[str] = []
    place = 0
    while place < len(found):
        word = found[place]
        place += 1
        if rng.random() >= rate:
            done.append(word)
            continue
        how = rng.choice(("replace", "replace", "leave out", "put in", "change over"))
        if how == "replace":
            done.append(words(rng, 1)[0])
        elif how == "put in":
            done += [word, words(rng, 1)[0]]
        elif how == "change over" and place < len(found):
            done += [found[place], word]
            place += 1
    return done


@dataclass(frozen=True)
class Planted:
    """What was copied from text `a` to text `b`, where it stands, how long it was and how much of it changed."""

    a: int
    a_range: tuple[int, int]
    b: int
    b_range: tuple[int, int]
    n_words: int
    rate: float


@dataclass
class Corpus:
    """Texts, and all that was planted in them."""

    texts: list[str] = field(default_factory=list)
    copies: list[Planted] = field(default_factory=list)
    drifts: list[Planted] = field(default_factory=list)


def corpus(seed: int, n_texts: int, *, n_words: int = 800) -> Corpus:
    """Unrelated articles."""
    rng = random.Random(seed)
    return Corpus([article(rng, rng.randint(n_words // 2, n_words * 3 // 2)) for _ in range(n_texts)])


def plant_copy(made: Corpus, rng: random.Random, n_words: int, rate: float) -> None:
    """Two articles more, of which the second holds a stretch of the first, edited."""
    copied = words(rng, n_words)
    heads = [sentences(rng, words(rng, rng.randint(150, 500))) for _ in range(2)]
    tails = [sentences(rng, words(rng, rng.randint(150, 500))) for _ in range(2)]
    stretches = [sentences(rng, copied), sentences(rng, edited(rng, copied, rate))]
    ranges = []
    for head, stretch, tail in zip(heads, stretches, tails, strict=True):
        made.texts.append(f"{head}\n\n{stretch}\n\n{tail}")
        ranges.append((len(head) + 2, len(head) + 2 + len(stretch)))
    n = len(made.texts)
    made.copies.append(Planted(n - 2, ranges[0], n - 1, ranges[1], n_words, rate))


def plant_quotation(made: Corpus, rng: random.Random, n_words: int, rate: float) -> None:
    """Two articles more that quote the same words, the second with some of them changed."""
    quoted = words(rng, n_words)
    ranges = []
    for said in (quoted, edited(rng, quoted, rate)):
        head = sentences(rng, words(rng, rng.randint(100, 300)))
        opening = f"{head}\n\nThe minister said: “"
        made.texts.append(f"{opening}{' '.join(said)}.” {sentences(rng, words(rng, 80))}")
        ranges.append((len(opening), len(opening) + len(" ".join(said)) + 1))
    n = len(made.texts)
    made.drifts.append(Planted(n - 2, ranges[0], n - 1, ranges[1], n_words, rate))
