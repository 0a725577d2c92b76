"""What figures are counted from: the marks of submitted readings, or the rulings of finished documents.

Both layers are read by the same statement. The rulings get the columns that marks have; a document whose rulings are
finished stands for a reading of it: one reader, who has read the whole text.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from core.access import Viewer
from core.errors import Invalid
from core.models import Decision, Document, ReviewerKind
from core.queries.filters import Filters
from core.queries.rulings import adjudicated_documents, standing
from core.queries.visibility import counted_readings, readings_of_every_kind, visible_decisions

ADJUDICATED = "adjudicated"
_KINDS = (ReviewerKind.PERSON, ReviewerKind.SIMULATED, ReviewerKind.MACHINE)

# Not materialized: the rulings of one document are found by its index. A label that was merged into another counts
# as that one, since a ruling itself never changes. The conditions are those of `counted_decisions`.
_RULINGS = """
rulings AS NOT MATERIALIZED (
    SELECT ruling.id, ruling.document_id AS reading_id, ruling.part_id,
           coalesce(label.merged_into_id, label.id) AS label_id, ruling.start, ruling."end", ruling.facets,
           ruling.voice, ruling.target, ruling.role, ruling.stance, ruling.unsure,
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


# The last event of each document in which something counts: where all of its readings count, its counter.
_NEWS = """
    SELECT document.id, CASE WHEN bool_and(reading.id IN (SELECT id FROM readings)) THEN document.last_event
        ELSE (SELECT max(number) FROM core_event event
              WHERE event.document_id = document.id AND event.reading_id IN (SELECT id FROM readings)) END AS number
    FROM core_document document JOIN core_reading reading ON reading.document_id = document.id
    WHERE document.project_id = %(project)s
    GROUP BY document.id HAVING bool_or(reading.id IN (SELECT id FROM readings))
"""
_NEWS_OF_RULINGS = """
    SELECT document_id AS id, max(id) AS number FROM core_decision
    WHERE document_id IN (SELECT id FROM readings) GROUP BY document_id
"""


@dataclass(frozen=True)
class Layer:
    """Where the statements of figures find their rows.

    `marks` and `coverage` name tables with the columns of `core_annotation` and `core_coverage`; `states` are the rows
    whose ids stand in their `reading_id`, with the `name` of the reader and when it `ended`, in that order; `before`
    are common table expressions that make such tables. `news` tells of each document the last change that counts.
    """

    kind: str
    states: QuerySet[Any]
    marks: str = "core_annotation"
    coverage: str = "core_coverage"
    before: str = ""
    news: str = _NEWS
    has_links: bool = True


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


def kinds_counted(viewer: Viewer) -> list[str]:
    """Kinds of reviewers of whom the viewer may see a reading that counts. One query."""
    found = set(readings_of_every_kind(viewer).order_by().values_list("reviewer__kind", flat=True).distinct())
    return [kind for kind in _KINDS if kind in found]


def layer_of(viewer: Viewer, filters: Filters) -> Layer:
    """The layer that the filters ask for, as this viewer may see it. No query, of rulings two at most."""
    kind = kind_of(viewer, filters)
    if filters.layer == ADJUDICATED:
        documents = ruled_documents(viewer, kind).annotate(name=Value(ADJUDICATED), ended=F("adjudicated_at"))
        rows = documents.order_by("ended", "pk")
        return Layer(kind, rows, "rulings", "covering", _RULINGS, _NEWS_OF_RULINGS, has_links=False)
    readings = counted_readings(viewer, kind).annotate(name=F("reviewer__code_name"), ended=F("submitted_at"))
    return Layer(kind, readings.order_by("ended", "pk"))


def ruled_documents(viewer: Viewer, kind: str) -> QuerySet[Document]:
    """Finished documents on which that kind of adjudicator ruled, or nobody because there is nothing to mark."""
    rulings = Decision.objects.filter(document=OuterRef("pk"), superseded_by__isnull=True)
    of_kind = Exists(rulings.filter(decided_by__kind=kind))
    return adjudicated_documents(viewer).filter(Q(of_kind) | ~Exists(rulings))


def counted_decisions(viewer: Viewer, kind: str) -> QuerySet[Decision]:
    """Standing rulings with a label, of one kind of adjudicator, on finished documents that the viewer sees whole."""
    rulings = standing(Decision.objects.filter(label__isnull=False, decided_by__kind=kind))
    return rulings.filter(document__in=ruled_documents(viewer, kind).values("pk"))
