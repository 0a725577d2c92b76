"""doccano: JSON Lines of sequence labelling with relations, offsets in code points.

One line for each document and reader, as a doccano project holds one text once for each who labels it; a document
that nobody read has one line without a reader. What doccano has no field for stands in columns of its own, which it
keeps as metadata. It numbers entities anew, so `marks` repeats where each mark stands.
"""

import json
from collections.abc import Iterator

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Head, Line, Losses
from core.export.formats.losing import documents_counted

NAME = "doccano.jsonl"


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`doccano.jsonl`. In memory is one document at a time."""
    yield Part(NAME, _lines(corpus, losses))


def _lines(corpus: Corpus, losses: Losses) -> Iterator[bytes]:
    kinds = {line["id"]: line["kind"] for line in corpus.head.reviewers}
    for document in documents_counted(corpus, losses):
        readings: list[Line | None] = [*document.readings]
        for reading in readings or [None]:
            yield json.dumps(_line(corpus.head, document, reading, kinds), ensure_ascii=False).encode() + b"\n"


def _line(head: Head, document: DocumentLines, reading: Line | None, kinds: dict[str, str]) -> Line:
    line, reader = document.document, reading["reviewer"] if reading else None
    marks = [row for row in document.annotations if row["reviewer"] == reader]
    numbers = {row["id"]: number for number, row in enumerate(marks)}
    links = [row for row in document.links if row["from"] in numbers]
    about = {
        "document": line["id"], "title": line.get("title", ""), "outlet": line["outlet"], "sha256": line["sha256"],
        "codebook": f"{head.codebook['key']} {head.codebook['version']}", "offset_unit": "code point",
    }  # fmt: skip
    if reading is not None:
        about |= {"reviewer": reader, "reviewer_kind": kinds[reading["reviewer"]], "reading": _reading(reading),
                  "marks": [_mark(row) for row in marks]}  # fmt: skip
    return {
        "text": line["text"],
        "entities": [
            {"id": number, "label": row["label"], "start_offset": row["start"], "end_offset": row["end"]}
            for number, row in enumerate(marks)
        ],
        "relations": [
            {"id": number, "from_id": numbers[row["from"]], "to_id": numbers[row["to"]], "type": row["kind"]}
            for number, row in enumerate(links)
        ],
        "Comments": [],
        **about,
    }


def _reading(line: Line) -> Line:
    return {key: value for key, value in line.items() if key not in ("type", "document", "reviewer")}


def _mark(line: Line) -> Line:
    return {key: value for key, value in line.items() if key not in ("type", "document", "reviewer")}
