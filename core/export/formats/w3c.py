"""Web Annotations (W3C, 2017) as one JSON-LD collection, the texts beside it.

A mark is an Annotation: its label a body for tagging, each detail one for describing, its note one for commenting; the
target is found by position (code points) and by quote. A citation is one for linking, from the mark to the source.
What the model has no words for stands under terms of our own, which the file itself explains. Sources:
https://www.w3.org/TR/annotation-model/, /annotation-vocab/.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Head, Line, Losses
from core.export.formats.losing import FACTS, lose_about, lose_finished, lose_frame, lose_ranges
from core.text import anchors
from core.text.spans import Span

COLLECTION, TEXTS = "annotations.jsonld", "texts"
DOCUMENT, REVIEWER, SOURCE = "urn:x-document:", "urn:x-reviewer:", "urn:x-source:"
_NAMESPACE = uuid.UUID("0c6b5a0e-6d0f-5f4f-8f0e-0f2f5d0a7c11")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_TERMS = "urn:x-annotator:"
_DATED = "http://www.w3.org/2001/XMLSchema#dateTime"
_REFERENCES = {
    name: {"@id": f"{_TERMS}{name}", "@type": "@id"}
    for name in (
        "documents",
        "reviewers",
        "readings",
        "rulings",
        "document",
        "reviewer",
        "ranges",
        "restsOn",
        "supersedes",
        "sources",
        "citations",
        "claims",
        "card",
        "statedBy",
    )
}
_PLAIN = ("offsetUnit", "codebook", "invented", "sha256", "outlet", "kind", "facet", "linkKind", "readingState",
          "noneHere", "sighted", "outcome", "event", "finding", "excerpt", "checkedOn", "producer",
          "proposition")  # fmt: skip
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    _REFERENCES
    | {name: f"{_TERMS}{name}" for name in _PLAIN}
    | {
        "firstSubmittedAt": {"@id": f"{_TERMS}firstSubmittedAt", "@type": _DATED},
        "key": "http://purl.org/dc/terms/identifier",
        "title": "http://purl.org/dc/terms/title",
        "url": "http://schema.org/url",
        "author": "http://purl.org/dc/elements/1.1/creator",
        "published_on": "http://purl.org/dc/terms/date",
        "genre": "http://schema.org/genre",
    },
]


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`annotations.jsonld`, and `texts/KEY.txt` where the corpus has texts. In memory is one document at a time."""
    lose_frame(corpus.head, losses)
    yield Part(COLLECTION, _collection(corpus, losses))
    for line in _lines(corpus, "document"):
        if "text" in line:
            yield Part(f"{TEXTS}/{line['id']}.txt", [line["text"].encode()])


def _lines(corpus: Corpus, type_: str) -> Iterator[Line]:
    return map(json.loads, corpus.lines(type_))


def _collection(corpus: Corpus, losses: Losses) -> Iterator[bytes]:
    head, codebook = corpus.head, corpus.head.codebook
    with corpus.path.open("rb") as file:
        name = uuid.uuid5(_NAMESPACE, hashlib.file_digest(file, "sha256").hexdigest())
    frame = {
        "@context": CONTEXT, "id": f"urn:uuid:{name}", "type": "AnnotationCollection",
        "total": sum(1 for _ in chain(corpus.lines("annotation"), corpus.lines("link"))),
        "offsetUnit": "code point", "codebook": f"{codebook['key']} {codebook['version']}",
        "invented": head.file["invented"], "reviewers": [_reviewer(row) for row in head.reviewers],
    }  # fmt: skip
    yield _json(frame)[:-1]
    if head.sources:
        yield from _list("sources", map(_source, head.sources))
    yield from _list("documents", map(_document, _lines(corpus, "document")))
    yield from _list("readings", map(_reading, _lines(corpus, "reading")))
    page = {"id": f"urn:uuid:{uuid.uuid5(name, 'page')}", "type": "AnnotationPage", "startIndex": 0}
    yield b',\n"first":' + _json(page)[:-1]
    yield from _list("items", _annotations(corpus, losses))
    yield b"}"
    yield from _list("rulings", _rulings(corpus))
    if any(corpus.lines("citation")):
        yield from _list("citations", _citations(corpus))
    if any(corpus.lines("claim")):
        yield from _list("claims", map(_claim, _lines(corpus, "claim")))
    yield b"}\n"


