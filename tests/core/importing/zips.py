"""Archives as strangers make them."""

import stat
import zipfile
from pathlib import Path


def zipped(path: Path, **members: bytes) -> Path:
    """A zip with these members; underscores in names are as given, so pass odd names to `with_member`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def with_member(path: Path, name: str, content: bytes = b"x", mode: int = 0) -> Path:
    """Adds a member under any name; `mode` as Unix has it, for links and devices."""
    member = zipfile.ZipInfo("placeholder")
    member.filename = name
    member.external_attr = mode << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member, content)
    return path


def encrypted(path: Path) -> Path:
    """Says of every member that it is encrypted."""
    raw = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(magic)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(magic, at + 4)
    path.write_bytes(raw)
    return path


LINK = stat.S_IFLNK | 0o777
DEVICE = stat.S_IFCHR | 0o644
