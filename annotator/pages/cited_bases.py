"""The quotes behind one number of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from annotator.pages import words
from annotator.pages.ledger_words import CitationView, citation_view
from annotator.pages.quotes import Listed, Pages, annotation_view, where
from annotator.pages.source_card import PER_PAGE, pages_of
from core.access import Viewer
from core.errors import NotFound
from core.models import Annotation
from core.queries import ledger, ledger_figures
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import outlets
from core.queries.quotes import value_name


@dataclass(frozen=True)
class CitedPage:
    """The quotes behind one number of the ledger: citations, or marks that cite nothing."""

    heading: str
    conditions: Sequence[str]
    citations: Sequence[CitationView]
    marks: Sequence[tuple[Listed, str]]
    pages: Pages


_HEADINGS = {
    "cited": ("cited base", "cited bases"), "opened": ("base opened", "bases opened"),
    "found": ("base found", "bases found"), "says-so": ("base that says so", "bases that say so"),
    "says-otherwise": ("base that says otherwise", "bases that say otherwise"),
    "not-found": ("base not found", "bases not found"), "unchecked": ("base not opened yet", "bases not opened yet"),
    "no-card": ("basis named without a card", "bases named without a card"),
}  # fmt: skip


def cited_page(viewer: Viewer, which: str, origin: str, page: str, reviewers: str = "") -> CitedPage:
    """Exactly what a number of the ledger counts, fifty a page. Five queries.

    Errors: `Invalid` (`unknown_figure`, `unknown_kind`) for no number or readers of ours, `NotFound` for no outlet.
    """
    rules = rules_of(viewer.project.codebook)
    outlet = next((row for row in outlets(viewer) if row.key == origin), None) if origin else None
    if origin and outlet is None:
        raise NotFound("There is no such outlet.")
    lacks_card = which == ledger_figures.NO_CARD
    counted = {"origin": origin, "kind": reviewers}
    rows: Any = _lacking(viewer, **counted) if lacks_card else ledger_figures.citations_behind(viewer, which, **counted)
    given = {"which": which, "origin": origin, "reviewers": reviewers}
    paginator = Paginator(rows, PER_PAGE)
    shown = paginator.get_page(page)
    return CitedPage(
        heading=words.count(paginator.count, *_HEADINGS[which]),
        conditions=[*([outlet.name] if outlet else []), _whose(reviewers or viewer.project.figures_from)],
        citations=[] if lacks_card else [citation_view(viewer, row, rules) for row in ledger.cited(viewer, shown)],
        marks=[_listed(viewer, row, rules) for row in shown] if lacks_card else [],
        pages=pages_of(shown, paginator, {name: value for name, value in given.items() if value}),
    )  # fmt: skip


def _whose(kind: str) -> str:
    return f"submitted {words.KIND_WORDS[kind][1]}"


def _lacking(viewer: Viewer, *, origin: str, kind: str) -> Any:
    rows = ledger_figures.marks_behind(viewer, origin=origin, kind=kind)
    return rows.select_related("label", "document__outlet", "part__outlet", "reading__reviewer").defer("document__text")


def _listed(viewer: Viewer, mark: Annotation, rules: Rules) -> tuple[Listed, str]:
    """A mark, and the address at which it gets a card."""
    slug = viewer.project.slug
    view = annotation_view(mark, rules, reverse("quote", args=[slug, mark.uuid]))
    listed = Listed(view, where(mark), mark.reading.reviewer.code_name, value_name(rules, "target", mark.target))
    return listed, reverse("mark_source", args=[slug, mark.uuid])
