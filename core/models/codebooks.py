"""Codebooks: what can be said of a passage. Versions are published once and then only retired."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.constraints import key_validator, one_of
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
    """One row is a label; an uncounted one (`not-part`) proposes excluded ranges and enters no figure.

    A retired label stays on the marks that have it and is given to no new one; a merged one is retired, and its
    marks carry the label it was merged into.
    """

    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="labels")
    key = models.CharField(max_length=100, validators=[key_validator])
    name = models.CharField(max_length=100)
    letter = models.CharField(max_length=2, blank=True, default="")
    color = models.CharField(max_length=20, blank=True, default="")
    description = models.TextField(blank=True, default="")
    guide = models.JSONField(default=dict, blank=True)
    counted = models.BooleanField(default=True)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

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
    """One row is a value of a closed list: on the ladder (rank), in a group, or for one label only.

    Retired and merged as labels are.
    """

    facet = models.ForeignKey(Facet, models.PROTECT, related_name="values")
    key = models.CharField(max_length=100, validators=[key_validator])
    name = models.CharField(max_length=200, blank=True, default="")
    rank = models.IntegerField(null=True, blank=True)
    group = models.CharField(max_length=100, blank=True, default="")
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="values")
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

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


class ChangeKind(models.TextChoices):
    """What an operation on a codebook does."""

    ADD_LABEL = "add-label"
    RENAME_LABEL = "rename-label"
    MERGE_LABEL = "merge-label"
    RETIRE_LABEL = "retire-label"
    ADD_VALUE = "add-value"
    RENAME_VALUE = "rename-value"
    MERGE_VALUE = "merge-value"
    RETIRE_VALUE = "retire-value"


class ChangeState(models.TextChoices):
    """How far an operation on a codebook is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DROPPED = "dropped"


@tracked("CodebookChangeHistory")
class CodebookChange(models.Model):
    """One row is one recorded operation on the codebook in force: drafted, then published together with others.

    `target` is the key of a label, or `facet/value`; `details` what the operation says besides (a new name, the key
    it is merged into, the whole new label). `revision` is the codebook's after publication, `n_marks` how many marks
    the operation touched then.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind)
    target = models.CharField(max_length=201)
    details = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(null=True, blank=True)
    n_marks = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (one_of("kind", ChangeKind, "codebook_change"), one_of("state", ChangeState, "codebook_change"))

    def __str__(self) -> str:
        return f"{self.kind} {self.target} ({self.state})"
