"""Discussion: threads on a mark or a passage, and the questions that the codebook leaves open."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.annotations import Annotation
from core.models.codebooks import Codebook
from core.models.constraints import one_of, span_is_proper, span_within_text
from core.models.documents import Document
from core.models.history import tracked
from core.models.projects import Project, Reviewer
from core.models.sessions import Session


class ThreadKind(models.TextChoices):
    """What is talked about: the passage, or what the codebook leaves open."""

    DISCUSSION = "discussion"
    GUIDELINE_GAP = "guideline-gap"


@tracked("ThreadHistory")
class Thread(models.Model):
    """One row is one talk about a passage, or about one mark on it.

    A `guideline-gap` asks the codebook's owner how such a passage is to be labelled; it is collected for the codebook
    it was asked of. `start` and `end` are code points.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="threads")
    document = models.ForeignKey(Document, models.PROTECT, related_name="threads")
    annotation = models.ForeignKey(Annotation, models.PROTECT, null=True, blank=True, related_name="threads")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="threads")
    codebook = models.ForeignKey(Codebook, models.PROTECT, null=True, blank=True, related_name="questions")
    kind = models.CharField(max_length=14, choices=ThreadKind, default=ThreadKind.DISCUSSION)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    started_by = models.ForeignKey(Reviewer, models.PROTECT, related_name="threads")
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = (span_is_proper("thread"), one_of("kind", ThreadKind, "thread"))
        triggers = (span_within_text("thread_within_text"),)
        indexes = (models.Index(fields=["document", "start"], name="thread_in_document"),)

    def __str__(self) -> str:
        return f"{self.uuid} [{self.start}, {self.end})"


@tracked("CommentHistory")
class Comment(models.Model):
    """One row is what one reader said in a thread, under a code name. `uuid` is made by the client."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    author = models.ForeignKey(Reviewer, models.PROTECT, related_name="comments")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),)

    def __str__(self) -> str:
        return f"{self.uuid} in {self.thread_id}"
