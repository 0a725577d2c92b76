"""Files that people send to be imported: kept under random names in a folder of ours, a day after their last use."""

import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound, TooLarge
from core.models import Project

MOST_BYTES = 512 * 1024 * 1024
KEPT_S = 24 * 3600
LEAST_FREE_BYTES = 1024 * 1024 * 1024
_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Upload:
    """One file that came whole. `name` is what its sender called it: for people, never for a path."""

    id: str
    name: str
    n_bytes: int

    @property
    def path(self) -> Path:
        """Where it lies."""
        return folder() / self.id

    def forget(self) -> None:
        """Leave nothing of it."""
        for name in (self.id, f"{self.id}.json"):
            (folder() / name).unlink(missing_ok=True)


class Arriving:
    """A file while it comes: there, under its id, once `finish` was called; gone again after `drop`."""

    def __init__(self, viewer: Viewer, name: str) -> None:
        viewer.require("import")
        self.id = uuid.uuid4().hex
        self.name = shown_name(name)
        self.n_bytes = 0
        self._about = {"project": viewer.project.pk, "name": self.name}
        self._path = folder() / f"{self.id}.part"
        self._refuse_full_disk()
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def _refuse_full_disk(self) -> None:
        if shutil.disk_usage(folder()).free < LEAST_FREE_BYTES:
            raise Conflict("The disk of this installation is nearly full. Nothing was kept.", "disk_full")

    def take(self, piece: bytes) -> None:
        """The next bytes. `TooLarge` beyond the limit, and then nothing is left."""
        self.n_bytes += len(piece)
        if self.n_bytes > MOST_BYTES:
            self.drop()
            raise too_large()
        self._file.write(piece)

    def finish(self) -> Upload:
        """The file, whole."""
        self._file.close()
        about = self._about | {"n_bytes": self.n_bytes}
        (folder() / f"{self.id}.json").write_text(json.dumps(about), encoding="utf-8")
        self._path.rename(folder() / self.id)
        return Upload(self.id, self.name, self.n_bytes)

    def drop(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        for name in (f"{self.id}.part", f"{self.id}.json", self.id):
            (folder() / name).unlink(missing_ok=True)


def too_large() -> TooLarge:
    """More than is taken at once."""
    return TooLarge(
        f"More than {MOST_BYTES // 2**20} MB were sent, and nothing was kept. Pack the files as a zip, or send them "
        "one after the other."
    )


def keep(viewer: Viewer, name: str, pieces: Iterable[bytes]) -> Upload:
    """A file from its pieces. `TooLarge` beyond the limit; nothing is left of one that does not come whole."""
    arriving = Arriving(viewer, name)
    try:
        for piece in pieces:
            arriving.take(piece)
        return arriving.finish()
    except BaseException:
        arriving.drop()
        raise


def shown_name(name: str) -> str:
    """The last part of a file's name, fit to be shown: no folders, nothing invisible.

    >>> shown_name("C:\\\\papers\\\\one\\x07.txt"), shown_name("../")
    ('one.txt', 'file')
    """
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    plain = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    return (f"{stem[:150]}{dot}{suffix[:20]}" if dot else plain[:150]) or "file"


def uploads_of(project: Project, ids: Sequence[str]) -> list[Upload]:
    """These files, kept another day from now. `NotFound` for one that is gone, or that was sent to another project.

    Ids are never taken from a request, but from a job that the caller may see.
    """
    found = []
    for id in ids:
        about = _about(id)
        if about is None or about["project"] != project.pk:
            raise NotFound(
                "The uploaded file is no longer here: files are kept for a day. Upload it again.", "upload_gone"
            )
        upload = Upload(id, about["name"], about["n_bytes"])
        for path in (upload.path, folder() / f"{id}.json"):
            os.utime(path)
        found.append(upload)
    if not found:
        raise Invalid("No file was sent.", "no_files")
    return found


def forget_old(now_s: float | None = None) -> int:
    """Delete what nobody used for a day, what never came whole, and what was left unpacked; how many."""
    before, n = (now_s or time.time()) - KEPT_S, 0
    for path in folder().iterdir():
        if path.stat().st_mtime >= before:
            continue
        if path.is_dir():  # unpacked by a worker that was killed
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        n += 1
    return n


def _about(id: str) -> dict[str, Any] | None:
    if not isinstance(id, str) or not _ID.fullmatch(id) or not (folder() / id).is_file():
        return None
    try:
        about: dict[str, Any] = json.loads((folder() / f"{id}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return about


def folder() -> Path:
    """Where uploads lie, and what is unpacked of them while they are read."""
    found = Path(settings.UPLOADS)
    if not found.is_dir():
        found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found
