"""What figures are counted from: the marks of submitted readings, or the rulings of finished documents.

Both layers are read by the same statement. The rulings get the columns that marks have; a document whose rulings are
finished stands for a reading of it: one reader, who has read the whole text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Viewer
from core.errors import Invalid
from core.models import Decision, Document, Part, ReviewerKind
from core.queries.filters import Filters
from core.queries.rulings import adjudicated_documents, standing
from core.queries.visibility import counted_readings, visible_decisions

ADJUDICATED = "adjudicated"
_ONE_READER = 0  # the rulings of a document are one reader, whoever made them
_KINDS = (ReviewerKind.PERSON, ReviewerKind.SIMULATED, ReviewerKind.MACHINE)

# Not materialized: the rulings of one document are found by its index. A label that was merged into another counts
# as that one, since a ruling itself never changes. The conditions are those of `counted_decisions`.
_RULINGS = """
rulings AS NOT MATERIALIZED (
    SELECT ruling.document_id AS reading_id, ruling.part_id, coalesce(label.merged_into_id, label.id) AS label_id,
           ruling.start, ruling."end", ruling.voice, ruling.target, ruling.role, ruling.stance, ruling.unsure,
           ruling.in_figures, NULL::timestamptz AS deleted_at
    FROM core_decision ruling
    JOIN core_label label ON label.id = ruling.label_id
    JOIN core_reviewer adjudicator ON adjudicator.id = ruling.decided_by_id AND adjudicator.kind = %(kind)s
    WHERE NOT EXISTS (SELECT FROM core_decision later WHERE later.supersedes_id = ruling.id)
),
covering AS NOT MATERIALIZED (
    SELECT part.document_id AS reading_id, part.id AS part_id, part.n_words, part.n_target_sentences AS n_sentences,
           part.n_sentences_ruled AS n_sentences_marked
    FROM core_part part WHERE part.n_words > 0
),
"""


@dataclass(frozen=True)
class Layer:
    """Where the statement of the comparison finds its rows.

    `marks` and `coverage` name tables with the columns of `core_annotation` and `core_coverage`, `readings` the ids
    that stand in their `reading_id`; `before` are common table expressions that make such tables. `reviewers`
    are by outlet.
    """

    kind: str
    readings: QuerySet[Any]
    n_readings: int
    reviewers: Mapping[int, set[int]]
    marks: str = "core_annotation"
    coverage: str = "core_coverage"
    before: str = ""


def kind_of(viewer: Viewer, filters: Filters) -> str:
    """The kind of reviewer whose marks or rulings count: the one asked for, else the project's, or whoever rules.

    Errors: `Invalid` (`no_decisions`) where the viewer may see no document whose rulings are finished.
    """
    if filters.layer != ADJUDICATED:
        return filters.reviewers or viewer.project.figures_from
    if not adjudicated_documents(viewer).exists():
        raise Invalid("No document of this project has been adjudicated.", "no_decisions")
    if filters.reviewers:
        return filters.reviewers
    rulings = standing(visible_decisions(viewer)).filter(document__adjudicated_at__isnull=False)
    found = set(rulings.values_list("decided_by__kind", flat=True).distinct())
    return next((kind for kind in _KINDS if kind in found), ReviewerKind.PERSON)


def layer_of(viewer: Viewer, filters: Filters) -> Layer:
    """The layer that the filters ask for, as this viewer may see it. Two queries, of rulings four."""
    kind = kind_of(viewer, filters)
    if filters.layer == ADJUDICATED:
        return _adjudicated(viewer, kind)
    readings = counted_readings(viewer, kind)
    rows = readings.filter(coverage__part__counted=True)
    reviewers: dict[int, set[int]] = {}
    for outlet, reviewer in rows.values_list("coverage__part__outlet_id", "reviewer_id").distinct():
        reviewers.setdefault(outlet, set()).add(reviewer)
    return Layer(kind, readings.values("id"), readings.count(), reviewers)


def _adjudicated(viewer: Viewer, kind: str) -> Layer:
    documents = ruled_documents(viewer, kind)
    parts = Part.objects.filter(document__in=documents.values("pk"), counted=True, n_words__gt=0)
    reviewers = {outlet: {_ONE_READER} for outlet in parts.values_list("outlet_id", flat=True).distinct()}
    return Layer(kind, documents.values("id"), documents.count(), reviewers, "rulings", "covering", _RULINGS)


def ruled_documents(viewer: Viewer, kind: str) -> QuerySet[Document]:
    """Finished documents on which that kind of adjudicator ruled, or nobody because there is nothing to mark."""
    rulings = Decision.objects.filter(document=OuterRef("pk"), superseded_by__isnull=True)
    of_kind = Exists(rulings.filter(decided_by__kind=kind))
    return adjudicated_documents(viewer).filter(Q(of_kind) | ~Exists(rulings))


def counted_decisions(viewer: Viewer, kind: str) -> QuerySet[Decision]:
    """Standing rulings with a label, of one kind of adjudicator, on finished documents that the viewer sees whole."""
    rulings = standing(Decision.objects.filter(label__isnull=False, decided_by__kind=kind))
    return rulings.filter(document__in=ruled_documents(viewer, kind).values("pk"))
