"""The queue of sources to open: the cards, those first on which most hangs, and one quote at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from annotator.pages import words
from annotator.pages.card_words import card_name
from annotator.pages.ledger_words import CitationView, citation_view
from core.access import Viewer
from core.models import Finding
from core.queries import ledger
from core.queries.codebooks import rules_of
from core.queries.ledger_ranking import Hanging, to_open_next

_HANG = ("mark hangs on it", "marks hang on it")


@dataclass(frozen=True)
class QueueRow:
    """One card of the queue."""

    url: str
    name: str
    hangs: str
    current: bool


@dataclass(frozen=True)
class CheckPage:
    """The queue of what to open: the cards, and the citation that is asked about now; None when all are opened."""

    rows: Sequence[QueueRow]
    current: CitationView | None
    place: str
    previous_url: str
    next_url: str
    error: str
    answers: Any
    sources_url: str


def check_page(
    viewer: Viewer, card: str = "", citation: str = "", *, error: str = "", answers: Any = None
) -> CheckPage:
    """The queue, at a card by its key or at a citation by its id, else at the first. Some twelve queries."""
    hanging, slug = to_open_next(viewer), viewer.project.slug
    at = _place(viewer, hanging, card)
    rows = [] if at is None else _unchecked(viewer, hanging[at])
    chosen = next((row for row in rows if str(row.citation.uuid) == citation), rows[0] if rows else None)
    base = reverse("check_sources", args=[slug])
    urls = [f"{base}?{urlencode({'card': row.source.key})}" for row in hanging]
    current = None
    if chosen is not None:
        n_alike = ledger.alike(viewer, chosen.citation).count()
        current = citation_view(viewer, chosen, rules_of(viewer.project.codebook), n_alike=n_alike)
    return CheckPage(
        rows=[
            QueueRow(url, card_name(row.source), words.count(row.weight, *_HANG), i == at)
            for i, (row, url) in enumerate(zip(hanging, urls, strict=True))
        ],
        current=current, place=_place_words(at, hanging, rows),
        previous_url=urls[at - 1] if at else "",
        next_url=urls[at + 1] if at is not None and at + 1 < len(urls) else "",
        error=error, answers=answers, sources_url=reverse("sources", args=[slug]),
    )  # fmt: skip


def _place(viewer: Viewer, hanging: Sequence[Hanging], card: str) -> int | None:
    """Which card of the queue is asked for: the first when that one has nothing left to open."""
    if card:
        ledger.source(viewer, card)  # there at all
    return next((i for i, row in enumerate(hanging) if row.source.key == card), 0) if hanging else None


def _unchecked(viewer: Viewer, row: Hanging) -> list[ledger.Cited]:
    return [one for one in ledger.citations_of_source(viewer, row.source) if one.citation.finding == Finding.UNCHECKED]


def _place_words(at: int | None, hanging: Sequence[Hanging], rows: Sequence[ledger.Cited]) -> str:
    if at is None:
        return ""
    left = words.count(len(rows), "quote to check", "quotes to check")
    return f"Source {at + 1} of {len(hanging):,} · {left}"
