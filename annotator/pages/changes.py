"""What a writing address of the reading page answers: marks as they are now, marks that are gone, and words."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from annotator.pages.history import step_words
from annotator.pages.words import listed, short
from core.access import Viewer
from core.models import Annotation, Event
from core.queries.annotations import linking_to, links_from
from core.queries.codebooks import rules_of
from core.queries.log import entries_of
from core.services.undoing import Turn

LinkEnd = tuple[UUID, str]
_FIELD_WORDS = {"start": "ends", "end": "ends", "label": "label", "facets": "details", "note": "note"}


def mark_state(mark: Annotation, *, own: bool, links: Iterable[LinkEnd] = ()) -> dict[str, Any]:
    """A mark as the page's scripts hold it; `links` are (to, kind). Scripts cut the quote from the text.

    No query when label and reader were selected with the mark.
    """
    return {
        "id": str(mark.uuid),
        "start": mark.start,
        "end": mark.end,
        "label": mark.label.key,
        "facets": mark.facets,
        "note": mark.note,
        "version": mark.version,
        "own": own,
        "reviewer": mark.reading.reviewer.code_name,
        "links": [[str(to), kind] for to, kind in links],
    }


def change_set(
    viewer: Viewer, marks: Sequence[Annotation], *, gone: Collection[UUID] = (), words: str = "", linked: bool = True
) -> dict[str, Any]:
    """Marks as they are now and ids of marks that are no more. One query, none when nothing can be `linked`."""
    links = links_from(viewer, marks) if linked and marks else {}
    own = viewer.user.pk
    return {
        "marks": [
            mark_state(row, own=row.reading.reviewer.user_id == own, links=links.get(row.uuid, ())) for row in marks
        ],
        "gone": [str(uuid) for uuid in gone],
        "words": words,
    }


def added(viewer: Viewer, mark: Annotation, *, is_new: bool) -> dict[str, Any]:
    """A mark was stored (or its retry recognised). No query for a new one, which has no links."""
    label = rules_of(viewer.project.codebook).labels[mark.label.key].name.lower()
    return change_set(viewer, [mark], words=f"Marked as {label}: {short(mark.quote)}", linked=not is_new)


def changed(viewer: Viewer, mark: Annotation, fields: Iterable[str]) -> dict[str, Any]:
    """A mark was changed in these fields of its body."""
    parts = list(dict.fromkeys(_FIELD_WORDS[name] for name in fields if name in _FIELD_WORDS))
    return change_set(viewer, [mark], words=f"Changed {listed(parts)}: {short(mark.quote)}" if parts else "")


def deleted(viewer: Viewer, mark: Annotation) -> dict[str, Any]:
    """A mark was taken away. No query."""
    return change_set(viewer, (), gone=[mark.uuid], words=f"Deleted {short(mark.quote)}")


def linked(viewer: Viewer, mark: Annotation, kind: str) -> dict[str, Any]:
    """A link that goes out from this mark was made (of a kind) or taken away (none)."""
    words = f"Linked: {short(mark.quote)} {kind}" if kind else f"Unlinked: {short(mark.quote)}"
    return change_set(viewer, [mark], words=words)


def split(viewer: Viewer, first: Annotation, second: Annotation) -> dict[str, Any]:
    """A mark became two."""
    return change_set(viewer, [first, second], words=f"Split: {short(first.quote)} and {short(second.quote)}")


def restored(viewer: Viewer, mark: Annotation) -> dict[str, Any]:
    """A mark is as it was before; the marks that link to it are told, too, for it may have been gone. Three queries."""
    marks = [mark, *linking_to(viewer, [mark])]
    return change_set(viewer, marks, words=f"Brought back: {short(mark.quote)}")


def turned(viewer: Viewer, turn: Turn, words: str) -> dict[str, Any]:
    """A step was taken back or done again: its marks as they are now, and what links to those that came back."""
    touched = {row.annotation.uuid: row.annotation for row in turn.events if row.annotation is not None}
    standing = [row for row in touched.values() if row.deleted_at is None]
    back = {row.annotation_id for row in turn.events if row.kind == Event.Kind.RESTORED}
    linking = linking_to(viewer, [row for row in standing if row.pk in back])
    marks = [*standing, *(row for row in linking if row.uuid not in touched)]
    gone = [row.uuid for row in touched.values() if row.deleted_at is not None]
    return change_set(viewer, marks, gone=gone, words=f"{words}: {step_words(viewer, entries_of(viewer, turn.step))}")
