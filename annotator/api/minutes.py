"""Minutes as data: what the interface answers and what the room gives to download."""

from typing import Any

from annotator.api.shapes import time_text
from core.models import Decision
from core.queries.agreement import Agreement
from core.queries.disagreements import Passage
from core.queries.discussions import Talk
from core.queries.minutes import Minutes
from core.stats.coding import Coefficient


def minutes_data(found: Minutes) -> dict[str, Any]:
    """All of the minutes; readers by code name, places in code points."""
    session, agreed = found.session, found.agreement
    return {
        "session": str(session.uuid),
        "name": session.name,
        "document": session.document.key,
        "state": session.state,
        "details": session.details,
        "source_blind": session.source_blind,
        "opened_at": time_text(session.opened_at),
        "revealed_at": time_text(session.revealed_at),
        "closed_at": time_text(session.closed_at),
        "readers": list(found.readers),
        "n_nothing_read": found.n_nothing_read,
        "n_revised": agreed.n_revised,
        "agreement": {"before": agreement_data(agreed.before), "after": agreement_data(agreed.after)},
        "passages": [passage_data(row) for row in found.passages],
        "discussion": [_talk(row) for row in found.talks],
        "rulings": [_ruling(row) for row in found.rulings],
    }


def agreement_data(agreed: Agreement) -> dict[str, Any]:
    """Three figures, each with the reason where it has no value."""
    return {
        "n_readers": agreed.n_readers,
        "n_marks": agreed.n_marks,
        "position": _figure(agreed.position),
        "joint": _figure(agreed.joint),
        "labels": _figure(agreed.labels.alpha),
    }


def passage_data(row: Passage) -> dict[str, Any]:
    """One passage: how many read it, what they said of it, and what each of them marked."""
    return {
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "disagreement": row.disagreement,
        "n_readers": row.n_readers,
        "labels": {key: n for key, n in row.label_counts.items() if key},
        "n_unmarked": row.label_counts.get("", 0),
        "marks": [
            {"reviewer": said.code_name, "label": said.label, "start": said.annotation.start,
             "end": said.annotation.end, "facets": said.annotation.facets}
            for said in row.candidates if said.is_view
        ],
    }  # fmt: skip


def _figure(figure: Coefficient) -> dict[str, Any]:
    return {"alpha": figure.value, "undefined": figure.undefined}


def _talk(row: Talk) -> dict[str, Any]:
    return {
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "kind": row.thread.kind,
        "resolved": row.thread.resolved_at is not None,
        "comments": [
            {"reviewer": said.author.code_name, "text": said.text, "at": time_text(said.created_at)}
            for said in row.comments
        ],
    }


def _ruling(row: Decision) -> dict[str, Any]:
    return {
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
        "outcome": row.outcome,
        "label": row.label.key if row.label else None,
        "reason": row.reason,
        "reviewer": row.decided_by.code_name,
    }
