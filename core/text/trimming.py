"""The span rule of the codebook for selections: outer white space, closing stop, lone quotation marks go.

`static/annotator/js/trimming.js` holds the same rules; both answer to `fixtures/text/trimming.json`.
"""

import re

from core.text.spans import Span

# Named one by one: Python and JavaScript do not agree on `\s`; the last three are zero-width.
SPACE = (
    "\t\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u2060\ufeff"
)
_STOP = re.compile(r"(?:[。｡۔।]|(?<!\.)\.{1,2})\Z")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W_]{1,2}\.){2,}\Z")  # "U.S." keeps its stop: it belongs to the word
_DOTTED_REACH_CP = 24
_CLOSERS_OF = {"“": "”", "„": "“”", "‘": "’", "«": "»", "‹": "›", "「": "」", "『": "』"}
_OPENERS_OF = {"”": "“„", "“": "„", "’": "‘", "»": "«", "›": "‹", "」": "「", "』": "『"}
_STRAIGHT = "\"'"
_MARKS = frozenset([*_CLOSERS_OF, *_OPENERS_OF, *_STRAIGHT])


def trim(text: str, span: Span) -> Span | None:
    """The span without what the codebook leaves outside; None when nothing is left.

    Looks only at what is inside the span. Quotation marks at the edges stay when both are inside. The stop
    of a dotted abbreviation ("U.S.") and three dots stay. Errors: Invalid when the span reaches beyond the
    text.

    >>> trim("He said: “It failed.” Why?", Span(8, 20))
    Span(start=10, end=19)
    >>> trim("He said: “It failed.” Why?", Span(8, 22))
    Span(start=9, end=21)
    """
    quote = span.cut(text)
    start, end = 0, len(quote)
    while start < end:
        left, right = _one_step(quote[start:end])
        if not left and not right:
            return Span(span.start + start, span.start + end)
        start, end = start + left, end - right
    return None


def _one_step(quote: str) -> tuple[int, int]:
    """How many code points the next rule takes off left and right; (0, 0) when the quote is trimmed."""
    left, right = len(quote) - len(quote.lstrip(SPACE)), len(quote) - len(quote.rstrip(SPACE))
    if left or right:
        return left, right if left < len(quote) else 0
    stop = _STOP.search(quote, max(0, len(quote) - _DOTTED_REACH_CP))
    if stop and not _DOTTED.search(quote[-_DOTTED_REACH_CP:]):
        return 0, len(stop.group())
    if quote[0] in _MARKS and not _is_apostrophe(quote, 0) and not _closes_later(quote):
        return 1, 0
    if quote[-1] in _MARKS and not _opens_earlier(quote):
        return 0, 1
    return 0, 0


def _closes_later(quote: str) -> bool:
    """Whether the mark at the left edge is an opening one whose partner stands inside."""
    mark = quote[0]
    if mark in _STRAIGHT:
        later = [i for i in _marks(quote, mark) if i > 0]
        return bool(later) and quote[later[0] - 1] not in SPACE
    return _is_paired(quote, range(len(quote)), _CLOSERS_OF.get(mark, ""))


def _opens_earlier(quote: str) -> bool:
    """Whether the mark at the right edge is a closing one whose partner stands inside."""
    mark, last = quote[-1], len(quote) - 1
    if mark in _STRAIGHT:
        earlier = [i for i in _marks(quote, mark) if i < last]
        return bool(earlier) and quote[earlier[-1] + 1] not in SPACE
    return _is_paired(quote, range(last, -1, -1), _OPENERS_OF.get(mark, ""))


def _is_paired(quote: str, indexes: range, partners: str) -> bool:
    """Whether the mark at the first index meets its partner (plural’s apostrophe: no depth for ‘ ’)."""
    first = quote[indexes[0]]
    depth = 0
    for index in indexes:
        if quote[index] in partners and not _is_apostrophe(quote, index):
            depth -= 1
            if depth <= 0 or first in "‘’":
                return True
        elif quote[index] == first:
            depth += 1
    return False


def _marks(quote: str, mark: str) -> list[int]:
    return [i for i, character in enumerate(quote) if character == mark and not _is_apostrophe(quote, i)]


def _is_apostrophe(quote: str, index: int) -> bool:
    """Whether a mark belongs to a word: between letters (don’t, צה"ל), or at the left edge (’90s, ’tis)."""
    if quote[index] not in "’'\"":
        return False
    after = quote[index + 1 : index + 2]
    if index == 0:
        return (quote[0] in "’'" and "0" <= after <= "9") or (quote[0] == "’" and after.isalpha())
    return quote[index - 1].isalnum() and after.isalnum()