def _json(data: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(data).encode()


def _list(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """A member of an object that has members already: a list, one object a line."""
    before = f',\n"{name}":[\n'.encode()
    for row in rows:
        yield before + _json(row)
        before = b",\n"
    yield before.removesuffix(b"\n") + b"]" if before != b",\n" else b"\n]"


def _reviewer(row: Line) -> dict[str, Any]:
    type_ = "Person" if row["kind"] == "person" else "Software"
    return {"id": REVIEWER + row["id"], "type": type_, "nickname": row["id"], "kind": row["kind"]}


def _document(line: Line) -> dict[str, Any]:
    facts = {name: line[name] for name in ("sha256", "outlet", *FACTS) if name in line}
    return {"id": DOCUMENT + line["id"], "type": "Text", "format": "text/plain", "key": line["id"]} | facts


def _reading(line: Line) -> dict[str, Any]:
    names = {"none_here": "noneHere", "sighted": "sighted", "first_submitted_at": "firstSubmittedAt"}
    row = {"document": DOCUMENT + line["document"], "reviewer": REVIEWER + line["reviewer"],
           "readingState": line["state"]}  # fmt: skip
    if "ranges" in line:
        row["ranges"] = [_position(start, end) for start, end in line["ranges"]]
    return row | {ours: line[name] for name, ours in names.items() if name in line}


def _annotations(corpus: Corpus, losses: Losses) -> Iterator[dict[str, Any]]:
    people = {row["id"]: _reviewer(row) for row in corpus.head.reviewers}
    for lines in corpus.documents():
        lose_ranges(lines.document, losses)
        lose_finished(lines.document, losses)
        lose_about(lines, losses)
        owners = {}
        for mark in lines.annotations:
            owners[mark["id"]] = people[mark["reviewer"]]
            yield _annotation(mark, people[mark["reviewer"]], lines, corpus.head)
        for link in lines.links:
            yield _link(link, owners[link["from"]])


def _annotation(mark: Line, creator: Mapping[str, Any], lines: DocumentLines, head: Head) -> dict[str, Any]:
    text = lines.document.get("text")
    return _said("tagging", mark, creator, _bodies(mark, mark.get("note", ""), head)) | {"target": _target(mark, text)}


def _rulings(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Rulings look like marks, but stand in a list of their own: whoever counts annotations does not count them."""
    people = {row["id"]: _reviewer(row) for row in corpus.head.reviewers}
    for row in _lines(corpus, "decision"):
        bodies = _bodies(row, row.get("reason", ""), corpus.head)
        before = {"supersedes": f"urn:uuid:{row['supersedes']}"} if "supersedes" in row else {}
        basis = {"outcome": row["outcome"], "restsOn": [f"urn:uuid:{mark}" for mark in row["rests_on"]]}
        yield _said("moderating", row, people[row["decided_by"]], bodies) | basis | before | {"target": _target(row)}


def _source(line: Line) -> dict[str, Any]:
    facts = {name: line[name] for name in ("kind", "title", "producer", "published_on", "url") if name in line}
    return {"id": SOURCE + line["id"], "key": line["id"]} | facts


def _citations(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """The mark is the target, the source the body: by its address, where its card has one. In a list of their own, as
    rulings are; who opened the source is the creator."""
    people = {row["id"]: _reviewer(row) for row in corpus.head.reviewers}
    addresses = {row["id"]: row["url"] for row in corpus.head.sources if "url" in row}
    for line in _lines(corpus, "citation"):
        card = SOURCE + line["source"]
        name = uuid.uuid5(_NAMESPACE, f"{line['annotation']} cites {line['source']}")
        found = {"finding": line["finding"]} | ({"excerpt": line["excerpt"]} if "excerpt" in line else {})
        if "checked_on" in line:
            found["checkedOn"] = line["checked_on"]
        creator = {"creator": people[line["checked_by"]]} if "checked_by" in line else {}
        body = {"type": "SpecificResource", "source": addresses.get(line["source"], card)}
        yield {"id": f"urn:uuid:{name}", "type": "Annotation", "motivation": "linking", **creator, "card": card,
               **found, "body": body, "target": f"urn:uuid:{line['annotation']}"}  # fmt: skip


def _claim(line: Line) -> dict[str, Any]:
    text = {"proposition": line["text"]} if "text" in line else {}
    marks = [f"urn:uuid:{mark}" for mark in line["annotations"]]
    return {"id": f"urn:uuid:{line['id']}"} | text | {"statedBy": marks}


def _said(motivation: str, row: Line, creator: Mapping[str, Any], bodies: list[dict[str, Any]]) -> dict[str, Any]:
    created = {"created": row["created_at"]} if "created_at" in row else {}
    about = {"id": f"urn:uuid:{row['id']}", "type": "Annotation", "motivation": motivation, "creator": creator}
    return about | created | {"body": bodies}


def _bodies(row: Line, comment: str, head: Head) -> list[dict[str, Any]]:
    bodies = [_body("tagging", row["label"])] if "label" in row else []
    bodies += [_body("describing", row["facets"][key]) | {"facet": key} for key in head.facets if key in row["facets"]]
    return bodies + ([_body("commenting", comment)] if comment else [])


def _target(row: Line, text: str | None = None) -> dict[str, Any]:
    selectors = [_position(row["start"], row["end"]), *_quote(row, text)]
    return {"type": "SpecificResource", "source": DOCUMENT + row["document"], "selector": selectors}


def _body(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _position(start: int, end: int) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def _quote(mark: Line, text: str | None) -> list[dict[str, Any]]:
    """The words, with those around them where the corpus has texts; nothing where it has not even quotes."""
    if text is not None:
        anchor = anchors.make(text, Span(mark["start"], mark["end"]))
        around = {"prefix": anchor.prefix, "suffix": anchor.suffix}
        return [
            {"type": "TextQuoteSelector", "exact": anchor.quote} | {key: said for key, said in around.items() if said}
        ]
    return [{"type": "TextQuoteSelector", "exact": mark["quote"]}] if "quote" in mark else []


def _link(link: Line, creator: Mapping[str, Any]) -> dict[str, Any]:
    """The mark that bears on another is the body, the other the target."""
    name = uuid.uuid5(_NAMESPACE, f"{link['from']} {link['to']}")
    return {
        "id": f"urn:uuid:{name}", "type": "Annotation", "motivation": "linking", "creator": creator,
        "linkKind": link["kind"], "body": f"urn:uuid:{link['from']}", "target": f"urn:uuid:{link['to']}",
    }  # fmt: skip
