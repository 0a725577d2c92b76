"""Marks, their links, and the log of what happened to them."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from core.models.codebooks import Label
from core.models.constraints import span_is_proper, span_within_text
from core.models.documents import Document, Part
from core.models.history import tracked
from core.models.projects import Project
from core.models.readings import Reading


def facet_column(key: str) -> models.GeneratedField:
    """A facet as a column of its own, kept by the database, for keys, indexes and figures."""
    return models.GeneratedField(
        expression=Coalesce(KeyTextTransform(key, "facets"), Value(""), output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


_TRACKED = (
    "uuid", "project", "document", "reading", "label", "start", "end", "quote", "facets", "note",
    "version", "changed_by", "deleted_at",
)  # fmt: skip


@tracked("AnnotationHistory", _TRACKED)
class Annotation(models.Model):
    """One row is one mark: a span of one reading with a label and its facets.

    `uuid` is made by the client and unique within the project. A deleted mark keeps its row (`deleted_at`),
    so that its id stays taken and its history readable. `part` and `in_figures` are derived from sections
    and excluded ranges: a mark belongs to the part that holds its start.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    project = models.ForeignKey(Project, models.PROTECT, related_name="annotations")
    document = models.ForeignKey(Document, models.PROTECT, related_name="annotations")
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="annotations")
    label = models.ForeignKey(Label, models.PROTECT, related_name="annotations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=32, blank=True, default="")
    suffix = models.CharField(max_length=32, blank=True, default="")
    facets = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    part = models.ForeignKey(Part, models.SET_NULL, null=True, blank=True, related_name="annotations")
    in_figures = models.BooleanField(default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    voice = facet_column("voice")
    target = facet_column("target")
    role = facet_column("role")
    stance = facet_column("stance")
    unsure = facet_column("unsure")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "uuid"], name="annotation_uuid_once"),
            models.UniqueConstraint(
                fields=["reading", "start", "end", "label", "target"],
                condition=Q(deleted_at__isnull=True),
                name="annotation_once_per_span_label_target",
            ),
            span_is_proper("annotation"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("quote")), name="annotation_quote_has_the_spans_length"
            ),
        )
        indexes = (models.Index(fields=["document", "start", "end"], name="annotation_in_document"),)
        triggers = (
            span_within_text("annotation_within_text"),
            pgtrigger.Trigger(
                name="annotation_quote_is_the_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("start", "end", "quote", "document_id"),
                func="""
                    IF NEW.quote IS DISTINCT FROM (
                        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start)
                        FROM core_document WHERE id = NEW.document_id
                    ) THEN
                        RAISE EXCEPTION 'the quote is not the text at [%, %)', NEW.start, NEW."end"
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'annotation_quote_is_the_text';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.uuid} [{self.start}, {self.end})"


@tracked("LinkHistory")
class Link(models.Model):
    """One row ties a mark to another: evidence supports or contradicts an assertion."""

    class Kind(models.TextChoices):
        SUPPORTS = "supports"
        CONTRADICTS = "contradicts"

    from_annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="links_out")
    to_annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=12, choices=Kind)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["from_annotation", "to_annotation"], name="link_once"),
            models.CheckConstraint(condition=~Q(from_annotation=F("to_annotation")), name="link_joins_two_marks"),
            models.CheckConstraint(condition=Q(kind__in=["supports", "contradicts"]), name="link_kind_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.from_annotation_id} {self.kind} {self.to_annotation_id}"


class Event(models.Model):
    """One row is one change of a mark, reading, session, comment or ruling, numbered per document without gaps.

    Numbers come from a counter on the locked document row: a sequence would commit out of order.
    Readers are only ever given `uuid`: a number would tell of events they may not see.

    Events of one gesture share a `step`, which undo takes back as a whole; without one (a file's mark, a
    submission) there is nothing to undo. `undoes`: the step that this one takes back; `redoes`: the one
    that it does again. `version` is that of the mark after the change; `other` the far end of a link and
    `link_kind` its kind. What is nobody's own reading (a session, a ruling) has none here; of a thread that was
    resolved or opened again, `comment` is its first.
    """

    class Kind(models.TextChoices):
        ADDED = "annotation-added"
        CHANGED = "annotation-changed"
        DELETED = "annotation-deleted"
        RESTORED = "annotation-restored"
        LINKED = "link-added"
        UNLINKED = "link-deleted"
        SUBMITTED = "reading-submitted"
        REOPENED = "reading-reopened"
        SESSION_MADE = "session-made"
        SESSION_OPENED = "session-opened"
        SESSION_REVEALED = "session-revealed"
        SESSION_CLOSED = "session-closed"
        COMMENTED = "comment-added"
        COMMENT_CHANGED = "comment-changed"
        COMMENT_DELETED = "comment-deleted"
        RESOLVED = "thread-resolved"
        UNRESOLVED = "thread-reopened"
        DECIDED = "decision-made"
        ADJUDICATED = "adjudication-ended"
        UNADJUDICATED = "adjudication-opened"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="events")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="events")
    session = models.ForeignKey("core.Session", models.PROTECT, null=True, blank=True, related_name="events")
    comment = models.ForeignKey("core.Comment", models.PROTECT, null=True, blank=True, related_name="events")
    decision = models.ForeignKey("core.Decision", models.PROTECT, null=True, blank=True, related_name="events")
    annotation = models.ForeignKey(Annotation, models.PROTECT, null=True, blank=True, related_name="events_of_mark")
    created_at = models.DateTimeField(default=timezone.now)
    step = models.UUIDField(null=True, blank=True)
    undoes = models.UUIDField(null=True, blank=True)
    redoes = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    other = models.ForeignKey(
        Annotation, models.PROTECT, null=True, blank=True, related_name="events_of_other_end", db_index=False
    )
    link_kind = models.CharField(max_length=12, choices=Link.Kind, blank=True, db_default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="event_number_once"),)

    def __str__(self) -> str:
        return f"{self.document_id}#{self.number} {self.kind}"
