"""What texts share: fingerprints of texts, passages that stand in two of them, quotations. All derived from texts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from core.models.constraints import one_of, span_is_proper
from core.models.documents import Document
from core.models.projects import Project


class SharedKind(models.TextChoices):
    """How much of the smaller text (or section) stands in the other one."""

    COPIED_SECTION = "copied_section"
    PARTLY_REUSED = "partly_reused"
    SHARED_PASSAGE = "shared_passage"


class QuotedKind(models.TextChoices):
    """Whether two quotations of the same words agree."""

    EXACT = "exact"
    DRIFT = "drift"


class Fingerprint(models.Model):
    """One row is what a text is known by: the hash of each run of eight words, in the order of the text.

    A document without a row (or with one of an older `algorithm`) has not been compared with the others yet.
    """

    document = models.OneToOneField(Document, models.PROTECT, related_name="fingerprint")
    project = models.ForeignKey(Project, models.PROTECT, related_name="fingerprints")
    algorithm = models.PositiveSmallIntegerField()
    shingles = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = (GinIndex(fields=["shingles"], name="fingerprint_by_shingle"),)

    def __str__(self) -> str:
        return f"{self.document_id}: {self.algorithm}"


class SharedPassage(models.Model):
    """One row is a passage that stands in two documents, `a` the one with the smaller id.

    `n_words` counts the words of the longer range, `edit_ratio` (0-1) says how alike the two are, `containment` (0-1)
    how much of the smaller text or section stands in the other.
    """

    a = models.ForeignKey(Document, models.PROTECT, related_name="shared_as_a")
    a_start = models.PositiveIntegerField()
    a_end = models.PositiveIntegerField()
    b = models.ForeignKey(Document, models.PROTECT, related_name="shared_as_b")
    b_start = models.PositiveIntegerField()
    b_end = models.PositiveIntegerField()
    n_words = models.PositiveIntegerField()
    edit_ratio = models.FloatField()
    containment = models.FloatField()
    kind = models.CharField(max_length=20, choices=SharedKind)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a", "b", "a_start", "a_end", "b_start", "b_end"], name="shared_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="shared_between_two_in_order"),
            models.CheckConstraint(
                condition=Q(a_end__gt=F("a_start"), b_end__gt=F("b_start")), name="shared_spans_are_proper"
            ),
            one_of("kind", SharedKind, "shared"),
        )

    def __str__(self) -> str:
        return f"{self.a_id} [{self.a_start}, {self.a_end}) = {self.b_id} [{self.b_start}, {self.b_end})"


class Quotation(models.Model):
    """One row is a stretch inside quotation marks of five words or more; the marks themselves stand outside the span.

    `grams` are hashes of its runs of three words: quotations that share none are never compared. `speaker` is who the
    sentence says is quoted, empty where it does not say.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="quotations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    n_words = models.PositiveIntegerField()
    speaker = models.CharField(max_length=200, blank=True, default="")
    grams = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "start", "end"], name="quotation_once"),
            span_is_proper("quotation"),
        )
        indexes = (GinIndex(fields=["grams"], name="quotation_by_gram"),)

    def __str__(self) -> str:
        return f"{self.document_id} [{self.start}, {self.end})"


class SharedQuotation(models.Model):
    """One row says that two documents quote the same words: `exact`, or in other words (`drift`); `ratio` is 0-1."""

    a = models.ForeignKey(Quotation, models.CASCADE, related_name="shared_as_a")
    b = models.ForeignKey(Quotation, models.CASCADE, related_name="shared_as_b")
    ratio = models.FloatField()
    kind = models.CharField(max_length=10, choices=QuotedKind)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a", "b"], name="shared_quotation_once"),
            one_of("kind", QuotedKind, "shared_quotation"),
        )

    def __str__(self) -> str:
        return f"{self.a_id} {self.kind} {self.b_id}"
