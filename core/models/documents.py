"""Documents: immutable text, and ranges over it that say what it is."""

import secrets
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Length
from django.utils import timezone

from core.models.constraints import (
    key_validator,
    one_of,
    partial_date,
    span_is_proper,
    span_within_text,
    spans_stand_apart,
)
from core.models.history import tracked
from core.models.outlets import Outlet
from core.models.projects import Project

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


class Originality(models.TextChoices):
    """CredWeb: is the text original?"""

    A = "A", "most likely original"
    B = "B", "copy with parts changed or remixed"
    C = "C", "extensive quoting, some own content"
    D = "D", "wholesale duplicate"


class Attribution(models.TextChoices):
    """CredWeb: is what is not original attributed?"""

    A = "A", "none"
    B = "B", "given but wrong"
    C = "C", "given and right"
    D = "D", "unclear"


class Fidelity(models.TextChoices):
    """How far the wording can be trusted to be the origin's."""

    VERIFIED = "verified", "checked against the original"
    AS_REPOSTED = "as-reposted", "as reposted"
    ALTERED = "altered", "altered"
    TRANSLATED = "translated", "translated there and back, not checked"
    UNKNOWN = "unknown", "wording not verified"


def neutral_key() -> str:
    """A document's name for whoever must not know where it is from: eight random letters and digits."""
    return "text-" + "".join(secrets.choice(_LETTERS) for _ in range(8))


class _HexSha256(Func):
    """`encode(sha256(convert_to(text, 'UTF8')), 'hex')`."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.TextField()


class Document(models.Model):
    """One row is one text as it was found. Text, hash and length never change: a trigger refuses it.

    `neutral_key` stands for the key in source-blind reading. `adjudicated_at`: since when the rulings on it are
    finished; they are a layer of figures then. A new text of the same article is a row of its own: `version_of` names
    the first one; `is_current` is the one that counts, one for each article.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="documents")
    key = models.CharField(max_length=100, validators=[key_validator])
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=500, blank=True, default="")
    url = models.CharField(max_length=2000, blank=True, default="")
    author = models.CharField(max_length=300, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="")
    language = models.CharField(max_length=20, blank=True, default="")
    genre = models.CharField(max_length=60, blank=True, default="")
    event = models.CharField(max_length=100, blank=True, default="")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    neutral_key = models.CharField(max_length=20, default=neutral_key)
    adjudicated_at = models.DateTimeField(null=True, blank=True)
    version_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later_versions")
    version_number = models.PositiveSmallIntegerField(default=1)
    version_note = models.CharField(max_length=500, blank=True, default="")
    is_current = models.BooleanField(default=True)
    last_event = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    # Of a copy that `queries.sources` made for somebody who must not know the source: never saved, never read on.
    is_masked = False
    masked_names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "key"], name="document_key_once"),
            models.UniqueConstraint(fields=["project", "neutral_key"], name="document_neutral_key_once"),
            models.UniqueConstraint(fields=["id", "project"], name="document_with_project"),
            models.CheckConstraint(
                condition=Q(length=Length("text")) & Q(length__gt=0), name="document_length_is_the_texts"
            ),
            models.CheckConstraint(condition=Q(sha256=_HexSha256(F("text"))), name="document_sha256_is_the_texts"),
            partial_date("published_on", "document"),
            models.UniqueConstraint(fields=["version_of", "version_number"], name="document_version_once"),
            models.CheckConstraint(
                condition=Q(version_of__isnull=True, version_number=1)
                | Q(version_of__isnull=False, version_number__gt=1),
                name="document_first_version_has_no_earlier",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="document_text_is_immutable",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("text", "sha256", "length", "project_id"),
                condition=pgtrigger.Condition("OLD.text IS DISTINCT FROM NEW.text OR OLD.project_id <> NEW.project_id"),
                func="""
                    RAISE EXCEPTION 'the text of a document never changes'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_text_is_immutable';
                """,
            ),
        )

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A masked copy is refused: it would overwrite what it hides."""
        self._require_whole()
        super().save(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """A masked copy is refused: what was left out of it would come unmasked."""
        self._require_whole()
        super().refresh_from_db(*args, **kwargs)

    def _require_whole(self) -> None:
        if self.is_masked:
            raise RuntimeError("A masked document is neither saved nor read on: what it hides would show.")


@tracked("SectionHistory")
class Section(models.Model):
    """One row is a range of a document with an origin of its own; sections of a document never overlap.

    `reason`: why it is said to be so, the fidelity of its wording above all.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="sections")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="sections")
    title = models.CharField(max_length=500, blank=True, default="")
    author = models.CharField(max_length=300, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="")
    genre = models.CharField(max_length=60, blank=True, default="")
    originality = models.CharField(max_length=1, choices=Originality, blank=True, default="")
    attribution = models.CharField(max_length=1, choices=Attribution, blank=True, default="")
    fidelity = models.CharField(max_length=20, choices=Fidelity, blank=True, default="")
    copy_of = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="copies")
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = (
            span_is_proper("section"),
            spans_stand_apart("section"),
            one_of("originality", Originality, "section", or_empty=True),
            one_of("attribution", Attribution, "section", or_empty=True),
            one_of("fidelity", Fidelity, "section", or_empty=True),
            partial_date("published_on", "section"),
        )
        triggers = (span_within_text("section_within_text"),)

    def __str__(self) -> str:
        return f"[{self.start}, {self.end})"


@tracked("ExcludedHistory")
class Excluded(models.Model):
    """One row is a range that is not part of the article: junk, link list, byline, comment."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="excluded")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=100)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = (span_is_proper("excluded"), spans_stand_apart("excluded"))
        triggers = (span_within_text("excluded_within_text"),)

    def __str__(self) -> str:
        return f"[{self.start}, {self.end}) {self.reason}"


class Part(models.Model):
    """One row is the text of one origin in one document: a section, or all that lies outside sections.

    Derived from sections and excluded ranges by `services.documents`; `n_words` leaves excluded ranges out.
    A part that copies a document of the same project is not `counted`: its text counts at its origin; nor is one of a
    version that is not the current one.
    `n_sentences_ruled`: target-naming sentences that a standing ruling marks; 0 until the rulings are finished.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts")
    section = models.OneToOneField(Section, models.CASCADE, null=True, blank=True, related_name="part")
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="parts")
    genre = models.CharField(max_length=60, blank=True, default="")
    published_on = models.CharField(max_length=10, blank=True, default="")
    fidelity = models.CharField(max_length=20, blank=True, default="")
    counted = models.BooleanField(default=True)
    n_words = models.PositiveIntegerField()
    n_target_sentences = models.PositiveIntegerField()
    n_sentences_ruled = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document"], condition=Q(section__isnull=True), name="part_one_rest_per_document"
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id}: {self.outlet_id}"
