"""Claims: marks that state the same proposition, joined by people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models.annotations import Annotation
from core.models.history import tracked
from core.models.projects import Project


@tracked("ClaimHistory")
class Claim(models.Model):
    """One row is a proposition that several marks state. It is seen by whoever sees one of its marks.

    A claim without marks is kept (its history may be asked for) and shown nowhere.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    project = models.ForeignKey(Project, models.PROTECT, related_name="claims")
    text = models.CharField(max_length=500)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims_changed"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claims_made"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "uuid"], name="claim_uuid_once"),
            models.UniqueConstraint(fields=["id", "project"], name="claim_with_project"),
        )

    def __str__(self) -> str:
        return str(self.uuid)


@tracked("ClaimMarkHistory")
class ClaimMark(models.Model):
    """One row says that a mark states a claim; a mark states one at most. Leaving a claim deletes the row."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="claim_marks")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="marks")
    annotation = models.OneToOneField(Annotation, models.PROTECT, related_name="claim_mark")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.annotation_id} states {self.claim_id}"


class NotTheSame(models.Model):
    """One row: somebody looked at two marks and said that they do not state the same, so it is suggested no more."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="told_apart")
    a = models.ForeignKey(Annotation, models.PROTECT, related_name="told_apart_as_a")
    b = models.ForeignKey(Annotation, models.PROTECT, related_name="told_apart_as_b")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a", "b"], name="not_the_same_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="not_the_same_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.a_id} is not {self.b_id}"
