"""Cards and citations in words, as every page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.card_words import FINDINGS, card_name, site_of
from annotator.pages.comparison_shapes import QuoteView
from annotator.pages.quotes import annotation_view, where
from core.access import Viewer
from core.models import Citation, Finding, Source
from core.queries.codebooks import Rules
from core.queries.ledger import Cited

KEYS = (("y", Finding.SAYS_SO, "says so"), ("o", Finding.SAYS_OTHERWISE, "says otherwise"),
        ("n", Finding.NOT_FOUND, "not found"))  # fmt: skip


@dataclass(frozen=True)
class CardView:
    """One card: `address` is opened by the reader's browser alone, in a window of its own."""

    key: str
    name: str
    facts: str
    address: str
    site: str
    url: str
    version: int


@dataclass(frozen=True)
class Choice:
    """One finding that a key chooses."""

    key: str
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class CitationView:
    """One citation: the quote, where it stands and whose it is, what was found, and the form for a finding.

    `choices` is empty for whoever may not check. `n_alike`: unchecked citations of the card by marks of the same claim.
    """

    id: str
    card: CardView
    quote: QuoteView
    where: str
    reviewer: str
    finding: str
    finding_words: str
    excerpt: str
    checked: str
    version: int
    choices: Sequence[Choice]
    n_alike: int
    check_url: str
    remove_url: str
    read_url: str


def card_view(viewer: Viewer, card: Source) -> CardView:
    """A card as rows and pages show it."""
    producer = card.producer if card.title else ""
    date = words.date(card.published_on) if card.published_on else ""
    return CardView(
        card.key, card_name(card), words.sentence([producer, date, card.kind]), card.url, site_of(card),
        reverse("source", args=[viewer.project.slug, card.key]), card.version,
    )  # fmt: skip


def citation_view(viewer: Viewer, row: Cited, rules: Rules, *, n_alike: int = 0) -> CitationView:
    """A citation with its quote and its form."""
    slug, mark, found = viewer.project.slug, row.mark, row.citation
    owns = mark.reading.reviewer.user_id == viewer.user.pk or viewer.may("provenance")
    return CitationView(
        id=str(found.uuid), card=card_view(viewer, found.source),
        quote=annotation_view(mark, rules, reverse("quote", args=[slug, mark.uuid])), where=where(mark),
        reviewer=mark.reading.reviewer.code_name, finding=found.finding, finding_words=FINDINGS[found.finding],
        excerpt=found.excerpt, checked=_checked(found), version=found.version,
        choices=_choices(found) if viewer.may("cite") else (), n_alike=n_alike,
        check_url=reverse("check_citation", args=[slug, found.uuid]),
        remove_url=reverse("remove_citation", args=[slug, found.uuid]) if owns and viewer.may("cite") else "",
        read_url=reverse("read", args=[slug, mark.document.key]) + f"?mark={mark.uuid}",
    )  # fmt: skip


def _choices(found: Citation) -> list[Choice]:
    return [Choice(key, value, said, found.finding == value) for key, value, said in KEYS]


def _checked(found: Citation) -> str:
    if found.checked_on is None:
        return ""
    by = found.checked_by.code_name if found.checked_by else ""
    return f"{by}, {words.date(found.checked_on.isoformat())}" if by else words.date(found.checked_on.isoformat())
