"""The citation ledger: cards of cited sources, and what somebody found who opened them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.annotations import Annotation
from core.models.constraints import key_validator, one_of, partial_date
from core.models.history import tracked
from core.models.projects import Project, Reviewer


class Finding(models.TextChoices):
    """What the source turned out to say about a mark."""

    UNCHECKED = "unchecked", "not opened yet"
    SAYS_SO = "says-so", "says so"
    SAYS_OTHERWISE = "says-otherwise", "says otherwise"
    NOT_FOUND = "not-found", "not found"


@tracked("SourceHistory")
class Source(models.Model):
    """One row is the card of one source that texts of a project cite, so that it is opened once.

    `filed_openly`: filed on the ledger itself or by a file, so that all members see it; a card made while citing is
    seen by whoever sees one of its citations. `merged_into`: the card that stands for both.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="sources")
    key = models.CharField(max_length=100, validators=[key_validator])
    kind = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=500, blank=True, default="")
    producer = models.CharField(max_length=300, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="")
    url = models.CharField(max_length=2000, blank=True, default="")
    filed_openly = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sources_changed"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sources_filed"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "key"], name="source_key_once"),
            models.UniqueConstraint(fields=["id", "project"], name="source_with_project"),
            partial_date("published_on", "source"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="source_url_is_an_address",
            ),
        )

    def __str__(self) -> str:
        return self.key


@tracked("CitationHistory")
class Citation(models.Model):
    """One row joins a mark to the card of a source it names, with what was found there.

    It is seen by whoever sees the mark. `excerpt` holds 50 words of the source at most.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="citations")
    annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    finding = models.CharField(max_length=20, choices=Finding, default=Finding.UNCHECKED)
    excerpt = models.TextField(blank=True, default="")
    checked_by = models.ForeignKey(Reviewer, models.PROTECT, null=True, blank=True, related_name="citations_checked")
    checked_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["annotation", "source"], name="citation_once"),
            one_of("finding", Finding, "citation"),
        )

    def __str__(self) -> str:
        return f"{self.annotation_id} {self.finding} {self.source_id}"
