"""Who publishes: the origin of a text, or the site that reposts it."""

from django.db import models

from core.models.constraints import key_validator
from core.models.projects import Project


class Outlet(models.Model):
    """One row is one publisher as one project knows it; facts are `{"text", "source"}` and never a score."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="outlets")
    key = models.CharField(max_length=100, validators=[key_validator])
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=60, blank=True, default="")
    facts = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "key"], name="outlet_key_once"),
            # Target of the composite foreign keys: nothing points into another project.
            models.UniqueConstraint(fields=["id", "project"], name="outlet_with_project"),
        )

    def __str__(self) -> str:
        return self.name
