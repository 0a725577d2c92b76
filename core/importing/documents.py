"""Documents of people: `.txt`, `.html`, `.csv`, `.jsonl`, and folders of them, as lines of the interchange file.

How a file is written is found out and told; so is what of a page was left out. A reader as `source.Reader` wants it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.errors import DomainError, Invalid
from core.importing import document_table
from core.importing.document_keys import Keys
from core.importing.document_outlets import Outlets
from core.importing.encodings import Encoding, encoding_of, read_text
from core.importing.lines import read_objects
from core.importing.report import Place, Remark
from core.importing.shapes import ORDER
from core.importing.source import Known, Numbered, Source
from core.importing.web_page import MAX_PAGE_BYTES, page_of, said_encoding
from core.services.documents import MAX_LENGTH_CP

MAX_TEXT_BYTES = 4 * MAX_LENGTH_CP
SUFFIXES = (".txt", ".html", ".htm", ".csv", ".tsv", ".jsonl")
LATER = {".pdf": "PDF", ".docx": "Word", ".doc": "Word", ".odt": "OpenDocument", ".xlsx": "Excel", ".rtf": "RTF"}


def read(source: Source, known: Known) -> Numbered:
    """Outlets first, then the documents of each file in the order of names; a refusal stands in its file's place."""
    if not source.files:
        raise Invalid("There is no file to read here.", "no_files")
    reading = _Reading(source, known)
    yield from reading.outlet_lines()
    for name in sorted(source.files, key=_in_order):
        yield from _safely(name, reading)
    yield from reading.outlets.remarks()


def _in_order(name: str) -> tuple[str, ...]:
    return Path(name).parts


def _safely(name: str, reading: "_Reading") -> Numbered:
    try:
        yield from reading.documents(name)
    except OSError as error:
        yield Place(0, name), Invalid(f"The file cannot be read: {error.strerror}.", "file_unreadable")
    except DomainError as error:
        yield Place(0, name), error


class _Reading:
    """What the files of one import share: keys that are taken, outlets that are known."""

    def __init__(self, source: Source, known: Known) -> None:
        self.source = source
        self.wish = known.wish
        self.outlets = Outlets(known)
        self.keys = Keys()
        self.tables = {name for name in source.files if Path(name).suffix.lower() in (".csv", ".tsv")}

    def outlet_lines(self) -> Numbered:
        """The chosen outlet, and those that tables name."""
        seen = {self.wish.outlet}
        if self.wish.outlet:
            yield Place(0, ""), {"type": "outlet", "id": self.wish.outlet}
        for name in sorted(self.tables, key=_in_order):
            try:
                for said in document_table.outlets_said(self.source.files[name], self.wish):
                    key = self.outlets.of_name(said)
                    if key and key not in seen and key not in self.outlets.keys:
                        seen.add(key)
                        yield Place(0, name), {"type": "outlet", "id": key, "name": said[:200]}
            except (DomainError, OSError):
                continue  # said when its documents are read

    def documents(self, name: str) -> Numbered:
        """The documents of one file."""
        suffix = Path(name).suffix.lower()
        if suffix == ".txt":
            return self._text(name)
        if suffix in (".html", ".htm"):
            return self._page(name)
        if suffix == ".jsonl":
            return self._lines(name)
        if name in self.tables:
            return self._table(name)
        kind = LATER.get(suffix)
        raise Invalid(
            f"{kind} files come in a later version: save the text as .txt." if kind
            else f"A file {suffix or 'without a suffix'} is no text that can be read here: {', '.join(SUFFIXES)}.",
            "format_later" if kind else "unknown_format",
        )  # fmt: skip

    def _place(self, name: str) -> Path:
        return Path(self.source.placed.get(name, name))

    def _free(self, name: str, stem: str = "") -> str:
        place = self._place(name)
        return self.keys.free(stem or place.stem, place)

    def _read(self, name: str, encoding: Encoding, most_bytes: int) -> Iterator[tuple[Place, Remark | str]]:
        """The text of a file, and before it what there is to say of its encoding."""
        text = read_text(self.source.files[name], encoding, most_bytes)
        if encoding.guessed:
            yield Place(0, name), Remark("document", "encoding_guessed", f"Read as {encoding.name}, by its look.")
        yield Place(1, name), text

    def _text(self, name: str) -> Numbered:
        """A text file as a document: its first line is the title."""
        encoding = encoding_of(self.source.files[name], self.wish.encoding)
        for at, found in self._read(name, encoding, MAX_TEXT_BYTES):
            if isinstance(found, Remark):
                yield at, found
                continue
            title = next((line.strip() for line in found.splitlines() if line.strip()), "")
            outlet = {"outlet": self.wish.outlet} if self.wish.outlet else self.outlets.of_address("")
            yield at, {"type": "document", "id": self._free(name), **outlet, "title": title[:200], "text": found}

    def _page(self, name: str) -> Numbered:
        path = self.source.files[name]
        with path.open("rb") as file:
            said = said_encoding(file.read(4096))
        encoding = encoding_of(path, self.wish.encoding or ("" if said == "utf-8" else said))
        for at, found in self._read(name, encoding, MAX_PAGE_BYTES):
            if isinstance(found, Remark):
                yield at, found
                continue
            page = page_of(found)
            facts = {"title": page.title, "url": page.url, "author": page.author, "published_on": page.published_on,
                     "language": page.language}  # fmt: skip
            given = {key: value for key, value in facts.items() if value}
            yield at, {
                "type": "document", "id": self._free(name), **self.outlets.of_address(page.url), **given,
                "text": page.text,
            }  # fmt: skip
            if page.remark:
                yield Place(0, name), Remark("document", "dropped", page.remark)

    def _lines(self, name: str) -> Numbered:
        stem = self._place(name).stem
        with self.source.files[name].open("rb") as lines:
            for number, data in read_objects(lines):
                yield Place(number, name), self._document(data, name, f"{stem}-{number}")

    def _document(self, data: Mapping[str, Any] | DomainError, name: str, stem: str) -> Mapping[str, Any] | DomainError:
        """A line of a `.jsonl` file or a row: the fields of a document line; outlet and id have defaults."""
        if isinstance(data, DomainError):
            return data
        type_ = data.get("type", "document")
        if type_ != "document":
            if type_ in ORDER:
                return Invalid(
                    "This is an interchange file: import it as one (at the shell: import_corpus).", "interchange_file"
                )
            return Invalid(f"{type_!r:.60} is no type of line here: each line is a document.", "unknown_type")
        key = data.get("id")
        if key is None:
            key = self._free(name, stem)
        elif isinstance(key, str):
            self.keys.taken.add(key)
        url = data.get("url")
        outlet = {} if data.get("outlet") else self.outlets.of_address(url if isinstance(url, str) else "")
        return {**data, **outlet, "id": key, "type": "document"}

    def _table(self, name: str) -> Numbered:
        stem = self._place(name).stem
        for at, found in document_table.rows(self.source.files[name], self.wish):
            place = Place(at, name)
            if isinstance(found, (Remark, DomainError)):
                yield place, found
                continue
            said = found.pop("outlet", "")
            if said and (key := self.outlets.of_name(said)):
                found["outlet"] = key
            yield place, self._document(found, name, f"{stem}-{at}")
