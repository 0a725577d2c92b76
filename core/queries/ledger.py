"""The citation ledger as one viewer may see it: cards of sources, citations, and what was found.

A citation is seen by whoever sees its mark. A card is seen by all when it was filed openly, by whoever filed it, and
by whoever sees one of its citations; so a blind reader learns nothing of what a colleague cites.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Viewer
from core.errors import NotFound
from core.models import Annotation, Citation, ClaimMark, Document, Finding, Reviewer, Source
from core.queries.visibility import visible_annotations

OPENED = (Finding.SAYS_SO, Finding.SAYS_OTHERWISE, Finding.NOT_FOUND)
FOUND = (Finding.SAYS_SO, Finding.SAYS_OTHERWISE)
_OF_MARK = ("label", "document__outlet", "part__outlet", "reading__reviewer")


def citable_annotations(viewer: Viewer) -> QuerySet[Annotation]:
    """Standing marks that the viewer may see, practice left out: what may have citations."""
    return visible_annotations(viewer).filter(reading__practice=False)


def visible_citations(viewer: Viewer) -> QuerySet[Citation]:
    """Citations of marks that the viewer may see, with their cards and who checked them."""
    rows = Citation.objects.filter(project=viewer.project, annotation__in=citable_annotations(viewer).values("pk"))
    return rows.select_related("source", "checked_by")


def cites_a_card() -> Exists:
    """Of marks: whether it cites a card, itself or by the mark that stands for it in a text that does not count yet."""
    of_mark = Q(annotation=OuterRef("pk")) | Q(annotation__carried_from__earlier=OuterRef("pk"))
    return Exists(Citation.objects.filter(of_mark))


def visible_sources(viewer: Viewer) -> QuerySet[Source]:
    """Cards that the viewer may see, those left out that were merged into another."""
    cited = Citation.objects.filter(annotation__in=citable_annotations(viewer).values("pk")).values("source")
    filed = Q(created_by=viewer.user.pk) | Q(merged_from__created_by=viewer.user.pk)
    seen = Source.objects.filter(Q(filed_openly=True) | Q(pk__in=cited) | filed, project=viewer.project)
    return Source.objects.filter(pk__in=seen.values("pk"), merged_into__isnull=True)


def kept_sources(viewer: Viewer) -> QuerySet[Source]:
    """The same with the merged cards whose successor the viewer sees: their keys lead on to it."""
    seen = visible_sources(viewer).values("pk")
    return Source.objects.filter(Q(pk__in=seen) | Q(merged_into__in=seen))


def source(viewer: Viewer, key: str) -> Source:
    """One card; for one that was merged the card that stands for it. Two queries at most. `NotFound` for all others."""
    found = kept_sources(viewer).filter(key=key).select_related("merged_into").first()
    if found is None:
        raise NotFound("There is no such card of a source.")
    return found.merged_into or found


def citation(viewer: Viewer, uuid: UUID) -> Citation:
    """One citation. One query. `NotFound` for what is not there or not for the viewer."""
    found = visible_citations(viewer).filter(uuid=uuid).select_related("source", "checked_by", "annotation").first()
    if found is None:
        raise NotFound("There is no such citation.")
    return found


@dataclass(frozen=True)
class Cited:
    """A citation with its mark, in the words that the viewer sees."""

    citation: Citation
    mark: Annotation

    @property
    def source(self) -> Source:
        """The card."""
        return self.citation.source


def cited(viewer: Viewer, rows: Iterable[Citation]) -> list[Cited]:
    """Citations with their marks in the order given. One query for the marks, whatever the number."""
    rows = list(rows)
    marks = citable_annotations(viewer).filter(pk__in={row.annotation_id for row in rows})
    by_pk = {mark.pk: mark for mark in marks.select_related(*_OF_MARK).defer("document__text")}
    return [Cited(row, by_pk[row.annotation_id]) for row in rows if row.annotation_id in by_pk]


def citations_of_source(viewer: Viewer, source: Source) -> list[Cited]:
    """What cites a card, by document and place. Two queries."""
    rows = cited(viewer, visible_citations(viewer).filter(source=source))
    return sorted(rows, key=_in_text)


def citations_of_mark(viewer: Viewer, mark: Annotation) -> QuerySet[Citation]:
    """The citations of a mark that the viewer may see, the first first."""
    return visible_citations(viewer).filter(annotation=mark).order_by("created_at", "pk")


def citations_by_mark(viewer: Viewer, document: Document) -> dict[UUID, list[Citation]]:
    """The citations of a document's marks by the mark's id. One query."""
    rows = visible_citations(viewer).filter(annotation__document=document).select_related("annotation")
    found: dict[UUID, list[Citation]] = {}
    for row in rows.defer("annotation__quote").order_by("created_at", "pk"):
        found.setdefault(row.annotation.uuid, []).append(row)
    return found


def alike(viewer: Viewer, of: Citation) -> QuerySet[Citation]:
    """Unchecked citations of the same card by other marks of the same claim, which share what is found; of marks that
    the viewer sees. A finding that somebody wrote down is never taken over."""
    claims = ClaimMark.objects.filter(annotation=of.annotation_id).values("claim")
    marks = ClaimMark.objects.filter(claim__in=claims).values("annotation")
    rows = visible_citations(viewer).filter(source=of.source_id, annotation__in=marks)
    return rows.filter(finding=Finding.UNCHECKED).exclude(pk=of.pk).order_by("pk")


def _in_text(row: Cited) -> tuple[Any, ...]:
    return (row.mark.document.key, row.mark.start, row.mark.end, str(row.citation.uuid))


@dataclass(frozen=True)
class CardChange:
    """One entry of a card's history: who (a code name, None where no account did it), when, and what it said then."""

    who: str | None
    at: Any
    kind: str
    facts: Mapping[str, str]


def history_of(viewer: Viewer, source: Source) -> Sequence[CardChange]:
    """What became of a card, the last first. Two queries."""
    rows = list(source.history.order_by("-pgh_id"))  # type: ignore[attr-defined]
    people = {row.changed_by_id or row.created_by_id for row in rows}
    names = dict(
        Reviewer.objects.filter(project=viewer.project, user_id__in=[pk for pk in people if pk]).values_list(
            "user_id", "code_name"
        )
    )
    facts = ("kind", "title", "producer", "published_on", "url")
    return [
        CardChange(
            names.get(row.changed_by_id or row.created_by_id), row.pgh_created_at, row.pgh_label,
            {name: getattr(row, name) for name in facts},
        )
        for row in rows
    ]  # fmt: skip
