"""In which encoding a stranger's bytes are: as is written in them, else UTF-8, else by a guess that is told."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from core.errors import Invalid, TextRefused
from core.text import canonical

SAMPLE_BYTES = 512 * 1024
LEAST_BYTES = 20  # of fewer nothing can be guessed
_STEP = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As browsers and editors call them. What reads alike in several is called by the first of these.
_USUAL = (
    ("cp1252", "windows-1252"), ("cp1250", "windows-1250"), ("cp1251", "windows-1251"), ("cp1253", "windows-1253"),
    ("cp1254", "windows-1254"), ("cp1256", "windows-1256"), ("gb18030", "gb18030"), ("cp932", "shift_jis"),
    ("cp949", "euc-kr"), ("big5", "big5"), ("koi8_r", "koi8-r"),
)  # fmt: skip
CHOICES = (
    "utf-8", "utf-16", *(name for _, name in _USUAL), "iso-8859-1", "iso-8859-2", "iso-8859-15", "euc-jp", "koi8-u",
    "macintosh",
)  # fmt: skip


@dataclass(frozen=True)
class Encoding:
    """What bytes are read as; `guessed` where nothing but their look speaks for it."""

    name: str
    guessed: bool = False


def encoding_of(path: Path, wanted: str = "") -> Encoding:
    """The encoding of a file: the one `wanted`, else that of its byte order mark, UTF-8, or the likeliest.

    Reads the file once, in steps. Errors: `Invalid` (`unknown_encoding`) for a wanted one that is none;
    `TextRefused` where nothing fits.
    """
    if wanted:
        return Encoding(checked_name(wanted))
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), "")
    if marked:
        return Encoding(marked)
    return Encoding("utf-8") if _is_utf8(path) else _guess(sample)


def checked_name(name: str) -> str:
    """One of `CHOICES`; `Invalid` for any other: Python knows encodings that are none of texts."""
    if name.lower() not in CHOICES:
        raise Invalid(f"{name!r:.40} is no encoding that can be chosen here: {', '.join(CHOICES)}.", "unknown_encoding")
    return name.lower()


def read_text(path: Path, encoding: Encoding, most_bytes: int) -> str:
    """The stored text of a whole file.

    Errors: `Invalid` (`text_too_long`) for a larger one, which is not read; `TextRefused` for bytes that the
    encoding has not, and for what cannot be stored.
    """
    size = path.stat().st_size
    if size > most_bytes:
        found, most = (f"{n / 1e6:,.0f} MB" for n in (size, most_bytes))
        raise Invalid(f"The file has {found}; a text of its kind has at most {most}.", "text_too_long")
    raw = path.read_bytes()
    if encoding.name == "utf-8":
        return canonical.decode(raw)
    try:
        return canonical.canonical(raw.decode(encoding.name))
    except UnicodeError as error:
        raise not_in(encoding.name, error) from None


def not_in(name: str, error: UnicodeError) -> TextRefused:
    """Bytes that the encoding does not have."""
    place = f": byte {error.start} cannot be read" if isinstance(error, UnicodeDecodeError) else ""
    return TextRefused(f"The file is not {name}{place}. Save it as UTF-8, or choose another encoding.")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(path):
            if b"\x00" in piece:  # UTF-16 without a mark is valid UTF-8, too; a text has no NUL
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_STEP):
            yield piece


def _guess(sample: bytes) -> Encoding:
    best = from_bytes(sample).best() if len(sample) >= LEAST_BYTES else None
    if best is None:
        canonical.decode(sample)  # says which byte, where it is no UTF-8
        raise TextRefused("In what encoding this file is cannot be told. Save it as UTF-8 and send it again.")
    alike = {best.encoding, *best.could_be_from_charset}
    name = next((usual for codec, usual in _USUAL if codec in alike), best.encoding.replace("_", "-"))
    return Encoding(name, guessed=True)
