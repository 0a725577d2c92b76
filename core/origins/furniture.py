"""What pages put around an article: bylines, site lines, lines of comment forms, closing references to themselves."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from core.origins.page_lines import ANY, EDGE, HEAD, RULES, TAIL, LineRule
from core.origins.page_words import NAME, SITE_WORDS
from core.origins.signs import Line, Residue, Why, sentences_of, trimmed
from core.text.spans import Span

_N_HEAD, _N_TAIL = 8, 14  # lines from either end
_SHORT_CP, _LONG_CP = 60, 240  # a first line that is longer is a headline, a longer one anywhere prose
_MAX_LINE_CP = 420
_N_SENTENCES = 14  # from the end of a line of prose
_HEAD_CP = 5_000  # where a byline stands
_MAX_REST_CP = 4_000  # what a closing reference may take with it
_FUSED = frozenset(
    {
        "self_reference", "comment_form", "comments_begin", "contributed", "copyright", "newsletter", "reposted",
        "disclaimer", "posted_by", "related", "tags", "advertisement", "note_of_edition", "picture", "share_bar",
    }
)  # fmt: skip
_SITE = re.compile(r".{8,}?\s*(?P<site>[|»·•¦]\s*(?P<name>[^|»·•¦\n]{2,40}))\Z")
_DASHED = re.compile(r".{8,}?\s(?P<site>[-–—]\s(?P<name>[^\n]{2,40}))\Z")
_FIRST_NAME = re.compile(rf"({NAME})")
_BYLINE_AND = re.compile(
    rf"[Bb]y\s+{NAME}?,\s+(?:\w+\s){{0,3}}(?:Writer|Reporter|Correspondent|Editor|Columnist)(?=[A-Z][a-z]*\s)"
)
_OPENERS = re.compile(
    r"(?<=\s)(?=(?:Tags|Filed under|Follow us|Read more|Share this|Related|Source|Topics)\s?:|©|Copyright ©)"
)
_LOST_BREAK = re.compile(r"(?<=[a-z]{2})[.!?][”\"’)]*(?=[A-ZÀ-Þ][a-zà-ÿ]+[ ’'])")
_SITE_WORDS = re.compile(SITE_WORDS)


def furniture(text: str, lines: Sequence[Line]) -> Iterator[Residue]:
    """Lines, and closing sentences fused to the last ones, that are known by their words. O(n)."""
    if lines and not _known(lines[0], _zones(lines, 0)):
        yield from _site_of_title(lines[0])
    for at, line in enumerate(lines):
        zones = _zones(lines, at)
        found = _known(line, zones)
        if found and not _is_of_article(found, text, lines, at):
            yield _residue(found, line)
            yield from _rest(found, lines, at, line.end)
        else:
            yield from _fused_byline(line, zones)
            yield from _title_of_page(line) if at and at == len(lines) - 1 else ()
            yield from _fused(text, lines, at, zones - {HEAD})


def _zones(lines: Sequence[Line], at: int) -> set[str]:
    """Where a line stands: among the first few with no more than two of prose before, or among the last few."""
    zones = {ANY}
    n_prose_before = sum(len(line.text) > _LONG_CP for line in lines[:at]) if at < _N_HEAD else 2
    if at < _N_HEAD and n_prose_before < 1:
        zones |= {HEAD, EDGE} if at or len(lines[at].text) <= _SHORT_CP else {EDGE}
    is_late = lines[at].start >= 0.4 * lines[-1].end
    if at and is_late and (at >= len(lines) - _N_TAIL or lines[-1].end - lines[at].start < _MAX_REST_CP):
        zones |= {TAIL, EDGE}
    return zones


def _known(line: Line, zones: set[str]) -> LineRule | None:
    if len(line.text) > _MAX_LINE_CP:
        return None
    return next((rule for rule in RULES if rule.zone in zones and rule.pattern.fullmatch(line.text)), None)


def as_on_pages(line: Line) -> LineRule | None:
    """The rule that knows the words of a line, wherever it stands; none of those for names and dates."""
    rule = _known(line, {ANY, HEAD, TAIL, EDGE})
    return rule if rule and rule.reason != "byline" else None


def _is_of_article(rule: LineRule, text: str, lines: Sequence[Line], at: int) -> bool:
    """Whether a line only looks like a note about its author, or is a date as the heading of a paragraph."""
    if rule.code == "dated":
        beside = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
        return all(line.is_ended and len(line.text) > _SHORT_CP for line in beside)
    return rule.code == "author_note" and _is_of_story(text, lines[at])


def _is_of_story(text: str, line: Line) -> bool:
    """Whether a line that looks like a note about its author is about somebody of whom the article spoke before."""
    found = _FIRST_NAME.match(line.text)
    if found is None or text.rfind(found[1].split()[-1], 0, line.start) < 0:
        return False
    byline = rf"^.{{0,40}}{re.escape(found[1])}.{{0,80}}$"
    return not re.search(byline, text[: min(line.start, _HEAD_CP)], re.MULTILINE)


def _residue(rule: LineRule, line: Line) -> Residue:
    return Residue(line.start, line.end, rule.reason, (Why(rule.code, rule.words),), rule.strength)


def _rest(rule: LineRule, lines: Sequence[Line], at: int, end: int) -> Iterator[Residue]:
    """What a heading or closing reference takes with it to the end of the text; titles as long as they are such."""
    if not rule.takes_rest or lines[-1].end - end > _MAX_REST_CP:
        return
    rest = list(lines[at + 1 :])
    if rule.code == "tags_begin":
        rest = list(takewhile(lambda line: len(line.text) <= _SHORT_CP and not line.is_ended, rest))
    elif rule.code == "related_begin":
        rest = rest[: next((i for i, line in enumerate(rest) if line.is_ended and len(line.text) > 100), len(rest))]
    elif rule.code == "self_reference" and (len(rest) >= _N_TAIL or any(len(line.text) > _LONG_CP for line in rest)):
        return
    reason = "reader comment" if rule.code == "comments_begin" else rule.reason
    for line in rest:
        yield Residue(line.start, line.end, reason, (Why("follows", rule.takes_rest),), rule.strength - 0.15)


def _fused_byline(line: Line, zones: set[str]) -> Iterator[Residue]:
    """A byline that lost its line break: `By Ann Smith, Staff WriterThe harbour is closed.`"""
    found = _BYLINE_AND.match(line.text[:_LONG_CP]) if HEAD in zones else None
    if found:
        why = Why("byline", "Names who wrote the text, without a space before it begins.")
        yield Residue(line.start, line.start + found.end(), "byline", (why,), 0.85)


def _fused(text: str, lines: Sequence[Line], at: int, zones: set[str]) -> Iterator[Residue]:
    """The last sentences of a line of prose that are known as lines of their own."""
    line = lines[at]
    cut = [part for span in sentences_of(line) for part in _parted(text, span)]
    for number, sentence in list(enumerate(cut))[max(1, len(cut) - _N_SENTENCES) :]:
        rule = _known(sentence, zones)
        if rule is None or rule.code not in _FUSED or not _nothing_else(cut[number + 1 :], rule):
            continue
        start = _lost_break(text, line, sentence)
        yield _residue(rule, Line(start, line.end, text[start : line.end]))
        yield from _rest(rule, lines, at, line.end)
        return


def _lost_break(text: str, line: Line, sentence: Line) -> int:
    """Where what is known begins: behind a stop without a space not far before it, where a line break was lost."""
    near = _LOST_BREAK.finditer(text, max(line.start, sentence.start - _LONG_CP), sentence.start)
    return max((found.end() for found in near), default=sentence.start)


def _parted(text: str, sentence: Span) -> Iterator[Line]:
    """A sentence, cut before what begins as lines of pages do: nothing ends it there."""
    start = sentence.start
    for found in _OPENERS.finditer(text, sentence.start + 1, sentence.end):
        yield trimmed(text, start, found.start())
        start = found.start()
    yield trimmed(text, start, sentence.end)


def _nothing_else(after: Sequence[Line], rule: LineRule) -> bool:
    """Whether what follows in the line goes with the sentence: known as such, or taken by it."""
    if rule.takes_rest or rule.code == "posted_by":
        return True
    return all(_known(sentence, {ANY, TAIL, EDGE}) for sentence in after)


def _title_of_page(line: Line) -> Iterator[Residue]:
    """A headline with the names of its site, at the end of the text."""
    if len(line.text) <= _LONG_CP and not line.is_ended and ". " not in line.text and _SITE.match(line.text):
        why = Why("title_of_page", "The title of a page with the name of its site.")
        yield Residue(line.start, line.end, "site line", (why,), 0.75)


def _site_of_title(line: Line) -> Iterator[Residue]:
    """What a page's title adds to the headline: `Headline | SITE`; behind a dash only what is called like a site."""
    if len(line.text) > _LONG_CP or line.is_ended:
        return
    found = _SITE.match(line.text)
    if found is None:
        dashed = _DASHED.match(line.text)
        found = dashed if dashed and _SITE_WORDS.search(dashed["name"]) else None
    if found and len(found["name"].split()) <= 5:
        words = f"The name of a site behind the headline: “{found['name'].strip()}”."
        start = line.start + found.start("site")
        yield Residue(start, line.start + found.end("site"), "site line", (Why("title_of_site", words),), 0.9)
