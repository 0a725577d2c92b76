"""Projects, who belongs to them, and under which name their readings stand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models.constraints import key_validator, one_of


class ReviewerKind(models.TextChoices):
    """People, simulated and machine reviewers never meet in one figure."""

    PERSON = "person"
    SIMULATED = "simulated"
    MACHINE = "machine"


class Role(models.TextChoices):
    """What a member may do; the table role x action stands in `core.access`."""

    OWNER = "owner"
    ADJUDICATOR = "adjudicator"
    REVIEWER = "reviewer"
    VIEWER = "viewer"


class Project(models.Model):
    """One row is one question asked of one set of documents with one codebook in force.

    `assignment`: readers choose (`free`), read what was planned for them (`assigned`), or take the next article
    that still lacks readers, at their own pace (`drawn`). `n_readings` is how many readings a document is to get.
    Readers agree `enough_alpha` and above, below `tentative_alpha` not enough: what is compared is drawn by it.
    `source_blind`: reviewers do not see where a text is from until they have submitted it; `hidden_names` are
    masked then besides the outlets' and authors' own.
    """

    class Visibility(models.TextChoices):
        BLIND = "blind"
        OPEN = "open"

    class Assignment(models.TextChoices):
        FREE = "free"
        ASSIGNED = "assigned"
        DRAWN = "drawn"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.BLIND)
    assignment = models.CharField(max_length=10, choices=Assignment, default=Assignment.FREE)
    figures_from = models.CharField(max_length=10, choices=ReviewerKind, default=ReviewerKind.PERSON)
    n_readings = models.PositiveSmallIntegerField(default=2)
    source_blind = models.BooleanField(default=False)
    hidden_names = models.JSONField(default=list, blank=True)
    tentative_alpha = models.FloatField(default=0.4)
    enough_alpha = models.FloatField(default=0.667)
    invented = models.BooleanField(default=False)
    codebook = models.ForeignKey(
        "core.Codebook", models.PROTECT, null=True, blank=True, related_name="projects_in_force"
    )
    seeds_sha256 = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(visibility__in=["blind", "open"]), name="project_visibility_is_known"),
            models.CheckConstraint(
                condition=Q(assignment__in=["free", "assigned", "drawn"]), name="project_assignment_is_known"
            ),
            models.CheckConstraint(condition=Q(n_readings__gte=1), name="project_asks_for_a_reading"),
            models.CheckConstraint(
                condition=Q(tentative_alpha__gte=0, enough_alpha__gte=F("tentative_alpha"), enough_alpha__lte=1),
                name="project_bands_of_agreement_are_in_order",
            ),
            one_of("figures_from", ReviewerKind, "project"),
        )

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """One row is one person's place in one project. A removed member keeps the row: history names it."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "user"], name="membership_once_per_project"),
            one_of("role", Role, "membership"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id} as {self.role}"


class Reviewer(models.Model):
    """One row is a reader whose marks a project holds, under a code name; imported readers have no account."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="reviewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reviewers")
    code_name = models.CharField(max_length=100, validators=[key_validator])
    kind = models.CharField(max_length=10, choices=ReviewerKind, default=ReviewerKind.PERSON)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "code_name"], name="reviewer_code_name_once"),
            models.UniqueConstraint(
                fields=["project", "user"], condition=Q(user__isnull=False), name="reviewer_once_per_person"
            ),
            one_of("kind", ReviewerKind, "reviewer"),
        )

    def __str__(self) -> str:
        return self.code_name
