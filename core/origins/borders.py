"""Borders between texts of different origin, from signs inside one text, and the stretches between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.origins.habits import MIN_SCORE, changes
from core.origins.page_bylines import BYLINES, POSTED
from core.origins.page_words import PIECE, WHEN
from core.origins.signs import Border, Line, Residue, Why, lines_of

MIN_STRETCH_CP = 800  # less than this behind the last border is no text of its own, unless it is a list of sources
_MAX_BYLINE_CP = 160
_NEAR_CP = 1_500  # how far a change of habits may lie from the title that began it
_SUMMARY = re.compile(r"(?:executive summary|abstract)\W*", re.IGNORECASE)
_SOURCES = re.compile(
    r"(?:resources|references|sources|works cited|bibliography|further reading|end ?notes|footnotes)\W*", re.IGNORECASE
)
_BYLINE = re.compile("|".join(f"(?:{pattern})" for pattern in (*BYLINES, WHEN)))
_POSTED = re.compile("|".join(f"(?:{pattern})" for pattern in POSTED), re.IGNORECASE)
_HOST = re.compile(
    rf"\bI(?:’ve|'ve| have)?\b.{{0,200}}\b(?:this|following|below) (?:{PIECE}|report|blog|excerpt)\b|"
    rf"\b(?:this|following|below)\b.{{0,20}}\b(?:{PIECE}|report|excerpt)\b.{{0,80}}\b"
    rf"(?:reposted|reprinted|copied|originally|comes from|found (?:on|at|in))",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:I|my)\b")
_STRENGTH_OF_HEADINGS = 0.6


@dataclass(frozen=True)
class Stretch:
    """A stretch that seems to be of another origin than what stands before it; `title` where a line looks like one."""

    start: int
    end: int
    title: str
    why: tuple[Why, ...]
    strength: float


def stretches(text: str, left_out: Sequence[Residue] = ()) -> list[Stretch]:
    """What lies between the borders of a text, in order; what stands before the first border is the text's own.

    `left_out` is what `residue` gives: it says nothing of anybody's habits, and ends the last stretch.
    """
    lines = [line for line in lines_of(text) if not any(row.start <= line.start < row.end for row in left_out)]
    found = borders(text, lines)
    if not found:
        return []
    end = _end(text, lines, left_out)
    ends = [*(border.at for border in found[1:]), end]
    by_start = {line.start: line for line in lines}
    rows = [
        Stretch(border.at, until, _title(by_start[border.at]), border.why, border.strength)
        for border, until in zip(found, ends, strict=True)
    ]
    return [row for row in rows if row.end - row.start >= MIN_STRETCH_CP or _SOURCES.fullmatch(row.title)]


def borders(text: str, lines: Sequence[Line]) -> list[Border]:
    """Where another text seems to begin, in order, at starts of lines; of two that stand close the stronger."""
    found = sorted([*_of_habits(lines), *_of_headings(text, lines), *_of_host(lines)], key=lambda row: -row.strength)
    apart: list[Border] = []
    for row in found:
        near = next((place for place, other in enumerate(apart) if abs(other.at - row.at) < MIN_STRETCH_CP), None)
        if near is None:
            apart.append(row)
        elif apart[near].at == row.at:
            why = tuple(dict.fromkeys((*apart[near].why, *row.why)))
            apart[near] = replace(apart[near], why=why, strength=min(0.95, apart[near].strength + 0.1))
    return sorted(row for row in apart if row.at > lines[0].start)


def _of_habits(lines: Sequence[Line]) -> Iterator[Border]:
    for change in changes(lines):
        named = ", ".join(change.habits) or "the small words"
        why = Why("habits", f"From about here it is written by other habits: {named}.")
        titles = [line for line in lines if abs(line.start - lines[change.line].start) <= _NEAR_CP and _is_title(line)]
        at = min(titles, key=lambda line: abs(line.start - lines[change.line].start), default=None)
        strength = min(0.9, 0.4 + change.score / (4 * MIN_SCORE))
        if at is None:
            yield Border(lines[change.line].start, (why,), strength)
        else:
            yield Border(at.start, (Why("title", "A line that looks like a title."), why), strength)


def _is_title(line: Line) -> bool:
    """Whether a line looks like the title of an article: not like a heading inside one, which is shorter."""
    n_words = len(line.text.split())
    return (
        line.text[:1].isupper()
        and 4 <= n_words <= 20
        and len(line.text) <= 150
        and not re.search(r"[.;:,…]\W*\Z", line.text)
    )


def _of_headings(text: str, lines: Sequence[Line]) -> Iterator[Border]:
    """Headings that only begin a text, and lines in the middle that say who wrote what follows, and when."""
    for number, line in enumerate(lines):
        left, behind = line.start - lines[0].start, lines[-1].end - line.end
        if left < MIN_STRETCH_CP:
            continue
        if _SUMMARY.fullmatch(line.text) and behind > MIN_STRETCH_CP:
            yield Border(line.start, (Why("summary", f"“{line.text}” begins a report."),), _STRENGTH_OF_HEADINGS)
        elif _SOURCES.fullmatch(line.text) and behind < left:
            yield Border(line.start, (Why("sources", f"Under “{line.text}” stands what the text was made of."),), 0.5)
        elif (
            behind > MIN_STRETCH_CP
            and len(line.text) <= _MAX_BYLINE_CP
            and (_BYLINE.fullmatch(line.text) or _POSTED.fullmatch(line.text))
        ):
            yield _of_byline(lines, number)


def _of_byline(lines: Sequence[Line], number: int) -> Border:
    """The border of a byline in the middle: at the title above it, where there is one."""
    before = lines[number - 1]
    why = (Why("byline", "A line in the middle of the text names a writer or a day."),)
    if _is_title(before) and not before.is_ended:
        return Border(before.start, (*why, Why("title", "A line that looks like a title.")), 0.75)
    return Border(lines[number].start, why, _STRENGTH_OF_HEADINGS)


def _of_host(lines: Sequence[Line]) -> Iterator[Border]:
    """Behind an introduction in which somebody speaks of the article to come, and then never says “I” again."""
    for number, line in enumerate(lines[:3]):
        behind = lines[number + 1 : number + 13]
        if len(behind) > 3 and _HOST.search(line.text) and not any(_I.search(other.text) for other in behind):
            words = "Before it somebody introduces an article; from here on nobody says “I”."
            yield Border(behind[0].start, (Why("introduction", words),), 0.55)


def _end(text: str, lines: Sequence[Line], left_out: Sequence[Residue]) -> int:
    """Where the last stretch ends: before what is left out behind the last line, else with the text."""
    return min((row.start for row in left_out if row.start >= lines[-1].end), default=len(text))


def _title(line: Line) -> str:
    return line.text if (_is_title(line) or _SOURCES.fullmatch(line.text)) and not line.is_ended else ""
