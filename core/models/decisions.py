"""Rulings: what an adjudicator decided of a passage on which readers differ. Decisions are only ever added."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils import timezone

from core.models.annotations import Annotation, facet_column
from core.models.codebooks import Label
from core.models.constraints import one_of, span_is_proper, span_within_text
from core.models.documents import Document, Part
from core.models.projects import Project, Reviewer

_SAID = (
    "uuid", "project_id", "document_id", "start", "end", "quote", "label_id", "facets", "outcome", "reason",
    "decided_by_id", "created_at", "supersedes_id",
)  # fmt: skip


class Outcome(models.TextChoices):
    """What was ruled."""

    ACCEPT = "accept"
    EDIT = "edit"
    MERGE = "merge"
    REJECT = "reject"
    LEAVE_OPEN = "leave-open"


class Decision(models.Model):
    """One row is one ruling on one span; a later one may supersede it, nothing changes or removes it.

    `accept` takes a reader's mark as it stands, `edit` says it otherwise, `merge` puts several into one, `reject`
    says that nothing is to be marked there, `leave-open` that it cannot be decided yet. The last two have no label
    and enter no figure. `part` and `in_figures` are derived as those of a mark are.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    project = models.ForeignKey(Project, models.PROTECT, related_name="decisions")
    document = models.ForeignKey(Document, models.PROTECT, related_name="decisions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="decisions")
    facets = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField()
    decided_by = models.ForeignKey(Reviewer, models.PROTECT, related_name="decisions")
    created_at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    part = models.ForeignKey(Part, models.SET_NULL, null=True, blank=True, related_name="decisions")
    in_figures = models.BooleanField(default=True)

    voice = facet_column("voice")
    target = facet_column("target")
    role = facet_column("role")
    stance = facet_column("stance")
    unsure = facet_column("unsure")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "uuid"], name="decision_uuid_once"),
            span_is_proper("decision"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("quote")), name="decision_quote_has_the_spans_length"
            ),
            one_of("outcome", Outcome, "decision"),
            models.CheckConstraint(
                condition=Q(outcome__in=["reject", "leave-open"], label__isnull=True)
                | Q(outcome__in=["accept", "edit", "merge"], label__isnull=False),
                name="decision_has_a_label_or_marks_nothing",
            ),
        )
        triggers = (
            span_within_text("decision_within_text"),
            pgtrigger.Protect(name="decision_is_only_added", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decision_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*_SAID),
                condition=pgtrigger.Condition(
                    " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in _SAID)
                ),
                func="""
                    RAISE EXCEPTION 'a decision is never changed: add one that supersedes it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_never_changes';
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.uuid} {self.outcome} [{self.start}, {self.end})"


class DecisionBasis(models.Model):
    """One row is a mark that a decision rests on, at the version that the adjudicator saw."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="basis")
    annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="decisions_on_it")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["decision", "annotation"], name="decision_basis_once"),)
        triggers = (
            pgtrigger.Protect(name="decision_basis_is_only_added", operation=pgtrigger.Delete | pgtrigger.Update),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} on {self.annotation_id}"
