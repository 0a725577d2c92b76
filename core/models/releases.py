"""Releases: data sets that were given away, numbered, proven by their hashes, never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.constraints import key_validator, one_of
from core.models.documents import Document
from core.models.projects import Project, Reviewer
from core.models.readings import Reading


class Texts(models.TextChoices):
    """How much of other people's articles goes with the labels."""

    FULL = "full", "whole texts"
    QUOTES = "quotes", "the marked words only"
    NONE = "none", "no words: places and hashes"


class Layers(models.TextChoices):
    """Whose labels a release holds."""

    READERS = "readers", "what the readers marked"
    ADJUDICATED = "adjudicated", "what the rulings say"
    BOTH = "both", "readers and rulings"


_FROZEN = ("project_id", "number", "name", "description", "licence", "texts", "layers", "reviewer_kind", "facts",
           "created_by_id", "created_at", "frozen_at")  # fmt: skip


_CHANGED = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in _FROZEN)


class Release(models.Model):
    """One row is one data set of a project, numbered from 1. Files exist from `frozen_at` on; from then on it only
    changes by being withdrawn, with a reason.

    `facts` is what the card and the page say of it, as computed when it was frozen: counts, agreement, limits.
    `reviewer_kind` empty: readers of every kind. What is not frozen yet, or failed, nobody but its owner sees.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    licence = models.CharField(max_length=60, blank=True, default="")
    texts = models.CharField(max_length=10, choices=Texts, default=Texts.QUOTES)
    layers = models.CharField(max_length=12, choices=Layers, default=Layers.READERS)
    reviewer_kind = models.CharField(max_length=10, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="releases_withdrawn"
    )
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (Q(frozen_at__isnull=False) & ~Q(reason="")),
                name="release_withdrawn_says_why",
            ),
            one_of("texts", Texts, "release"),
            one_of("layers", Layers, "release"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="release_frozen_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*_FROZEN),
                condition=pgtrigger.Condition(f"OLD.frozen_at IS NOT NULL AND ({_CHANGED})"),
                func="""
                    RAISE EXCEPTION 'a release that is frozen is never changed: withdraw it and make another'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'release_frozen_never_changes';
                """,
            ),
            pgtrigger.Trigger(
                name="release_frozen_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.frozen_at IS NOT NULL"),
                func="""
                    RAISE EXCEPTION 'a release that is frozen is never deleted: withdraw it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'release_frozen_stays';
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} release {self.number}"


class ReleaseName(models.Model):
    """One row is the key of one release for one reviewer: the random name that stands for them in its files."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="names")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="release_names")
    name = models.CharField(max_length=40, validators=[key_validator])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["release", "reviewer"], name="release_name_once_per_reviewer"),
            models.UniqueConstraint(fields=["release", "name"], name="release_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class ReleaseDocument(models.Model):
    """One row is a document that a release speaks of: whoever may not see all of it sees nothing of the release."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, models.PROTECT, related_name="releases")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "document"], name="release_document_once"),)

    def __str__(self) -> str:
        return f"{self.document_id} in {self.release_id}"


class ReleaseReading(models.Model):
    """One row is a reading whose marks, as they stood when it was frozen, a release holds."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="readings")
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="releases")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "reading"], name="release_reading_once"),)

    def __str__(self) -> str:
        return f"{self.reading_id} in {self.release_id}"


class ReleaseFile(models.Model):
    """One row is one file of a frozen release: its name in the folder, size in bytes, SHA-256, what it is."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    name = models.CharField(max_length=100, validators=[key_validator])
    media_type = models.CharField(max_length=100)
    n_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    about = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "name"], name="release_file_once"),)

    def __str__(self) -> str:
        return self.name
