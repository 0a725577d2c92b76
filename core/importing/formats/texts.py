"""Texts that lie beside marks as files of their own."""

from pathlib import Path

from core.errors import Invalid

MAX_TEXT_BYTES = 32 * 1024 * 1024


def text_in(path: Path) -> str:
    """A text as it stands in its file, carriage returns and all: offsets count in it. What may be stored of it, the
    store decides. Errors: `Invalid` (`text_too_long`, `text_refused`)."""
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise Invalid(f"The text is larger than {MAX_TEXT_BYTES // 2**20} MB.", "text_too_long")
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"The text is not UTF-8: position {error.start} cannot be read.", "text_refused") from error
