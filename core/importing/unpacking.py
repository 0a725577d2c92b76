"""Archives of strangers: a zip becomes files in a folder of ours, within limits, or is refused with words.

Nothing that an archive says of itself is believed: names are checked before any file is made, sizes are counted while
they come out. It runs in the process with limits (`child`): even its table of contents may be a bomb.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from core.errors import DomainError, Invalid
from core.importing.report import Place, Remark
from core.text import canonical

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 256 * 1024 * 1024
MAX_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 200  # texts shrink to a fifth or a tenth, a table of zeros to a thousandth
FREE_BYTES = 1024 * 1024  # so much may come out whatever the ratio
MAX_NAME = 240
_STEP = 256 * 1024
_ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar"}
_DRIVE = re.compile(r"[A-Za-z]:")
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")

Found = tuple[Place, Path | DomainError | Remark]
"""A member by its name (as the place's file) and where it lies now, a refusal, or what was left alone."""


def is_zip(path: Path) -> bool:
    """Whether the file begins as a zip does."""
    with path.open("rb") as file:
        return file.read(4) in _MAGIC


def unpack(archive: Path, folder: Path) -> Iterator[Found]:
    """The members of a zip, written into a folder that is ours, each under a number instead of its name.

    A member that may not be read is refused in its place, the others come out. Hidden files and what macOS adds are
    left alone, and that is said once. Errors: `Invalid` for an archive that is none, or is beyond a limit: what came
    out so far lies in the folder, for the caller to take away.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            yield from _members(opened, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Invalid(f"The archive cannot be read: {error or 'it is broken'}.", "archive_broken") from error


def _members(opened: zipfile.ZipFile, folder: Path) -> Iterator[Found]:
    members = [member for member in opened.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise Invalid(
            f"The archive holds {len(members):,} files; at most {MAX_MEMBERS:,} are read. Split it.", "archive_too_many"
        )
    left, total, seen = [], 0, set[str]()
    for number, member in enumerate(members):
        name = member.filename
        if is_left_alone(name):
            left.append(name)
            continue
        try:
            _check(member, seen)
        except Invalid as error:
            yield Place(0, _shown(name)), error
            continue
        path = folder / f"{number:05}{_suffix(name)}"
        total += _write(opened, member, path, MAX_BYTES - total)
        yield Place(0, name), path
    if left:
        words = f"{len(left)} hidden or system file{'s were' if len(left) > 1 else ' was'} left alone: "
        yield Place(0, ""), Remark("file", "left_alone", words + ", ".join(map(_shown, left[:5])))


def is_left_alone(name: str) -> bool:
    """Whether a path holds a hidden part or one that systems add.

    >>> is_left_alone("news/.DS_Store"), is_left_alone("__MACOSX/news/a.txt"), is_left_alone("../a.txt")
    (True, True, False)
    """
    parts = [part for part in name.split("/") if part not in (".", "..")]
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db", "desktop.ini") for part in parts)


def _check(member: zipfile.ZipInfo, seen: set[str]) -> None:
    """`Invalid` for a name or a kind of member that is not read."""
    name = member.filename
    if reason := _fault_of_name(member.orig_filename):  # `filename` ends at a NUL
        raise Invalid(f"{reason} It was not unpacked.", "archive_name")
    if name.casefold() in seen:
        raise Invalid("The archive holds two files of this name.", "archive_name_twice")
    seen.add(name.casefold())
    mode = member.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise Invalid("This is a link to another file, not a file. It was not followed.", "archive_link")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise Invalid("This is a device or a pipe, not a file.", "archive_link")
    if member.flag_bits & 0x1:
        raise Invalid("The file is encrypted. Unpack it yourself, and send the text.", "archive_encrypted")
    if Path(name).suffix.lower() in _ARCHIVES:
        raise Invalid("An archive within the archive is not unpacked. Send it by itself.", "archive_nested")


def _fault_of_name(name: str) -> str:
    """Why a name is none that a file of ours may have come under; empty when it is one.

    >>> _fault_of_name("a/b.txt"), _fault_of_name("a/../../b.txt")
    ('', "The name leads out of the archive ('..').")
    """
    parts = name.split("/")
    if name.startswith("/"):
        return "The name is an absolute path."
    if "\\" in name:
        return "The name holds a backslash."
    if _DRIVE.match(name):
        return "The name begins with a drive letter."
    if ".." in parts:
        return "The name leads out of the archive ('..')."
    if not all(parts) or "." in parts:
        return "The name has an empty part."
    if len(name) > MAX_NAME:
        return f"The name is longer than {MAX_NAME} characters."
    try:
        canonical.canonical(name)
    except DomainError:
        return "The name is no text."
    return "The name is no text." if "\n" in name or "\t" in name else ""


def _suffix(name: str) -> str:
    suffix = Path(name).suffix
    return suffix if re.fullmatch(r"\.[A-Za-z0-9-]{1,12}", suffix) else ""


def _shown(name: str) -> str:
    """A name of a stranger, fit for a report."""
    return "".join(sign if sign.isprintable() else "�" for sign in name[:MAX_NAME])


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left_bytes: int) -> int:
    """How many bytes came out. They are counted as they come, against what the archive gives for them."""
    n_bytes, most = 0, FREE_BYTES + MAX_RATIO * member.compress_size
    with opened.open(member) as packed, path.open("xb") as file:
        for piece in _pieces(packed):
            n_bytes += len(piece)
            _check_size(member.filename, n_bytes, most, left_bytes)
            file.write(piece)
    return n_bytes


def _check_size(name: str, n_bytes: int, most: int, left_bytes: int) -> None:
    if n_bytes > most:
        raise Invalid(
            f"{_shown(name)!r} swells to more than {MAX_RATIO} times its packed size, as no text does.", "archive_bomb"
        )
    if n_bytes > MAX_MEMBER_BYTES:
        raise Invalid(f"{_shown(name)!r} has more than {MAX_MEMBER_BYTES // 2**20} MB.", "archive_too_large")
    if n_bytes > left_bytes:
        raise Invalid(f"The archive holds more than {MAX_BYTES // 2**30} GB. Split it.", "archive_too_large")


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    while piece := packed.read(_STEP):
        yield piece
