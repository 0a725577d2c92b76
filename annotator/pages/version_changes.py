"""The change of a text as a page shows it: changed paragraphs with what stands around them, and what that comes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.pages import words
from core.text.changes import ADDED, ALTERED, MOVED, REMOVED, Changes
from core.text.differing import SAME, ParagraphChange, Piece

MOST_ROWS = 200
AROUND_CP = 160
_KINDS = {ALTERED: "Altered", ADDED: "Added", REMOVED: "Removed", MOVED: "Moved here", SAME: ""}
_PARAGRAPHS = (
    (ALTERED, "paragraph altered", "paragraphs altered"),
    (ADDED, "added", "added"),
    (REMOVED, "removed", "removed"),
    (MOVED, "moved", "moved"),
)


@dataclass(frozen=True)
class ChangeRow:
    """A paragraph of the difference (`kind`, in words `what`, and its pieces), or `n_same` that are left out."""

    kind: str
    what: str
    pieces: Sequence[Piece]
    n_same: int = 0


def change_words(changes: Changes) -> str:
    """`12 words added, 3 removed: 2 paragraphs altered, 1 added`; nothing but white space says so."""
    counts = changes.counts
    told = [
        words.count(counts[kind], one, many) if kind == ALTERED else f"{counts[kind]:,} {many}"
        for kind, one, many in _PARAGRAPHS
        if counts.get(kind)
    ]
    if not told:
        return "Only white space between paragraphs differs"
    n = f"{words.count(changes.n_added, 'word', 'words')} added, {changes.n_removed:,} removed"
    return f"{n}: {', '.join(told)}"


def change_rows(changes: Changes) -> list[ChangeRow]:
    """Changed paragraphs in order, each with the end of the one before and the beginning of the one behind it."""
    rows = changes.paragraphs
    near = {place for number, row in enumerate(rows) if row.kind != SAME for place in (number - 1, number, number + 1)}
    return list(_rows(rows, near))[:MOST_ROWS]


def _rows(rows: Sequence[ParagraphChange], near: set[int]) -> Iterator[ChangeRow]:
    left_out = 0
    for number, row in enumerate(rows):
        if number not in near:
            left_out += 1
            continue
        if left_out:
            yield ChangeRow("left-out", "", (), left_out)
            left_out = 0
        pieces = row.pieces
        if row.kind == SAME:
            is_before, is_behind = (_is_changed(rows, at) for at in (number + 1, number - 1))
            pieces = [Piece(SAME, _clipped(row.pieces[0].text, from_start=is_behind, to_end=is_before))]
        yield ChangeRow(row.kind, _KINDS[row.kind], pieces)
    if left_out:
        yield ChangeRow("left-out", "", (), left_out)


def _is_changed(rows: Sequence[ParagraphChange], at: int) -> bool:
    return 0 <= at < len(rows) and rows[at].kind != SAME


def _clipped(text: str, *, from_start: bool, to_end: bool) -> str:
    """The beginning, the end, or both of an unchanged paragraph."""
    if len(text) <= 2 * AROUND_CP:
        return text
    start = text[:AROUND_CP].rsplit(" ", 1)[0] if from_start else ""
    end = text[-AROUND_CP:].split(" ", 1)[-1] if to_end else ""
    return f"{start} … {end}".strip()
