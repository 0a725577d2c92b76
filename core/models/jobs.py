"""Long work: imports, releases and comparing texts, done by the worker, watched by people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.constraints import one_of
from core.models.projects import Project


class JobKind(models.TextChoices):
    """What there is to do."""

    IMPORT = "import"
    RELEASE = "release"
    REUSE = "reuse"


class JobState(models.TextChoices):
    """Where it is; the last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """One row is one long piece of work, asked for by somebody.

    `n_done` of `n_total` `unit`s are done (total 0: not known yet); `message` says in words what is going on or why it
    failed. `asked` is what was asked for, `report` what came of it. `cancel_asked`: its worker ends it at the next
    step. `n_tries` counts how often a worker began: a killed one's job is begun anew.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    asked = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    message = models.CharField(max_length=500, blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    n_done = models.PositiveBigIntegerField(default=0)
    n_total = models.PositiveBigIntegerField(default=0)
    n_tries = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            one_of("kind", JobKind, "job"),
            one_of("state", JobState, "job"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_that_ended_has_a_time",
            ),
        )
        indexes = (models.Index(fields=["project", "-created_at"], name="job_newest_first"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
