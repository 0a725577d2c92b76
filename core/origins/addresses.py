"""Blocks of a text that are mostly addresses: lists of links, with the heading above them."""

import re
from collections.abc import Iterator, Sequence

from core.origins.signs import Line, Residue, Why, lines_of

MIN_SHARE = 0.6  # of the characters of a block that are addresses
_ADDRESS = re.compile(
    r"\[[^\]\n]{0,200}\]\((?:https?://|/|www\.)[^)\s]*\)"  # as Markdown writes it
    r"|<?(?:https?://|www\.)[^\s<>]+>?"
    r"|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+\b"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|gov|edu|info|news|co|io|us|uk|eu|de|tv|me)(?:\.[a-z]{2})?/[^\s,;]*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[\s•*·▪‣–—>»→-]+|\(?\d{1,3}[.)\]]\s*")
_HEADING = re.compile(
    r"(?:(?:useful|external|related|more|other|further|previous|recent|our|quick|source|additional)\s+)*"
    r"(?:links?|resources|sources|references|reading|posts?|articles?|stories|coverage|see also|footnotes|"
    r"bibliography|works cited|read more|more on this|related)\b.{0,40}",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:[•*·▪‣–—-]|\[?\(?\d{1,3}[.)\]])\s")
_ENDS_WITH_ADDRESS, _MAX_ENTRY_CP = re.compile(r"(?:https?://|www\.)[^\s<>]+\W*\Z"), 300
_MAX_TITLE_CP, _ALL = 140, 0.95


def address_share(line: str) -> float:
    """The share (0-1) of a line that is addresses, bullets and white space left out.

    >>> address_share("1. https://example.org/a")
    1.0
    """
    bullet = _BULLET.match(line)
    said = line[bullet.end() :] if bullet else line
    signs = len(re.sub(r"\s", "", said))
    return min(1.0, sum(len(found[0]) for found in _ADDRESS.finditer(said)) / signs) if signs else 0.0


def link_lists(text: str) -> Iterator[Residue]:
    """Blocks of lines that are over 60 % addresses, or titles and addresses by turns. O(n)."""
    lines = lines_of(text)
    shares = [_share(line) for line in lines]
    at = 0
    while at < len(lines):
        if shares[at] <= MIN_SHARE:
            at += 1
            continue
        end = _end_of_block(lines, shares, at)
        n_addresses = sum(share > MIN_SHARE for share in shares[at:end])
        if n_addresses > 1 or end == len(lines):  # one address alone may be what a sentence before it names
            yield _block(text, lines, at, end, n_addresses)
        at = end


def _share(line: Line) -> float:
    """None of a sentence that names an address, however long that is; all of an entry of a list that ends with one."""
    if _ENTRY.match(line.text) and _ENDS_WITH_ADDRESS.search(line.text[-_MAX_ENTRY_CP:]):
        return 1.0
    share = address_share(line.text)
    return 0.0 if line.is_ended and share < _ALL else share


def _end_of_block(lines: Sequence[Line], shares: Sequence[float], first: int) -> int:
    """Behind the last line of addresses that belongs together: at most two titles stand between two of them."""
    end = first + 1
    for at in range(first + 1, len(lines)):
        if shares[at] > MIN_SHARE:
            end = at + 1
        elif at - end >= 2 or not _may_be_title(lines[at]):
            break
    return end


def _may_be_title(line: Line) -> bool:
    return len(line.text) <= _MAX_TITLE_CP and not line.text.endswith(".")


def _block(text: str, lines: Sequence[Line], first: int, end: int, n: int) -> Residue:
    start = lines[first].start
    before = lines[first - 1] if first else None
    if before and first > 1 and _may_be_title(before) and not before.is_ended:
        is_next_line = text[before.end : start].count("\n") == 1
        if is_next_line or before.text.endswith(":") or _HEADING.fullmatch(before.text):
            start = before.start
    words = "This is an address and nothing else." if n == 1 else f"{n} lines that are addresses and little else."
    return Residue(start, lines[end - 1].end, "link list", (Why("addresses", words),), 0.9 if n > 2 else 0.7)
