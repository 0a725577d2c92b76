"""What a card is called and what was found there, in the words of every page."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse

from core.models import Citation, Finding, Source

FINDINGS: dict[str, str] = {
    Finding.UNCHECKED: "not opened yet",
    Finding.SAYS_SO: "opened, says so",
    Finding.SAYS_OTHERWISE: "opened, says otherwise",
    Finding.NOT_FOUND: "looked for, not found",
}


@dataclass(frozen=True)
class CitedLine:
    """The card that a mark cites, and what was found there: `RAND 2019`, *opened, says so*."""

    name: str
    url: str
    finding: str
    finding_words: str
    excerpt: str


def card_name(card: Source) -> str:
    """What a card is called: its title, else who produced it, else its site."""
    return card.title or card.producer or site_of(card)


def short_name(card: Source) -> str:
    """Who and when, as one cites in a line: `RAND 2019`."""
    return " ".join(filter(None, (card.producer or card.title or site_of(card), card.published_on[:4])))


def site_of(card: Source) -> str:
    """The host of its address."""
    return (urlsplit(card.url).hostname or "") if card.url else ""


def cited_line(slug: str, row: Citation) -> CitedLine:
    """One citation in a line. No query when the card was selected with it."""
    url = reverse("source", args=[slug, row.source.key])
    return CitedLine(short_name(row.source), url, row.finding, FINDINGS[row.finding], row.excerpt)
