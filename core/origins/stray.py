"""Lines that stand among the paragraphs as lines of pages do: known by several weak signs of form together.

`ENOUGH` signs together are believed. What is taken is itself a sign for the lines beside it, so that a block is taken
from its clearest line outwards.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from core.origins.furniture import as_on_pages
from core.origins.line_signs import (
    LONG_CP,
    LOOSE_CP,
    MAX_CP,
    PROSE_CP,
    SHORT_CP,
    SIGNS,
    STOP,
    Article,
    is_ended,
    weight,
)
from core.origins.page_words import LISTED
from core.origins.signs import Line, Residue, Why, trimmed

ENOUGH = 3
_MIN_RUN, _TINY, _MIN_TITLE = 3, 3, 4  # lines, the others words
_FORM = frozenset({"loose", "edge", "run", "tiny", "beside", "between", "tight"})
_OF_HEADLINES = frozenset(  # and of what stands below them
    {"loose", "edge", "run", "beside", "addressed", "addressed_often", "clutter", "label", "page_words", "doubled"}
)
_OF_LISTS = frozenset({"addressed", "clutter", "label", "doubled", "loose", "edge", "run", "tiny"})  # and of verses
_OF_ANYTHING = frozenset({"addressed", "doubled", "foreign", "foreign_label", "when", "site_name"})
_LISTED = re.compile(LISTED)


def stray_lines(
    text: str, lines: Sequence[Line], known: Sequence[Residue], repeated: Collection[str] = ()
) -> Iterator[Residue]:
    """The lines that enough signs speak against, with what `known` (in order, apart) says already. O(n).

    `repeated`: lines that stand in other documents of the same outlet.
    """
    lines = list(_parts(text, lines, known))
    page = _Page(text, lines, known, repeated)
    open_rows = [at for at in range(len(lines)) if page.is_open(at)]
    while open_rows:
        at = open_rows.pop()
        if page.is_open(at) and page.is_enough(at):
            yield page.take(at)
            open_rows += [near for near in (at - 1, at + 1) if 0 <= near < len(lines)]


class _Page:
    """The lines of a text with what is taken of them; the signs of each."""

    def __init__(self, text: str, lines: Sequence[Line], known: Sequence[Residue], repeated: Collection[str]) -> None:
        self._text, self._lines = text, lines
        self._reasons = [row.reason if row else "" for row in _held(lines, known)]
        article = Article(lines, repeated)
        self._own = [[] if reason else article.signs(line) for line, reason in zip(lines, self._reasons, strict=True)]
        self._prose = self._prose_lines()
        self._first = next((at for at, is_prose in enumerate(self._prose) if is_prose), len(lines))
        self._last = next((at for at in range(len(lines) - 1, -1, -1) if self._prose[at]), len(lines))
        self._byline = next((at for at, reason in enumerate(self._reasons) if reason == "byline"), len(lines))
        self._title = self._place_of_title()
        self._runs = self._run_lengths()

    def is_open(self, at: int) -> bool:
        """Whether a line is neither taken nor such as is never taken: the headline, long paragraphs."""
        long = len(self._lines[at].text) > MAX_CP
        return not (self._reasons[at] or long or self._first == len(self._lines) or at == self._title)

    def is_enough(self, at: int) -> bool:
        """Whether the signs of a line are enough, and not those which headlines, lists, verses and paragraphs have."""
        signs, line = set(self._signs(at)), self._lines[at]
        is_headline = at < min(self._first, self._byline) and signs <= _OF_HEADLINES
        is_prose = len(line.text) > LONG_CP and is_ended(line) and weight(signs - _FORM) < ENOUGH
        is_list = signs - {"when"} <= _OF_LISTS and (signs <= _OF_LISTS or "edge" not in signs)
        is_list &= not (at < self._first and {"tiny", "run"} <= signs)
        return weight(signs) >= ENOUGH and not (is_headline or is_prose or is_list)

    def take(self, at: int) -> Residue:
        """What is proposed of a line, which from now on speaks against the lines beside it."""
        signs, line = self._signs(at), self._lines[at]
        self._reasons[at] = self._reason(at)
        why = tuple(Why(code, SIGNS[code][1]) for code in signs)
        strength = min(0.75, 0.5 + 0.05 * (weight(signs) - ENOUGH))
        return Residue(line.start, line.end, self._reasons[at], why, strength)

    def _reason(self, at: int) -> str:
        """That of the rule which knows its words; that of a line beside it, where nothing in it says otherwise."""
        rule = as_on_pages(self._lines[at])
        if rule is not None:
            return rule.reason
        if set(self._own[at]) <= _OF_ANYTHING:
            near = {self._reasons[other] for other in (at - 1, at + 1) if 0 <= other < len(self._lines)}
            if at < self._first and ("when" in self._own[at] or "byline" in near):
                return "byline"
            if "reader comment" in near:
                return "reader comment"
        return "site line"

    def _place_of_title(self) -> int:
        """The first line above the article and its byline that may be its headline; -1 where none is."""
        for at in range(min(self._first, self._byline)):
            words = len(self._lines[at].text.split())
            is_long = words >= _MIN_TITLE or (at == 0 and not self._is_tight(1))
            if is_long and not self._reasons[at] and set(self._own[at]) <= _OF_HEADLINES:
                return at
        return -1

    def _signs(self, at: int) -> list[str]:
        line = self._lines[at]
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(self._lines) and self._reasons[other]]
        is_edge = at < self._first or at > self._last
        is_tight = not self._prose[at] and any(self._is_tight(max(at, other)) for other in near)
        is_between = len(near) == 2 and (is_edge or is_tight or not is_ended(line))
        is_run = self._is_loose(at) and (self._runs[at] >= _MIN_RUN or self._is_pair(at))
        found = {
            "loose": self._is_loose(at),
            "edge": is_edge and (at > self._last or bool(near) or not is_ended(line)),
            "run": is_run,
            "tiny": is_edge and len(line.text.split()) <= _TINY and bool(near or is_run) and self._is_loose(at),
            "beside": bool(near) and not is_between and (is_edge or self._is_loose(at) or len(near) == 2),
            "between": is_between,
            "tight": is_tight,
        }
        return [*self._own[at], *(code for code, holds in found.items() if holds)]

    def _prose_lines(self) -> list[bool]:
        """Which lines are paragraphs: long ones that end as sentences do, and short ones right behind such."""
        rows: list[bool] = []
        for line, reason, own in zip(self._lines, self._reasons, self._own, strict=True):
            is_long = len(line.text) >= PROSE_CP or any(rows[-1:])
            is_said = weight(own) < ENOUGH or len(line.text) > LONG_CP
            rows.append(not reason and is_ended(line) and is_long and is_said)
        return rows

    def _run_lengths(self) -> list[int]:
        """For each line how many such lines stand in a row with it."""
        lengths: list[int] = []
        for at in range(len(self._lines) + 1):
            n_before = at - len(lengths)
            if at == len(self._lines) or not (self._is_loose(at) or self._reasons[at]):
                lengths += [n_before] * n_before + ([0] if at < len(self._lines) else [])
        return lengths

    def _is_pair(self, at: int) -> bool:
        """Whether it is one of two such lines without the empty line between them that parts paragraphs."""
        return self._runs[at] > 1 and any(self._is_tight(place) for place in (at, at + 1))

    def _is_loose(self, at: int) -> bool:
        line = self._lines[at]
        announces = line.text.endswith(":") and self._is_announcing(at)
        if len(line.text) > LOOSE_CP or is_ended(line) or _LISTED.match(line.text) or announces:
            return False
        return len(line.text) <= SHORT_CP or not (line.text.endswith(":") or STOP.search(line.text))

    def _is_announcing(self, at: int) -> bool:
        """Whether a line with a colon belongs to the article: inside it, or with a paragraph behind."""
        is_inside = self._first < at < self._last and "page_rule" not in self._own[at]
        return is_inside or (at + 1 < len(self._lines) and self._prose[at + 1])

    def _is_tight(self, at: int) -> bool:
        """Whether no empty line stands before a line, where empty lines part the paragraphs of this text."""
        return self._is_parted and 0 < at < len(self._lines) and self._n_breaks_before(at) == 1

    def _n_breaks_before(self, at: int) -> int:
        return self._text.count("\n", self._lines[at - 1].end, self._lines[at].start)

    @cached_property
    def _is_parted(self) -> bool:
        pairs = [at for at in range(1, len(self._lines)) if self._prose[at] and self._prose[at - 1]]
        return bool(pairs) and sum(self._n_breaks_before(at) > 1 for at in pairs) > len(pairs) / 2


def _parts(text: str, lines: Sequence[Line], known: Sequence[Residue]) -> Iterator[Line]:
    """The lines; one that ends with what is known already as two."""
    rows = iter(known)
    row = next(rows, None)
    for line in lines:
        while row is not None and row.end < line.end:
            row = next(rows, None)
        if row is not None and line.start < row.start < line.end:
            yield trimmed(text, line.start, row.start)
            yield trimmed(text, row.start, line.end)
        else:
            yield line


def _held(lines: Sequence[Line], known: Sequence[Residue]) -> Iterator[Residue | None]:
    """For each line the range that holds it; both in order."""
    rows = iter(known)
    row = next(rows, None)
    for line in lines:
        while row is not None and row.end < line.end:
            row = next(rows, None)
        yield row if row is not None and row.start <= line.start else None
