"""The words behind a number, and one quote in its context."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse

from annotator.pages import words
from annotator.pages.card_words import CitedLine, cited_line
from annotator.pages.claim_rows import ClaimRow, claim_row
from annotator.pages.comparison_shapes import QuoteView
from annotator.pages.filter_words import in_words, more_in_words
from annotator.pages.versions import VersionLine, version_line
from core.access import Viewer
from core.errors import NotFound
from core.models import Annotation, Decision, Part
from core.queries.claims import claims_of
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import outlets
from core.queries.filters import Filters
from core.queries.layers import ADJUDICATED
from core.queries.ledger import citations_of_mark
from core.queries.quotes import QuoteFilters, quote_list, value_name
from core.queries.visibility import visible_annotations
from core.text.segments import paragraphs
from core.text.spans import Span

PER_PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One quote of the list with where it stands."""

    quote: QuoteView
    where: str
    reviewer: str
    target: str


@dataclass(frozen=True)
class Pages:
    """What `_pagination.html` needs."""

    previous_url: str
    next_url: str
    words: str
    label: str = "Pages of quotes"
    id: str = "pages"


@dataclass(frozen=True)
class QuotesPage:
    """A list of quotes under the filters that made it."""

    heading: str
    n: int
    conditions: Sequence[str]
    listed: Sequence[Listed]
    pages: Pages


def annotation_view(row: Annotation | Decision, rules: Rules, url: str) -> QuoteView:
    """A stored mark or ruling that has a label as `_quote.html` shows it (needs its label)."""
    label, name = (row.label.key, row.label.name.lower()) if row.label else ("", "")
    return QuoteView(
        id=row.uuid, text=row.quote, url=url, label=label, label_name=name,
        stance=row.stance, stance_name=value_name(rules, "stance", row.stance), role=row.role,
        role_name=value_name(rules, "role", row.role), voice_name=value_name(rules, "voice", row.voice),
        speaker=row.facets.get("speaker", ""), unsure=bool(row.unsure), alike="",
    )  # fmt: skip


def quotes_page(viewer: Viewer, filters: Filters, more: QuoteFilters, page: str) -> QuotesPage:
    """The marks or rulings behind a number, fifty a page. Five queries."""
    rules = rules_of(viewer.project.codebook)
    ruled = filters.layer == ADJUDICATED
    by = "decided_by" if ruled else "reading__reviewer"
    rows = quote_list(viewer, filters, more).select_related("label", "document__outlet", "part__outlet", by)
    rows = rows.defer("document__text")
    paginator = Paginator(rows, PER_PAGE)
    shown = paginator.get_page(page)
    listed = [
        Listed(
            annotation_view(row, rules, reverse("ruling" if ruled else "quote", args=[viewer.project.slug, row.uuid])),
            where(row),
            f"ruled by {row.decided_by.code_name}" if ruled else row.reading.reviewer.code_name,
            value_name(rules, "target", row.target),
        )
        for row in shown
    ]
    given = filters.given() | {key: value for key, value in vars(more).items() if value}

    def address(number: int) -> str:
        return f"?{urlencode(given | {'page': str(number)})}"

    return QuotesPage(
        words.count(paginator.count, *(("ruling", "rulings") if ruled else ("mark", "marks"))),
        paginator.count,
        _conditions(viewer, filters, more, rules),
        listed,
        Pages(
            address(shown.previous_page_number()) if shown.has_previous() else "",
            address(shown.next_page_number()) if shown.has_next() else "",
            f"{shown.start_index():,} to {shown.end_index():,} of {paginator.count:,}",
        ),
    )


def where(row: Annotation | Decision) -> str:
    """Origin, by what way, and title."""
    origin = row.part.outlet.name if row.part else row.document.outlet.name
    via = f" via {row.document.outlet.name}" if row.part and row.part.outlet_id != row.document.outlet_id else ""
    title = row.document.title or row.document.key
    return f"{origin}{via} · {title}"


def _conditions(viewer: Viewer, filters: Filters, more: QuoteFilters, rules: Rules) -> list[str]:
    """The filters in words."""
    found = []
    if more.origin:
        outlet = outlets(viewer).filter(key=more.origin).first()
        found.append(outlet.name if outlet else more.origin)
    return found + in_words(filters, rules) + more_in_words(more, rules)


@dataclass(frozen=True)
class Piece:
    """A run of words, lit or not."""

    text: str
    lit: bool


