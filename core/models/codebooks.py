"""Codebooks: what can be said of a passage. Versions are published once and then only retired."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.constraints import key_validator
from core.models.history import tracked
from core.models.projects import Project


@tracked("CodebookHistory")
class Codebook(models.Model):
    """One row is one version of a project's codebook. `revision` grows with every recorded change to it."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    project = models.ForeignKey(Project, models.PROTECT, related_name="codebooks")
    key = models.CharField(max_length=100, validators=[key_validator])
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    decision_order = models.JSONField(default=list, blank=True)
    focus_name = models.CharField(max_length=100, blank=True, default="")
    focus_groups = models.JSONField(default=list, blank=True)
    focus_names = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "key", "version"], name="codebook_version_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(state="published"), name="codebook_one_published"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "retired"]), name="codebook_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


@tracked("LabelHistory")
class Label(models.Model):
    """One row is a label; an uncounted one (`not-part`) proposes excluded ranges and enters no figure."""

    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="labels")
    key = models.CharField(max_length=100, validators=[key_validator])
    name = models.CharField(max_length=100)
    letter = models.CharField(max_length=2, blank=True, default="")
    color = models.CharField(max_length=20, blank=True, default="")
    description = models.TextField(blank=True, default="")
    guide = models.JSONField(default=dict, blank=True)
    counted = models.BooleanField(default=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["codebook", "key"], name="label_key_once"),
            models.UniqueConstraint(fields=["codebook", "position"], name="label_position_once"),
        )

    def __str__(self) -> str:
        return self.key


@tracked("FacetHistory")
class Facet(models.Model):
    """One row is a detail that a mark can carry: a closed list, free text, or a flag.

    `first`: asked at once, not under "More". `bands` gather the values of a ladder into the columns of the
    wall of words: `[{"name", "values": [keys]}]`.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice"
        TEXT = "text"
        FLAG = "flag"

    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="facets")
    key = models.CharField(max_length=100, validators=[key_validator])
    name = models.CharField(max_length=100, blank=True, default="")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHOICE)
    ordered = models.BooleanField(default=False)
    first = models.BooleanField(default=False)
    bands = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["codebook", "key"], name="facet_key_once"),
            models.UniqueConstraint(fields=["codebook", "position"], name="facet_position_once"),
            models.CheckConstraint(condition=Q(kind__in=["choice", "text", "flag"]), name="facet_kind_is_known"),
        )

    def __str__(self) -> str:
        return self.key


@tracked("FacetValueHistory")
class FacetValue(models.Model):
    """One row is a value of a closed list: on the ladder (rank), in a group, or for one label only."""

    facet = models.ForeignKey(Facet, models.PROTECT, related_name="values")
    key = models.CharField(max_length=100, validators=[key_validator])
    name = models.CharField(max_length=200, blank=True, default="")
    rank = models.IntegerField(null=True, blank=True)
    group = models.CharField(max_length=100, blank=True, default="")
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="values")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["facet", "key"], name="facet_value_key_once"),
            models.UniqueConstraint(fields=["facet", "position"], name="facet_value_position_once"),
            models.UniqueConstraint(
                fields=["facet", "rank"], condition=Q(rank__isnull=False), name="facet_value_rank_once"
            ),
        )

    def __str__(self) -> str:
        return self.key
