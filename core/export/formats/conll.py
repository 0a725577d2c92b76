"""CoNLL (2003) columns: a folder for each reviewer, in it the words of each document they read with BIO tags of labels.

Columns: token, start, end (code points, half-open), tag; an empty line between sentences. One word has one tag, so
that of marks that share a word the first is kept, the longest of those that begin together. Finished rulings are a
folder like those of reviewers.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Line, Losses
from core.export.formats.about import about
from core.export.formats.losing import (
    lose_about,
    lose_facts,
    lose_frame,
    lose_ledger,
    lose_ranges,
    lose_sources,
    text_of,
)
from core.text.segments import sentences, words
from core.text.spans import Span

ADJUDICATED = "_adjudicated"  # no code name begins like this
START = "-DOCSTART- -X- O O"
_SIGN = re.compile(r"\S")


@dataclass(frozen=True)
class Token:
    """A word, or a single sign between words; `sentence` is the number of its sentence in the text."""

    start: int
    end: int
    sentence: int


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`REVIEWER/KEY.conll` for each reading, `_adjudicated/KEY.conll` for each document whose rulings are finished, and
    `about.jsonl`. In memory is one document at a time."""
    lose_frame(corpus.head, losses)
    lose_sources(corpus.head, losses)
    for lines in corpus.documents():
        lose_ranges(lines.document, losses)
        lose_facts(lines.document, losses)
        lose_about(lines, losses)
        lose_ledger(lines, losses)
        losses.add("links", "Links between marks.", len(lines.links))
        losses.add("spaces", "Texts, of which words are given and not the white space between them.")
        text = text_of(lines)
        tokens = tokens_of(text)
        for folder, marks in (_by_reviewer(lines) | _adjudicated(lines, losses)).items():
            tags = _tags(tokens, marks, losses)
            yield Part(f"{folder}/{lines.document['id']}.conll", [_table(text, tokens, tags).encode()])
    yield about(corpus)


def _by_reviewer(lines: DocumentLines) -> dict[str, list[Line]]:
    marks: dict[str, list[Line]] = {row["reviewer"]: [] for row in lines.readings}
    for mark in lines.annotations:
        marks[mark["reviewer"]].append(mark)
    return marks


def _adjudicated(lines: DocumentLines, losses: Losses) -> dict[str, list[Line]]:
    """The rulings that stand and mark something, where those on the document are finished: a reader like the others."""
    is_finished = "adjudicated_at" in lines.document
    superseded = {row["supersedes"] for row in lines.decisions if "supersedes" in row}
    standing = [row for row in lines.decisions if "label" in row and row["id"] not in superseded and is_finished]
    losses.add("decisions", "Rulings that are superseded, mark nothing or are not finished, and the reasons of all.",
               len(lines.decisions) - len(standing))  # fmt: skip
    return {ADJUDICATED: standing} if is_finished else {}


def tokens_of(text: str) -> list[Token]:
    """The words of every sentence and the signs between them, each sign by itself; white space is none.

    >>> [text[token.start:token.end] for text in ["It's “so”."] for token in tokens_of(text)]
    ["It's", '“', 'so', '”', '.']
    """
    starts = {span.start: span.end for span in words(text)}
    return [token for number, span in enumerate(sentences(text)) for token in _of_sentence(text, span, number, starts)]


def _of_sentence(text: str, span: Span, number: int, words_from: dict[int, int]) -> Iterator[Token]:
    at = span.start
    while found := _SIGN.search(text, at, span.end):
        at = words_from.get(found.start(), found.end())
        yield Token(found.start(), at, number)


def _tags(tokens: list[Token], marks: list[Line], losses: Losses) -> list[str]:
    """A tag for each token: `B-LABEL` where a mark, or a sentence within it, begins, `I-LABEL` inside, `O` outside."""
    tags = ["O"] * len(tokens)
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    for mark in sorted(marks, key=lambda mark: (mark["start"], -mark["end"], mark["id"])):
        covered = range(bisect_right(ends, mark["start"]), bisect_left(starts, mark["end"]))
        if not covered:
            losses.add("no_word", "Marks that hold no word.")
        elif any(tags[n] != "O" for n in covered):
            losses.add("overlapping", "Marks that share a word with another of the same reviewer.")
        else:
            _lose_of_mark(mark, tokens[covered.start], tokens[covered.stop - 1], losses)
            for n in covered:
                begins = n == covered.start or tokens[n].sentence != tokens[n - 1].sentence
                tags[n] = f"{'B' if begins else 'I'}-{mark['label']}"
    return tags


def _lose_of_mark(mark: Line, first: Token, last: Token, losses: Losses) -> None:
    losses.add("ids", "Ids of marks and when they were made.")
    losses.add("details", "Details of marks.", len(mark["facets"]))
    losses.add("notes", "Notes on marks.", int(bool(mark.get("note"))))
    losses.add("ends", "Marks that begin or end elsewhere than a word or sign does: their tags reach to its ends.",
               int((first.start, last.end) != (mark["start"], mark["end"])))  # fmt: skip
    losses.add("sentences", "Marks over several sentences, which become one for each sentence.",
               int(first.sentence != last.sentence))  # fmt: skip


def _table(text: str, tokens: Iterable[Token], tags: Iterable[str]) -> str:
    rows, sentence = [START], -1
    for token, tag in zip(tokens, tags, strict=True):
        if token.sentence != sentence:
            rows.append("")
            sentence = token.sentence
        rows.append(f"{text[token.start : token.end]} {token.start} {token.end} {tag}")
    return "\n".join([*rows, ""])
