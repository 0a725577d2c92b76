"""Who sees which mark: the one rule, as SQL. Everything that shows or counts marks passes through here.

Blind (the default): whoever has a reading of their own on a document sees a colleague's marks only once
both have first submitted it, and this never falls back. Without a reading of their own, owners,
adjudicators and viewers see submitted readings. Open: everybody at once.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Viewer
from core.models import Annotation, Document, Project, Reading, ReviewerKind, Role

_SEE_WITHOUT_READING = frozenset({Role.OWNER, Role.ADJUDICATOR, Role.VIEWER})


def own_reading(viewer: Viewer, document: Document) -> Reading | None:
    """The viewer's own counting reading of the document, open or submitted."""
    return Reading.objects.filter(document=document, reviewer__user=viewer.user, practice=False).first()


def _own_readings(viewer: Viewer, **conditions: object) -> QuerySet[Reading]:
    return Reading.objects.filter(
        document=OuterRef("document"), reviewer__user=viewer.user, practice=False, **conditions
    )


def visible_readings(viewer: Viewer) -> QuerySet[Reading]:
    """Readings of the viewer's project whose marks the viewer may see; practice only one's own."""
    readings = Reading.objects.filter(document__project=viewer.project)
    own = Q(reviewer__user=viewer.user)
    if viewer.project.visibility == Project.Visibility.OPEN:
        return readings.filter(own | Q(practice=False))
    both_submitted = Exists(_own_readings(viewer, first_submitted_at__isnull=False))
    may_see = Q(both_submitted)
    if viewer.role in _SEE_WITHOUT_READING:
        may_see |= ~Q(Exists(_own_readings(viewer)))
    return readings.filter(own | (Q(practice=False, first_submitted_at__isnull=False) & may_see))


def counted_readings(viewer: Viewer, kind: str | None = None) -> QuerySet[Reading]:
    """Readings that figures count, as far as this viewer may see them: submitted, of one kind of reviewer."""
    return visible_readings(viewer).filter(
        practice=False,
        state=Reading.State.SUBMITTED,
        reviewer__kind=kind or viewer.project.figures_from,
    )


def visible_annotations(viewer: Viewer) -> QuerySet[Annotation]:
    """Standing (not deleted) marks of the viewer's project that the viewer may see."""
    return Annotation.objects.filter(
        project=viewer.project, deleted_at__isnull=True, reading__in=visible_readings(viewer)
    )


def withheld_documents(viewer: Viewer) -> QuerySet[Document]:
    """Documents of which the viewer may not see every first-submitted reading until submitting their own."""
    hidden = Reading.objects.filter(document=OuterRef("pk"), practice=False, first_submitted_at__isnull=False).exclude(
        pk__in=visible_readings(viewer)
    )
    return Document.objects.filter(Exists(hidden), project=viewer.project).order_by("key")


def practice_readings(viewer: Viewer, document: Document) -> QuerySet[Reading]:
    """First-submitted readings of others that the viewer is shown after a passage marked for practice.

    With an own reading begun, what the rule above shows and no more. Without one, owners, adjudicators and
    viewers see as above; reviewers see simulated and machine readings only, never a blind colleague's.
    """
    made = Q(reviewer__kind__in=(ReviewerKind.SIMULATED, ReviewerKind.MACHINE))
    shown = Q(pk__in=visible_readings(viewer)) | (made & ~Exists(_own_readings(viewer)))
    readings = Reading.objects.filter(shown, document=document, practice=False, first_submitted_at__isnull=False)
    return readings.filter(document__project=viewer.project).exclude(reviewer__user=viewer.user)


def practice_annotations(viewer: Viewer, document: Document) -> QuerySet[Annotation]:
    """Standing marks of the readings that `practice_readings` shows."""
    return Annotation.objects.filter(
        document=document, deleted_at__isnull=True, reading__in=practice_readings(viewer, document)
    )
