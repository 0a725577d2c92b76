"""The report of a comparison: one page to print and to hand over, made anew from its address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from annotator.pages import words
from annotator.pages.compare import compare_page
from annotator.pages.comparison_controls import Links
from annotator.pages.comparison_shapes import ComparePage, QuoteView, quote_view
from annotator.pages.method_words import Paragraph, citation, filters_in_words, paragraphs_of
from annotator.pages.report import moment
from annotator.pages.sentences import SentencesView, written
from core.access import Viewer
from core.queries.comparison_report import ComparisonReport, comparison_report
from core.queries.documents import documents
from core.queries.filters import Filters

# A letter of each outcome for the table of ways: print may drop what a colour or a hatch would say.
SIGNS = {"holds": "●", "breaks": "○", "tie": "=", "undefined": "–"}


@dataclass(frozen=True)
class TextRow:
    """One document of the comparison."""

    title: str
    url: str
    origins: str
    facts: str
    n_words: str
    read: str
    n_readers: int


@dataclass(frozen=True)
class WayRow:
    """One way of counting: for each sentence, by number, what becomes of it and the two shares."""

    words: str
    cells: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class ComparisonReportPage:
    """All that the page shows. `asked_state` is the state in the address, empty without one; `has_changed` whether the
    data are in another state now."""

    page: ComparePage
    chosen: Sequence[str]
    as_of: str
    state: str
    asked_state: str
    has_changed: bool
    method: Sequence[Paragraph]
    said: SentencesView
    ways: Sequence[WayRow]
    quotes: Sequence[tuple[str, Sequence[QuoteView]]]
    texts: Sequence[TextRow]
    citation: str
    base: str
    json_url: str


def comparison_report_page(viewer: Viewer, filters: Filters, asked_state: str, base: str) -> ComparisonReportPage:
    """The page; `base` is the address of the site, for the links that are printed."""
    report = comparison_report(viewer, filters)
    page = compare_page(viewer, filters, "numbers", wait=True)
    links = Links(viewer, filters, "words")
    rules = report.counting.rules
    names = {origin.key: origin.name for origin in report.figures.origins}
    now = timezone.now()
    chosen = filters_in_words(filters, rules)
    query = Links.query(filters, state=report.state)
    address = base + reverse("comparison_report", args=[viewer.project.slug]) + query
    said = written(report.counting, report.figures, report.sentences)
    return ComparisonReportPage(
        page=page, chosen=chosen, as_of=moment(now), state=report.state, asked_state=asked_state,
        has_changed=bool(asked_state) and asked_state != report.state,
        method=paragraphs_of(report.method, filters, rules, names), said=said, ways=_ways(said),
        quotes=[
            (names[key], [quote_view(row, rules, links.quote(row.uuid)) for row in rows])
            for key, rows in report.quotes.items()
        ],
        texts=_texts(viewer, report, names),
        citation=citation(page.heading, viewer.project.name, words.date(timezone.localdate(now).isoformat()),
                          report.state, address, chosen),
        base=base, json_url=reverse("api:comparison_report", args=[viewer.project.slug]) + query,
    )  # fmt: skip


def _ways(said: SentencesView) -> list[WayRow]:
    """Ways of counting down, sentences across; a way that is none for a sentence stays empty there."""
    sentences = [*said.steady, *said.shaky]
    every = dict.fromkeys(way.words for sentence in sentences for way in sentence.ways)
    by_words = [{way.words: way for way in sentence.ways} for sentence in sentences]
    rows = []
    for name in every:
        found = [ways.get(name) for ways in by_words]
        rows.append(WayRow(name, [
            ("", "", "") if way is None else (SIGNS[way.outcome], way.outcome_words, _both(way.shares)) for way in found
        ]))  # fmt: skip
    return rows


def _both(shares: tuple[str, str]) -> str:
    """`28 : 2` per cent."""
    return " : ".join(share.removesuffix(" %") for share in shares)


def _texts(viewer: Viewer, report: ComparisonReport, names: dict[str, str]) -> list[TextRow]:
    """The documents with their titles, in the order of their keys. One query."""
    titles = dict(documents(viewer).values_list("key", "title"))
    return [
        TextRow(
            title=titles.get(row.key) or row.key, url=reverse("read", args=[viewer.project.slug, row.key]),
            origins=words.listed([names[key] for key in row.origins]),
            facts=" · ".join(filter(None, [words.listed(row.genres), *map(words.date, row.published_on),
                                           words.event(row.event)])),
            n_words=f"{row.n_words:,}", read=f"{row.n_words_read:,.0f}", n_readers=row.n_readers,
        )
        for row in report.texts
    ]  # fmt: skip
