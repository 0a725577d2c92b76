"""The formats that marks can be read from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from core.importing.interchange import ANNOTATIONS, import_corpus
from core.importing.marks_table import import_table
from core.importing.report import Report
from core.models import Project


@dataclass(frozen=True)
class Format:
    """One way to read marks for documents that exist; documents themselves are read by `plain`."""

    name: str
    title: str
    read: Callable[..., Report]


def _interchange(project: Project, lines: Iterable[bytes], **options: Any) -> Report:
    return import_corpus(project, lines, adds=ANNOTATIONS, **options)


FORMATS = (
    Format("jsonl", "Interchange file (JSON Lines)", _interchange),
    Format("csv", "One long table (CSV)", import_table),
)
LATER = ("w3c", "brat", "cas-json", "cas-xmi", "label-studio", "doccano", "refi-qda")


def format_of(name: str) -> Format:
    """The format of that name; `Invalid` (`unknown_format`) says which there are."""
    found = next((row for row in FORMATS if row.name == name), None)
    if found is None:
        known = ", ".join(row.name for row in FORMATS)
        word = "comes in a later version" if name in LATER else "is no format of this program"
        raise Invalid(f"{name!r:.40} {word}; this one reads: {known}.", "unknown_format")
    return found
