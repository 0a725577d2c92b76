"""Comments of readers that stand at the end of an article without a heading."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.origins.signs import Line, Residue, Why

_MAX_LINES, _MIN_SCORE = 12, 2
_SHORT_CP, _LONG_CP = 250, 700  # a longer comment must show more, one longer still is not believed
_MAX_BETWEEN_CP = 300  # of lines without a sign between two that have some
_TO_AUTHOR = re.compile(
    r"\b(?:your|ur|this|such an?|what an?) (?:\w+ ){0,2}(?:article|post|blog|web ?site|site|piece|web ?page|info|"
    r"content|write-?up|write up|posting|channel|reporting)\b|"
    r"\bthe (?:author|writer) (?:of this|forgot|forgets|should|is wrong)",
    re.IGNORECASE,
)  # fmt: skip
_THANKS = re.compile(
    r"\b(?:thank(?:s| you)\b|thx|great (?:article|post|read|piece|job|work|info|site|blog)|nice (?:article|post|"
    r"read|one|piece)|"
    r"good (?:article|post|read|piece|job|stuff|point)|love(?:d)? (?:this|your|it|the)|enjoy(?:ed)?|awesome|"
    r"amazing|helpful|"
    r"well (?:said|written|done|put)|keep (?:up|it up|writing)|bookmark(?:ed|ing)?|interesting (?:article|read|"
    r"post|piece)|"
    r"(?:couldn[’']t|could not) agree more|so true|agreed?\b|excellent|informative|may i (?:link|share|quote|use))",
    re.IGNORECASE,
)  # fmt: skip
_CHAT = re.compile(
    r"\b(?:lol|lmao|smh|imo|imho|wtf|btw|omg|ur|thx|pls|plz|gonna|wanna|gotta|yeah|nope|folks|sheeple|wake up|idk|tbh|"
    r"rofl|dude|guys|y[’']?all|bs|haha+|ugh|ppl|cuz|dont|cant|wont|im|ive|doesnt|isnt|whats|thats)\b|!{2,}|\?{2,}|"
    r"[!?]{2,}|"
    r"\.{4,}|[\U0001f300-\U0001faff]", re.IGNORECASE,
)  # fmt: skip
_HEADER = re.compile(
    r"(?:(?!(?:he|she|they|it|who|we|i|what)\b)@?[\w.’' -]{2,40}\s+(?:says?|said|wrote|commented|replied|responded)\b"
    r"(?: (?:on|at)\b.{0,60}|.{0,60}\d.{0,20})?:?|@?[\w.’' -]{2,40}[\s,|·•—–-]+"
    r"(?:on )?(?:\w+ \d{1,2},? \d{4}|\d{1,2} \w+ \d{4}|(?:an?|\d+) ?(?:minute|min|hour|hr|h|d|day|week|month|year|"
    r"m|y)s? ago|\d{1,2}(?:min|mo|[smhdwy])\b|\d{4}-\d\d-\d\d|"
    r"\d{1,2}/\d{1,2}/\d{2,4})\b.{0,60}|(?:reply|like|report|share|flag|permalink|upvote|"
    r"\d+ likes?)(?:[\s·|•]+(?:reply|like|report|share|flag|permalink|\d+))*|"
    r"anonymous\b.{0,60}|@\w{2,30}:?|.{2,60}?,? \d{1,2}/\d{1,2}/\d{4}(?:,? \d{1,2}:\d{2})?)", re.IGNORECASE,
)  # fmt: skip
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d|\bago\b")
_FIRST = re.compile(r"\b(?:I|I’m|I'm|I’ve|I've|my|me|My|im|Im)\b")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
_SECOND = re.compile(r"\b(?:you|your|u|ur|You|Your)\b")
_QUOTED = re.compile(r"[“\"][^”\"\n]*(?:[”\"]|\Z)|(?<!\w)‘[^‘\n]{1,600}?’(?!\w)")
_FUSED = re.compile(r"(?<=[^\W\d_]{2})[.!?…]+[\"”’)]*(?=[^\W\d_]{2}|@|I\b)")
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_SIGNED = re.compile(r"[.!?][\"”’]?\s+[-–—]\s?(?:[A-Z][\w.’'-]*\s?){1,3}, [A-Z][\w ’'-]{2,30}\Z")
_STRONG = frozenset({"signed", "to_author", "thanks", "chat", "first_person", "second_person"})
_PERSONS = frozenset({"first_person", "second_person"})
_KNOWN = re.compile(r"\b(?:said|says|told|according|reported|announced|statement)\b")


def comments(lines: Sequence[Line], known: Sequence[Residue], *, are_expected: bool) -> Iterator[Residue]:
    """From the end backwards, lines that speak as readers do and as the article does not, with what lies between them.

    `known`: what is no part of the article for another reason, which may lie between comments, too. With a form for
    comments on the page (`are_expected`) one sign is enough.
    """
    body = " ".join(_QUOTED.sub(" ", line.text) for line in lines[: max(1, len(lines) * 2 // 3)])
    least = 1 if are_expected else _MIN_SCORE
    if lines and (fused := _fused(lines[-1], body)):
        yield fused
        return
    first, n_pending = len(lines), 0
    for at in range(len(lines) - 1, max(0, len(lines) - 1 - _MAX_LINES), -1):
        is_known = any(row.start <= lines[at].start < row.end for row in known)
        if len(_signs(lines[at], body)) >= least or ((first < len(lines) or n_pending) and _is_header(lines[at])):
            first, n_pending = at, 0
        elif not is_known:
            n_pending += len(lines[at].text)
        if n_pending > _MAX_BETWEEN_CP:
            break
    first = min(first, _thread(lines))
    why = tuple(Why(*sign) for line in lines[first:] for sign in _signs(line, body).items())
    if first and first < len(lines):
        heads = () if why else (Why("header", "Lines with a name and a time, as over comments."),)
        reasons = tuple(dict.fromkeys((*why, *heads)))
        yield from (Residue(line.start, line.end, "reader comment", reasons, 0.7) for line in lines[first:])


def _fused(line: Line, body: str) -> Residue | None:
    """A comment that begins in the last line without a space behind the article's last stop."""
    for stop in _FUSED.finditer(line.text, max(0, len(line.text) - _LONG_CP)):  # a longer one is not believed
        rest = Line(line.start + stop.end(), line.end, line.text[stop.end() :])
        codes = _signs(rest, body + line.text[: stop.end()])
        if len(codes) >= _MIN_SCORE:
            return Residue(rest.start, rest.end, "reader comment", tuple(Why(*sign) for sign in codes.items()), 0.7)
    return None


