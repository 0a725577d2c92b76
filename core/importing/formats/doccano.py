"""doccano's JSON Lines of sequence labelling: entities with relations, or the older lists of start, end and label."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from core.errors import DomainError, Invalid
from core.importing.formats.in_order import in_order
from core.importing.formats.values import key_of, list_of, mark_id, object_of, text_of
from core.importing.lines import read_objects
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source

Line = dict[str, Any]


def read(source: Source, known: Known) -> Numbered:
    """Every `.jsonl` file, line by line. The codebook is not asked: labels are checked where they are stored."""
    return in_order(_all(source))


def _all(source: Source) -> Iterator[tuple[Place, Line | DomainError]]:
    names = [name for name in source.files if name.lower().endswith(".jsonl")]
    if not names:
        raise Invalid("There is no file that ends in .jsonl.", "no_files")
    for name in names:
        with source.files[name].open("rb") as file:
            for number, data in read_objects(file):
                at = Place(number, name)
                if isinstance(data, DomainError):
                    yield at, data
                else:
                    yield from ((at, line) for line in _Example(data, at).lines())


class _Example:
    """One line: a text and what one person said of it."""

    def __init__(self, data: Line, at: Place) -> None:
        self.data, self.at = data, at
        self.key = self.reviewer = self.text = ""
        self.ids: dict[Any, str] = {}

    def lines(self) -> Iterator[Line | DomainError]:
        """Document, reviewer, reading, marks and links; a refusal instead of what cannot be read."""
        try:
            yield from self._head()
            entities, relations = self._entities(), list_of(self.data, "relations")
            told = self._told()
        except DomainError as error:
            yield error
            return
        for row in entities:
            try:
                yield self._mark(row, told)
            except DomainError as error:
                yield error
        for row in relations:
            try:
                yield self._link(row)
            except DomainError as error:
                yield error

    def _head(self) -> Iterator[Line]:
        data, stem = self.data, PurePosixPath(self.at.file).stem
        text = data.get("text", data.get("data"))
        if not isinstance(text, str):
            raise Invalid("The line has no text in 'text'.", "no_text")
        number = data.get("id", data.get("doc_id", f"{stem}-{self.at.line}"))
        self.key = text_of(data, "document", "") or key_of(str(number))
        self.reviewer = text_of(data, "reviewer", "") or key_of(text_of(data, "username", stem))
        self.text = text
        yield {"type": "document", "id": self.key, "text": text}
        if "reviewer" in data or self._entities():
            kind = data.get("reviewer_kind")
            yield {"type": "reviewer", "id": self.reviewer} | ({"kind": kind} if kind else {})
        if reading := object_of(data, "reading"):
            yield {**reading, "type": "reading", "document": self.key, "reviewer": self.reviewer}

    def _entities(self) -> list[Line]:
        """Entities as objects, also from the older forms."""
        names = ("entities", "label", "labels")
        rows = next((found for name in names if (found := list_of(self.data, name))), [])
        return [_entity(row) for row in rows]

    def _told(self) -> dict[tuple[Any, ...], list[Line]]:
        """What our column `marks` says, by place and label; of marks alike, in order."""
        found: dict[tuple[Any, ...], list[Line]] = {}
        for row in list_of(self.data, "marks"):
            if not isinstance(row, dict):
                raise Invalid("'marks' is a list of objects.", "field_invalid")
            found.setdefault(_place(row, "start", "end"), []).append(row)
        return found

    def _mark(self, row: Line, told: Mapping[tuple[Any, ...], list[Line]]) -> Line:
        more = told.get(_place(row, "start_offset", "end_offset"))
        own = more.pop(0) if more else {}
        start, end, label = row.get("start_offset"), row.get("end_offset"), row.get("label")
        id_ = mark_id(own.get("id"), self.key, self.reviewer, start, end, label)
        self.ids[str(row.get("id"))] = id_
        line = {"type": "annotation", "id": id_, "document": self.key, "reviewer": self.reviewer, "start": start,
                "end": end, "label": label}  # fmt: skip
        if type(start) is int and type(end) is int and 0 <= start < end:
            line["quote"] = self.text[start:end]  # keeps the mark from landing on other words
        return line | {name: own[name] for name in ("facets", "note", "created_at") if name in own}

    def _link(self, row: Any) -> Line:
        ends = [self.ids.get(str(row.get(name))) for name in ("from_id", "to_id")] if isinstance(row, dict) else [None]
        if None in ends:
            raise Invalid("A relation names an entity that is not there.", "unknown_annotation")
        return {"type": "link", "from": ends[0], "to": ends[1], "kind": row.get("type")}


def _entity(row: Any) -> Line:
    if isinstance(row, list) and len(row) == 3:
        return {"start_offset": row[0], "end_offset": row[1], "label": row[2]}
    if not isinstance(row, dict):
        raise Invalid("An entity is an object, or a list of start, end and label.", "field_invalid")
    return row


def _place(row: Mapping[str, Any], start: str, end: str) -> tuple[str, ...]:
    return (repr(row.get(start)), repr(row.get(end)), repr(row.get("label")))
