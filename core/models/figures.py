"""Figures that take long to compute, kept under what they were computed from."""

from django.db import models
from django.utils import timezone

from core.models.projects import Project


class StoredFigure(models.Model):
    """One row is one answer: `kind` says to which question, `key` is a hash of all that it depends on.

    `value` is JSON as it was written: a JSON column would put its keys in another order. Nothing is ever changed or
    found stale: other marks, readers or filters are another key. Old rows are dropped.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="stored_figures")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    value = models.TextField()
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "kind", "key"], name="stored_figure_once"),)
        indexes = (models.Index(fields=["project", "kind", "computed_at"], name="stored_figure_by_age"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]}"
