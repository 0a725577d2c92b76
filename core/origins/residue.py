"""What in a text is no part of the article: ranges exact to the character, each with its reason in plain words."""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import replace

from core.origins.addresses import link_lists
from core.origins.comments import comments
from core.origins.furniture import furniture
from core.origins.junk import junk
from core.origins.signs import Line, Residue, joined, lines_of, trimmed
from core.origins.stray import stray_lines

_AMONG_COMMENTS = frozenset({"byline", "dated", "posted_by", "author_note", "share_bar"})
_FORMS = frozenset({"comment_form", "comments_begin"})


def residue(text: str, repeated: Collection[str] = ()) -> list[Residue]:
    r"""Ranges to leave out, in order and apart; none is applied by itself. O(n).

    `repeated`: lines that stand in other documents of the same outlet.

    >>> [(row.start, row.end, row.reason) for row in residue("A talk\n\nIt was held. It ended.\n\nLeave a Comment")]
    [(32, 47, 'last line')]
    """
    lines = lines_of(text)
    known = [*junk(text), *link_lists(text), *furniture(text, lines)]
    has_form = any(why.code in _FORMS for row in known for why in row.why)
    said = list(comments(_before(text, lines, known), known, are_expected=has_form))
    known = joined(_with_comments(known, said), text)
    return joined(_with_comments([*known, *stray_lines(text, lines, known, repeated)], []), text)


def _with_comments(known: list[Residue], said: list[Residue]) -> list[Residue]:
    """All of them; dates, names and buttons among or behind comments are parts of these."""
    apart = [row for row in known if not (_is_small(row) and any(one.start <= row.start < one.end for one in said))]
    first = min((row.start for row in (*known, *said) if row.reason == "reader comment"), default=None)
    return [
        *said,
        *(
            replace(row, reason="reader comment") if first is not None and row.start > first and _is_small(row) else row
            for row in apart
        ),
    ]


def _is_small(row: Residue) -> bool:
    return row.why[0].code in _AMONG_COMMENTS


def _before(text: str, lines: list[Line], known: list[Residue]) -> list[Line]:
    """The lines without what is known already at their end: comments stand before a form for more."""
    left, apart = list(lines), joined(known, text)
    while left:
        last = left[-1]
        at = bisect_left(apart, last.end, key=lambda row: row.start) - 1
        if at < 0 or apart[at].end < last.end:
            return left
        left.pop()
        if apart[at].start > last.start:
            left.append(trimmed(text, last.start, apart[at].start))
    return left
