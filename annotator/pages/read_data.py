"""What the scripts of the reading page begin with: marks, sentences, where the reader is."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from annotator.pages.marks import reader_words
from core.access import Viewer
from core.models import Bookmark, Document, Reading
from core.queries.codebooks import Rules
from core.queries.reading_page import BriefMark, brief_marks, links_among, marks_to_read, naming_in
from core.queries.visibility import own_reading
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
        "marks": mark_table(viewer, marks, links),
        "sentences": [offset for span in spans for offset in (span.start, span.end)],
        "naming": [place[span] for span in naming_in(document, rules)],
        "codebook": codebook_words(rules),
        "active": active,
        "at": kept.at if kept else None,
        "seen": kept.seen if kept else [],
        "bookmarked_at": kept.updated_at.isoformat() if kept else None,
        "account": account_id(viewer),
    }


def account_id(viewer: Viewer) -> str:
    """Tells one account from another on a shared computer without naming it."""
    return salted_hmac("annotator.account", str(viewer.user.pk)).hexdigest()[:16]


def following(viewer: Viewer, document: Document, cursor: UUID | None, reading: Reading | None) -> dict[str, Any]:
    """Where the page hears what others do, from when on, and how the viewer's own reading stood then."""
    return {
        "url": reverse("live", args=[viewer.project.slug, document.key]),
        "cursor": str(cursor) if cursor else None,
        "reading": reading.state if reading else None,
    }


def marks_now(viewer: Viewer, document: Document) -> dict[str, Any]:
    """All marks that the page shows, as a table; whose they are, and how the viewer's own reading stands.

    Three queries.
    """
    marks = brief_marks(marks_to_read(viewer, document))
    links = links_among(document, {row.uuid for row in marks})
    reading = own_reading(viewer, document)
    return {
        "marks": mark_table(viewer, marks, links),
        "readers": readers_of(viewer, marks),
        "reading": reading.state if reading else None,
    }


def readers_of(viewer: Viewer, marks: Sequence[BriefMark]) -> list[tuple[str, str]]:
    """Code name and the words for it, of each colleague whose marks are shown."""
    found = {(row.reviewer, row.kind) for row in marks if row.reader_id != viewer.user.pk}
    return [(name, reader_words(name, kind)) for name, kind in sorted(found)]


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


def mark_table(viewer: Viewer, marks: Sequence[BriefMark], links: Sequence[Link]) -> dict[str, Any]:
    """Marks as scripts unpack them (`marks/table.js`): what many share stands once, a mark is a row. O(n).

    `readers` are (code name, whether it is the viewer); a row is id, start, end, version, place of its label, its
    reader, its facets; then note and links that lead away, where it has any. As an object each, five thousand
    marks take four times the bytes, and longest to write and to read.
    """
    leading: dict[UUID, list[list[str]]] = {}
    for source, target, kind in links:
        leading.setdefault(source, []).append([str(target), kind])
    labels: dict[str, int] = {}
    readers: dict[tuple[str, bool], int] = {}
    facets: dict[int, int] = {}
    said: list[Mapping[str, str]] = []
    rows: list[list[Any]] = []
    for mark in marks:
        if (shared := id(mark.facets)) not in facets:  # equal ones are one object: `brief_marks`
            facets[shared] = len(said)
            said.append(mark.facets)
        own = mark.reader_id == viewer.user.pk
        row = [
            str(mark.uuid), mark.start, mark.end, mark.version, labels.setdefault(mark.label, len(labels)),
            readers.setdefault((mark.reviewer, own), len(readers)), facets[shared],
        ]  # fmt: skip
        if mark.note or mark.uuid in leading:
            row += [mark.note, leading.get(mark.uuid, [])]
        rows.append(row)
    return {"labels": list(labels), "readers": list(readers), "facets": said, "rows": rows}
