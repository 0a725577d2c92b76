"""From a mark to the card of its source: what it cites, cards that it may mean, and a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from annotator.pages.comparison_shapes import QuoteView
from annotator.pages.ledger_words import CardView, CitationView, card_view, citation_view
from annotator.pages.quotes import annotation_view, where
from core.access import Viewer
from core.errors import NotFound
from core.queries import ledger
from core.queries.card_suggestions import cards_for
from core.queries.codebooks import rules_of
from core.queries.ledger_ranking import cards

MAX_FOUND = 20


@dataclass(frozen=True)
class Offered:
    """A card that the mark may mean: `number` is the key that takes it."""

    number: int
    card: CardView
    why: str


@dataclass(frozen=True)
class MarkSourcePage:
    """Everything the template shows. `id` makes a second click or a retry cite once."""

    quote: QuoteView
    where: str
    citations: Sequence[CitationView]
    can_cite: bool
    offered: Sequence[Offered]
    search: str
    found: Sequence[CardView]
    id: str
    form: Any
    url: str
    read_url: str


def mark_source_page(viewer: Viewer, uuid: UUID, form: Any, *, search: str = "", id: str = "") -> MarkSourcePage:
    """For a mark that the viewer sees; `NotFound` for all others. Some ten queries."""
    rows = ledger.citable_annotations(viewer).filter(uuid=uuid)
    related = ("label", "document__outlet", "part__outlet", "reading__reviewer")
    mark = rows.select_related(*related).defer("document__text").first()
    if mark is None:
        raise NotFound("There is no such mark, or you may not see it yet.")
    rules, slug = rules_of(viewer.project.codebook), viewer.project.slug
    found = ledger.cited(viewer, ledger.citations_of_mark(viewer, mark))
    is_own = mark.reading.reviewer.user_id == viewer.user.pk
    can_cite = viewer.may("cite") and (is_own or viewer.may("provenance"))
    offered = cards_for(viewer, mark) if can_cite and not search else []
    return MarkSourcePage(
        quote=annotation_view(mark, rules, reverse("quote", args=[slug, mark.uuid])), where=where(mark),
        citations=[citation_view(viewer, row, rules) for row in found], can_cite=can_cite,
        offered=[Offered(i, card_view(viewer, row.source), row.why) for i, row in enumerate(offered, 1)],
        search=search, found=_found(viewer, search) if can_cite else (), id=id or str(uuid4()), form=form,
        url=reverse("mark_source", args=[slug, mark.uuid]),
        read_url=reverse("read", args=[slug, mark.document.key]) + f"?mark={mark.uuid}",
    )  # fmt: skip


def _found(viewer: Viewer, search: str) -> list[CardView]:
    wanted = search.casefold().split()
    if not wanted:
        return []
    rows = [row.source for row in cards(viewer)]
    named = [(row, f"{row.title} {row.producer} {row.kind} {row.published_on} {row.url} {row.key}") for row in rows]
    return [card_view(viewer, row) for row, text in named if all(word in text.casefold() for word in wanted)][
        :MAX_FOUND
    ]
