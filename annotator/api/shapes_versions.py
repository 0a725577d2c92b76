"""Versions of articles in JSON."""

from typing import Any

from annotator.api.shapes import time_text
from core.models import Anchoring


def anchoring_data(row: Anchoring) -> dict[str, Any]:
    """Where a mark of an earlier version stands. No query when it came from `core.queries.versions`."""
    standing = row.annotation if row.annotation and row.annotation.deleted_at is None else None
    return {
        "earlier": str(row.earlier.uuid), "annotation": str(standing.uuid) if standing else None,
        "method": row.method, "score": row.score, "start": row.start, "end": row.end, "state": row.state,
        "decided_at": time_text(row.decided_at), "version": row.version,
    }  # fmt: skip
