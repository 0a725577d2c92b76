"""Data sets out: one writer per format, registered in `FORMATS`, each streaming bytes from one snapshot."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.access import Viewer


@dataclass(frozen=True)
class Format:
    """One way out: its name for people, file suffix, media type, a sentence about it, and its writer."""

    title: str
    suffix: str
    content_type: str
    about: str
    write: Callable[[Viewer], Iterator[bytes]]


# Names are those of `--format`; pages (annotator/views/data.py) and the command read this table.
FORMATS: Mapping[str, Format] = {}


def export(viewer: Viewer, format: str) -> Iterator[bytes]:
    """The marks that the viewer may see (`core.access.keeper` at the shell sees all), as a stream of bytes."""
    return FORMATS[format].write(viewer)
