"""How a codebook in force grows: operations are drafted, looked at, and published together, each recorded.

Keys never change, nothing is removed: what is retired stays on the marks that have it, what is merged is retired, and
its marks say the other. Publishing locks all documents of the project, so that no mark is written by older rules.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound
from core.models import (
    Annotation,
    ChangeKind,
    ChangeState,
    Codebook,
    CodebookChange,
    Document,
    Facet,
    FacetValue,
    Label,
)
from core.queries.codebook_growth import drafts
from core.services.codebook_operations import LABEL_FIELDS, VALUE_FIELDS, sketch_of, tried
from core.services.merging import merge_label, merge_value
from core.text import canonical

MAX_REASON_CP = 1000


@transaction.atomic
def draft_change(
    viewer: Viewer, *, id: UUID, kind: Any, target: Any, details: Any = None, reason: Any = ""
) -> tuple[CodebookChange, bool]:
    """An operation to be published, and whether it is new; checked as if all drafts before it were published.

    The same id and operation again change nothing. Errors: `Invalid` (`change_invalid`, `codebook_invalid`,
    `unknown_kind`, `no_codebook`, `id_reused`), `TextRefused`.
    """
    viewer.require("manage")
    codebook = _lock_codebook(viewer)
    words = _checked_reason(reason)
    if known := CodebookChange.objects.filter(uuid=id).first():
        is_same = (known.codebook_id, known.made_by_id, known.kind, known.target, known.reason) == (
            codebook.pk, viewer.user.pk, kind, target, words
        )  # fmt: skip
        if not is_same:
            raise Invalid("This id belongs to another change. Make a new one.", "id_reused", errors={"id": ["In use."]})
        return known, False
    sketch = sketch_of(codebook)
    for draft in drafts(viewer):
        tried(sketch, draft.kind, draft.target, draft.details)
    proper = tried(sketch, kind, target, {} if details is None else details)
    made = CodebookChange.objects.create(
        uuid=id, codebook=codebook, kind=kind, target=target, details=proper, reason=words, made_by=viewer.user
    )
    return made, True


@transaction.atomic
def drop_change(viewer: Viewer, uuid: UUID) -> CodebookChange:
    """A draft is not to be published; the row stays. Again: no change.

    Errors: `NotFound`; `Conflict` (`already_published`; `draft_needed` when a later draft rests on it).
    """
    viewer.require("manage")
    codebook = _lock_codebook(viewer)
    found = CodebookChange.objects.filter(codebook=codebook, uuid=uuid).first()
    if found is None:
        raise NotFound("There is no such change of the codebook.")
    if found.state == ChangeState.PUBLISHED:
        raise Conflict("This change is published. Make another one that sets it right.", "already_published")
    if found.state == ChangeState.DRAFT:
        _check_rest(viewer, codebook, found)
        found.state = ChangeState.DROPPED
        found.save(update_fields=["state"])
    return found


def _check_rest(viewer: Viewer, codebook: Codebook, dropped: CodebookChange) -> None:
    sketch = sketch_of(codebook)
    for draft in drafts(viewer):
        if draft.pk == dropped.pk:
            continue
        try:
            tried(sketch, draft.kind, draft.target, draft.details)
        except Invalid as error:
            reason = f"Drop the later change of {draft.target!r} first: {error.message}"
            raise Conflict(reason, "draft_needed") from error


@transaction.atomic
def publish_changes(viewer: Viewer) -> list[CodebookChange]:
    """All drafts in their order, in one transaction: the rules, the marks, and what was done.

    Locks every document of the project: marks wait, and are then checked by the new rules. Nothing drafted: no
    change. Errors: `Invalid` (`change_invalid`) for a draft that no longer holds; then nothing is published.
    """
    viewer.require("manage")
    codebook = _lock_codebook(viewer)
    waiting = list(drafts(viewer))
    if not waiting:
        return []
    list(Document.objects.filter(project=viewer.project).order_by("pk").select_for_update(no_key=True).values("pk"))
    sketch, now = sketch_of(codebook), timezone.now()
    for draft in waiting:
        tried(sketch, draft.kind, draft.target, draft.details)
        draft.n_marks = _DO[ChangeKind(draft.kind)](viewer, codebook, draft)
        draft.state, draft.published_at, draft.revision = ChangeState.PUBLISHED, now, codebook.revision + 1
        draft.save(update_fields=["n_marks", "state", "published_at", "revision"])
    Codebook.objects.filter(pk=codebook.pk).update(revision=F("revision") + 1)
    viewer.project.codebook = None if codebook is None else Codebook.objects.get(pk=codebook.pk)
    return waiting


def _lock_codebook(viewer: Viewer) -> Codebook:
    """Drafts are made, dropped and published one after the other."""
    found = Codebook.objects.select_for_update(no_key=True).filter(pk=viewer.project.codebook_id or 0).first()
    if found is None:
        raise Invalid("This project has no codebook in force.", "no_codebook")
    return found


def _checked_reason(reason: Any) -> str:
    if not isinstance(reason, str) or len(reason) > MAX_REASON_CP:
        raise Invalid(
            f"A reason is a text of at most {MAX_REASON_CP:,} characters.", "change_invalid",
            errors={"reason": ["No reason."]},
        )  # fmt: skip
    return canonical.canonical(reason).strip()


def _label(codebook: Codebook, key: str) -> Label:
    return Label.objects.get(codebook=codebook, key=key)


def _value(codebook: Codebook, target: str) -> FacetValue:
    facet, _, key = target.partition("/")
    return FacetValue.objects.select_related("facet").get(facet__codebook=codebook, facet__key=facet, key=key)


def _next_place(rows: Any) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _marks_with(label: Label) -> int:
    return Annotation.objects.filter(label=label, deleted_at__isnull=True).count()


def _marks_saying(codebook: Codebook, value: FacetValue) -> int:
    rows = Annotation.objects.filter(label__codebook=codebook, deleted_at__isnull=True)
    return rows.filter(facets__contains={value.facet.key: value.key}).count()


def _add_label(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    place = _next_place(Label.objects.filter(codebook=codebook))
    Label.objects.create(codebook=codebook, key=draft.target, position=place, **draft.details)
    return 0


def _rename_label(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    return _written(_label(codebook, draft.target), draft.details, LABEL_FIELDS, _marks_with)


def _merge_label(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    label, into = _label(codebook, draft.target), _label(codebook, draft.details["into"])
    moved = merge_label(label, into, by=viewer.user.pk, project=viewer.project.pk)
    Label.objects.filter(merged_into=label).update(merged_into=into)  # what was merged before says where it is now
    label.merged_into, label.retired_at = into, label.retired_at or timezone.now()
    label.save(update_fields=["merged_into", "retired_at"])
    return moved.n_changed + moved.n_deleted


def _retire_label(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    label = _label(codebook, draft.target)
    label.retired_at = timezone.now()
    label.save(update_fields=["retired_at"])
    return _marks_with(label)


def _add_value(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    facet_key, _, key = draft.target.partition("/")
    facet = Facet.objects.get(codebook=codebook, key=facet_key)
    details = dict(draft.details)
    bound = details.pop("label", None)
    FacetValue.objects.create(
        facet=facet, key=key, position=_next_place(FacetValue.objects.filter(facet=facet)),
        label=_label(codebook, bound) if bound else None, **details,
    )  # fmt: skip
    _join_band(facet, key, details.get("rank"))
    return 0


def _rename_value(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    value = _value(codebook, draft.target)
    return _written(value, draft.details, VALUE_FIELDS, lambda row: _marks_saying(codebook, row))


def _merge_value(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    value = _value(codebook, draft.target)
    into = _value(codebook, f"{value.facet.key}/{draft.details['into']}")
    moved = merge_value(codebook, value.facet, value, into, by=viewer.user.pk)
    FacetValue.objects.filter(merged_into=value).update(merged_into=into)
    value.merged_into, value.retired_at, value.rank = into, value.retired_at or timezone.now(), None
    value.save(update_fields=["merged_into", "retired_at", "rank"])
    _leave_band(value.facet, value.key)
    return moved.n_changed + moved.n_deleted


def _retire_value(viewer: Viewer, codebook: Codebook, draft: CodebookChange) -> int:
    value = _value(codebook, draft.target)
    value.retired_at = timezone.now()
    value.save(update_fields=["retired_at"])
    return _marks_saying(codebook, value)


_DO: Mapping[ChangeKind, Callable[[Viewer, Codebook, CodebookChange], int]] = {
    ChangeKind.ADD_LABEL: _add_label, ChangeKind.RENAME_LABEL: _rename_label, ChangeKind.MERGE_LABEL: _merge_label,
    ChangeKind.RETIRE_LABEL: _retire_label, ChangeKind.ADD_VALUE: _add_value, ChangeKind.RENAME_VALUE: _rename_value,
    ChangeKind.MERGE_VALUE: _merge_value, ChangeKind.RETIRE_VALUE: _retire_value,
}  # fmt: skip


def _written(row: Any, details: Mapping[str, Any], names: tuple[str, ...], count: Callable[[Any], int]) -> int:
    for name in names:
        if name in details:
            setattr(row, name, details[name])
    row.save(update_fields=list(details))
    return count(row)


def _join_band(facet: Facet, key: str, rank: int | None) -> None:
    """A rung that is new stands in the column of the nearest rung that has one: the wall shows columns only."""
    if rank is None:
        return
    ranks = {
        row.key: row.rank for row in FacetValue.objects.filter(facet=facet, rank__isnull=False) if row.rank is not None
    }
    banded = [(value, at) for at, band in enumerate(facet.bands) for value in band["values"] if value in ranks]
    near = sorted((abs(ranks[value] - rank), at) for value, at in banded)
    if near:
        band = facet.bands[near[0][1]]
        band["values"] = [*band["values"], key]
        facet.save(update_fields=["bands"])


def _leave_band(facet: Facet, key: str) -> None:
    if any(key in band["values"] for band in facet.bands):
        for band in facet.bands:
            band["values"] = [value for value in band["values"] if value != key]
        facet.bands = [band for band in facet.bands if band["values"]]
        facet.save(update_fields=["bands"])
