"""What the figures of agreement follow from, as one name: equal names, equal figures."""

from typing import Any

from django.db.models import F

from core.access import Viewer
from core.models import Document
from core.queries import corpora
from core.queries.codebooks import rules_of
from core.queries.compared import compared_readings
from core.queries.filters import Filters
from core.queries.layers import Layer
from core.stats.bootstrap import N_RESAMPLES, SEED


def state_of(viewer: Viewer, filters: Filters) -> tuple[Any, ...]:
    """All that `agreement_report.measured` depends on, for a viewer and (checked) filters. One query.

    Only readings that the viewer may see and that are compared are asked about: what is hidden does not show in it.
    """
    kind = filters.reviewers or viewer.project.figures_from
    documents = Document.objects.filter(project=viewer.project, is_current=True)
    readings = compared_readings(viewer, documents, kind=kind)
    compared = readings.filter(sighted=False).annotate(name=F("reviewer__code_name"), ended=F("submitted_at"))
    state = corpora.state_of(viewer, Layer(kind, compared), rules_of(viewer.project.codebook))
    return state, filters, viewer.project.tentative_alpha, viewer.project.enough_alpha, SEED, N_RESAMPLES
