"""What stands where a change came too late: the row as the interface shows it, whichever kind it is of."""

from collections.abc import Callable
from typing import Any

from annotator.api.shapes import comment_data, mark_data, outlet_data
from annotator.api.shapes_assessments import assessment_data
from annotator.api.shapes_claims import claim_data, speaker_data
from annotator.api.shapes_proposals import proposal_data, standing_data
from annotator.api.shapes_sources import citation_data, source_data
from annotator.api.shapes_versions import anchoring_data
from core.models import Anchoring, Annotation, Assessment, Citation, Comment, Outlet, Source, Speaker
from core.queries.claims import ClaimSeen
from core.queries.proposals import Proposed, Standing

_SHAPES: dict[type[Any], Callable[[Any], dict[str, Any]]] = {
    Annotation: mark_data,
    Anchoring: anchoring_data,
    Assessment: lambda row: assessment_data(row, row.document.key),
    Citation: citation_data,
    ClaimSeen: claim_data,
    Comment: comment_data,
    Outlet: outlet_data,
    Proposed: proposal_data,
    Source: source_data,
    Speaker: speaker_data,
    Standing: standing_data,
}


def current_data(row: Any) -> dict[str, Any]:
    """The row of a `StaleVersion` in the shape that its own address answers with."""
    return _SHAPES[type(row)](row)
