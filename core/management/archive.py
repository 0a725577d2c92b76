"""A backup as one file: a zip that holds the database, every file, and a manifest that proves them.

`database.dump` is Postgres' own custom format, `releases/…` and `uploads/…` are files as they stood, `manifest.json`
comes last: the SHA-256 and size of each, what wrote it and when, and the schema it has. Nothing in it is a secret key.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core.errors import Invalid

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database.dump"
FOLDERS = ("releases", "uploads")
PIECE = 1 << 20
_MANIFEST_BYTES = 256 << 20


@dataclass(frozen=True)
class Entry:
    """One file in a backup: its name there, its size in bytes, its SHA-256."""

    name: str
    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `schema` are the migrations it has had; `server` is Postgres' major version there,
    `programs` that of the pg_dump that wrote it; `counts` is how much there is of what people made."""

    made_at: str
    program: str
    server: int
    programs: int
    schema: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]
    entries: tuple[Entry, ...]

    def data(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {
            "format": FORMAT, "made_at": self.made_at, "program": self.program, "server": self.server,
            "programs": self.programs, "counts": dict(self.counts), "schema": [list(row) for row in self.schema],
            "files": [{"name": row.name, "n_bytes": row.n_bytes, "sha256": row.sha256} for row in self.entries],
        }  # fmt: skip


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that only its owner can read, under this name when it is whole and on the disk; else nothing is left.

    Errors: `Invalid` where something stands there, `OSError`.
    """
    if path.exists():
        raise Invalid(f"{path} is there already: name a file that is not.", "path_taken")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a try that was killed
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Entry:
    """Put a file into a new archive, piece by piece."""
    digest, n_bytes = hashlib.sha256(), 0
    with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
        for piece in pieces:
            digest.update(piece)
            n_bytes += file.write(piece)
    return Entry(name, n_bytes, digest.hexdigest())


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """All that is to be read, a mebibyte at a time."""
    while piece := file.read(PIECE):
        yield piece


@contextmanager
def opened_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup whose every file has been read and is what its manifest says.

    Errors: `Invalid` (no backup, of a later format, damaged; which file), `OSError`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest_of(archive, path)
            _verify(archive, manifest, path)
            yield archive, manifest
    except zipfile.BadZipFile as error:
        raise Invalid(f"{path} is no backup, or was cut off: {str(error).rstrip('.')}.", "no_backup") from error


def _manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    no_backup = Invalid(f"{path} is no backup of this program: it has no manifest that can be read.", "no_backup")
    try:
        if archive.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
            raise no_backup
        data = json.loads(archive.read(MANIFEST))
        if data["format"] != FORMAT:
            raise Invalid(f"{path} was made by a later version of this program: restore with that one.", "newer_backup")
        return Manifest(
            str(data["made_at"]), str(data["program"]), int(data["server"]), int(data["programs"]),
            tuple((str(app), str(name)) for app, name in data["schema"]), dict(data["counts"]),
            tuple(Entry(str(row["name"]), int(row["n_bytes"]), str(row["sha256"])) for row in data["files"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise no_backup from error


def _verify(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    said = {row.name: row for row in manifest.entries}
    there = [name for name in archive.namelist() if name != MANIFEST]
    if sorted(there) != sorted(said) or DATABASE not in said or len(said) != len(manifest.entries):
        raise Invalid(f"{path} is damaged: it does not hold the files of its manifest.", "damaged_backup")
    for entry in manifest.entries:
        if not _is_ours(entry.name):
            raise Invalid(f"{path} is no backup of this program: it holds {entry.name!r}.", "no_backup")
        if not _holds(archive, entry):
            raise Invalid(f"{path} is damaged: {entry.name} is not what was written.", "damaged_backup")


def _is_ours(name: str) -> bool:
    """The database, or a file that stays within one of our folders."""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts and "\\" not in name and "\0" not in name
    return name == DATABASE or inside


def _holds(archive: zipfile.ZipFile, entry: Entry) -> bool:
    digest, n_bytes = hashlib.sha256(), 0
    try:
        with archive.open(entry.name) as file:
            for piece in pieces_of(file):
                digest.update(piece)
                n_bytes += len(piece)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return False
    return (n_bytes, digest.hexdigest()) == (entry.n_bytes, entry.sha256)
