"""`python -m tests.simulations.residue [FILE ...]`: how much of what is no part of an article the rules find.

On texts written by people who had not seen the rules: the files named, or each of fixtures/residue. `FILE:1-21` means
those lines of a file. Prints the columns of docs/proposals.md for each, then what is missed or proposed in vain.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.origins.residue import residue
from core.origins.signs import Residue

TAILS = Path(__file__).parents[2] / "fixtures" / "residue"
_LINES = re.compile(r"(?P<path>.+):(?P<first>\d+)-(?P<last>\d+)")
FOUND_SHARE = 0.9  # of the characters of a planted range
FALSE_SHARE = 0.5  # a proposal of which less was planted is false


@dataclass
class Tally:
    """Planted ranges by kind: found, with both borders to the character, missed; and what was proposed in vain."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    false: list[tuple[str, str, str]] = field(default_factory=list)
    n_clean: int = 0
    n_clean_touched: int = 0


def tails(batch: str) -> Iterator[tuple[str, str, list[tuple[int, int, str]]]]:
    """Each text of a file, or of some of its lines, with its name and what was planted in it: start, end (code points,
    half-open), kind."""
    part = _LINES.fullmatch(batch)
    lines = Path(part["path"] if part else batch).read_text(encoding="utf-8").splitlines()
    for line in lines[int(part["first"]) - 1 : int(part["last"])] if part else lines:
        row = json.loads(line)
        planted = [(each["start"], each["end"], each["kind"].replace("_", " ")) for each in row["junk"]]
        yield row["id"], row["text"], planted


def measured(batch: str) -> Tally:
    """What the rules of today find in them."""
    tally = Tally()
    for name, text, planted in tails(batch):
        proposed = residue(text)
        _count(tally, name, text, planted, proposed)
        tally.n_clean += not planted
        tally.n_clean_touched += not planted and bool(proposed)
    return tally


def _count(
    tally: Tally, name: str, text: str, planted: Sequence[tuple[int, int, str]], proposed: Sequence[Residue]
) -> None:
    starts, ends = {row.start for row in proposed}, {row.end for row in proposed}
    for start, end, kind in planted:
        tally.planted[kind] += 1
        if _shared(start, end, [(row.start, row.end) for row in proposed]) >= FOUND_SHARE * (end - start):
            tally.found[kind] += 1
            tally.exact[kind] += _is_border(text, start, starts) and _is_border(text, end, ends)
        else:
            tally.missed.append((name, kind, text[start:end]))
    for row in proposed:
        if _shared(row.start, row.end, [(a, b) for a, b, _ in planted]) < FALSE_SHARE * (row.end - row.start):
            tally.false.append((name, row.reason, text[row.start : row.end]))


def _is_border(text: str, at: int, borders: set[int]) -> bool:
    """Whether a proposal begins or ends there, white space aside: ranges that follow each other may be one."""
    return any(not text[min(at, border) : max(at, border)].strip() for border in borders)


def _shared(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> int:
    return sum(max(0, min(end, b) - max(start, a)) for a, b in ranges)


def _report(batch: str) -> Iterator[str]:
    tally = measured(batch)
    yield batch
    for kind, n in sorted(tally.planted.items()):
        yield _figures(kind, n, tally.found[kind], tally.exact[kind])
    yield _figures("all", tally.planted.total(), tally.found.total(), tally.exact.total())
    yield f"false proposals {len(tally.false)}; clean texts {tally.n_clean}, touched {tally.n_clean_touched}"
    for name, rows in (("missed", tally.missed), ("false", tally.false)):
        yield from (f"{name} {text} {kind}: {words[:100]!r}" for text, kind, words in rows)


def _figures(kind: str, planted: int, found: int, exact: int) -> str:
    return f"{kind:16} planted {planted:3}  found {found:3}  exact {exact:3}"


def main(batches: Sequence[str]) -> None:
    """Print the figures of each file."""
    for batch in batches or [str(path) for path in sorted(TAILS.glob("*.jsonl"))]:
        sys.stdout.write("\n".join(_report(batch)) + "\n\n")


if __name__ == "__main__":
    main(sys.argv[1:])
