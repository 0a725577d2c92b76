"""Label Studio's JSON of annotated tasks: regions of a text with their labels, details, notes and relations."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import DomainError, Invalid
from core.export.bundle import LOSS_REPORT
from core.export.formats.label_studio import NOTE, control_names
from core.importing.formats.in_order import in_order
from core.importing.formats.values import (
    json_object,
    key_of,
    list_of,
    mark_id,
    object_of,
    passage,
    ranges,
    text_of,
    whole,
)
from core.importing.json_stream import members
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source
from core.text.offsets import OffsetMap

Line = dict[str, Any]
_DETAILS = ("choices", "textarea")
_LABELS = ("labels", "hypertextlabels")


def read(source: Source, known: Known) -> Numbered:
    """Every `.json` file, task by task; a task's lines have the place where it begins."""
    return in_order(_all(source, known))


def _all(source: Source, known: Known) -> Iterator[tuple[Place, Line | DomainError]]:
    names = [name for name in source.files if name.lower().endswith(".json") and not name.endswith(LOSS_REPORT)]
    if not names:
        raise Invalid("There is no file that ends in .json.", "no_files")
    for name in names:
        for number, (line, task) in enumerate(_tasks(source.files[name]), start=1):
            yield from _lines(Place(line, name), task, number, known)


def _tasks(path: Path) -> Iterator[tuple[int, Any]]:
    """Each task of the list with its line, or the one task that the file is; a refusal where there is none."""
    with path.open("rb") as file:
        is_one = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if not is_one:
        yield from ((row.line, row.value) for row in members(path, lists=()))
        return
    try:
        yield 1, json_object(whole(path))
    except DomainError as error:
        yield 0, error


def _lines(at: Place, data: Any, number: int, known: Known) -> Iterator[tuple[Place, Line | DomainError]]:
    """The lines of one task; a result that cannot be read is refused alone."""
    try:
        if isinstance(data, DomainError):
            raise data
        task = _Task(data, f"{PurePosixPath(at.file).stem}-{number}", known)
        yield at, {"type": "document", "id": task.key, "text": task.text}
        told = list(task.readings())
        yield from ((at, line) for line in told)
        annotations = list_of(task.data, "annotations")
    except DomainError as error:
        yield at, _of(number, error)
        return
    for annotation in annotations:
        for line in task.marks(annotation):
            yield at, _of(number, line) if isinstance(line, DomainError) else line


def _of(number: int, error: DomainError) -> DomainError:
    return type(error)(f"Task {number}: {error.message}", error.code)


class _Task:
    """One text and what was said of it."""

    def __init__(self, data: Any, name: str, known: Known) -> None:
        if not isinstance(data, dict):
            raise Invalid(f"A task is an object, not {data!r:.40}.", "field_invalid")
        self.data, self.told = data, object_of(data, "data")
        if not isinstance(self.told.get("text"), str):
            raise Invalid(f"The task has no text in 'data.text'; it has: {', '.join(self.told)[:200]}.", "no_text")
        self.text = self.told["text"]
        self.offsets = OffsetMap(self.text)
        own = self.told.get("document")
        self.key = own if isinstance(own, str) and own else key_of(f"task-{data['id']}" if "id" in data else name)
        self.facets = {control: key for key, control in control_names(known.facets).items()}
        self.kinds: dict[str, Any] = {}

    def readings(self) -> Iterator[Line]:
        """Who read it, as `data.readings` says."""
        for row in list_of(self.told, "readings"):
            if not isinstance(row, dict):
                raise Invalid("A reading is an object.", "field_invalid")
            reviewer = text_of(row, "reviewer")
            self.kinds[reviewer] = row.get("kind")
            yield self._reviewer(reviewer)
            line = {"type": "reading", "document": self.key, **{key: row[key] for key in row if key != "kind"}}
            yield line | ({"ranges": ranges(self.offsets, row["ranges"])} if row.get("ranges") is not None else {})

    def _reviewer(self, name: str) -> Line:
        kind = self.kinds.get(name)
        return {"type": "reviewer", "id": name} | ({"kind": kind} if kind else {})

    def marks(self, annotation: Any) -> Iterator[Line | DomainError]:
        """Marks and links of one annotation; cancelled ones say nothing."""
        try:
            regions = _Regions(self, annotation)
        except DomainError as error:
            yield error
            return
        for row in regions.labelled:
            try:
                yield from regions.marks(row)
            except DomainError as error:
                yield error
        yield from regions.refused
        for row in regions.relations:
            try:
                yield regions.link(row)
            except DomainError as error:
                yield error


