"""Sessions: several people at work on one document at once, led by a host."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.constraints import one_of
from core.models.documents import Document
from core.models.history import tracked
from core.models.projects import Project


class SessionState(models.TextChoices):
    """How far a session is."""

    LOBBY = "lobby"
    MARKING = "marking"
    REVEALED = "revealed"
    CLOSED = "closed"


@tracked("SessionHistory")
class Session(models.Model):
    """One row is one session on one document.

    `lobby`: people gather; `marking`: the article is open and everybody marks blind; `revealed`: all readings are
    submitted and seen, people talk and revise; `closed`. From lobby to reveal the marks of its participants are
    seen by nobody else, whatever their role. `details`: keys of the facets that are asked (null: all of the
    codebook; empty: none). `ends_at`: when the time for marking is up, for the clock on the wall; nothing happens
    by itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="sessions")
    document = models.ForeignKey(Document, models.PROTECT, related_name="sessions")
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hosted_sessions")
    name = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.LOBBY)
    details = models.JSONField(null=True, blank=True)
    source_blind = models.BooleanField(default=False)
    n_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document"], condition=~Q(state="closed"), name="session_one_open_per_document"
            ),
            one_of("state", SessionState, "session"),
        )

    def __str__(self) -> str:
        return f"{self.uuid} ({self.state})"


class Participant(models.Model):
    """One row is one person in one session. `seen_at` is when their browser was last heard of, for who is there."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="participations")
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "user"], name="participant_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id}"
