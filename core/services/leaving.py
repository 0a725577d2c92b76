"""Leaving a project, with what becomes of one's marks; and erasing names whose day is past."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.access import Viewer
from core.errors import Invalid
from core.models import Annotation, Assessment, Comment, Document, Event, Guest, Reading
from core.queries.members import is_bound, own_marks
from core.services.assessing import withdraw_assessment
from core.services.event_log import lock_document, record
from core.services.memberships import end_membership, locked_member, require_another_owner

KEEP, DELETE = "keep", "delete"


@dataclass(frozen=True)
class Left:
    """What became of the marks of somebody who left: deleted, and kept under the code name."""

    n_deleted: int
    n_kept: int


@transaction.atomic
def leave(viewer: Viewer, *, marks: str) -> Left:
    """The viewer leaves the project. `marks`: `keep` them under the code name, or `delete` them.

    Marks that a ruling rests on or a release holds stay in any case; `queries.members.at_stake` tells how many before.
    Errors: `Invalid` (`unknown_choice`), `Conflict` (`last_owner`).
    """
    if marks not in (KEEP, DELETE):
        message = f"Say what becomes of your marks: {KEEP} or {DELETE}."
        raise Invalid(message, "unknown_choice", errors={"marks": [message]})
    membership = locked_member(viewer, viewer.user.username)
    require_another_owner(membership)
    n_deleted = _withdraw(viewer) if marks == DELETE else 0
    n_kept = own_marks(viewer).filter(reading__practice=False).count()
    end_membership(membership)
    return Left(n_deleted, n_kept)


def _withdraw(viewer: Viewer) -> int:
    """Delete what the viewer marked, answered and said, as any deletion: rows and history stay. How many marks."""
    readings = Reading.objects.filter(reviewer__project=viewer.project, reviewer__user=viewer.user)
    said = Comment.objects.filter(thread__project=viewer.project, author__user=viewer.user, deleted_at__isnull=True)
    answered = Assessment.objects.filter(reviewer__project=viewer.project, reviewer__user=viewer.user)
    documents = {*readings.values_list("document", flat=True), *said.values_list("thread__document", flat=True),
                 *answered.values_list("document", flat=True)}  # fmt: skip
    n_deleted = 0
    for pk in sorted(documents):  # always in this order, so that two who leave at once never wait for each other
        locked = lock_document(pk)
        for reading in readings.filter(document=pk).select_related("reviewer"):
            _take_out_of_figures(locked, reading)
            n_deleted += _delete_marks(viewer, locked, reading)
        _delete_comments(locked, said.filter(thread__document=pk))
        for assessment in answered.filter(document=pk):
            withdraw_assessment(viewer, assessment)
    return n_deleted


def _take_out_of_figures(document: Document, reading: Reading) -> None:
    """A submitted reading without its marks would say that there is nothing to mark: it is opened and stays so."""
    if reading.state == Reading.State.SUBMITTED:
        reading.state, reading.submitted_at = Reading.State.OPEN, None
        reading.save(update_fields=["state", "submitted_at"])
        record(document, Event.Kind.REOPENED, reading)


def _delete_marks(viewer: Viewer, document: Document, reading: Reading) -> int:
    now = timezone.now()
    found = list(own_marks(viewer).filter(reading=reading).exclude(is_bound()).order_by("pk"))
    Annotation.objects.filter(pk__in=[mark.pk for mark in found]).update(
        deleted_at=now, updated_at=now, version=F("version") + 1, changed_by=viewer.user
    )
    for mark in found:
        mark.version += 1
        record(document, Event.Kind.DELETED, reading, mark)
    return 0 if reading.practice else len(found)


def _delete_comments(document: Document, found: QuerySet[Comment]) -> None:
    now = timezone.now()
    for comment in found:
        comment.deleted_at, comment.updated_at, comment.version = now, now, comment.version + 1
        comment.save(update_fields=["deleted_at", "updated_at", "version"])
        record(document, Event.Kind.COMMENT_DELETED, about=comment)


def erase_names(today: date) -> int:
    """Erase the names of guests whose day is past; how many. They stand under their code names from now on."""
    return Guest.objects.filter(names_until__lt=today).exclude(name="").update(name="")
