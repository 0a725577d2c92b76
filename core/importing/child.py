"""The process that reads what strangers sent: `python -m core.importing.child`, started by `apart`.

It knows no database and no secret, may open no connection and start no program, and ends at limits of memory, time and
size of files. It is told on standard input what to read, and says line by line on standard output what it found:

    LINE \\t FILE as JSON \\t object | refusal | remark | last \\t JSON \\n
"""

import ctypes
import json
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PR_SET_PDEATHSIG = 1  # linux/prctl.h
APPS = ("django.contrib.contenttypes", "django.contrib.auth", "pgtrigger", "pghistory", "core")
# What no reader does. Opening files to read stays allowed: code is loaded when it is needed.
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "os.remove", "os.rename",
              "shutil.", "ctypes.dlopen", "urllib.", "ftplib.", "smtplib.", "pty.", "os.kill")  # fmt: skip


def main() -> None:
    """Read as asked on standard input, and say what was found."""
    asked = json.loads(sys.stdin.buffer.readline())
    tempfile.tempdir = asked["folder"]  # else it would try one folder after the other, and leave a file in each
    _limit(asked["limits"])
    _know_no_database()
    from core.importing.registry import reader_of  # models need the settings

    read = reader_of(asked["format"]).read
    sys.addaudithook(_refuse)
    out = sys.stdout.buffer
    last = "done"
    try:
        for frame in _frames(read, asked):
            out.write(frame)
    except MemoryError:
        last = "memory"
    except Exception as error:  # a fault of ours: said where, without a word of the file
        last = f"{type(error).__name__} {_place_of(error)}"
    out.write(_frame(0, "", "last", last))
    out.flush()


def _place_of(error: Exception) -> str:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"in {Path(step.tb_frame.f_code.co_filename).name}, line {step.tb_lineno}" if step is not None else ""


def _limit(limits: Mapping[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    # The signal of the softer limit says why it ended, that of the harder one does not.
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"] + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_bytes"], limits["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(AttributeError, OSError):  # Linux: whoever waits for this process was killed, so it ends as well
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _know_no_database() -> None:
    """Django as far as the codebook's and the lines' rules need it: none of this installation's settings."""
    settings.configure(
        INSTALLED_APPS=APPS, AUTH_USER_MODEL="core.User", USE_TZ=True, TIME_ZONE="UTC", USE_I18N=False,
        DATABASES={"default": {"ENGINE": "django.db.backends.dummy"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip
    django.setup()


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"A reader of files does not do this: {event}")


def _frames(read: Any, asked: Mapping[str, Any]) -> Iterator[bytes]:
    """What the reader gives, unpacked first where it is a zip; a refusal that ends the reading is the last."""
    from core.errors import DomainError
    from core.importing.source import Known, KnownOutlet, Source, Wish

    wish = Wish(**asked["wish"])
    known = Known(asked["codebook"], tuple(KnownOutlet(*row) for row in asked["outlets"]), wish)
    files: dict[str, Path] = {}
    folder = Path(asked["folder"])
    try:
        for name, path in asked["files"].items():
            yield from _opened(name, Path(path), folder, files, alone=len(asked["files"]) == 1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # from here on nothing is written
        source = Source(files, {name: place for name, place in asked["placed"].items() if name in files})
        for at, found in read(source, known):
            yield _told(at.line, at.file, found)
    except DomainError as error:
        yield _told(0, "", error)


def _opened(name: str, path: Path, folder: Path, files: dict[str, Path], *, alone: bool) -> Iterator[bytes]:
    """Adds the file, or what a zip holds, to `files`; tells what of it was refused or left alone."""
    from core.errors import DomainError
    from core.importing import unpacking

    if not unpacking.is_zip(path):
        files[name] = path
        return
    place = folder / f"archive-{len(files)}"
    place.mkdir()
    try:
        for at, found in unpacking.unpack(path, place):
            within = at.file if alone or not at.file else f"{name}/{at.file}"
            if isinstance(found, Path):
                files[within] = found
            else:
                yield _told(0, within or name, found)
    except DomainError as error:
        yield _told(0, name, error)


def _told(line: int, file: str, found: Any) -> bytes:
    from core.errors import DomainError
    from core.importing.report import Remark

    if isinstance(found, DomainError):
        return _frame(line, file, "refusal", {"message": found.message, "code": found.code})
    if isinstance(found, Remark):
        return _frame(line, file, "remark", vars(found))
    try:
        return _frame(line, file, "object", found)
    except (UnicodeEncodeError, ValueError):
        fault = {"message": "A text of the line holds half a character.", "code": "text_refused"}
        return _frame(line, file, "refusal", fault)


def _frame(line: int, file: str, kind: str, data: Any) -> bytes:
    shown = json.dumps(file.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
    said = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{line}\t{shown}\t{kind}\t{said}\n".encode()


if __name__ == "__main__":
    main()
