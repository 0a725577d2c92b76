"""Where the marks of one version of an article stand in the next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models.annotations import Annotation
from core.models.constraints import one_of
from core.models.documents import Document
from core.models.history import tracked


class AnchoringMethod(models.TextChoices):
    """How a mark's words were found again, from sure to not at all."""

    SAME_OFFSET = "same-offset"
    UNIQUE_QUOTE = "unique-quote"
    CONTEXT = "context"
    FUZZY = "fuzzy"
    ORPHAN = "orphan"


class AnchoringState(models.TextChoices):
    """`carried`: stands in the new version; `doubtful`: waits for a person; `set-aside`: a person found no place."""

    CARRIED = "carried"
    DOUBTFUL = "doubtful"
    SET_ASIDE = "set-aside"


@tracked("AnchoringHistory")
class Anchoring(models.Model):
    """One row is one mark of an earlier version and where it stands in `document`; none is ever dropped.

    `annotation` is the mark that stands there for it, once it is carried. `score` (0-1): how alike the words are.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="anchorings")
    earlier = models.ForeignKey(Annotation, models.PROTECT, related_name="anchorings")
    annotation = models.OneToOneField(Annotation, models.PROTECT, null=True, blank=True, related_name="carried_from")
    method = models.CharField(max_length=20, choices=AnchoringMethod)
    score = models.FloatField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AnchoringState)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "earlier"], name="anchoring_once"),
            one_of("method", AnchoringMethod, "anchoring"),
            one_of("state", AnchoringState, "anchoring"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__isnull=False),
                name="anchoring_span_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="carried") | Q(annotation__isnull=False), name="anchoring_carried_has_a_mark"
            ),
        )

    def __str__(self) -> str:
        return f"{self.earlier_id} in {self.document_id}: {self.state}"
