"""One ruling in its paragraph: what was ruled and why, the marks that it rests on, what it superseded."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from annotator.pages.comparison_shapes import QuoteView
from annotator.pages.quotes import Piece, annotation_view, context, details_of, where
from annotator.pages.ruling_words import RulingView, ruling_view
from core.access import Viewer
from core.queries.codebooks import rules_of
from core.queries.rulings import decision, superseded
from core.queries.visibility import visible_annotations


@dataclass(frozen=True)
class RulingPage:
    """The page of one ruling."""

    ruling: RulingView
    title: str
    where: str
    language: str
    paragraphs: Sequence[Sequence[Piece]]
    details: Sequence[tuple[str, str]]
    before: Sequence[RulingView]
    superseded_url: str
    marks: Sequence[tuple[str, QuoteView, str]]
    read_url: str
    article_rulings_url: str


def ruling_page(viewer: Viewer, uuid: UUID) -> RulingPage:
    """The page of one visible ruling; `NotFound` for all others. About nine queries."""
    rules, slug = rules_of(viewer.project.codebook), viewer.project.slug
    found = decision(viewer, uuid)
    versions = {row.annotation_id: row.version for row in found.basis.all()}
    marks = visible_annotations(viewer).filter(pk__in=versions).select_related("label", "reading__reviewer")
    return RulingPage(
        ruling=ruling_view(viewer, found, rules),
        title=found.document.title or found.document.key, where=where(found), language=found.document.language,
        paragraphs=context(found), details=details_of(found, rules),
        before=[ruling_view(viewer, row, rules) for row in superseded(viewer, found)],
        superseded_url=reverse("ruling", args=[slug, found.superseded_by.uuid])
        if hasattr(found, "superseded_by") else "",
        marks=[(row.reading.reviewer.code_name,
                annotation_view(row, rules, reverse("quote", args=[slug, row.uuid])),
                "changed since" if row.version != versions[row.pk] else "")
               for row in marks.order_by("reading__reviewer__code_name", "start")],
        read_url=reverse("read", args=[slug, found.document.key]),
        article_rulings_url=reverse("rulings", args=[slug, found.document.key]),
    )  # fmt: skip
