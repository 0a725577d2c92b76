"""Lines that stand among the paragraphs as lines of pages do: known by several weak signs of form together.

A sign weighs one (it is seen in articles, too) or two (hardly ever), and `ENOUGH` together are believed. What is taken
is itself a sign for the lines beside it, so that a block is taken from its clearest line outwards.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from core.origins.furniture import as_on_pages
from core.origins.page_lines import TAIL
from core.origins.page_words import CREDIT, LISTED, NAME, ON_PAGES, SITE_WORDS, WHEN
from core.origins.signs import Line, Residue, Why, trimmed
from core.origins.tongues import is_foreign, tongue_of

ENOUGH = 3
_SHORT_CP, _LOOSE_CP, _PROSE_CP, _LONG_CP, _MAX_CP = 50, 200, 100, 240, 420
_MIN_RUN, _TINY, _MIN_TITLE, _OFTEN = 3, 3, 4, 2  # lines, the others words
_PLAIN = frozenset(" .,'’\"“”‘?!;:-–—")
_MAX_CLUTTER, _MIN_CAPITALS, _MIN_WHEN = 0.12, 0.7, 0.25  # shares
_CP_OF_PAGE_WORD = 75  # a line of two such words is no longer than twice this
SIGNS: dict[str, tuple[int, str]] = {
    "page_rule": (2, "Its words are those of a line of a page."),
    "page_words": (1, "It has a word that stands on pages, and that the article does not use."),
    "page_words_twice": (2, "It has several words that stand on pages, and that the article does not use."),
    "repeats_title": (2, "It repeats the headline."),
    "credit": (3, "It ends with whose picture it is."),
    "addressed": (1, "It speaks to the reader or for the page; the article does not."),
    "addressed_often": (2, "It speaks to the reader or for the page again and again; the article does not."),
    "foreign": (1, "It is in another language than the article."),
    "foreign_label": (1, "It begins with a label that is not in the words of the article."),
    "label": (1, "It begins with a label in capitals."),
    "when": (1, "It has a date or a time."),
    "clutter": (1, "It is digits, capitals and signs rather than words."),
    "contact": (2, "It has somebody’s e-mail address or name on a network."),
    "address": (1, "It has the address of a page."),
    "site_name": (1, "It is the name of a newspaper or site."),
    "separators": (2, "It is parted by the signs of menus."),
    "doubled": (1, "The same line stands in this text more than once."),
    "loose": (1, "It is short and does not end as a sentence."),
    "edge": (1, "It stands before the first paragraph or behind the last."),
    "run": (1, "It is one of several such lines in a row."),
    "tiny": (1, "It is no more than three words."),
    "beside": (1, "It stands beside what is no part of the article."),
    "between": (2, "It stands between what is no part of the article."),
    "tight": (1, "No empty line parts it from that, as one parts the paragraphs."),
}
_FORM = frozenset({"loose", "edge", "run", "tiny", "beside", "between", "tight"})
_OF_HEADLINES = frozenset({"loose", "edge", "run", "beside", "addressed", "addressed_often", "clutter", "label", "page_words", "doubled"})
_OF_LISTS = frozenset({"addressed", "clutter", "label", "doubled", "loose", "edge", "run", "tiny"})  # poems, results, tables, addresses
_OF_ANYTHING = frozenset({"addressed", "doubled", "foreign", "foreign_label", "when", "site_name"})
_ADDRESSED = re.compile(r"\b(?:you|your|yours|our|us|we|me|my)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"\n]*(?:[”\"]|\Z)|(?<!\w)[‘'][^‘'\n]{1,600}?[’'](?!\w)")
_WORDS = re.compile(ON_PAGES, re.IGNORECASE)
_WHEN = re.compile(rf"\b{WHEN}|\b\d{{1,2}}[:h]\d\d\b|\b\d{{1,2}}(?:\.? \w+){{1,3}} \d{{4}}\b")
_CONTACT = re.compile(r"(?<!\w)@\w{2,30}|\w@[\w-]+\.\w")
_ADDRESS = re.compile(r"https?:|\bwww\.|\b[\w-]+\.(?:com|org|net|example)\b|\bDOI\b")
_SITE_NAME = re.compile(rf"(?=.*(?:{SITE_WORDS})\W*\Z){NAME}")
_LABEL = re.compile(r"(?P<label>[^:.]{3,30}?)\s?:\s+\S")
_CREDIT = re.compile(CREDIT)
_SEPARATOR = re.compile(r"\s[›»>|·•∙→/]\s")
_ENDED, _END_CP = re.compile(r"[.!?…。！？](?:\[\d+\]|\W)*\Z"), 20
_STOP = re.compile(r"[.!?][\"”’)]*\s*[A-ZÀ-Þ\"“]")
_LISTED = re.compile(LISTED)


def stray_lines(text: str, lines: Sequence[Line], known: Sequence[Residue]) -> Iterator[Residue]:
    """The lines that enough signs speak against, with what `known` (in order, apart) says already. O(n)."""
    lines = list(_parts(text, lines, known))
    page = _Page(text, lines, known)
    open_rows = [at for at in range(len(lines)) if page.is_open(at)]
    while open_rows:
        at = open_rows.pop()
        if page.is_open(at) and page.is_enough(at):
            yield page.take(at)
            open_rows += [near for near in (at - 1, at + 1) if 0 <= near < len(lines)]


class _Page:
    """The lines of a text with what is taken of them; the signs of each."""

    def __init__(self, text: str, lines: Sequence[Line], known: Sequence[Residue]) -> None:
        self._text, self._lines = text, lines
        self._reasons = [row.reason if row else "" for row in _held(lines, known)]
        said = [_QUOTED.sub(" ", line.text) for line in lines if _is_sentence(line)]
        self._n_lines_with = Counter(word for line in said for word in _page_words(line))
        self._n_addressed = sum(bool(_ADDRESSED.search(line)) for line in said)
        self._tongue = tongue_of(" ".join(said))
        self._times = Counter(line.text for line in lines if len(line.text) <= _LOOSE_CP)
        self._byline = next((at for at, reason in enumerate(self._reasons) if reason == "byline"), len(lines))
        self._own = [self._own_signs(line) for line in lines]
        self._prose = self._prose_lines()
        self._first = next((at for at, is_prose in enumerate(self._prose) if is_prose), len(lines))
        self._last = next((at for at in range(len(lines) - 1, -1, -1) if self._prose[at]), len(lines))
        self._runs = self._run_lengths()

    def is_open(self, at: int) -> bool:
        """Whether a line is neither taken nor such as is never taken: the headline, long paragraphs."""
        long = len(self._lines[at].text) > _MAX_CP
        return not (self._reasons[at] or long or self._first == len(self._lines) or at == self._title)

    def is_enough(self, at: int) -> bool:
        """Whether the signs of a line are enough: above the article there must be one that is not position alone."""
        signs = self._signs(at)
        own = sum(SIGNS[code][0] for code in signs if code not in _FORM)
        if len(self._lines[at].text) > _LONG_CP and self._lines[at].is_ended and own < ENOUGH:
            return False
        if at < min(self._first, self._byline) and set(signs) <= _OF_HEADLINES:
            return False
        if set(signs) <= _OF_LISTS:
            return False
        return sum(SIGNS[code][0] for code in signs) >= ENOUGH

    def take(self, at: int) -> Residue:
        """What is proposed of a line, which from now on speaks against the lines beside it."""
        signs, line = self._signs(at), self._lines[at]
        score = sum(SIGNS[code][0] for code in signs)
        self._reasons[at] = self._reason(at)
        why = tuple(Why(code, SIGNS[code][1]) for code in signs)
        return Residue(line.start, line.end, self._reasons[at], why, min(0.75, 0.5 + 0.05 * (score - ENOUGH)))

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

    @cached_property
    def _title(self) -> int:
        """The first line above the article that may be its headline; -1 where none is."""
        for at in range(self._first):
            words = len(self._lines[at].text.split())
            is_first_of_block = at == 0 and not (self._is_tight(1) and words < _MIN_TITLE)
            if self._reasons[at] == "byline":
                break
            if not self._reasons[at] and set(self._own[at]) <= _OF_HEADLINES and (words >= _MIN_TITLE or is_first_of_block):
                return at
        return -1

    def _signs(self, at: int) -> list[str]:
        line = self._lines[at]
        near = [other for other in (at - 1, at + 1) if 0 <= other < len(self._lines) and self._reasons[other]]
        is_edge = at < self._first or at > self._last
        is_tight = not self._prose[at] and any(self._is_tight(max(at, other)) for other in near)
        is_between = len(near) == 2 and (is_edge or is_tight or not _is_ended(line))
        is_run = self._runs[at] >= _MIN_RUN and self._is_loose(at)
        found = {
            "loose": self._is_loose(at),
            "edge": is_edge and (at > self._last or bool(near) or not _is_ended(line)),
            "run": is_run,
            "tiny": is_edge and len(line.text.split()) <= _TINY and bool(near or is_run) and self._is_loose(at),
            "beside": bool(near) and not is_between and (is_edge or self._is_loose(at) or len(near) == 2),
            "between": is_between,
            "tight": is_tight,
        }
        return [*self._own[at], *(code for code, holds in found.items() if holds)]

    def _own_signs(self, line: Line) -> list[str]:
        """What in a line speaks against it, wherever it stands."""
        if len(line.text) > _MAX_CP:
            return []
        said = _QUOTED.sub(" ", line.text)
        itself, is_long = int(_is_sentence(line)), _is_ended(line) and len(line.text) >= _PROSE_CP
        n_words = sum(self._n_lines_with[word] <= itself for word in _page_words(said))
        label = _LABEL.match(line.text)
        headline = self._lines[0].text
        is_far = line.start > self._lines[0].start
        is_new, n_addressed = self._n_addressed <= 1 + itself, len(_ADDRESSED.findall(said))
        rule = as_on_pages(line)
        found = {
            "page_rule": rule is not None and not (is_long and rule.zone == TAIL),
            "page_words_twice": n_words > 1 and n_words * _CP_OF_PAGE_WORD >= len(line.text),
            "repeats_title": is_far and len(headline) > 25 and headline in line.text,
            "credit": _is_credited(line),
            "addressed_often": is_new and n_addressed > _OFTEN,
            "addressed": is_new and 0 < n_addressed <= _OFTEN,
            "foreign": is_foreign(said, self._tongue),
            "foreign_label": bool(label) and is_foreign(label["label"], self._tongue),
            "label": bool(label) and label["label"].isupper(),
            "when": _is_when(line),
            "site_name": bool(_SITE_NAME.fullmatch(line.text)),
            "contact": bool(_CONTACT.search(said)) and not is_long,
            "address": bool(_ADDRESS.search(said)),
            "separators": len(_SEPARATOR.findall(line.text)) > 1 and not _is_ended(line),
            "doubled": self._times[line.text] > 1 and not _is_ended(line),
        }
        found["page_words"] = n_words > 0 and not found["page_words_twice"]
        found["clutter"] = not found["when"] and _is_clutter(line.text)
        return [code for code, holds in found.items() if holds]

    def _prose_lines(self) -> list[bool]:
        """Which lines are paragraphs: long ones that end as sentences do, and short ones right behind such."""
        rows: list[bool] = []
        for line, reason, own in zip(self._lines, self._reasons, self._own, strict=True):
            n_own = sum(SIGNS[code][0] for code in own)
            is_long = len(line.text) >= _PROSE_CP or any(rows[-1:])
            rows.append(not reason and _is_ended(line) and is_long and (n_own < ENOUGH or len(line.text) > _LONG_CP))
        return rows

    def _run_lengths(self) -> list[int]:
        """For each line how many such lines stand in a row with it."""
        lengths: list[int] = []
        for at in range(len(self._lines) + 1):
            n_before = at - len(lengths)
            if at == len(self._lines) or not (self._is_loose(at) or self._reasons[at]):
                lengths += [n_before] * n_before + ([0] if at < len(self._lines) else [])
        return lengths

    def _is_loose(self, at: int) -> bool:
        line = self._lines[at]
        announces = line.text.endswith(":") and self._is_announcing(at)
        if len(line.text) > _LOOSE_CP or _is_ended(line) or _LISTED.match(line.text) or announces:
            return False
        return len(line.text) <= _SHORT_CP or not (line.text.endswith(":") or _STOP.search(line.text))

    def _is_announcing(self, at: int) -> bool:
        """Whether a line with a colon belongs to the article: a paragraph follows, or it says nothing that pages say."""
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


def _is_ended(line: Line) -> bool:
    """Whether it ends as a sentence does, notes and pictures behind the stop aside."""
    return bool(_ENDED.search(line.text[-_END_CP:]))


def _is_sentence(line: Line) -> bool:
    return _is_ended(line) and len(line.text) > _SHORT_CP


def _page_words(line: str) -> set[str]:
    return {found[0].lower() for found in _WORDS.finditer(line)}


def _is_credited(line: Line) -> bool:
    """Whether it ends with the name of who made a picture, and is no paragraph with such a line fused to it."""
    is_short = len(line.text) <= _LONG_CP and len(_STOP.findall(line.text)) < 2
    return is_short and bool(_CREDIT.search(line.text))


def _is_when(line: Line) -> bool:
    n_cp = sum(len(found[0]) for found in _WHEN.finditer(line.text)) if len(line.text) <= _LOOSE_CP else 0
    return not _is_ended(line) and n_cp >= _MIN_WHEN * len(line.text) > 0


def _is_clutter(line: str) -> bool:
    signs = [letter for letter in line if letter not in _PLAIN]
    letters = [letter for letter in signs if letter.isalpha()]
    is_shouted = len(letters) > 1 and sum(letter.isupper() for letter in letters) >= _MIN_CAPITALS * len(letters)
    return is_shouted or len(signs) - len(letters) > _MAX_CLUTTER * len(line)
