"""Documents from files and folders at the shell."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import Invalid
from core.importing import documents
from core.importing.interchange import import_objects
from core.importing.report import Report
from core.importing.source import Reader, Source, Wish, known_of
from core.models import Project, User


def import_documents(
    project: Project,
    paths: Iterable[Path],
    *,
    outlet: str,
    wish: Wish | None = None,
    read: Reader = documents.read,
    dry_run: bool = False,
    skip_refused: bool = False,
    by: User | None = None,
) -> Report:
    """Store the documents of these files and folders (see `documents`); those of which nothing says who published
    them come under one outlet, which is made when it is missing.

    One transaction; a document that is stored already with the same text is *unchanged*. Refusals name the
    file. `read` may be the reader in a process of its own. Errors: `Invalid` when no path holds a file.
    """
    files: dict[str, Path] = {}
    placed: dict[str, str] = {}
    for path in map(Path, paths):
        for file in _files(path):
            files.setdefault(str(file), file)
            placed.setdefault(str(file), file.relative_to(path).as_posix() if file != path else file.name)
    if not files:
        raise Invalid("There is no file under these paths.", "no_files")
    chosen = wish or Wish()
    known = known_of(project, Wish(outlet, chosen.columns, chosen.encoding, chosen.delimiter))
    objects = read(Source(files, placed), known)
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
