"""What every export has to state, as a file of its own beside formats that have no place for it."""

import json
from collections.abc import Iterator
from itertools import chain

from core.export.bundle import Part
from core.export.corpus import Corpus

ABOUT = "about.jsonl"


def about(corpus: Corpus, offset_unit: str = "code point") -> Part:
    """`about.jsonl`: unit of offsets and codebook, hashes of the texts, reviewers and their readings, a line each."""
    return Part(ABOUT, chain(_frame(corpus, offset_unit), corpus.lines("reviewer"), corpus.lines("reading")))


def _frame(corpus: Corpus, offset_unit: str) -> Iterator[bytes]:
    codebook = corpus.head.codebook
    frame = {
        "type": "file", "offset_unit": offset_unit, "codebook": f"{codebook['key']} {codebook['version']}",
        "invented": corpus.head.file["invented"],
    }  # fmt: skip
    yield _line(frame)
    for raw in corpus.lines("document"):
        document = json.loads(raw)
        yield _line({"type": "document", "id": document["id"], "sha256": document["sha256"]})


def _line(data: dict[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
