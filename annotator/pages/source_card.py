"""One card of a source with all that cites it and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from annotator.pages import words
from annotator.pages.card_words import card_name
from annotator.pages.ledger_words import (
    CardView,
    CitationView,
    card_view,
    citation_view,
)
from annotator.pages.quotes import Pages
from annotator.pages.report import moment
from core.access import Viewer
from core.models import Finding, Source
from core.queries import ledger
from core.queries.codebooks import rules_of

PER_PAGE = 50


@dataclass(frozen=True)
class PastOfCard:
    """One entry of a card's history."""

    what: str
    when: str
    said: str


@dataclass(frozen=True)
class SourcePage:
    """Everything the template shows. `others`: (key, name) of cards that this one may be merged into, for keepers."""

    card: CardView
    kind: str
    producer: str
    date: str
    said: str
    citations: Sequence[CitationView]
    pages: Pages
    can_change: bool
    change_url: str
    merge_url: str
    others: Sequence[tuple[str, str]]
    history: Sequence[PastOfCard]
    form: Any


def source_page(viewer: Viewer, card: Source, form: Any, page: str = "1") -> SourcePage:
    """A card that the viewer sees. Eight queries whatever the number."""
    rules, slug = rules_of(viewer.project.codebook), viewer.project.slug
    rows = ledger.citations_of_source(viewer, card)
    paginator = Paginator(rows, PER_PAGE)
    shown = paginator.get_page(page)
    n_opened = sum(row.citation.finding != Finding.UNCHECKED for row in rows)
    many = words.count(len(rows), "mark cites it", "marks cite it")
    merge_url = reverse("merge_source", args=[slug, card.key]) if viewer.may("provenance") else ""
    return SourcePage(
        card=card_view(viewer, card), kind=card.kind, producer=card.producer,
        date=words.date(card.published_on) if card.published_on else "",
        said=f"{many}; it was opened for {n_opened:,} of {len(rows):,}." if rows else "No mark that you see cites it.",
        citations=[citation_view(viewer, row, rules) for row in shown],
        pages=pages_of(shown, paginator, {}), can_change=viewer.may("cite"),
        change_url=reverse("source", args=[slug, card.key]), merge_url=merge_url,
        others=_others(viewer, card) if merge_url else (),
        history=[_past(row) for row in ledger.history_of(viewer, card)], form=form,
    )  # fmt: skip


def _others(viewer: Viewer, card: Source) -> list[tuple[str, str]]:
    rows = ledger.visible_sources(viewer).exclude(pk=card.pk)
    named = [(row.key, words.sentence([card_name(row)[:90], row.producer[:40], row.published_on])) for row in rows]
    return sorted(named, key=lambda row: row[1].casefold())


def _past(row: ledger.CardChange) -> PastOfCard:
    said = words.sentence([value for value in row.facts.values() if value])
    by = f" by {row.who}" if row.who else ""
    return PastOfCard(f"{'Filed' if row.kind == 'added' else 'Changed'}{by}", moment(row.at), said)


def pages_of(shown: Any, paginator: Any, given: dict[str, str]) -> Pages:
    """The way to the page before and after."""

    def address(number: int) -> str:
        return f"?{urlencode(given | {'page': str(number)})}"

    return Pages(
        address(shown.previous_page_number()) if shown.has_previous() else "",
        address(shown.next_page_number()) if shown.has_next() else "",
        f"{shown.start_index():,} to {shown.end_index():,} of {paginator.count:,}",
    )  # fmt: skip
