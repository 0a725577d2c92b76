"""Marks as one viewer may see them: those of a document, one, its history, its links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from core.access import Viewer
from core.errors import Gone, NotFound
from core.models import Annotation, Document, Link, Reviewer
from core.queries.sources import hide_words, seen_annotations
from core.queries.visibility import visible_annotations, visible_readings

_WITH = ("label", "document", "reading__reviewer")


def annotations_of(viewer: Viewer, document: Document) -> QuerySet[Annotation]:
    """Visible marks of a document in the order of the text (start, end, id), own practice included. One query."""
    rows = visible_annotations(viewer).filter(document=document)
    return rows.select_related(*_WITH).defer("document__text").order_by("start", "end", "uuid")


def annotation(viewer: Viewer, uuid: UUID) -> Annotation:
    """One mark that the viewer may see. One query. `Gone` once deleted, `NotFound` for all others."""
    found = kept_annotation(viewer, uuid)
    if found.deleted_at is not None:
        raise Gone("This mark was deleted. Its history is kept.")
    return found


def kept_annotation(viewer: Viewer, uuid: UUID) -> Annotation:
    """One mark that the viewer may see, standing or deleted. One query. `NotFound` for all others."""
    rows = Annotation.objects.filter(project=viewer.project, uuid=uuid, reading__in=visible_readings(viewer))
    found = seen_annotations(viewer, rows).select_related(*_WITH).defer("document__text").first()
    if found is None:
        raise NotFound("There is no such mark.")
    return found


@dataclass(frozen=True)
class Change:
    """One entry of a mark's history; `before` is None for its creation, `after` for its deletion."""

    who: str | None
    at: datetime
    kind: str
    version: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def history(viewer: Viewer, uuid: UUID, *, skip: int, limit: int) -> Sequence[Change]:
    """Changes of a mark from the first on, `skip` left out, at most `limit`. Three queries.

    The history of a deleted mark stays readable to whoever could see the mark. `who` is a code name, or
    None where no account made the change (an import).
    """
    mark = kept_annotation(viewer, uuid)
    first = max(skip - 1, 0)  # the state before the first entry asked for
    entries = mark.history  # type: ignore[attr-defined]
    rows = list(entries.select_related("label").order_by("pgh_id")[first : skip + limit])
    if mark.document.is_masked:
        rows = [hide_words(row, mark.document) for row in rows]
    names = _code_names(viewer, {row.changed_by_id for row in rows})
    befores = [None, *rows] if first == skip else rows
    return [_change(before, row, names) for before, row in zip(befores, rows[skip - first :], strict=False)]


def _code_names(viewer: Viewer, users: set[int | None]) -> dict[int | None, str]:
    rows = Reviewer.objects.filter(project=viewer.project, user_id__in=[user for user in users if user])
    return dict(rows.values_list("user_id", "code_name"))


def _change(before: Any, row: Any, names: dict[int | None, str]) -> Change:
    was, now = _standing(before), _standing(row)
    kind = "changed"
    if now is None:
        kind = "deleted"
    elif was is None:
        kind = "added" if before is None else "restored"
    return Change(names.get(row.changed_by_id), row.pgh_created_at, kind, row.version, was, now)


def _standing(row: Any) -> dict[str, Any] | None:
    """What the mark said in this state; None before its creation and while deleted."""
    if row is None or row.deleted_at is not None:
        return None
    return {
        "start": row.start, "end": row.end, "quote": row.quote, "label": row.label.key,
        "facets": row.facets, "note": row.note,
    }  # fmt: skip


def links_of(viewer: Viewer, uuid: UUID) -> QuerySet[Link]:
    """Links from and to a visible mark whose other end stands and is visible, by their ids. Two queries."""
    mark = annotation(viewer, uuid)
    return _links(viewer).filter(Q(from_annotation=mark) | Q(to_annotation=mark))


def links_from(viewer: Viewer, marks: Iterable[Annotation]) -> dict[UUID, list[tuple[UUID, str]]]:
    """By mark: (to, kind) of its outgoing links whose other end stands and is visible, in their order. One query."""
    rows = Link.objects.filter(from_annotation__in=[row.pk for row in marks]).order_by("pk")
    rows = rows.filter(to_annotation__in=visible_annotations(viewer).values("pk"))
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for source, to, kind in rows.values_list("from_annotation__uuid", "to_annotation__uuid", "kind"):
        found.setdefault(source, []).append((to, kind))
    return found


def linking_to(viewer: Viewer, marks: Iterable[Annotation]) -> list[Annotation]:
    """Visible marks whose links go out to one of these, in the order of the text. One query, none for no mark."""
    ends = [row.pk for row in marks]
    if not ends:
        return []
    sources = Link.objects.filter(to_annotation__in=ends).values("from_annotation")
    rows = visible_annotations(viewer).filter(pk__in=sources).select_related(*_WITH)
    return list(rows.defer("document__text").order_by("start", "end", "uuid"))


def link(viewer: Viewer, from_uuid: UUID, to_uuid: UUID) -> Link:
    """The link between two visible marks. One query. `NotFound` when there is none."""
    found = _links(viewer).filter(from_annotation__uuid=from_uuid, to_annotation__uuid=to_uuid).first()
    if found is None:
        raise NotFound("These marks are not linked.")
    return found


def _links(viewer: Viewer) -> QuerySet[Link]:
    seen = visible_annotations(viewer).values("pk")
    rows = Link.objects.filter(from_annotation__in=seen, to_annotation__in=seen)
    rows = rows.select_related("from_annotation", "to_annotation")
    return rows.order_by("from_annotation__uuid", "to_annotation__uuid")