@dataclass(frozen=True)
class QuotePage:
    """One quote: its paragraph with the words lit, its details, and what others said of the same words."""

    quote: QuoteView
    title: str
    where: str
    facts: str
    paragraphs: Sequence[Sequence[Piece]]
    language: str
    details: Sequence[tuple[str, str]]
    reviewer: str
    others: Sequence[tuple[str, QuoteView]]
    read_url: str
    outlet_url: str
    outlet_name: str
    version: VersionLine | None
    cited: Sequence[CitedLine]
    source_url: str
    claim: ClaimRow | None
    same_url: str


def quote_page(viewer: Viewer, uuid: UUID) -> QuotePage:
    """The page of one visible mark; `NotFound` for all others. Fifteen queries at most."""
    rules = rules_of(viewer.project.codebook)
    mark = (
        visible_annotations(viewer)
        .select_related("label", "document__outlet", "part__outlet", "part__section", "reading__reviewer")
        .filter(uuid=uuid)
        .first()
    )
    if mark is None:
        raise NotFound("There is no such quote, or you may not see it yet.")
    overlapping = (
        visible_annotations(viewer)
        .filter(document=mark.document_id, start__lt=mark.end, end__gt=mark.start, reading__practice=False)
        .exclude(pk=mark.pk)
        .select_related("label", "reading__reviewer")
        .order_by("reading__reviewer__code_name", "start")
    )
    outlet = mark.part.outlet if mark.part else mark.document.outlet
    claim = claims_of(viewer, [mark.uuid]).get(mark.uuid)
    return QuotePage(
        quote=annotation_view(mark, rules, ""),
        title=mark.document.title or mark.document.key,
        where=where(mark),
        facts=_facts(mark, mark.part),
        paragraphs=context(mark),
        language=mark.document.language,
        details=details_of(mark, rules),
        reviewer=mark.reading.reviewer.code_name,
        others=[
            (row.reading.reviewer.code_name,
             annotation_view(row, rules, reverse("quote", args=[viewer.project.slug, row.uuid])))
            for row in overlapping
        ],
        read_url=reverse("read", args=[viewer.project.slug, mark.document.key]) + f"?mark={mark.uuid}",
        outlet_url=reverse("outlet", args=[viewer.project.slug, outlet.key]) if outlet.key else "",
        outlet_name=outlet.name, version=version_line(viewer, mark.document),
        cited=[cited_line(viewer.project.slug, row) for row in citations_of_mark(viewer, mark)],
        source_url=_source_url(viewer, mark),
        claim=claim_row(viewer, claim) if claim else None,
        same_url=_same_url(viewer, mark),
    )  # fmt: skip


def _source_url(viewer: Viewer, mark: Annotation) -> str:
    """Where the mark gets a card, or its card is checked; nothing for practice and for whoever may do neither."""
    citable = viewer.may("cite") and not mark.reading.practice
    return reverse("mark_source", args=[viewer.project.slug, mark.uuid]) if citable else ""


def _same_url(viewer: Viewer, mark: Annotation) -> str:
    """Where passages stand that may say the same; nothing for who joins none, and where the source is hidden."""
    if not viewer.may("join_claims") or mark.document.is_masked or mark.reading.practice:
        return ""
    return reverse("claim_suggestions", args=[viewer.project.slug]) + f"?mark={mark.uuid}"


def _facts(mark: Annotation, part: Part | None) -> str:
    document = mark.document
    if part is None:
        return words.sentence([document.genre, words.date_of(document)])
    return words.sentence([part.genre, words.date(part.published_on), words.fidelity(part.fidelity)])


def context(mark: Annotation | Decision) -> list[list[Piece]]:
    """The paragraphs that hold the words, and one on either side."""
    text, span = mark.document.text, Span(mark.start, mark.end)
    blocks = paragraphs(text)
    touched = [i for i, block in enumerate(blocks) if block.end >= span.start and block.start <= span.end]
    first, last = max(0, touched[0] - 1), min(len(blocks), touched[-1] + 2)
    shown = []
    for block in blocks[first:last]:
        start, end = max(block.start, span.start), min(block.end, span.end)
        if start >= end:
            shown.append([Piece(text[block.start : block.end], False)])
            continue
        pieces = [(block.start, start, False), (start, end, True), (end, block.end, False)]
        shown.append([Piece(text[a:b], lit) for a, b, lit in pieces if a < b])
    return shown


def details_of(mark: Annotation | Decision, rules: Rules) -> list[tuple[str, str]]:
    """The details in the codebook's order, and the note of a mark."""
    named = [
        (facet.name or key, "yes" if facet.kind == "flag" else facet.value_name(mark.facets[key]))
        for key, facet in rules.facets.items()
        if key in mark.facets
    ]
    note = mark.note if isinstance(mark, Annotation) else ""
    return [*named, *([("Note", note)] if note else [])]
