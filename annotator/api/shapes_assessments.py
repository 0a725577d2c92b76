"""Credibility indicators in JSON."""

from typing import Any

from annotator.api.shapes import time_text
from core.models import Assessment


def assessment_data(row: Assessment | None, document: str) -> dict[str, Any]:
    """Answers to the indicators of a document (by its key as the caller knows it); of None, that there are none yet."""
    return {
        "document": document,
        "reviewer": row.reviewer.code_name if row else None,
        "reviewer_kind": row.reviewer.kind if row else None,
        "state": row.state if row else Assessment.State.OPEN,
        "answers": row.answers if row else {},
        "sighted": row.sighted if row else False,
        "version": row.version if row else 0,
        "submitted_at": time_text(row.submitted_at) if row else None,
        "first_submitted_at": time_text(row.first_submitted_at) if row else None,
    }
