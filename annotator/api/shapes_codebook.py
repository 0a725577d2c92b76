"""The codebook and its changes as dictionaries: the JSON edge."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.api.shapes import time_text
from core.access import Viewer
from core.models import CodebookChange
from core.queries.codebook_growth import Touched, code_names


def codebook_shape(data: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """The codebook's line of the interchange file with its revision."""
    return {"revision": revision, "decision_order": [], **data}


def changes_data(viewer: Viewer, rows: Sequence[CodebookChange]) -> list[dict[str, Any]]:
    """Recorded operations. How many marks one touched is for the owner: to others it would tell of hidden marks.

    One query.
    """
    names, may_count = code_names(viewer, rows), viewer.may("manage")
    return [
        {
            "id": str(row.uuid),
            "kind": row.kind,
            "target": row.target,
            "details": row.details,
            "reason": row.reason,
            "state": row.state,
            "who": names.get(row.made_by_id),
            "made_at": time_text(row.made_at),
            "published_at": time_text(row.published_at),
            "revision": row.revision,
            "n_marks": row.n_marks if may_count else None,
        }
        for row in rows
    ]


def touched_data(touched: Touched, change: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft would touch."""
    return {
        "change": change,
        "n_marks": touched.n_marks,
        "n_readers": touched.n_readers,
        "n_documents": touched.n_documents,
        "n_twice": touched.n_twice,
        "n_decisions": touched.n_decisions,
    }
