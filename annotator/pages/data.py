"""What a project gives away: the caller's visible marks, as files and by the interface."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.export.registry import FORMATS, Format
from core.queries.visibility import visible_annotations, visible_readings, withheld_keys


@dataclass(frozen=True)
class FormatEntry:
    """One file to download."""

    name: str
    url: str
    about: str


@dataclass(frozen=True)
class DataPage:
    """Counts of what the caller may take away, and the ways."""

    n_marks: str
    n_readings: str
    hidden: Sequence[str]
    formats: Sequence[FormatEntry]
    docs_url: str
    releases_url: str


def data_page(viewer: Viewer) -> DataPage:
    """Three queries."""
    readings = visible_readings(viewer).filter(practice=False)
    marks = visible_annotations(viewer).filter(reading__practice=False).count()
    return DataPage(
        words.count(marks, "mark", "marks"),
        words.count(readings.count(), "reading", "readings"),
        withheld_keys(viewer),
        [
            FormatEntry(row.title, reverse("download", args=[viewer.project.slug, row.name]), _about(row))
            for row in FORMATS
        ],
        reverse("api:docs"),
        reverse("releases", args=[viewer.project.slug]),
    )


def _about(row: Format) -> str:
    """What it is, in which unit it counts where that is not ours, and that it says what it cannot carry."""
    said = [row.about]
    if row.unit != "code point":
        said.append(f"Offsets in {row.unit}s.")
    if row.files and not row.lossless:
        said.append("What it cannot carry is counted in its loss_report.json.")
    return " ".join(said)
