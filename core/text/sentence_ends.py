"""Where a sentence ends: one expression finds every stop, rules decide about each.

A rule of thumb stands behind all of them: when in doubt, no end. A sentence too long is one unit of
reading; a sentence cut at "U.S." would put two half sentences into the count of target-naming sentences.
"""

import re

from core.text.abbreviations import NUMBERED, OPEN, SPEECH, STARTERS, TITLES

_CLOSERS = "\"'”’»›)\\]}」』）】〉》"
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_NOTE = r"(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹]+)*"

STOP = re.compile(
    rf"(?P<wide>[。！？｡؟۔।॥]+[{_CLOSERS}{_INVISIBLE}]*)"
    rf"|(?P<mark>[.!?…‼⁇⁈⁉]+(?:\s+[.!?…]+(?=\s|\Z))*)(?P<closers>(?:[{_CLOSERS}{_INVISIBLE}]|\s*”)*){_NOTE}"
)
_OPENERS = re.compile("[\\s\u200b\u200e\u200f\u2060\ufeff“”„\"'‘’«‹(\\[{¿¡—–•·*「『（《〈-]*")
_NEXT_WORD = re.compile(r"[\w’'-]+")
_TOKEN = re.compile(r"[\w.&'’-]*\Z")
_DOTTED = re.compile(r"(?:\w{1,2}\.)+\w{1,2}\Z")
_ENUMERATOR = re.compile(r"[\W_]*(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,5})\Z")
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\Z")
_FUSED_NEXT = re.compile(r"[“‘«(]?[A-Z](?:[a-z]+|(?=\s))(?:['’-][A-Za-z]+)*(?=[\s,;:”’)]|\Z)")
_FUSED_NOTE = re.compile(r"\d{1,3}(?=\s+[A-Z“‘])")
_SAYS = re.compile(rf"(?:[A-Z][\w.’'-]*\s+){{1,4}}(?:{SPEECH})\b")
_TOKEN_REACH_CP = 40


def sentence_end(text: str, start: int, stop: re.Match[str], limit: int) -> int | None:
    """The offset behind the sentence that began at `start`, or None when this stop does not end it.

    `stop` is a match of STOP, `limit` the end of the paragraph; code points. Closing quotation marks,
    brackets and the number of a footnote belong to the sentence.
    """
    end = stop.end()
    if end >= limit or stop["wide"]:
        return end
    token = _token_before(text, start, stop.start())
    if not text[end].isspace() and text[end] not in _INVISIBLE:
        return _fused_end(text, stop, token, limit)
    begins = _OPENERS.match(text, end, limit)
    following = begins.end() if begins else end
    if following >= limit:
        return end if _NEXT_WORD.search(text, end, limit) else limit
    return end if _spaced_end(text, start, stop, token, following) else None


def _spaced_end(text: str, start: int, stop: re.Match[str], token: str, following: int) -> bool:
    """Whether a stop with white space behind it ends the sentence; `following`: the letter behind it."""
    word = _next_word(text, following)
    if not _can_begin(text[following], word):
        return False
    if stop["mark"] == ".":
        if _ENUMERATOR.match(text[start : stop.start()]):
            return False
        return _abbreviation_allows(token, word, before_digit=text[following].isdigit(), text=text, at=following)
    asked = stop["mark"][-1] in "!?" and stop["closers"].strip()
    return not (asked and _SAYS.match(text, following))


def _abbreviation_allows(token: str, word: str, *, before_digit: bool, text: str, at: int) -> bool:
    """Whether the word before a single full stop leaves it free to end the sentence."""
    last = token.rsplit("-", 1)[-1]
    if last in TITLES:
        return False
    if before_digit and (last in NUMBERED or _DOTTED.match(token)):
        return False
    if last in OPEN or _DOTTED.match(token) or (len(last) == 1 and last.isalpha()):
        is_initial = text[at + len(word) : at + len(word) + 1] == "."
        return word in STARTERS and not is_initial
    return True


def _can_begin(first: str, word: str) -> bool:
    """Whether a sentence can begin so: capital, digit, money, picture, masked name, script without capitals, iPhone."""
    if first.islower():
        return any(letter.isupper() for letter in word[1:3])
    return first.isalnum() or first in "$€£¥#@_" or ord(first) > 0x2190


def _fused_end(text: str, stop: re.Match[str], token: str, limit: int) -> int | None:
    """A stop with no space behind it ("trade.The", "deaths.12 The"): an end only when it is clear."""
    end = stop.end()
    is_plain = bool(_PLAIN_WORD.match(token)) and len(token) >= 3 and token[-1].islower()
    if not is_plain or len(stop["mark"]) > 1:
        return None
    note = _FUSED_NOTE.match(text, end, limit)
    if note:
        return note.end() if stop["mark"] == "." and not stop["closers"] else None
    if not _FUSED_NEXT.match(text, end, limit):
        return None
    is_clear = token[0].islower() or _next_word(text, end) in STARTERS or "”" in stop["closers"]
    return end if is_clear or text[end] in "“‘«" else None


def _token_before(text: str, start: int, stop_start: int) -> str:
    token = _TOKEN.search(text, max(start, stop_start - _TOKEN_REACH_CP), stop_start)
    return token.group().lstrip("'’-.") if token else ""


def _next_word(text: str, at: int) -> str:
    word = _NEXT_WORD.match(text, at)
    return word.group() if word else ""
