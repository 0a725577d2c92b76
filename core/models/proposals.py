"""What the program proposes of a text's origin, and what a person ruled on it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.constraints import one_of, span_is_proper, span_within_text
from core.models.documents import Document
from core.models.history import tracked
from core.models.outlets import Outlet


class ProposalKind(models.TextChoices):
    """A stretch of another origin, or one that is not part of the article."""

    SECTION = "section"
    EXCLUDED = "excluded"


class ProposalState(models.TextChoices):
    """Open until somebody rules; `moved`: accepted with other borders."""

    OPEN = "open"
    ACCEPTED = "accepted"
    MOVED = "moved"
    REJECTED = "rejected"


@tracked("ProposalHistory")
class Proposal(models.Model):
    """One row is a range that the program proposes, with its reasons; a person rules, and may take the ruling back.

    `outlet`, `title`, `author` and `published_on` are what the signs say of a section's origin; `source` is the
    document here that holds the same words. `reason` is that of an excluded range. `why` is a list of
    `{"code", "words"}`; `strength` (0-1) orders, and is no probability. `ruled_start` and `ruled_end` are the borders
    as ruled. Nothing is applied by itself: what came of a ruling is a section or excluded range, a row of its own.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=ProposalKind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, related_name="proposals")
    title = models.CharField(max_length=500, blank=True, default="")
    author = models.CharField(max_length=300, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="")
    source = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="proposed_as_source")
    reason = models.CharField(max_length=100, blank=True, default="")
    why = models.JSONField(default=list, blank=True)
    strength = models.FloatField(default=0)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    ruled_start = models.PositiveIntegerField(null=True, blank=True)
    ruled_end = models.PositiveIntegerField(null=True, blank=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    proposed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document", "kind", "start", "end"], name="proposal_once_per_range_and_kind"
            ),
            span_is_proper("proposal"),
            one_of("kind", ProposalKind, "proposal"),
            one_of("state", ProposalState, "proposal"),
            models.CheckConstraint(
                condition=Q(state="open", ruled_at__isnull=True) | (~Q(state="open") & Q(ruled_at__isnull=False)),
                name="proposal_ruled_has_a_time",
            ),
        )
        triggers = (span_within_text("proposal_within_text"),)

    def __str__(self) -> str:
        return f"{self.kind} [{self.start}, {self.end}) {self.state}"
