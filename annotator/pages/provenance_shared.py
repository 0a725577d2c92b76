"""What an article shares with others: passages and quotations side by side, this article on the left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from annotator.pages import words
from annotator.pages.differences import DifferenceSide, DifferenceView, compared_words
from annotator.pages.provenance_parts import Places
from annotator.pages.side_origins import Origins
from core.access import Viewer
from core.models import Document, QuotedKind, SharedKind
from core.queries.reuse import passages_with_words, quotations_with_words, shared_passages, shared_quotations

MOST = 20  # pairs that are compared word by word on the page; the rest is counted
_KINDS: dict[str, str] = {
    SharedKind.COPIED_SECTION: "Copied: {} of the smaller text stands in the other",
    SharedKind.PARTLY_REUSED: "Partly reused: {} of the smaller text stands in the other",
    SharedKind.SHARED_PASSAGE: "A shared passage, {} of the smaller text",
}


@dataclass(frozen=True)
class SharedPair:
    """Two places with what differs; `name` says what they share, `about` how alike they are, `words` are those here."""

    name: str
    about: str
    words: str
    difference: DifferenceView


@dataclass(frozen=True)
class Shared:
    """The largest passages first; drifted quotations; exact ones that are not inside a passage that both share.

    `n_more`: passages that are not shown.
    """

    passages: Sequence[SharedPair]
    drifted: Sequence[SharedPair]
    exact: Sequence[SharedPair]
    n_more: int


@dataclass(frozen=True)
class _Side:
    """One place of a pair, however the row names it."""

    document: Document
    start: int
    end: int
    words: str

    def holds(self, other: "_Side") -> bool:
        """Whether the other place lies inside this one."""
        return self.document.pk == other.document.pk and self.start <= other.start and other.end <= self.end


def shared_of(viewer: Viewer, document: Document, places: Places) -> Shared:
    """What is shared with other articles that the viewer may know. Three queries whatever the number."""
    passages = sorted(passages_with_words(shared_passages(viewer, document)), key=lambda row: (-row.n_words, row.pk))
    quoted = list(quotations_with_words(shared_quotations(viewer, document)))
    shared = [(row, *_oriented(document, *_sides_of(row))) for row in passages]
    told = [(row, *_oriented(document, *_sides_of(row))) for row in quoted]
    told = [row for row in told if row[0].kind == QuotedKind.DRIFT or not _is_inside(row[1:], shared)]
    origins = Origins({document.pk, *(row[2].document.pk for row in [*shared, *told])})
    pairs = _Pairs(viewer, places, origins)
    return Shared(
        [pairs.pair(*row) for row in shared[:MOST]],
        [pairs.pair(*row) for row in told if row[0].kind == QuotedKind.DRIFT],
        [pairs.pair(*row) for row in told if row[0].kind == QuotedKind.EXACT],
        max(0, len(passages) - MOST),
    )  # fmt: skip


def _is_inside(quoted: tuple[_Side, _Side], shared: Sequence[tuple[Any, _Side, _Side]]) -> bool:
    """Whether both places of a quotation lie in one shared passage, which says it already."""
    here, there = quoted
    return any(a.holds(here) and b.holds(there) for _, a, b in shared)


def _sides_of(row: Any) -> tuple[_Side, _Side]:
    if hasattr(row, "a_start"):
        return _Side(row.a, row.a_start, row.a_end, row.a_words), _Side(row.b, row.b_start, row.b_end, row.b_words)
    a, b = row.a, row.b
    return _Side(a.document, a.start, a.end, row.a_words), _Side(b.document, b.start, b.end, row.b_words)


def _oriented(document: Document, a: _Side, b: _Side) -> tuple[_Side, _Side]:
    """This article first."""
    return (a, b) if a.document.pk == document.pk else (b, a)


class _Pairs:
    """Pairs of one article."""

    def __init__(self, viewer: Viewer, places: Places, origins: Origins) -> None:
        self.slug, self.places, self.origins = viewer.project.slug, places, origins

    def pair(self, row: Any, here: _Side, there: _Side) -> SharedPair:
        """The words of both with what differs."""
        is_quoted = not hasattr(row, "a_start")
        a, b, n_more = compared_words(here.words, there.words)
        url = reverse("provenance", args=[self.slug, there.document.key])
        sides = (
            DifferenceSide(a, *self._named(here), self.places.url(here.start), is_quoted),
            DifferenceSide(b, *self._named(there), url, is_quoted),
        )
        name, about = _quoted(row) if is_quoted else _shared(row, there)
        return SharedPair(name, about, here.words, DifferenceView(sides, n_more))

    def _named(self, side: _Side) -> tuple[str, str]:
        """The origin, and the title, genre and date."""
        place = (side.document, side.start)
        return self.origins.name(*place), " · ".join(self.origins.facts(*place))


def _shared(row: Any, there: _Side) -> tuple[str, str]:
    title = there.document.title or there.document.key
    return (
        f"{words.count(row.n_words, 'word', 'words')} that stand also in “{title}”",
        f"{_KINDS[row.kind].format(words.percent(row.containment))}, {words.percent(row.edit_ratio)} alike.",
    )


def _quoted(row: Any) -> tuple[str, str]:
    speaker = row.a.speaker or row.b.speaker
    who = f"Words of {speaker}" if speaker else "The same words"
    if row.kind == QuotedKind.EXACT:
        return f"{who}, quoted alike", ""
    return f"{who}, quoted in different words", f"{words.percent(row.ratio)} alike, letter by letter."
