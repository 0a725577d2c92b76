"""Marks as they were: an earlier state comes back as a new version. History only ever grows."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import Annotation, Document, Event
from core.queries.codebooks import LabelRule, Rules, rules_now
from core.queries.places import place
from core.queries.sources import seen_mark
from core.services.event_log import Step, new_step, record
from core.services.mark_rows import derived_values, lock_mark, marks_with_all, own_kept, refusing, write_mark

SAID = ("start", "end", "label_id", "facets", "note")


@refusing
def restore_annotation(viewer: Viewer, uuid: UUID, version: int, *, at_version: int) -> Annotation:
    """The mark, now at `at_version`, as it was at `version`; a deleted one comes back. A state it has is no change.

    Links of a deleted mark were kept and are in sight again. Errors: `Invalid` (`unknown_version`) for a version
    that never was or was a deletion, `StaleVersion`, `Gone` if deleted since `at_version`, `Conflict`
    (`duplicate_mark`, `state_retired`, `reading_submitted`).
    """
    mark, locked = lock_mark(viewer, uuid, at_version, find=own_kept)
    state = state_at(mark, version)
    if state is None or state.deleted_at is not None:
        raise Invalid(
            f"There is no state of this mark under version {version} to bring back.", "unknown_version",
            errors={"version": ["Unknown."]},
        )  # fmt: skip
    if mark.deleted_at is None and all(getattr(mark, name) == getattr(state, name) for name in SAID):
        return seen_mark(viewer, mark)
    bring_back(viewer, locked, mark, state, new_step())
    return seen_mark(viewer, marks_with_all().get(pk=mark.pk))


def state_at(mark: Annotation, version: int) -> Any | None:
    """The row of the history that holds the mark at this version; None if it never had it. One query."""
    if type(version) is not int or not 0 < version <= mark.version:
        return None
    return mark.history.filter(version=version).order_by("-pgh_id").first()  # type: ignore[attr-defined]


def bring_back(viewer: Viewer, locked: Document, mark: Annotation, state: Any | None, step: Step) -> None:
    """Write an earlier state (None, or one that was deleted: the mark goes) as the next version, with its event.

    The caller holds the document's lock. Errors: `Conflict` (`state_retired`) where the codebook no longer
    allows what the mark said.
    """
    kind = Event.Kind.CHANGED if mark.deleted_at is None else Event.Kind.RESTORED
    if state is None or state.deleted_at is not None:
        kind, mark.deleted_at = Event.Kind.DELETED, timezone.now()
    else:
        stands = place(locked, state.start, state.end)
        label = _standing_label(rules_now(viewer.project.codebook, stands.revision), mark, state)
        said = {name: getattr(state, name) for name in SAID}
        for name, value in (said | derived_values(stands, label) | {"deleted_at": None}).items():
            setattr(mark, name, value)
    write_mark(viewer, mark, mark.version)
    record(locked, kind, mark.reading, mark, step=step)


def _standing_label(rules: Rules, mark: Annotation, state: Any) -> LabelRule:
    """The label of an earlier state, if label and details still stand in the codebook or are on the mark now."""
    try:
        label = rules.label(state.label.key, kept=mark.label.key)
        rules.check_facets(label.key, state.facets, kept=mark.facets)
    except Invalid as error:
        raise Conflict(f"The mark cannot be as it was. {error.message}", "state_retired") from error
    return label
