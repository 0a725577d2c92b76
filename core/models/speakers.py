"""Speakers: who is quoted or spoken for in a project's texts, one entry for all the names of one speaker."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.models.history import tracked
from core.models.projects import Project


@tracked("SpeakerHistory")
class Speaker(models.Model):
    """One row is one person or institution; `aliases` are the other names that marks give it (list of texts).

    Marks keep the words that their reader gave; a name is looked up without regard to case and outer spaces.
    `side` is a value of the codebook's facet of that name, or empty. `not_same` are names of others that somebody told
    apart from this one (list of texts): they are not suggested as one.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="speakers")
    name = models.CharField(max_length=200)
    side = models.CharField(max_length=100, blank=True, default="")
    aliases = models.JSONField(default=list, blank=True)
    not_same = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="speaker_once"),)

    def __str__(self) -> str:
        return self.name
