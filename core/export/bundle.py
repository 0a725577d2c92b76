"""The files of one export: into a folder, or as one zip whose bytes follow from the files alone."""

import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from core.export.corpus import Losses

LOSS_REPORT = "loss_report.json"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip, whenever it is made
_MODE = 0o644 << 16


class Part(NamedTuple):
    """One file: its name (folders with `/`) and its content in pieces."""

    name: str
    content: Iterable[bytes]


def with_losses(format_name: str, parts: Iterable[Part], losses: Losses) -> Iterator[Part]:
    """The files, and behind them the report of what they could not carry, where there is anything."""
    yield from parts
    if losses.counts:
        data = json.dumps(losses.data(format_name), ensure_ascii=False, indent=1)
        yield Part(LOSS_REPORT, [data.encode() + b"\n"])


def write_folder(folder: Path, parts: Iterable[Part]) -> int:
    """Write the files under their names; how many bytes. Errors: `OSError`."""
    n_bytes = 0
    for part in parts:
        path = folder / part.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for piece in part.content:
                n_bytes += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    return n_bytes


def write_zip(path: Path, parts: Iterable[Part]) -> None:
    """Write the files into one zip, in their order, with no time and no owner. Errors: `OSError`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, _MOMENT)
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in part.content:
                    file.write(piece)


def zip_stream(parts: Iterable[Part]) -> Iterator[bytes]:
    """The files as one zip while it is made, unpressed: what is in it is pressed already, or is to be read at once."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:  # type: ignore[call-overload]
        for part in parts:
            entry = zipfile.ZipInfo(part.name, _MOMENT)
            entry.external_attr = _MODE
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in part.content:
                    file.write(piece)
                    yield sink.take()
    yield sink.take()


class _Sink:
    """What a zip is written into that nobody can go back in: bytes until they are taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def files_of(folder: Path) -> Iterator[Part]:
    """The files of a folder and its folders, by name, read in pieces."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield Part(path.relative_to(folder).as_posix(), pieces(path))


def pieces(path: Path, size: int = 1 << 20) -> Iterator[bytes]:
    """A file's content in pieces of at most `size` bytes."""
    with path.open("rb") as file:
        while piece := file.read(size):
            yield piece


def remove(folder: Path) -> None:
    """A folder with all in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)
