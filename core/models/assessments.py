"""Credibility indicators: what a reviewer says of a document as a whole. Never rolled into one score."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.documents import Document
from core.models.history import tracked
from core.models.projects import Reviewer


@tracked("AssessmentHistory")
class Assessment(models.Model):
    """One row is what one reviewer says of one document's indicators.

    `answers`: indicator key -> `{"value": key or list of keys, "note": text}`. Blind: a colleague's is seen once both
    have first submitted theirs, as with readings.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"

    document = models.ForeignKey(Document, models.PROTECT, related_name="assessments")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answers = models.JSONField(default=dict, blank=True)
    sighted = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "reviewer"], name="assessment_once"),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(state="submitted", submitted_at__isnull=False, first_submitted_at__isnull=False),
                name="assessment_submitted_has_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.document_id}"
