"""What the scripts of the reading page begin with: marks, sentences, where the reader is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from core.access import Viewer
from core.models import Bookmark, Document
from core.queries.codebooks import Rules
from core.queries.reading_page import BriefMark, naming_in
from core.text.segments import sentences

Link = tuple[UUID, UUID, str]


def page_data(
    viewer: Viewer, rules: Rules, document: Document, marks: Sequence[BriefMark], links: Sequence[Link], active: str,
    kept: Bookmark | None,
) -> dict[str, Any]:  # fmt: skip
    """The page’s data as JSON takes it; `sentences` are start, end, start, end … in code points. No query.

    `account` tells one account from another on a shared computer without naming it.
    """
    spans = sentences(document.text)
    place = {span: index for index, span in enumerate(spans)}
    return {
        "marks": mark_states(viewer, marks, links),
        "sentences": [offset for span in spans for offset in (span.start, span.end)],
        "naming": [place[span] for span in naming_in(document, rules)],
        "codebook": codebook_words(rules),
        "active": active,
        "at": kept.at if kept else None,
        "seen": kept.seen if kept else [],
        "bookmarked_at": kept.updated_at.isoformat() if kept else None,
        "account": salted_hmac("annotator.account", str(viewer.user.pk)).hexdigest()[:16],
    }


def codebook_words(rules: Rules) -> dict[str, Any]:
    """Names of labels, details and values, and which details go with which labels."""
    return {
        "labels": [
            {"key": row.key, "name": row.shown, "letter": row.letter, "counted": row.counted}
            | ({"retired": True} if row.retired else {})
            for row in rules.labels.values()
        ],
        "facets": [
            {
                "key": row.key, "name": row.name or row.key, "kind": row.kind, "first": row.first,
                "labels": [label.key for label in rules.labels.values() if row.goes_with(label)],
                "values": {key: row.value_name(key) for key in row.values},
            }
            for row in rules.facets.values()
        ],
        "focus_targets": rules.focus_targets,
    }  # fmt: skip


def mark_states(viewer: Viewer, marks: Sequence[BriefMark], links: Sequence[Link]) -> list[dict[str, Any]]:
    """Marks as scripts know them, each with the links that lead away from it. O(n)."""
    leading: dict[UUID, list[list[str]]] = {}
    for source, target, kind in links:
        leading.setdefault(source, []).append([str(target), kind])
    return [
        {
            "id": str(row.uuid), "start": row.start, "end": row.end, "label": row.label, "facets": row.facets,
            "note": row.note, "version": row.version, "own": row.reader_id == viewer.user.pk,
            "reviewer": row.reviewer, "links": leading.get(row.uuid, []),
        }
        for row in marks
    ]  # fmt: skip
