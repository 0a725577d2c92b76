"""What an import says: how many lines of each type were added, unchanged or refused, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_LISTED = 1_000


class Place(NamedTuple):
    """Where a line stands: its number from 1 (0: the file as a whole) and, where there are several, its file."""

    line: int
    file: str = ""


@dataclass(frozen=True)
class Refusal:
    """One line that was not taken: where it stands, and what is wrong with it."""

    line: int
    type: str
    code: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.file else f"line {self.line}"
        if not self.line:
            place = self.file
        return f"{place} ({self.type or 'unreadable'}): {self.reason}"


@dataclass(frozen=True)
class Note:
    """Something that was taken and that people should know of."""

    line: int
    type: str
    code: str
    text: str
    file: str = ""

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        place = ", ".join(filter(None, (self.file, line)))
        return f"{place} ({self.type}): {self.text}" if place else self.text


@dataclass(frozen=True)
class Remark:
    """What a reader says of something that it gives: guessed, dropped, left alone. It becomes a note of the report;
    `details` (JSON) is for programs."""

    type: str
    code: str
    text: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """How many lines of one type were new, equal to what is stored, or refused."""

    added: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Report:
    """The outcome of one import. `stored` is false for a dry run, and when a refusal kept everything out.

    Lists hold the first 1,000 refusals and notes unless more are asked for; the counts hold all.
    """

    counts: dict[str, Counts]
    refusals: tuple[Refusal, ...]
    notes: tuple[Note, ...]
    n_lines: int
    dry_run: bool
    stored: bool

    @property
    def n_added(self) -> int:
        """New lines of all types."""
        return sum(row.added for row in self.counts.values())

    @property
    def n_unchanged(self) -> int:
        """Lines of all types that equal what is stored."""
        return sum(row.unchanged for row in self.counts.values())

    @property
    def n_refused(self) -> int:
        """Refused lines of all types."""
        return sum(row.refused for row in self.counts.values())

    def data(self) -> dict[str, Any]:
        """The report as the JSON of `import_corpus --json`."""
        return {
            "dry_run": self.dry_run,
            "stored": self.stored,
            "n_lines": self.n_lines,
            "added": self.n_added,
            "unchanged": self.n_unchanged,
            "refused": self.n_refused,
            "types": {name: vars(row) for name, row in self.counts.items()},
            "refusals": [
                ({"file": row.file} if row.file else {})
                | {"line": row.line, "type": row.type, "code": row.code, "reason": row.reason}
                for row in self.refusals
            ],
            "notes": [vars(row) for row in self.notes],
        }


@dataclass
class Tally:
    """The report while it grows."""

    n_lines: int = 0
    added: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    most_listed: int = MAX_LISTED

    def refuse(self, at: Place, type_: str, code: str, reason: str) -> None:
        """Count one refused line and keep its reason."""
        self.refused[type_ or "unreadable"] += 1
        if len(self.refusals) < self.most_listed:
            self.refusals.append(Refusal(at.line, type_, code, reason, at.file))

    def note(self, at: Place, type_: str, code: str, text: str) -> None:
        """Keep a remark on a line that was taken."""
        if len(self.notes) < self.most_listed:
            self.notes.append(Note(at.line, type_, code, text, at.file))

    def report(self, order: tuple[str, ...], *, dry_run: bool, stored: bool) -> Report:
        """The finished report; types in the order of the file."""
        seen = {*self.added, *self.unchanged, *self.refused}
        names = [name for name in order if name in seen] + sorted(seen.difference(order))
        counts = {name: Counts(self.added[name], self.unchanged[name], self.refused[name]) for name in names}
        refusals = tuple(sorted(self.refusals, key=lambda row: (row.file, row.line)))
        return Report(counts, refusals, tuple(self.notes), self.n_lines, dry_run, stored)
