"""Who is asked to read what, and whether somebody may begin."""

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from core.access import Viewer
from core.models import Assignment, Document, Participant, Project, Reading, SessionState, User
from core.queries.documents import latest
from core.queries.sources import masked


def standing(now: datetime | None = None) -> Q:
    """Of assignments: planned, or drawn and not lapsed. One that was begun stands as its reading."""
    return Q(expires_at__isnull=True) | Q(expires_at__gt=now or timezone.now())


def may_begin(viewer: Viewer, document: Document) -> bool:
    """Whether the viewer may begin a reading of the document now. Two queries at most.

    Where readers choose, always; else with a standing assignment, or in a session that is marking.
    """
    if viewer.project.assignment == Project.Assignment.FREE:
        return True
    asked = Assignment.objects.filter(standing(), document=document, reviewer__user=viewer.user)
    rooms = Participant.objects.filter(
        session__document=document, session__state=SessionState.MARKING, user=viewer.user, left_at__isnull=True
    )
    return asked.exists() or rooms.exists()


def own_assignments(user: User) -> QuerySet[Assignment]:
    """What the account is asked to read and has not submitted, the oldest first, in the projects it belongs to.

    `state` is that of the reading, None where none was begun. One query, without documents.
    """
    readings = Reading.objects.filter(document=OuterRef("document"), reviewer=OuterRef("reviewer"), practice=False)
    projects = user.memberships.filter(removed_at__isnull=True).values("project")
    articles = Document.objects.filter(latest(), project__in=projects)
    rows = Assignment.objects.filter(reviewer__user=user, document__in=articles)
    begun, done = Exists(readings), Exists(readings.filter(first_submitted_at__isnull=False))
    rows = rows.filter(standing() | Q(begun), ~Q(done)).annotate(project_id=F("document__project_id"))
    return rows.order_by("created_at", "pk")


def assignments_of(viewer: Viewer) -> QuerySet[Assignment]:
    """All assignments of the project for whoever manages it, for others their own, by document and reader. One query.

    `shown_key` is the document's key as the viewer knows it.
    """
    articles = Document.objects.filter(latest(), project=viewer.project)
    rows = Assignment.objects.filter(document__in=articles).select_related("reviewer")
    if not viewer.may("manage"):
        rows = rows.filter(reviewer__user=viewer.user)
    if viewer.hides_sources:
        neutral = When(masked(viewer, "document"), then=F("document__neutral_key"))
        rows = rows.annotate(shown_key=Case(neutral, default=F("document__key")))
    else:
        rows = rows.annotate(shown_key=F("document__key"))
    return rows.order_by("shown_key", "reviewer__code_name")
