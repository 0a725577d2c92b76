"""Rows of a stranger's CSV, read in steps: neither an endless line nor an endless cell costs memory."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.errors import Invalid
from core.importing.encodings import Encoding, not_in
from core.importing.lines import MAX_LINE_BYTES

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MAX_COLUMNS = 1_000
_SAMPLE_CP = 64 * 1024


@dataclass
class _Bounded:
    """The lines of a file, none and no run of them up to `begin` longer than a record may be."""

    lines: IO[str]
    most_cp: int
    n_cp: int = 0
    number: int = 0

    def begin(self) -> None:
        """A record begins."""
        self.n_cp = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.lines.readline(self.most_cp + 1):
            self.number += 1
            self.n_cp += len(line)
            if self.n_cp > self.most_cp:
                raise Invalid(
                    f"A row is longer than {self.most_cp // 2**20} million characters, in line {self.number}; or a "
                    "quotation mark is never closed. Split the file.", "line_too_long",
                )  # fmt: skip
            yield line


def read_rows(
    path: Path, encoding: Encoding, delimiter: str = ",", most_cp: int = MAX_LINE_BYTES
) -> Iterator[tuple[int, list[str]]]:
    """Number of the line on which each row ends, and its cells; empty rows are passed over. Bounded memory.

    Raises the process's limit for the size of a cell. Errors: `Invalid` (`table_invalid`, `line_too_long`),
    `TextRefused`, each with the line, which end the reading.
    """
    csv.field_size_limit(max(csv.field_size_limit(), most_cp))
    name = "utf-8-sig" if encoding.name == "utf-8" else encoding.name
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=name, newline="") as text:
        lines = _Bounded(text, most_cp)
        reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                if len(row) > MAX_COLUMNS:
                    raise Invalid(f"Line {reader.line_num} has more than {MAX_COLUMNS:,} cells.", "table_invalid")
                if any(row):
                    yield reader.line_num, row
                lines.begin()
        except csv.Error as error:
            raise Invalid(f"The table is no CSV, line {reader.line_num}: {error}.", "table_invalid") from error
        except UnicodeError as error:
            raise not_in(encoding.name, error) from error


def delimiter_of(path: Path, encoding: Encoding) -> str:
    """What parts the cells: the sign that makes the most columns, alike in the most of the first rows."""
    name = "utf-8-sig" if encoding.name == "utf-8" else encoding.name
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=name, newline="", errors="replace") as text:
        sample = text.read(_SAMPLE_CP)
    return max(DELIMITERS, key=lambda sign: _fitness(sample, sign))


def _fitness(sample: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            widths[len(row)] += bool(row)
            if widths.total() >= 50:
                break
    except csv.Error:
        pass
    if not widths:
        return 0.0, 0
    width, n = widths.most_common(1)[0]
    return (n / widths.total() if width > 1 else 0.0), width
