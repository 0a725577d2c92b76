"""Reads files of strangers in a process of its own, with limits (`child`), and checks every line that it says.

The child has read hostile bytes: what it says is JSON within limits, never a pickled object. Starting it takes some
0.4 s of processor time. 100,000 marks cost 2.6 s more of it than in this process, nearly all in the child, which works
while its parent stores.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from core.errors import DomainError, Invalid
from core.importing import unpacking
from core.importing.lines import MAX_LINE_BYTES, MAX_LINES, read_object
from core.importing.report import Place, Remark
from core.importing.source import Known, Numbered, Source

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "unpacked-"
_STEP = 64 * 1024
_TICK_S = 0.5
MAX_DETAILS_BYTES = 64 * 1024
MAX_FRAME_BYTES = 2 * MAX_LINE_BYTES
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Limits:
    """What the child may use: bytes of memory, seconds of processor time (10,000 web pages take 100), bytes of one
    file written, and seconds that it may be silent while its parent waits."""

    memory_bytes: int = 2 * 1024**3
    cpu_s: int = 900
    file_bytes: int = unpacking.MAX_MEMBER_BYTES
    silent_s: float = 120


@dataclass
class _Watch:
    """Whom the parent tells that it waits (who may raise `Cancelled`), and whether it waited too long."""

    limits: Limits
    tick: Callable[[], None]
    is_over: bool = False


def read_apart(
    format_name: str,
    source: Source,
    known: Known,
    *,
    limits: Limits | None = None,
    tick: Callable[[], None] = lambda: None,
    within: Path | None = None,
) -> Numbered:
    """What the reader of that format makes of the files, a zip among them unpacked. Takes lines as they come.

    `tick` is called at least twice a second while nothing comes. A child that dies, is ended by a limit or hangs is one
    refusal, which says which limit. The child and what it unpacked (into a new
    folder in `within`, else where temporary files lie) are gone when the iterator ends or is closed.
    """
    with TemporaryDirectory(prefix=FOLDER, dir=within, ignore_cleanup_errors=True) as folder:
        watch = _Watch(limits or Limits(), tick)
        child = _started(folder)
        try:
            _ask(child, _asked(format_name, source, known, folder, watch.limits))
            yield from _lines(child, watch, _named(source))
        finally:
            _end(child)


def _started(folder: str) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment |= {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "HOME": folder}
    return subprocess.Popen(
        [sys.executable, "-m", "core.importing.child"], cwd=folder, env=environment, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _asked(format_name: str, source: Source, known: Known, folder: str, limits: Limits) -> Mapping[str, Any]:
    return {
        "format": format_name,
        "files": {name: str(path.resolve()) for name, path in source.files.items()},
        "placed": dict(source.placed),
        "folder": folder,
        "codebook": known.codebook,
        "outlets": [[row.key, row.name, row.domain] for row in known.outlets],
        "wish": asdict(known.wish),
        "limits": {name: value for name, value in asdict(limits).items() if name != "silent_s"},
    }


def _ask(child: subprocess.Popen[bytes], asked: Mapping[str, Any]) -> None:
    assert child.stdin is not None
    with suppress(BrokenPipeError):  # it died: its end says why
        child.stdin.write(json.dumps(asked).encode() + b"\n")
        child.stdin.close()


def _named(source: Source) -> str:
    names = list(source.files)
    return repr(names[0]) if len(names) == 1 else f"one of {len(names):,} files"


def _lines(child: subprocess.Popen[bytes], watch: _Watch, named: str) -> Numbered:
    """The frames until the last one; without it, why there is none."""
    assert child.stdout is not None
    at = Place(0, "")
    try:
        for number, raw in enumerate(_split(child.stdout, watch), start=1):
            at, kind, found = _frame(raw)
            if kind == "last":
                if found != "done":
                    yield Place(0, ""), _failed(str(found), named, watch)
                return
            if number > MAX_LINES:
                yield at, Invalid(f"There are more than {MAX_LINES:,} lines. Split the files.", "too_many_lines")
                return
            yield at, found
    except _Broken as error:
        yield at, Invalid(f"Reading {named} went wrong: {error}", "reader_failed")
        return
    yield Place(0, ""), _why_it_ended(child, watch, named)


class _Broken(Exception):
    """The child says what it must not say."""


def _split(stream: IO[bytes], watch: _Watch) -> Iterator[bytes]:
    """Lines of the pipe, none longer than a frame may be; ends where the child does, or where waiting is over."""
    rest: list[bytes] = []
    n_bytes = 0
    while piece := _next_piece(stream, watch):
        *whole, last = piece.split(b"\n")
        for part in whole:
            yield b"".join([*rest, part])
            rest, n_bytes = [], 0
        rest.append(last)
        n_bytes += len(last)
        if n_bytes > MAX_FRAME_BYTES:
            raise _Broken("a line is too long.")


def _next_piece(stream: IO[bytes], watch: _Watch) -> bytes:
    until = time.monotonic() + watch.limits.silent_s
    while time.monotonic() < until:
        ready, _, _ = select.select([stream], [], [], _TICK_S)
        if ready:
            return os.read(stream.fileno(), _STEP)
        watch.tick()
    watch.is_over = True
    return b""


def _frame(raw: bytes) -> tuple[Place, str, Any]:
    try:
        line, file, kind, data = raw.split(b"\t", 3)
        at = Place(int(line), json.loads(file))
    except ValueError:
        raise _Broken("it said something that makes no sense.") from None
    if not isinstance(at.file, str) or len(at.file) > 4_096:
        raise _Broken("it named no file.")
    if kind == b"object":
        try:
            return at, "object", read_object(data)
        except DomainError as error:
            return at, "object", error
    return at, kind.decode("ascii", "replace"), _said(kind, data)


def _said(kind: bytes, data: bytes) -> Any:
    try:
        said = json.loads(data)
        if kind == b"refusal":
            return Invalid(str(said["message"])[:2_000], str(said["code"])[:60])
        if kind == b"remark":
            details = dict(said["details"]) if len(data) < MAX_DETAILS_BYTES else {}
            return Remark(str(said["type"])[:60], str(said["code"])[:60], str(said["text"])[:2_000], details)
        if kind == b"last":
            return said
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise _Broken("it said something that makes no sense.")


def _failed(why: str, named: str, watch: _Watch) -> Invalid:
    if why == "memory":
        most = watch.limits.memory_bytes // 2**20
        return Invalid(f"Reading {named} takes more than {most:,} MB of memory. Split the file.", "reader_memory")
    logger.error("reader failed: %s", why[:200])
    return Invalid(
        f"Reading {named} went wrong: the file breaks its reader ({why[:200]}). Nothing was stored.", "reader_failed"
    )


def _why_it_ended(child: subprocess.Popen[bytes], watch: _Watch, named: str) -> Invalid:
    if watch.is_over:
        return Invalid(
            f"Reading {named} came to a stand for {watch.limits.silent_s:,.0f} seconds, and was ended.", "reader_time"
        )
    code = child.wait()
    if code == -signal.SIGXCPU:
        return Invalid(
            f"Reading {named} takes more than {watch.limits.cpu_s:,} seconds of work, and was ended.", "reader_time"
        )
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    logger.error("reader ended: %s", how)
    return Invalid(f"Reading {named} ended the process that reads ({how}). Nothing was stored.", "reader_failed")


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
