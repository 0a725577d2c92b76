"""What a reader makes of one file of strangers, without a database."""

from pathlib import Path
from typing import Any

from core.errors import DomainError
from core.importing.registry import format_of
from core.importing.source import Known
from core.services.codebooks import default_codebook
from tests.core.export.corpora import source

TEXT = "😀 China banned it."
KNOWN = Known(default_codebook())
Answer = list[tuple[int, str, str]]


def refused(tmp_path: Path, name: str, content: str | bytes | None = None) -> Answer:
    """Line, code and words of each refusal: of one file `a` of that format, or of what lies there already."""
    files = {} if content is None else {"a" + format_of(name).suffixes[0]: content}
    found = format_of(name).read(source(tmp_path, files), KNOWN)
    errors = [(at, data) for at, data in found if isinstance(data, DomainError)]
    assert all(at.file for at, _ in errors)
    return [(at.line, error.code, error.message) for at, error in errors]


def lines_read(tmp_path: Path, name: str, content: str) -> list[dict[str, Any]]:
    """The lines that were read all the same."""
    found = format_of(name).read(source(tmp_path, {"a" + format_of(name).suffixes[0]: content}), KNOWN)
    return [dict(data) for _, data in found if not isinstance(data, DomainError)]