class _Regions:
    """The results of one annotation, sorted by the region that they belong to."""

    def __init__(self, task: _Task, annotation: Any) -> None:
        if not isinstance(annotation, dict):
            raise Invalid("An annotation is an object.", "field_invalid")
        self.task, self.annotation = task, annotation
        self.labelled: list[Line] = []
        self.relations: list[Line] = []
        self.refused: list[DomainError] = []
        self.details: dict[Any, list[Line]] = {}
        self.ids: dict[Any, str] = {}
        if not (annotation.get("was_cancelled") or annotation.get("skipped")):
            for row in list_of(annotation, "result"):
                self._sort(row)
        self._refuse_homeless()

    def _sort(self, row: Any) -> None:
        kind = row.get("type") if isinstance(row, dict) else None
        if kind in _LABELS:
            self.labelled.append(row)
        elif kind == "relation":
            self.relations.append(row)
        elif kind in _DETAILS:
            self.details.setdefault(str(row.get("id")), []).append(row)
        else:
            self.refused.append(Invalid(f"A result of type {kind!r:.40} is not read here.", "unknown_result"))

    def _refuse_homeless(self) -> None:
        known = Counter(str(row.get("id")) for row in self.labelled)
        for id_ in self.details.keys() - known.keys():
            self.refused.append(Invalid(f"The result {id_!r:.60} belongs to no labelled passage.", "unknown_result"))
        for id_ in (id_ for id_, n in known.items() if n > 1):
            self.refused.append(Invalid(f"The region {id_!r:.60} stands twice.", "id_reused"))

    def marks(self, row: Line) -> Iterator[Line]:
        """One mark for each label of the region."""
        task, value, meta = self.task, object_of(row, "value"), object_of(row, "meta")
        place = passage(task.text, task.offsets, value.get("start"), value.get("end"))
        labels = list_of(value, "labels") or list_of(value, "hypertextlabels") or [""]
        reviewer = self._who(meta)
        facets, note = self._said(str(row.get("id")), meta)
        yield task._reviewer(reviewer)
        for number, label in enumerate(labels):
            id_ = mark_id(None if number else row.get("id"), task.key, reviewer, row.get("id"), label)
            self.ids.setdefault(str(row.get("id")), id_)
            line = {"type": "annotation", "id": id_, "document": task.key, "reviewer": reviewer, **place,
                    "label": label, "facets": facets, "note": note}  # fmt: skip
            yield line | ({"created_at": meta["created_at"]} if "created_at" in meta else {})

    def _who(self, meta: Mapping[str, Any]) -> str:
        """The reviewer: as we wrote it, else the account of Label Studio."""
        own = meta.get("reviewer", self.annotation.get("reviewer"))
        if isinstance(own, str) and own:
            return own
        by = self.annotation.get("completed_by")
        name = (by.get("email") or by.get("id")) if isinstance(by, dict) else by
        return key_of(str(name).partition("@")[0] if isinstance(name, str) else f"annotator-{name or 0}")

    def _said(self, id_: str, meta: Mapping[str, Any]) -> tuple[dict[str, str], str]:
        """Details and note of a region."""
        facets: dict[str, str] = {}
        notes: list[str] = []
        for row in self.details.get(id_, []):
            control, values = text_of(row, "from_name"), _values(row)
            if control == NOTE:
                notes += values
            elif control not in self.task.facets:
                raise Invalid(f"The codebook has no detail {control!r:.60}.", "unknown_facet")
            elif len(values) != 1 or self.task.facets[control] in facets:
                raise Invalid(f"The detail {control!r:.60} has more than one value, or none.", "unknown_facet")
            else:
                facets[self.task.facets[control]] = values[0]
        own = meta.get("text", [])  # what Label Studio calls the region's meta information
        notes += own if isinstance(own, list) else [own]
        return facets, "\n".join(str(note) for note in notes)

    def link(self, row: Line) -> Line:
        """A relation between two regions of the annotation."""
        ends = [self.ids.get(str(row.get(name))) for name in ("from_id", "to_id")]
        if None in ends:
            raise Invalid("A relation names a region that is not there.", "unknown_annotation")
        if row.get("direction", "right") not in ("right", "left"):
            raise Invalid("A relation has one direction here, not both or none.", "link_invalid")
        one, two = reversed(ends) if row.get("direction") == "left" else ends
        kinds = list_of(row, "labels")
        return {"type": "link", "from": one, "to": two, "kind": kinds[0] if len(kinds) == 1 else ""}


def _values(row: Line) -> list[str]:
    value = object_of(row, "value")
    found = value.get("choices") if row["type"] == "choices" else value.get("text")
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise Invalid(f"The result {row.get('from_name')!r:.60} holds no texts.", "field_invalid")
    return found
