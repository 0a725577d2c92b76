"""What a chart is: a picture in two widths, one sentence that says what it shows, and the table it was drawn from."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MIN_DOCUMENTS = 5
FEW_MARKS = 5
TOO_FEW_DOCUMENTS = (
    "Too few articles to draw: charts begin at five, and {n} {have} been read. Read the words themselves instead."
)

Cell = str | int | float | None
Spec = dict[str, Any]
Look = dict[str, Any]  # how a mark is drawn: names and values of Vega-Lite


@dataclass(frozen=True)
class Column:
    """One column of a chart's table: its name in files, its words on screen, and how its cells are shown.

    `form`: `text`, `count`, `rate` (one decimal), `alpha` (two decimals) or `share` (0-1, shown as per cent).
    """

    key: str
    words: str
    form: str = "text"


@dataclass(frozen=True)
class Table:
    """The figures of a chart, a row for whatever it draws. None: there is no such figure."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    def shown(self) -> list[list[tuple[str, bool]]]:
        """The cells in words, each with whether it is a number."""
        return [
            [(_shown(cell, column.form), column.form != "text") for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]

    def as_csv(self) -> str:
        """The table as a file; nothing where there is no figure."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([column.key for column in self.columns])
        writer.writerows([[_plain(cell) for cell in row] for row in self.rows])
        return file.getvalue()


_FORMS = {"count": "{:,.0f}", "rate": "{:.1f}", "alpha": "{:.2f}"}


def _shown(cell: Cell, form: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    return percent(cell) if form == "share" else _FORMS[form].format(cell)


def _plain(cell: Cell) -> Cell:
    """Four decimals are more than the figures carry."""
    return round(cell, 4) if isinstance(cell, float) else cell


@dataclass(frozen=True)
class Chart:
    """A chart. `reason` stands in words where there is no picture, and then `wide` and `narrow` are None.

    `sentence` says what the picture shows to whoever does not see it; `notes` are its small print: what was counted,
    whose readings they are, how far they agree, whether all of it is invented.
    """

    key: str
    title: str
    sentence: str
    notes: Sequence[str]
    table: Table
    wide: Spec | None = None
    narrow: Spec | None = None
    reason: str = ""


@dataclass(frozen=True)
class Gate:
    """How far the readers agree on what a chart counts: the band of the contract, and words for it."""

    band: str
    words: str


@dataclass(frozen=True)
class Setting:
    """What all charts of one comparison share: how many articles were read, by whom, and how far they agree."""

    n_documents: int
    whose: str
    invented: bool
    labels: Gate
    roles: Gate

    def notes(self, measure: str, gate: Gate) -> tuple[str, ...]:
        """The small print of a chart: what it counts, whose it is, the agreement, and that it is invented."""
        line = f"{self.whose} {gate.words}{' Everything here is invented.' if self.invented else ''}"
        return measure, line.strip()

    @property
    def too_few(self) -> str:
        """Why nothing is drawn, where fewer than five articles were read."""
        if self.n_documents >= MIN_DOCUMENTS:
            return ""
        return TOO_FEW_DOCUMENTS.format(n=self.n_documents, have="has" if self.n_documents == 1 else "have")


def figure(value: float | None) -> float | None:
    """A number that a picture may hold: what is no number is no figure."""
    return value if value is not None and math.isfinite(value) else None


def part_of_one(value: float | None) -> float | None:
    """A share that a picture may hold."""
    found = figure(value)
    return None if found is None else min(1.0, max(0.0, found))


def percent(value: float) -> str:
    """A share in whole per cent that never rounds something down to nothing.

    >>> percent(0.463), percent(0.003), percent(0)
    ('46\xa0%', '<1\xa0%', '0\xa0%')
    """
    return "<1\u00a0%" if 0 < value < 0.005 else f"{100 * value:.0f}\u00a0%"