def _thread(lines: Sequence[Line]) -> int:
    """The first of several lines with a name and a time that have a paragraph each; the number of lines if none."""
    heads = [at for at in range(max(1, len(lines) - _MAX_LINES), len(lines)) if _is_dated_name(lines[at])]
    parts = pairwise([*heads, len(lines)])
    gaps = [sum(len(line.text) for line in lines[one:other]) for one, other in parts]
    is_thread = len(heads) > 1 and heads[-1] < len(lines) - 1 and max(gaps) <= _LONG_CP
    return heads[0] if is_thread else len(lines)


def _is_dated_name(line: Line) -> bool:
    """A name with the time of day behind it, as over each of several comments; parts of a running report have none."""
    return _is_header(line) and not line.text[:1].isdigit() and bool(_CLOCK.search(line.text))


def _is_header(line: Line) -> bool:
    return len(line.text) <= 90 and not line.is_ended and bool(_HEADER.fullmatch(line.text))


def _signs(line: Line, body: str) -> dict[str, str]:
    """By code, what in a line a reader writes and this article does not."""
    if len(line.text) > _LONG_CP:
        return {}
    said = _QUOTED.sub(" ", line.text)
    found = {
        "to_author": _TO_AUTHOR.search(said) and "It speaks of the article to whoever wrote it.",
        "thanks": _THANKS.search(said) and "It thanks, praises or agrees.",
        "chat": _CHAT.search(said) and not _CHAT.search(body) and "It is written as people chat.",
        "first_person": _FIRST.search(said) and not _FIRST.search(body) and "It says “I”; the article does not.",
        "second_person": _SECOND.search(said) and not _SECOND.search(body) and "It says “you”; the article does not.",
        "signed": _SIGNED.search(said) and "A name and a place stand below it, as under a letter.",
        "lower_case": said[:1].islower() and "It begins in lower case.",
        "shouted": len(_SHOUTED.findall(said)) > len(_SHOUTED.findall(body[:2_000])) + 1 and "It shouts in capitals.",
        "unended": not line.is_ended and len(said.split()) > 5 and "It ends without a full stop.",
    }
    signs = {code: words for code, words in found.items() if words}
    is_doubtful = len(line.text) > _SHORT_CP or _KNOWN.search(said)
    is_column = signs.keys() <= _PERSONS and bool(_WE.search(body))  # whose writer may come to say “I” at the end
    return {} if is_column or not signs.keys() & _STRONG or (is_doubtful and len(signs) < 3) else signs
