"""What in a line speaks against it as a line of the article, wherever it stands: weak signs, each with its weight.

A sign weighs one (it is seen in articles, too), two (seldom) or three (hardly ever).
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from core.origins.furniture import as_on_pages
from core.origins.page_lines import TAIL
from core.origins.page_words import CREDIT, NAME, ON_PAGES, SITE_WORDS, WHEN
from core.origins.signs import Line
from core.origins.tongues import is_foreign, tongue_of

SHORT_CP, PROSE_CP, LOOSE_CP, LONG_CP, MAX_CP = 50, 100, 200, 240, 420
_MIN_TITLE_CP, _CP_OF_PAGE_WORD, _OFTEN = 25, 75, 2  # two such words are many in a line no longer than twice this
_MAX_CLUTTER, _MIN_CAPITALS, _MIN_WHEN = 0.12, 0.7, 0.25  # shares
_PLAIN = frozenset(" .,'’\"“”‘?!;:-–—")
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
    "repeated": (3, "The same line stands in other documents of this outlet."),
    "loose": (1, "It is short and does not end as a sentence."),
    "edge": (1, "It stands before the first paragraph or behind the last."),
    "run": (1, "It is one of several such lines in a row."),
    "tiny": (1, "It is no more than three words."),
    "beside": (1, "It stands beside what is no part of the article."),
    "between": (2, "It stands between what is no part of the article."),
    "tight": (1, "No empty line parts it from that, as one parts the paragraphs."),
}
_ADDRESSED = re.compile(r"\b(?:you|your|yours|our|us|we|me|my)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"\n]*(?:[”\"]|\Z)|(?<!\w)[‘'][^‘'\n]{1,600}?[’'](?!\w)")
_WORDS = re.compile(ON_PAGES, re.IGNORECASE)
_WHEN = re.compile(rf"\b{WHEN}|\b\d{{1,2}}[:h]\d\d\b|\b\d{{1,2}}(?:\.? \w+){{1,3}} \d{{4}}\b")
_CONTACT = re.compile(r"(?<!\w)@\w{2,30}|\w@[\w-]+\.\w")
_ADDRESS = re.compile(r"https?:|\bwww\.|\b[\w-]+\.(?:com|org|net|example)\b|\bDOI\b")
_SITE_NAME = re.compile(rf"(?=.*(?:{SITE_WORDS})\W*\Z){NAME}")
_LABEL = re.compile(r"([^:.]{3,30}?)\s?:\s+\S")
_CREDIT = re.compile(CREDIT)
_SEPARATOR = re.compile(r"\s[›»>|·•∙→/]\s")
_ENDED, _END_CP = re.compile(r"[.!?…。！？](?:\[\d+\]|\W)*\Z"), 20
STOP = re.compile(r"[.!?][\"”’)]*\s*[A-ZÀ-Þ\"“]")


def weight(codes: Collection[str]) -> int:
    """Of several signs together.

    >>> weight(["loose", "edge"])
    2
    """
    return sum(SIGNS[code][0] for code in codes)


class Article:
    """What the sentences of a text use, so that a line which does otherwise is seen. `repeated`: lines of others."""

    def __init__(self, lines: Sequence[Line], repeated: Collection[str]) -> None:
        said = [_QUOTED.sub(" ", line.text) for line in lines if _is_sentence(line)]
        self._n_lines_with = Counter(word for line in said for word in _page_words(line))
        self._n_addressed = sum(bool(_ADDRESSED.search(line)) for line in said)
        self._tongue = tongue_of(" ".join(said))
        self._times = Counter(line.text for line in lines if len(line.text) <= LOOSE_CP)
        self._headline, self._repeated = lines[0] if lines else Line(0, 0, ""), repeated

    def signs(self, line: Line) -> list[str]:
        """The codes of what speaks against a line; none of a long one. O(length)."""
        if len(line.text) > MAX_CP:
            return []
        said = _QUOTED.sub(" ", line.text)
        is_paragraph = is_ended(line) and len(line.text) >= PROSE_CP
        rule = as_on_pages(line)
        found = {
            "page_rule": rule is not None and not (is_paragraph and rule.zone == TAIL),
            **self._signs_of_words(line, said),
            "repeats_title": self._is_title_again(line),
            "credit": _is_credited(line),
            "when": _is_when(line),
            "clutter": not _is_when(line) and _is_clutter(line.text),
            "site_name": bool(_SITE_NAME.fullmatch(line.text)),
            "contact": bool(_CONTACT.search(said)) and not is_paragraph,
            "address": bool(_ADDRESS.search(said)),
            "separators": len(_SEPARATOR.findall(line.text)) > 1 and not is_ended(line),
            "doubled": self._times[line.text] > 1 and not is_ended(line),
            "repeated": line.text in self._repeated,
        }
        return [code for code, holds in found.items() if holds]

    def _signs_of_words(self, line: Line, said: str) -> dict[str, bool]:
        """What a line says that the other sentences of the text do not: they may hold it once, if it is one itself."""
        itself = int(_is_sentence(line))
        n_words = sum(self._n_lines_with[word] <= itself for word in _page_words(said))
        is_dense = n_words > 1 and n_words * _CP_OF_PAGE_WORD >= len(line.text)
        n_addressed = len(_ADDRESSED.findall(said)) if self._n_addressed <= 1 + itself else 0
        label = _LABEL.match(line.text)
        return {
            "page_words_twice": is_dense,
            "page_words": n_words > 0 and not is_dense,
            "addressed_often": n_addressed > _OFTEN,
            "addressed": 0 < n_addressed <= _OFTEN,
            "foreign": is_foreign(said, self._tongue),
            "foreign_label": label is not None and is_foreign(label[1], self._tongue),
            "label": label is not None and label[1].isupper(),
        }

    def _is_title_again(self, line: Line) -> bool:
        title = self._headline
        return line.start > title.start and len(title.text) > _MIN_TITLE_CP and title.text in line.text


def is_ended(line: Line) -> bool:
    """Whether it ends as a sentence does, notes and pictures behind the stop aside."""
    return bool(_ENDED.search(line.text[-_END_CP:]))


def _is_sentence(line: Line) -> bool:
    return is_ended(line) and len(line.text) > SHORT_CP


def _page_words(line: str) -> set[str]:
    return {found[0].lower() for found in _WORDS.finditer(line)}


def _is_credited(line: Line) -> bool:
    """Whether it ends with the name of who made a picture, and is no paragraph with such a line fused to it."""
    is_short = len(line.text) <= LONG_CP and len(STOP.findall(line.text)) < 2
    return is_short and bool(_CREDIT.search(line.text))


def _is_when(line: Line) -> bool:
    n_cp = sum(len(found[0]) for found in _WHEN.finditer(line.text)) if len(line.text) <= LOOSE_CP else 0
    return not is_ended(line) and n_cp >= _MIN_WHEN * len(line.text) > 0


def _is_clutter(line: str) -> bool:
    signs = [letter for letter in line if letter not in _PLAIN]
    letters = [letter for letter in signs if letter.isalpha()]
    is_shouted = len(letters) > 1 and sum(letter.isupper() for letter in letters) >= _MIN_CAPITALS * len(letters)
    return is_shouted or len(signs) - len(letters) > _MAX_CLUTTER * len(line)
