"""Web Annotations in: a collection or page, a list, or one annotation a file; ours and other people's.

Texts may lie beside as `KEY.txt`: they are documents, for which a stored one counts as unchanged, and a selector that
gives only a quote is looked up in them. Nothing is fetched, no context is asked: names are taken as the W3C's.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import DomainError, Invalid
from core.importing.formats.texts import text_in
from core.importing.formats.web_annotation import document_key, line_of, reviewer_line, ruling_of
from core.importing.json_stream import Member, members
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source

SUFFIXES = (".jsonld", ".json")
LOSS_REPORT = "loss_report.json"
_FACTS = ("sha256", "outlet", "title", "url", "author", "published_on", "language", "genre", "event")
_READING = {"readingState": "state", "noneHere": "none_here", "sighted": "sighted",
            "firstSubmittedAt": "first_submitted_at"}  # fmt: skip
_FRAME = ("documents", "reviewers", "readings")
_ANNOTATIONS = ("items", "@graph")
_RULINGS = "rulings"
_LEFT = ("sources", "citations", "claims")  # written by us, and read from the interchange file alone
_LISTS = (*_FRAME, *_ANNOTATIONS, _RULINGS, *_LEFT)


def read(source: Source, known: Known) -> Numbered:
    """Documents, reviewers, readings, marks, links and rulings. Each file is read twice, since whoever marks is named
    with the mark and belongs before all marks, one with rulings a third time; in memory are reviewers, readings and
    links, and one value at a time."""
    files = _files(source)
    if not files:
        yield Place(0), Invalid(f"There is no file of annotations here ({' or '.join(SUFFIXES)}).", "no_files")
    many = len(files) > 1 or len(source.files) > 1
    shown = {name if many else "": path for name, path in files.items()}
    frame, texts = _Frame(source), _Texts(source)
    for name, path in shown.items():
        for member in members(path, lists=_LISTS, inside=("first",), loose=("", *_ANNOTATIONS, _RULINGS, *_LEFT)):
            yield from frame.take(Place(member.line, name), member)
    yield from frame.rest()
    yield from _marks_and_links(shown, known, texts)
    if frame.has_rulings:
        yield from _rulings(shown, texts)


def _marks_and_links(files: Mapping[str, Path], known: Known, texts: "_Texts") -> Numbered:
    """Links follow all marks, those of other files too."""
    links: list[tuple[Place, Mapping[str, Any]]] = []
    for name, path in files.items():
        for line, row in _annotations(path):
            found = _read(row, partial(line_of, known=known, texts=texts.of))
            if isinstance(found, DomainError) or found["type"] != "link":
                yield Place(line, name), found
            else:
                links.append((Place(line, name), found))
    yield from links


def _rulings(files: Mapping[str, Path], texts: "_Texts") -> Numbered:
    for name, path in files.items():
        for line, list_, row in members(
            path, lists=_LISTS, inside=("first",), loose=("", *_FRAME, *_ANNOTATIONS, *_LEFT)
        ):
            if list_ == _RULINGS:
                yield Place(line, name), _read(row, partial(ruling_of, texts=texts.of))


def _files(source: Source) -> dict[str, Path]:
    """The files of annotations; a single file is one, whatever its name."""
    if len(source.files) == 1:
        return dict(source.files)
    return {
        name: path for name, path in source.files.items()
        if PurePosixPath(name).suffix in SUFFIXES and PurePosixPath(name).name != LOSS_REPORT
    }  # fmt: skip


def _annotations(path: Path) -> Iterator[tuple[int, Any]]:
    """Each annotation of a file with its line; what cannot be read in its place."""
    single: dict[str, Any] = {}
    first = 0
    for line, name, value in members(path, lists=_LISTS, inside=("first",)):
        if name in _ANNOTATIONS or not name:
            yield line, value
        elif name not in _LISTS:
            single[name] = value
            first = first or line
    types = single.get("type", single.get("@type"))
    if "first" in single:
        yield first, Invalid("The pages of this collection lie elsewhere: send them as files.", "pages_elsewhere")
    elif single and types not in ("AnnotationCollection", "AnnotationPage") and "@graph" not in single:
        refused = [value for value in single.values() if isinstance(value, DomainError)]
        yield first, refused[0] if refused else single


def _read(row: Any, line_of: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any] | DomainError:
    try:
        return row if isinstance(row, DomainError) else line_of(row)
    except DomainError as error:
        return error


class _Texts:
    """The texts beside the annotations; the last one stays at hand."""

    def __init__(self, source: Source) -> None:
        self.paths = {
            PurePosixPath(name).stem: path for name, path in source.files.items() if name.endswith(".txt")
        }  # fmt: skip
        self.key, self.text = "", ""

    def of(self, key: str) -> str | None:
        """The text of a document, None where there is none beside."""
        if key not in self.paths:
            return None
        if key != self.key:
            self.key, self.text = key, text_in(self.paths[key])
        return self.text


class _Frame:
    """What stands before the marks: documents are told at once, reviewers and readings when all files were seen."""

    def __init__(self, source: Source) -> None:
        self.texts = {
            PurePosixPath(name).stem: (name, path) for name, path in source.files.items() if name.endswith(".txt")
        }  # fmt: skip
        self.has_rulings = False
        self.outlets: set[str] = set()
        self.reviewers: dict[str, tuple[Place, Mapping[str, Any]]] = {}
        self.documents: list[tuple[Place, Mapping[str, Any]]] = []
        self.rows: list[tuple[Place, Mapping[str, Any] | DomainError]] = []

    def take(self, at: Place, member: Member) -> Numbered:
        """Note what the member says of documents, reviewers and readings. Gives outlets, which come first."""
        value = member.value
        try:
            if member.name in _FRAME and isinstance(value, DomainError):
                raise value
            if member.name == "documents":
                line = _document(value)
                self.documents.append((at, line))
                if line.get("outlet") not in (None, *self.outlets):
                    self.outlets.add(line["outlet"])
                    yield at, {"type": "outlet", "id": line["outlet"]}
            elif member.name == "reviewers":
                self._note(at, value)
            elif member.name == _RULINGS:
                self.has_rulings = True
            elif member.name == "readings":
                self.rows.append((at, _reading(value)))
            elif isinstance(value, dict) and "creator" in value:
                self._note_quietly(at, value["creator"])
            elif member.name == "creator":
                self._note_quietly(at, value)
        except DomainError as error:
            self.rows.append((at, error))

    def _note(self, at: Place, value: Any) -> None:
        line = reviewer_line(value)
        self.reviewers.setdefault(line["id"], (at, line))

    def _note_quietly(self, at: Place, value: Any) -> None:
        try:
            self._note(at, value)
        except DomainError:
            return  # refused with the mark

    def rest(self) -> Numbered:
        """Documents with their texts, reviewers, readings."""
        for at, line in self.documents:
            _, path = self.texts.pop(line["id"], ("", None))
            yield at, _with_text(line, path)
        for key, (name, path) in self.texts.items():
            yield Place(1, name), _with_text({"type": "document", "id": key}, path)
        yield from self.reviewers.values()
        yield from self.rows


def _with_text(line: Mapping[str, Any], path: Path | None) -> Mapping[str, Any] | DomainError:
    try:
        return line if path is None else {**line, "text": text_in(path)}
    except DomainError as error:
        return error


def _document(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid("A document is an object with id and sha256.", "field_invalid")
    facts = {name: value[name] for name in _FACTS if name in value}
    if not isinstance(facts.get("outlet", ""), str):
        raise Invalid("The outlet of a document is a text.", "field_invalid")
    return {"type": "document", "id": document_key(value)} | facts


def _reading(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid("A reading is an object with document and reviewer.", "field_invalid")
    line = {"type": "reading", "document": document_key(value.get("document")),
            "reviewer": reviewer_line(value.get("reviewer"))["id"]}  # fmt: skip
    if "ranges" in value:
        rows = value["ranges"]
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Invalid("The ranges of a reading are a list of selectors with start and end.", "field_invalid")
        line["ranges"] = [[row.get("start"), row.get("end")] for row in rows]
    return line | {name: value[ours] for ours, name in _READING.items() if ours in value}
