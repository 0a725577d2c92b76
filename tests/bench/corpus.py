"""Generated interchange files. Sizes as in the issue: 2 marks per 100 words, 1,300 documents, 3 readers."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

from tests.processes.furnish import text_of

N_ORIGINS, N_DOCUMENTS, N_READERS, MARKS_PER_READING = 12, 1_300, 3, 26
WORDS_PER_MARK = 50
ROLES = ("acts-against", "R0", "R1", "R2", "R3", "R4", "R5", "not-stated")
TARGETS = ("prc-government", "ccp", "prc-regulators", "chinese-firms", "chinese-criminal-networks", "china",
           "us-government")  # fmt: skip
VOICES = ("own-voice", "named-person", "named-institution", "document", "anonymous-collective")
STANCES = ("affirms", "unproven", "denies", "asks")
LABELS = ("evidence", "assertion", "opinion")
GENRES = ("news", "op-ed", "report")


def document_lines(n_documents: int, length_cp: int) -> Iterator[bytes]:
    """File line, outlets, documents."""
    yield _line("file", format=1, offset_unit="code point", invented=True)
    for number in range(N_ORIGINS):
        yield _line("outlet", id=f"origin-{number}", name=f"Origin {number}")
    for number in range(n_documents):
        yield _line("document", id=_key(number), outlet=f"origin-{number % N_ORIGINS}", title=f"Article {number}",
                    published_on="2023-11-14", genre=GENRES[number % 3], text=text_of(length_cp, number))  # fmt: skip


def corpus_lines(n_documents: int = N_DOCUMENTS) -> Iterator[bytes]:
    """The whole file; of 1,300 documents about 100,000 marks."""
    length_cp = WORDS_PER_MARK * MARKS_PER_READING * 6  # six characters a word, nearly
    yield from document_lines(n_documents, length_cp)
    for reader in range(N_READERS):
        yield _line("reviewer", id=f"r{reader}", kind="person")
    for number in range(n_documents):
        for reader in range(N_READERS):
            yield _line("reading", document=_key(number), reviewer=f"r{reader}", state="submitted")
    for number in range(n_documents):
        text = text_of(length_cp, number)
        words = [match.start() for match in re.finditer(r"\w+", text)]
        for reader in range(N_READERS):
            yield from _marks(number, reader, text, words)


def _marks(number: int, reader: int, text: str, words: list[int]) -> Iterator[bytes]:
    """Of one reading: evenly spread, readers a word or two apart, details by turns."""
    for mark in range(MARKS_PER_READING):
        turn = number * 7 + mark * 3 + reader // 2
        first = mark * (len(words) // MARKS_PER_READING) + reader % 2
        start, end = words[first], words[min(first + 12, len(words) - 1)]
        facets = {"voice": VOICES[turn % 5], "target": TARGETS[turn % 7], "role": ROLES[turn % 8],
                  "stance": STANCES[turn % 4]}  # fmt: skip
        yield _line("annotation", id=str(uuid.uuid4()), document=_key(number), reviewer=f"r{reader}", start=start,
                    end=end, quote=text[start:end], label=LABELS[turn % 3], facets=facets, note="")  # fmt: skip


def _key(number: int) -> str:
    return f"doc-{number:04d}"


def _line(type_: str, **facts: Any) -> bytes:
    return (json.dumps({"type": type_, **facts}, ensure_ascii=False) + "\n").encode()
