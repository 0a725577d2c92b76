"""The two borders of a range, to move: the words around each, how far it may go, and who would follow it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.pages.article_text import cut_paragraphs
from core.models import Document, Excluded, Section
from core.text.spans import Span, touch

SHOWN_CP = 170
STOP_WORDS_CP = 48


@dataclass(frozen=True)
class Border:
    """One end of a range. `at`: the code point where it stands, or where a move that was refused had it; `stood`: where
    it stands before anything is sent; `least` and `most`: how far it may go, its own other end aside.

    `before` and `after` are the words that show. `follows` says in words which section would follow, whose own border
    is at `beside`: where this one passes that, or leaves it though they `touch`. `stops`: paragraphs to choose from
    without a script, each (place, words, whether chosen); empty unless asked for.
    """

    side: str
    name: str
    at: int
    stood: int
    least: int
    most: int
    before: str
    after: str
    follows: str
    beside: int
    touches: bool
    stops: Sequence[tuple[int, str, bool]]


def borders(
    document: Document, kind: str, span: Span, sent: Mapping[str, str], *, is_new: bool, plain: bool
) -> list[Border]:
    """Where a `section` or `excluded` range begins and ends; `is_new`: it does not stand yet. No query: needs the
    ranges of `whole_document`.

    `sent`: what a refused form held; `plain`: with the paragraphs to choose from.
    """
    standing: Iterable[Section | Excluded] = (document.sections if kind == "section" else document.excluded).all()
    rows = sorted((row for row in standing if is_new or (row.start, row.end) != (span.start, span.end)), key=_start)
    before = next((row for row in reversed(rows) if row.start < span.start), None)
    behind = next((row for row in rows if row.end > span.end), None)
    ends = (_start_side(document, span, before), _end_side(document, span, behind))
    return [_border(document, *end, sent.get(end[0], ""), plain=plain) for end in ends]


_End = tuple[str, str, int, int, int, str, int, bool]  # side, name, stood, least, most, follows, beside, touches


def _start(row: Section | Excluded) -> int:
    return row.start


def _start_side(document: Document, span: Span, row: Section | Excluded | None) -> _End:
    """A section before it may follow down to its first letter; of what is left out nothing follows."""
    if row is None:
        return "start", "Begins", span.start, 0, document.length, "", 0, False
    if isinstance(row, Excluded):
        return "start", "Begins", span.start, row.end, document.length, "", row.end, False
    follows, touches = f"{_called(row)} ends where this begins", touch(document.text, row.end, span.start)
    return "start", "Begins", span.start, row.start + 1, document.length, follows, row.end, touches


def _end_side(document: Document, span: Span, row: Section | Excluded | None) -> _End:
    if row is None:
        return "end", "Ends", span.end, 0, document.length, "", document.length, False
    if isinstance(row, Excluded):
        return "end", "Ends", span.end, 0, row.start, "", row.start, False
    follows, touches = f"{_called(row)} begins where this ends", touch(document.text, span.end, row.start)
    return "end", "Ends", span.end, 0, row.end - 1, follows, row.start, touches


def _called(row: Section) -> str:
    return f"“{row.title}” of {row.outlet.name}" if row.title else row.outlet.name


def _border(
    document: Document, side: str, name: str, stood: int, least: int, most: int, follows: str, beside: int,
    touches: bool, asked: str, *, plain: bool,
) -> Border:  # fmt: skip
    text = document.text
    is_place = asked.isascii() and asked.isdecimal() and len(asked) < 10 and int(asked) <= document.length
    at = int(asked) if is_place else stood
    return Border(
        side, name, at, stood, least, most, before_words(text, at), after_words(text, at), follows, beside, touches,
        _stops(document, side, at) if plain else (),
    )  # fmt: skip


def before_words(text: str, at: int) -> str:
    """The last words before a place, with a sign where there are more."""
    first = max(0, at - SHOWN_CP)
    return text[:at] if first == 0 else "… " + re.sub(r"^\S*\s+", "", text[first:at])


def after_words(text: str, at: int) -> str:
    """The first words behind a place, with a sign where there are more."""
    last = at + SHOWN_CP
    return text[at:] if last >= len(text) else re.sub(r"\s+\S*$", "", text[at:last]) + " …"


def _stops(document: Document, side: str, at: int) -> list[tuple[int, str, bool]]:
    """The beginnings of all paragraphs, and the end of the text; the border itself chosen."""
    places = {at} | {span.start for span in cut_paragraphs(document)}
    places |= {document.length} if side == "end" else set()
    return [(place, _words_at(document.text, side, place), place == at) for place in sorted(places)]


def _words_at(text: str, side: str, at: int) -> str:
    line = " ".join(text[at : at + STOP_WORDS_CP].split())
    if not line:
        return "at the end of the text"
    return f"{'with' if side == 'start' else 'before'} “{line}…”"
