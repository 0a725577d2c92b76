"""A passage in its paragraph: which words which candidate covers, and where a ruling may begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.models import Annotation
from core.queries.disagreements import Passage
from core.text.runs import Mark, flat_runs
from core.text.segments import paragraphs, words
from core.text.spans import Span

NEIGHBOURS_CP = 34
AROUND_CP = 420  # of a long paragraph on either side; more would push the candidates out of sight


@dataclass(frozen=True)
class TextPiece:
    """Some words; `label` and `overlap` as candidates cover them, `begins` the numbers of those that begin here.

    `inside`: within the passage. `breaks`: another paragraph begins.
    """

    text: str
    label: str = ""
    overlap: bool = False
    begins: str = ""
    inside: bool = False


def shown_span(text: str, passage: Passage, marks: Sequence[Annotation] = ()) -> Span:
    """The paragraphs that the passage and its candidates touch, cut where they are long."""
    start = min([passage.start, *(row.start for row in marks)])
    end = max([passage.end, *(row.end for row in marks)])
    blocks = [row for row in paragraphs(text) if row.end > start and row.start < end]
    first, last = (blocks[0].start, blocks[-1].end) if blocks else (start, end)
    return Span(max(first, start - AROUND_CP), min(last, end + AROUND_CP))


def passage_text(text: str, passage: Passage, marks: Sequence[Annotation]) -> list[TextPiece]:
    """The paragraph as pieces: each has the label of the innermost candidate over it."""
    shown = shown_span(text, passage, marks)
    numbers = {str(row.pk): number for number, row in enumerate(marks, start=1)}
    labels = {str(row.pk): row.label.key for row in marks}
    begins: dict[int, list[int]] = {}
    for number, row in enumerate(marks, start=1):
        begins.setdefault(row.start, []).append(number)
    pieces = [TextPiece("… ")] if text[: shown.start].strip() and not _begins_paragraph(text, shown.start) else []
    at = shown.start
    for run in flat_runs(Mark(str(row.pk), row.start, row.end) for row in marks):
        pieces.append(TextPiece(text[at : run.start]))
        over = sorted(run.ids, key=numbers.__getitem__)
        inside = passage.start <= run.start and run.end <= passage.end
        begun = "\u00a0".join(str(number) for number in begins.get(run.start, ()))
        pieces.append(TextPiece(text[run.start : run.end], labels[run.ids[-1]], len(over) > 1, begun, inside))
        at = run.end
    pieces.append(TextPiece(text[at : shown.end]))
    if not _ends_paragraph(text, shown.end):
        pieces.append(TextPiece(" …"))
    return [piece for piece in pieces if piece.text]


def _begins_paragraph(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _ends_paragraph(text: str, at: int) -> bool:
    return at == len(text) or text[at] == "\n"


Ends = Sequence[tuple[int, str]]


def ends_to_choose(text: str, passage: Passage, marks: Sequence[Annotation], also: Span) -> tuple[Ends, Ends]:
    """Where a ruling may begin and where it may end: at the words shown, and where candidates begin and end.

    Each as a code point with the words that follow or come before it. `also`: the ends that the form holds.
    """
    shown = shown_span(text, passage, marks)
    spans = [row for row in words(text, shown) if shown.contains(row)]
    starts = {row.start for row in spans} | {row.start for row in marks} | {also.start}
    ends = {row.end for row in spans} | {row.end for row in marks} | {also.end}
    return (
        [(at, _line(text[at : at + NEIGHBOURS_CP], cut_end=True)) for at in sorted(starts)],
        [(at, _line(text[max(0, at - NEIGHBOURS_CP) : at], cut_end=False)) for at in sorted(ends)],
    )


def _line(text: str, *, cut_end: bool) -> str:
    """Whole words of a stretch that was cut at one of its ends."""
    found = text.split()
    if len(found) > 1 and len(text) == NEIGHBOURS_CP:
        found = found[:-1] if cut_end else found[1:]
    line = " ".join(found)
    return f"{line} …" if cut_end else f"… {line}"
