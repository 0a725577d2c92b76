"""The citation ledger: what was opened and holds, what to open next, all cards, and each outlet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from annotator.pages import words
from annotator.pages.comparison_controls import WHO
from annotator.pages.comparison_shapes import Choice, Control
from annotator.pages.ledger_words import CardView, card_view
from annotator.pages.quotes import Pages
from core.access import Viewer
from core.queries.card_suggestions import Lacking, without_card
from core.queries.codebooks import rules_of
from core.queries.layers import kinds_counted
from core.queries.ledger_figures import CITED, FOUND_KEY, NO_CARD, OPENED_KEY, Bases, LedgerFigures, ledger_figures
from core.queries.ledger_ranking import Card, Hanging, cards, to_open_next
from core.queries.quotes import value_name

PER_PAGE = 50
N_NEXT = 10
STATES = (("", "All"), ("unopened", "To open"), ("opened", "Opened"), ("uncited", "Not cited"))


@dataclass(frozen=True)
class Asked:
    """What an address asks of the ledger: whose marks count, which cards are listed, words that they have."""

    reviewers: str = ""
    state: str = ""
    search: str = ""

    def address(self, anchor: str = "", **more: str) -> str:
        """The page asked so."""
        given = {"reviewers": self.reviewers, "state": self.state, "q": self.search} | more
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}{anchor}"


@dataclass(frozen=True)
class NextView:
    """A card to open, and what hangs on it."""

    card: CardView
    hangs: Sequence[str]
    check_url: str


@dataclass(frozen=True)
class CardRow:
    """A card in the list, with what its citations came to."""

    card: CardView
    said: str


@dataclass(frozen=True)
class Counted:
    """One number of the table, and the address of what it counts."""

    value: str
    url: str


@dataclass(frozen=True)
class OriginRow:
    """One outlet: cited bases, opened, found, says so, and bases without a card."""

    name: str
    numbers: Sequence[Counted]


@dataclass(frozen=True)
class LackingView:
    """Marks of one speaker that name a basis without a card."""

    speaker: str
    n: str
    first: Sequence[tuple[str, str]]
    suggested: CardView | None
    why: str


@dataclass(frozen=True)
class SourcesPage:
    """Everything the template shows. `lead` are (strong, rest) pieces of one sentence; `kinds` whose marks may be
    counted, where there is a choice.
    """

    lead: Sequence[tuple[str, str]]
    whose: str
    kinds: Control | None
    next: Sequence[NextView]
    n_next: int
    check_url: str
    can_cite: bool
    lacking: Sequence[LackingView]
    origins: Sequence[OriginRow]
    all: OriginRow | None
    cards: Sequence[CardRow]
    n_cards: int
    asked: Asked
    states: Sequence[tuple[str, str, bool]]
    pages: Pages
    form: Any


def sources_page(viewer: Viewer, form: Any, asked: Asked, *, page: str = "1") -> SourcesPage:
    """The ledger for the viewer. Some sixteen queries whatever the number. `Invalid` for no kind of reviewer."""
    figures, hanging = ledger_figures(viewer, asked.reviewers), to_open_next(viewer)
    every = cards(viewer)
    chosen = [row for row in every if _has(row, asked.search) and _is(row, asked.state)]
    paginator = Paginator(chosen, PER_PAGE)
    shown = paginator.get_page(page)
    can_cite = viewer.may("cite")
    return SourcesPage(
        lead=lead_of(figures.all), whose=_whose(figures), kinds=_kinds(viewer, asked, figures.kind),
        next=[_next_view(viewer, row) for row in hanging[:N_NEXT]], n_next=len(hanging),
        check_url=reverse("check_sources", args=[viewer.project.slug]), can_cite=can_cite,
        lacking=[_lacking_view(viewer, row) for row in without_card(viewer)] if can_cite else (),
        origins=[OriginRow(row.name or row.key, cited_numbers(viewer, row.bases, row.key, asked.reviewers))
                 for row in figures.origins],
        all=OriginRow("All", cited_numbers(viewer, figures.all, "", asked.reviewers))
        if len(figures.origins) > 1 else None,
        cards=[CardRow(card_view(viewer, row.source), _said(row)) for row in shown], n_cards=len(every),
        asked=asked, states=[(replace(asked, state=value).address("#cards"), name, value == asked.state)
                             for value, name in STATES],
        pages=_pages(shown, paginator, asked), form=form,
    )  # fmt: skip


def lead_of(bases: Bases) -> list[tuple[str, str]]:
    """The finding in one sentence: `Of 41 cited bases 12 were opened; 9 say so.`"""
    if not bases.n_cited:
        return [("No counted mark", "cites a source yet. From a mark, one key files the source that it names.")]
    many = words.count(bases.n_cited, "cited base", "cited bases")
    were, say = ("was", "says") if bases.n_opened == 1 else ("were", "say")
    if bases.n_opened:
        say = "says" if bases.n_says_so == 1 else "say"
        so = f"{bases.n_says_so:,}" if bases.n_says_so else "none"
        return [("", f"Of {many}"), (f"{bases.n_opened:,}", f"{were} opened;"), (so, f"{say} so.")]
    return [("", f"Of {many}"), ("none", "was opened yet.")]


def _whose(figures: LedgerFigures) -> str:
    many = words.KIND_WORDS[figures.kind][1]
    return f"Counted are the marks of submitted {many}, as far as you may see them."


def _kinds(viewer: Viewer, asked: Asked, kind: str) -> Control | None:
    """People, simulated and machine readers never meet in one figure."""
    found = {*kinds_counted(viewer), kind}
    choices = [Choice(name, replace(asked, reviewers=value).address(), value == kind)
               for value, name in WHO.items() if value in found]  # fmt: skip
    return Control("Whose readings", choices) if len(choices) > 1 else None


def _next_view(viewer: Viewer, row: Hanging) -> NextView:
    hangs = [f"{words.count(row.n_marks, 'mark cites', 'marks cite')} it unopened"]
    if row.n_assertions:
        hangs.append(f"{words.count(row.n_assertions, 'assertion rests', 'assertions rest')} on these")
    if row.n_claim_marks:
        hangs.append(words.count(row.n_claim_marks, "more mark of the same claim", "more marks of the same claims"))
    if row.n_origins > 1:
        hangs.append(f"across {words.count(row.n_origins, 'outlet', 'outlets')}")
    check_url = reverse("check_sources", args=[viewer.project.slug])
    return NextView(card_view(viewer, row.source), hangs, f"{check_url}?{urlencode({'card': row.source.key})}")


def _said(row: Card) -> str:
    if not row.n_cited:
        return "cited by no mark that you see"
    return f"cited by {words.count(row.n_cited, 'mark', 'marks')} · {row.n_opened:,} of {row.n_cited:,} opened"


def _has(row: Card, search: str) -> bool:
    card = row.source
    text = f"{card.title} {card.producer} {card.kind} {card.published_on} {card.url} {card.key}".casefold()
    return all(word in text for word in search.casefold().split())


def _is(row: Card, state: str) -> bool:
    if state == "unopened":
        return row.n_opened < row.n_cited
    if state == "opened":
        return row.n_opened > 0
    return state != "uncited" or not row.n_cited


def cited_numbers(viewer: Viewer, bases: Bases, origin: str, reviewers: str = "") -> list[Counted]:
    """Cited bases, opened, found, says so, named without a card: each opens what it counts. `origin`: of one outlet;
    `reviewers`: of this kind of reader, the project's own if none."""
    base = reverse("cited", args=[viewer.project.slug])
    numbers = ((CITED, bases.n_cited), (OPENED_KEY, bases.n_opened), (FOUND_KEY, bases.n_found),
               ("says-so", bases.n_says_so), (NO_CARD, bases.n_no_card))  # fmt: skip

    def url(which: str) -> str:
        asked = {"which": which, "origin": origin, "reviewers": reviewers}
        return f"{base}?{urlencode({name: value for name, value in asked.items() if value})}"

    return [Counted(f"{n:,}", url(which) if n else "") for which, n in numbers]


def _lacking_view(viewer: Viewer, row: Lacking) -> LackingView:
    rules = rules_of(viewer.project.codebook)
    voice = value_name(rules, "voice", row.voice) or "voice not stated"
    first = [(reverse("mark_source", args=[viewer.project.slug, mark.uuid]), mark.quote) for mark in row.marks]
    suggested = card_view(viewer, row.suggested.source) if row.suggested else None
    return LackingView(
        row.speaker or f"No speaker · {voice}", words.count(row.n, "mark", "marks"), first, suggested,
        row.suggested.why if row.suggested else "",
    )  # fmt: skip


def _pages(shown: Any, paginator: Any, asked: Asked) -> Pages:
    def address(number: int) -> str:
        return asked.address("#cards", page=str(number))

    return Pages(
        address(shown.previous_page_number()) if shown.has_previous() else "",
        address(shown.next_page_number()) if shown.has_next() else "",
        f"{shown.start_index():,} to {shown.end_index():,} of {paginator.count:,}", "Pages of cards",
    )  # fmt: skip
