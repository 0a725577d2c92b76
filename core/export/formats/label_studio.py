"""Label Studio: one list of tasks and the labelling configuration that shows them. Offsets are UTF-16 code units.

Source: Label Studio's JSON format of annotated tasks. Who marked stands in `meta` of each region, not in
`completed_by`: Label Studio refuses a file that names accounts which it does not have.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any
from xml.sax.saxutils import quoteattr

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Head, Line, Losses
from core.export.formats.losing import documents_counted
from core.text.offsets import OffsetMap, ranges_in

TASKS, CONFIG = "tasks.json", "labeling_config.xml"
UNIT = "UTF-16 code unit"
LABEL, TEXT, NOTE = "label", "text", "note"
_TAKEN = {LABEL, TEXT, NOTE}
KINDS = ("supports", "contradicts")


def control_names(facets: Sequence[str]) -> dict[str, str]:
    """Facet -> the name of its control: its key, `facets.KEY` where another control has that name.

    >>> control_names(["role", "note"])
    {'role': 'role', 'note': 'facets.note'}
    """
    return {key: f"facets.{key}" if key in _TAKEN else key for key in facets}


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`tasks.json`, one task a line, and `labeling_config.xml`. In memory is one document at a time."""
    yield Part(TASKS, _tasks(corpus, losses))
    yield Part(CONFIG, [_config(corpus.head).encode()])


def _tasks(corpus: Corpus, losses: Losses) -> Iterator[bytes]:
    before = b"[\n"
    for number, document in enumerate(documents_counted(corpus, losses), start=1):
        yield before
        yield from _task(corpus.head, document, number)
        before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"


def _task(head: Head, document: DocumentLines, number: int) -> Iterator[bytes]:
    """One task in pieces, a piece a mark: as one object, its marks would take ten times the memory."""
    line = document.document
    offsets = OffsetMap(line["text"])
    kinds = {row["id"]: row["kind"] for row in head.reviewers}
    data = {
        "text": line["text"], "document": line["id"], "title": line.get("title", ""), "outlet": line["outlet"],
        "sha256": line["sha256"], "codebook": f"{head.codebook['key']} {head.codebook['version']}",
        "offset_unit": UNIT, "readings": [_reading(row, kinds, offsets) for row in document.readings],
    }  # fmt: skip
    yield b'{"id": %d, "data": ' % number + _json(data) + b', "annotations": ['
    for place, (reader, results) in enumerate(_results(head, document, offsets), start=1):
        about = {"id": place, "reviewer": reader, "was_cancelled": False}
        yield (b", " if place > 1 else b"") + _json(about)[:-1] + b', "result": ['
        for nth, result in enumerate(results):
            yield (b", " if nth else b"") + _json(result)
        yield b"]}"
    yield b"]}"


def _reading(line: Line, kinds: dict[str, str], offsets: OffsetMap) -> Line:
    given = {key: value for key, value in line.items() if key not in ("type", "document")}
    ranges = ranges_in(offsets, line.get("ranges"))
    return given | {"kind": kinds[line["reviewer"]]} | ({} if ranges is None else {"ranges": ranges})


def _results(head: Head, document: DocumentLines, offsets: OffsetMap) -> Iterator[tuple[str, Iterator[Line]]]:
    """The results of each reader, in the order of the readings, also of those who marked nothing."""
    marks: dict[str, list[Line]] = {line["reviewer"]: [] for line in document.readings}
    for line in document.annotations:
        marks.setdefault(line["reviewer"], []).append(line)
    names, texts = control_names(head.facets), _texts(head)
    for reader, own in marks.items():
        ids = {line["id"] for line in own}
        regions = (row for line in own for row in _regions(line, names, texts, offsets))
        yield reader, chain(regions, (_relation(line) for line in document.links if line["from"] in ids))


def _relation(line: Line) -> Line:
    return {"from_id": line["from"], "to_id": line["to"], "type": "relation", "direction": "right",
            "labels": [line["kind"]]}  # fmt: skip


def _texts(head: Head) -> set[str]:
    return {facet["key"] for facet in head.codebook["facets"] if facet["kind"] == "text"}


def _json(value: Line) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _regions(line: Line, names: dict[str, str], texts: set[str], offsets: OffsetMap) -> Iterator[Line]:
    """The region with its label, then one result of the same id for each detail and the note."""
    place = {"start": offsets.to_utf16(line["start"]), "end": offsets.to_utf16(line["end"])}
    meta = {"reviewer": line["reviewer"]} | ({"created_at": line["created_at"]} if "created_at" in line else {})
    quote = {"text": line["quote"]} if "quote" in line else {}
    value = place | quote | {"labels": [line["label"]]}
    yield _result(line["id"], LABEL, "labels", value) | {"meta": meta}
    for key, said in line["facets"].items():
        is_text = key in texts
        detail = {"text": [said]} if is_text else {"choices": [said]}
        yield _result(line["id"], names[key], "textarea" if is_text else "choices", place | detail)
    if line.get("note"):
        yield _result(line["id"], NOTE, "textarea", place | {"text": [line["note"]]})


def _result(id_: str, control: str, type_: str, value: Line) -> Line:
    return {"id": id_, "from_name": control, "to_name": TEXT, "type": type_, "origin": "manual", "value": value}


def _config(head: Head) -> str:
    """The controls of the codebook in Label Studio's XML: values are our keys, hints our names."""
    labels = "".join(_choice("Label", row, background=row.get("color")) for row in head.codebook["labels"])
    relations = "".join(_tag("Relation", value=kind) for kind in KINDS)
    names = control_names(head.facets)
    facets = "\n".join(_control(facet, names[facet["key"]]) for facet in head.codebook["facets"])
    return (
        f"<View>\n<Relations>{relations}</Relations>\n"
        f"<Labels name={quoteattr(LABEL)} toName={quoteattr(TEXT)}>{labels}</Labels>\n"
        f"{_tag('Text', name=TEXT, value='$text', granularity='symbol')}\n"
        f"{facets}\n{_area(NOTE, 'Note')}\n</View>\n"
    )


def _control(facet: dict[str, Any], name: str) -> str:
    title = facet.get("name") or facet["key"]
    if facet["kind"] == "text":
        return _area(name, title)
    values = facet.get("values") or [{"key": "yes"}]
    choices = "".join(_choice("Choice", row) for row in values)
    begin = _tag("Choices", name=name, toName=TEXT, perRegion="true", choice="single", showInline="true")
    return f"{_tag('Header', value=title, size='6')}{begin.removesuffix('/>')}>{choices}</Choices>"


def _area(name: str, title: str) -> str:
    area = _tag("TextArea", name=name, toName=TEXT, perRegion="true", editable="true", maxSubmissions="1")
    return _tag("Header", value=title, size="6") + area


def _choice(tag: str, row: Line, background: str | None = None) -> str:
    return _tag(tag, value=row["key"], hint=row.get("name"), background=background)


def _tag(tag: str, **attributes: str | None) -> str:
    return f"<{tag}" + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value) + "/>"
