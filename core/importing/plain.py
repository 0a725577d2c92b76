"""Documents from plain files: `.txt`, `.jsonl` with one document a line, and folders of them."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.errors import DomainError, Invalid
from core.importing.interchange import import_objects
from core.importing.lines import read_objects
from core.importing.report import Place, Report
from core.importing.shapes import ORDER
from core.models import Project, User
from core.services.documents import MAX_LENGTH_CP
from core.text import canonical

MAX_TEXT_BYTES = 4 * MAX_LENGTH_CP
MAX_KEY_LENGTH = 100
LATER = {".html": "HTML", ".htm": "HTML", ".csv": "CSV", ".pdf": "PDF", ".docx": "Word"}
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")

Numbered = Iterator[tuple[Place, Mapping[str, Any] | DomainError]]


def import_documents(
    project: Project,
    paths: Iterable[Path],
    *,
    outlet: str,
    dry_run: bool = False,
    skip_refused: bool = False,
    by: User | None = None,
) -> Report:
    """Store the documents of these files and folders under one outlet, which is made when it is missing.

    One transaction; a document that is stored already with the same text is *unchanged*. Refusals name the
    file. Errors: `Invalid` when no path holds a file.
    """
    files: dict[Path, Path] = {}
    for path in map(Path, paths):
        for file in _files(path):
            files.setdefault(file, file.relative_to(path) if file != path else Path(file.name))
    if not files:
        raise Invalid("There is no file under these paths.", "no_files")
    objects = _objects(files, outlet)
    return import_objects(project, objects, dry_run=dry_run, skip_refused=skip_refused, by=by)


def _files(path: Path) -> Iterator[Path]:
    """The file, or all files of a folder and its folders; hidden ones and links out of it are left alone."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(folder, name)
            if not name.startswith(".") and file.resolve().is_relative_to(path.resolve()):
                yield file


def _objects(files: Mapping[Path, Path], outlet: str) -> Numbered:
    yield Place(0, ""), {"type": "outlet", "id": outlet}
    keys = _Keys()
    for file, relative in sorted(files.items()):
        try:
            yield from _of_file(file, relative, outlet, keys)
        except OSError as error:
            yield Place(0, str(file)), Invalid(f"The file cannot be read: {error.strerror}.", "file_unreadable")
        except DomainError as error:
            yield Place(0, str(file)), error


class _Keys:
    """The keys of one run, so that no two files get the same."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def free(self, name: str, relative: Path) -> str:
        """The key of this name; with a hash of the file's place where another file of the run has it already."""
        key, n_tries = key_of(name, relative), 0
        while key in self.taken:
            key, n_tries = _hashed(name, f"{relative}{n_tries or ''}"), n_tries + 1
        self.taken.add(key)
        return key


def _of_file(file: Path, relative: Path, outlet: str, keys: _Keys) -> Numbered:
    suffix = file.suffix.lower()
    if suffix == ".jsonl":
        with file.open("rb") as lines:
            for number, data in read_objects(lines):
                yield Place(number, str(file)), _document(data, f"{file.stem}-{number}", relative, outlet, keys)
    elif suffix == ".txt":
        yield Place(1, str(file)), _text_document(file, keys.free(file.stem, relative), outlet)
    else:
        kind = LATER.get(suffix)
        raise Invalid(
            f"{kind} files come in a later version: save the text as .txt." if kind
            else f"A file {suffix or 'without a suffix'} is no text that can be read here: .txt or .jsonl.",
            "format_later" if kind else "unknown_format",
        )  # fmt: skip


def _text_document(file: Path, key: str, outlet: str) -> dict[str, Any]:
    """A text file as a document: its first line is the title."""
    if file.stat().st_size > MAX_TEXT_BYTES:
        raise Invalid(f"The text is longer than {MAX_LENGTH_CP:,} characters.", "text_too_long")
    text = canonical.decode(file.read_bytes())
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return {"type": "document", "id": key, "outlet": outlet, "title": title[:200], "text": text}


def _document(
    data: Mapping[str, Any] | DomainError, name: str, relative: Path, outlet: str, keys: _Keys
) -> Mapping[str, Any] | DomainError:
    """A line of a `.jsonl` file: the fields of a document line; outlet and id have defaults."""
    if isinstance(data, DomainError):
        return data
    type_ = data.get("type", "document")
    if type_ != "document":
        if type_ in ORDER:
            return Invalid("This is an interchange file: read it with import_corpus.", "interchange_file")
        return Invalid(f"{type_!r:.60} is no type of line here: each line is a document.", "unknown_type")
    key = data.get("id")
    if key is None:
        key = keys.free(name, relative)
    elif isinstance(key, str):
        keys.taken.add(key)
    return {"outlet": outlet} | dict(data) | {"id": key, "type": "document"}


def key_of(name: str, relative: Path) -> str:
    """A file name as a document key; with a hash of the file's place where the name loses letters or is too long.

    >>> key_of("Der Artikel (2).old", Path("Der Artikel (2).old.txt"))
    'Der-Artikel-2-.old'
    >>> key_of("北京 2", Path("北京 2.txt"))
    '2-e203a2a7'
    """
    key = _plain(name)
    return key if key and name.isascii() and len(key) <= MAX_KEY_LENGTH else _hashed(name, str(relative))


def _hashed(name: str, place: str) -> str:
    """The key with eight digits of the SHA-256 of the place, written in one way (macOS and Linux spell é otherwise)."""
    digits = sha256(os.fsencode(unicodedata.normalize("NFC", place))).hexdigest()[:8]
    return f"{(_plain(name) or 'document')[: MAX_KEY_LENGTH - 9]}-{digits}"


def _plain(name: str) -> str:
    return _NOT_IN_A_KEY.sub("-", name).lstrip("._-")
