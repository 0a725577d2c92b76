"""What reviewers say of documents as a whole: whose answers the viewer may see, and how often each was given.

Blind, as marks are: whoever has begun an assessment of a document sees a colleague's only once both have first
submitted theirs, and this never falls back. Without one of their own, owners, adjudicators and viewers see what was
submitted; reviewers nothing. Of documents whose source is hidden, and of participants of a session that has not been
revealed, nobody else's is seen. In an open project everybody sees the rest at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Viewer
from core.errors import Invalid
from core.models import Assessment, Document, Outlet, Project, ReviewerKind
from core.queries.indicators import CANNOT_TELL, Indicator, indicators
from core.queries.sources import masked
from core.queries.visibility import SEE_WITHOUT_READING, is_veiled

Answers = Mapping[str, Mapping[str, Any]]


def own_assessment(viewer: Viewer, document: Document) -> Assessment | None:
    """The viewer's own assessment of the document as they see it, open or submitted. One query."""
    rows = Assessment.objects.filter(document=document, reviewer__project=viewer.project, reviewer__user=viewer.user)
    found = rows.select_related("reviewer").first()
    if found is not None:
        found.document = document
    return found


def visible_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """Assessments of the viewer's project that the viewer may see."""
    rows = Assessment.objects.filter(document__project=viewer.project)
    own = Q(reviewer__user=viewer.user)
    shown = ~is_veiled() & ~masked(viewer, "document")
    if viewer.project.visibility == Project.Visibility.OPEN:
        return rows.filter(own | shown)
    of_viewer = Assessment.objects.filter(document=OuterRef("document"), reviewer__user=viewer.user)
    may_see = Q(Exists(of_viewer.filter(first_submitted_at__isnull=False)))
    if viewer.role in SEE_WITHOUT_READING:
        may_see |= ~Q(Exists(of_viewer))
    return rows.filter(own | (Q(first_submitted_at__isnull=False) & may_see & shown))


def assessments_of(viewer: Viewer, document: Document) -> QuerySet[Assessment]:
    """Those of one document, by code name. One query."""
    rows = visible_assessments(viewer).filter(document=document).select_related("reviewer")
    return rows.order_by("reviewer__code_name")


def counted_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """What figures count: submitted, of the text that stands for its article, its source known to the viewer."""
    rows = visible_assessments(viewer).filter(~masked(viewer, "document"), state=Assessment.State.SUBMITTED)
    return rows.filter(document__is_current=True).select_related("reviewer")


def of_one_kind(viewer: Viewer, rows: Iterable[Assessment], kind: str = "") -> tuple[str, list[Assessment]]:
    """Rows of one kind of reviewer and which: this one, else the kind that the project counts, or people where none of
    it assessed.

    Kinds never meet in one figure.
    """
    rows = list(rows)
    if not kind:
        counted = viewer.project.figures_from
        kind = counted if any(row.reviewer.kind == counted for row in rows) else ReviewerKind.PERSON
    return kind, [row for row in rows if row.reviewer.kind == kind]


@dataclass(frozen=True)
class Said:
    """What one or more reviewers answered to one question: how often each value was chosen, and by how many.

    `n`: answers; `n_cannot_tell` of them say nothing of the text and stand in no count.
    """

    n: int
    n_cannot_tell: int
    counts: Mapping[str, int]


def said_of(indicator: Indicator, answers: Iterable[Answers]) -> Said:
    """The answers to one question, counted."""
    given = [each[indicator.key]["value"] for each in answers if indicator.key in each]
    counts = Counter(key for value in given for key in indicator.chosen(value))
    n_cannot_tell = counts.pop(CANNOT_TELL, 0)
    return Said(len(given), n_cannot_tell, {key: counts[key] for key in indicator.in_order if counts[key]})


@dataclass(frozen=True)
class OutletSaid:
    """What reviewers say of an outlet's documents, by question."""

    kind: str
    n_documents: int
    n_reviewers: int
    said: Mapping[str, Said] = field(default_factory=dict)


def answers_at(viewer: Viewer, outlet: Outlet, indicator: Indicator, value: str) -> tuple[str, list[Assessment]]:
    """Who gave this answer to the question (any, for no value) of which of the outlet's documents, by title and code
    name: exactly what `said_of_outlet` counts; and the kind of reviewer. One query.

    Errors: `Invalid` (`unknown_value`).
    """
    if value and value not in indicator.values:
        raise Invalid(f"{indicator.name} has no answer {value!r:.60}.", "unknown_value")
    rows = counted_assessments(viewer).filter(document__outlet=outlet).select_related("document")
    kind, kept = of_one_kind(viewer, rows.defer("document__text").order_by("document__key", "reviewer__code_name"))
    given = [row for row in kept if indicator.key in row.answers]
    return kind, [
        row for row in given if not value or value in indicator.chosen(row.answers[indicator.key]["value"])
    ]  # fmt: skip


def said_of_outlet(viewer: Viewer, outlet: Outlet) -> OutletSaid:
    """Of the documents that stand under the outlet's name. One query."""
    kind, rows = of_one_kind(viewer, counted_assessments(viewer).filter(document__outlet=outlet))
    said = {key: said_of(one, [row.answers for row in rows]) for key, one in indicators().items()}
    return OutletSaid(
        kind, len({row.document_id for row in rows}), len({row.reviewer_id for row in rows}), said if rows else {}
    )
