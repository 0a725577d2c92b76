"""Readings: what somebody has read of a document, also where no mark was made."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.documents import Document, Part
from core.models.history import tracked
from core.models.projects import Reviewer


@tracked("ReadingHistory")
class Reading(models.Model):
    """One row is one reviewer's pass over one document.

    `ranges` is a sorted, disjoint list of `[start, end]` in code points; null means all that is not excluded.
    A practice reading never counts and is never exported. `sighted`: the reader had seen colleagues' marks.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"

    document = models.ForeignKey(Document, models.PROTECT, related_name="readings")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="readings")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ranges = models.JSONField(null=True, blank=True)
    none_here = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    practice = models.BooleanField(default=False)
    sighted = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "reviewer", "practice"], name="reading_once"),
            models.UniqueConstraint(fields=["id", "document"], name="reading_with_document"),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(state="submitted", submitted_at__isnull=False, first_submitted_at__isnull=False),
                name="reading_submitted_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(practice=False) | Q(state="open"), name="reading_practice_is_never_submitted"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.document_id}"


@tracked("AssignmentHistory")
class Assignment(models.Model):
    """One row asks one reviewer to read one document: planned ahead, or drawn by the reviewer at their own pace.

    `overlap`: one of the documents that everybody reads. A drawn one that is not begun by `expires_at` is free again.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="assignments")
    overlap = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "reviewer"], name="assignment_once"),)

    def __str__(self) -> str:
        return f"{self.document_id} to {self.reviewer_id}"


class Coverage(models.Model):
    """One row is how much of one part one submitted reading covered. Derived by `services.readings`."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="coverage")
    part = models.ForeignKey(Part, models.CASCADE, related_name="coverage")
    n_words = models.PositiveIntegerField()
    n_sentences = models.PositiveIntegerField()
    n_sentences_marked = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reading", "part"], name="coverage_once"),)

    def __str__(self) -> str:
        return f"{self.reading_id}: {self.n_words} words"


class Bookmark(models.Model):
    """One row is where somebody last was in a document, and what of it they have had before their eyes.

    `at` is a code point; `seen` a sorted, disjoint list of `[start, end]`. Private to the account: no history,
    in no export, in no figure.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    document = models.ForeignKey(Document, models.CASCADE, related_name="bookmarks")
    at = models.PositiveIntegerField(default=0)
    seen = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "document"], name="bookmark_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.document_id} at {self.at}"
