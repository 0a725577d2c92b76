"""The JSON of proposals, rulings on them, and the ranges that stand."""

from collections.abc import Mapping
from typing import Any

from annotator.api.shapes import section_data, time_text
from core.models import Excluded
from core.queries.origin_history import Ruled
from core.queries.proposals import Proposed, Standing


def proposal_data(row: Proposed) -> dict[str, Any]:
    """A proposal, whatever its state. No query."""
    return {
        "id": str(row.uuid), "document": row.document.key, "kind": row.kind, "start": row.start, "end": row.end,
        "outlet": row.outlet.key if row.outlet else None, "title": row.title, "author": row.author,
        "published_on": row.published_on, "source": row.source.key if row.source else None, "reason": row.reason,
        "why": list(row.why), "strength": round(row.strength, 3), "n_readers": row.n_readers, "state": row.state,
        "ruled_start": row.ruled_start, "ruled_end": row.ruled_end, "ruled_at": time_text(row.ruled_at),
        "note": row.note, "version": row.version,
    }  # fmt: skip


def standing_data(standing: Standing) -> dict[str, Any]:
    """A section or excluded range, and the number of its last change. No query."""
    row = standing.row
    if isinstance(row, Excluded):
        return {"start": row.start, "end": row.end, "reason": row.reason, "version": standing.version}
    return section_data(row) | {"version": standing.version}


def entry_data(entry: Ruled, outlets: Mapping[int, str]) -> dict[str, Any]:
    """One line of the history; `outlets` are keys by primary key."""
    return {
        "what": entry.what, "of": entry.of, "kind": entry.kind, "start": entry.start, "end": entry.end,
        "by": entry.by or None, "at": time_text(entry.at),
        "outlet": outlets.get(entry.outlet) if entry.outlet is not None else None, "title": entry.title,
        "reason": entry.reason, "note": entry.note,
        "changed": [*entry.changed, *(["start", "end"] if entry.was else [])],
    }  # fmt: skip
