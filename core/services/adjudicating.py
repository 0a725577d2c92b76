"""Rulings: what an adjudicator decides of a passage. They are only ever added; a later one supersedes an earlier one.

Every write holds the document's lock, so that of two adjudicators who supersede the same ruling at once the second
is told; the database itself lets a ruling have one successor and never change.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, DomainError, Invalid, NotFound, StaleVersion
from core.models import Annotation, Decision, DecisionBasis, Document, Event, Outcome, Reading
from core.queries.adjudication import Queued, agreed, queue
from core.queries.codebooks import LabelRule, Rules, rules_now, rules_of
from core.queries.places import Place, place
from core.queries.rulings import is_withheld, with_all
from core.queries.visibility import own_reading, visible_annotations
from core.services import derived
from core.services.decision_drafts import DecisionDraft
from core.services.drafts import MarkDraft
from core.services.event_log import lock_document, record
from core.services.latest import require_latest
from core.services.mark_rows import check_words, marks_with_all, refusing
from core.services.projects import reviewer_of


def decide(viewer: Viewer, document: Document, draft: DecisionDraft) -> tuple[Decision, bool]:
    """The stored ruling and whether it is new; the same id and body again gives the row.

    Errors: `Invalid` (`quote_mismatch`, `span_invalid`, `unknown_label`, `unknown_facet`, `id_reused`,
    `basis_invalid`, `not_as_marked`), `NotFound` (`unknown_annotation`, `unknown_decision`), `StaleVersion` for a mark
    that was changed since, `Conflict` (`readings_withheld`, `adjudication_finished`, `superseded`,
    `duplicate_decision`, `mark_deleted`).
    """
    try:
        return _decide(viewer, document, draft)
    except Invalid as error:
        if error.code != "id_reused":
            raise
        # Equal requests at once on two documents: the database let one through, and the other finds it now.
        return _decide(viewer, document, draft)


@refusing
def _decide(viewer: Viewer, document: Document, draft: DecisionDraft) -> tuple[Decision, bool]:
    viewer.require("adjudicate")
    locked = lock_document(document.pk)
    known = with_all(Decision.objects.filter(project=viewer.project, uuid=draft.id)).first()
    if known is not None:
        return _retried(viewer, locked, known, draft), False
    require_latest(viewer, locked)
    _require_open(locked)
    require_all_seen(viewer, locked)
    marks = _basis(viewer, locked, draft.rests_on)
    stands = place(locked, draft.mark.start, draft.mark.end)
    label, facets = _said(rules_now(viewer.project.codebook, stands.revision), draft, marks)
    check_words(viewer, draft.mark, locked, stands)
    _check_outcome(draft, facets, marks)
    before = _superseded(locked, draft)
    _refuse_second(locked, draft, facets, label, before)
    decision = Decision.objects.create(
        uuid=draft.id, project_id=viewer.project.pk, document=locked, start=draft.mark.start, end=draft.mark.end,
        quote=stands.quote, label_id=label.pk if label else None, facets=facets, outcome=draft.outcome,
        reason=draft.reason, decided_by=reviewer_of(viewer), supersedes=before, **derived_of(stands, label),
    )  # fmt: skip
    DecisionBasis.objects.bulk_create(
        DecisionBasis(decision=decision, annotation=mark, version=mark.version) for mark in marks
    )
    record(locked, Event.Kind.DECIDED, about=decision)
    return with_all(Decision.objects.filter(pk=decision.pk)).get(), True


def derived_of(stands: Place, label: LabelRule | None) -> dict[str, Any]:
    """What a ruling has from its place: its part, and whether it enters figures once all rulings are finished."""
    return {"part_id": stands.part_id, "in_figures": bool(label and label.counted and stands.counts)}


def _retried(viewer: Viewer, document: Document, known: Decision, draft: DecisionDraft) -> Decision:
    """The ruling of this id if it was made with this very body; recognised before any other rule."""
    if known.decided_by.user_id != viewer.user.pk or known.document_id != document.pk:
        raise Invalid("This id belongs to another ruling. Make a new one.", "id_reused", errors={"id": ["In use."]})
    mark = draft.mark
    said = (mark.start, mark.end, mark.quote or known.quote, mark.label, dict(mark.facets), draft.outcome,
            draft.reason, dict(draft.rests_on), draft.supersedes)  # fmt: skip
    stored = (known.start, known.end, known.quote, known.label.key if known.label else "", known.facets, known.outcome,
              known.reason, {row.annotation.uuid: row.version for row in known.basis.all()},
              known.supersedes.uuid if known.supersedes else None)  # fmt: skip
    if said != stored:
        raise Invalid("This id was used for a ruling with another body.", "id_reused", errors={"id": ["In use."]})
    return known


def _require_open(document: Document) -> None:
    if Document.objects.filter(pk=document.pk, adjudicated_at__isnull=False).exists():
        raise Conflict("The rulings on this article are finished. Reopen them to go on.", "adjudication_finished")


def require_all_seen(viewer: Viewer, document: Document) -> None:
    """`Conflict` (`readings_withheld`) unless the viewer sees every reading that there is to judge."""
    own = own_reading(viewer, document)
    if own is not None and own.first_submitted_at is None:
        raise Conflict(
            "You have begun a reading of this article. Submit it before you rule on what others marked.",
            "readings_withheld",
        )
    if is_withheld(viewer, document):
        raise Conflict(
            "Readings of this article are withheld from you: a session on it has not been revealed yet.",
            "readings_withheld",
        )


def _basis(viewer: Viewer, document: Document, versions: Mapping[UUID, int]) -> list[Annotation]:
    """The marks that the ruling rests on, each still at the version that the adjudicator saw."""
    seen = visible_annotations(viewer).filter(document=document, reading__practice=False, uuid__in=list(versions))
    found = {row.uuid: row for row in marks_with_all().filter(pk__in=seen.values("pk"))}
    for uuid in versions:
        if uuid not in found:
            raise _no_mark(viewer, document, uuid)
    for uuid, version in versions.items():
        if found[uuid].version != version:
            raise StaleVersion(
                "A mark that you weighed was changed meanwhile. Look at it as it is now, then rule.", found[uuid]
            )
    return [found[uuid] for uuid in versions]


def _no_mark(viewer: Viewer, document: Document, uuid: UUID) -> DomainError:
    """Deleted since, or never there for the viewer: nothing is withheld, so that it was there may be said."""
    if Annotation.objects.filter(project=viewer.project, document=document, uuid=uuid,
                                 reading__first_submitted_at__isnull=False).exists():  # fmt: skip
        return Conflict("A mark that you weighed was deleted meanwhile. Look again, then rule.", "mark_deleted")
    return NotFound(f"There is no mark {uuid} on this article to rest a ruling on.", "unknown_annotation")


def _said(rules: Rules, draft: DecisionDraft, marks: Iterable[Annotation]) -> tuple[LabelRule | None, dict[str, str]]:
    """Label and details, as the codebook allows them; what it has retired only as one of the marks says it."""
    said = draft.mark
    if not said.label:
        return None, {}
    is_kept = any(row.label.key == said.label for row in marks)
    kept = {key: value for row in marks for key, value in row.facets.items() if said.facets.get(key) == value}
    label = rules.label(said.label, kept=said.label if is_kept else None)
    return label, rules.check_facets(label.key, said.facets, kept=kept)


def _check_outcome(draft: DecisionDraft, facets: Mapping[str, str], marks: Iterable[Annotation]) -> None:
    """To accept is to take one of the marks as it stands; to merge takes two."""
    marks, said = list(marks), draft.mark
    if draft.outcome == Outcome.ACCEPT and not any(
        (row.start, row.end, row.label.key, row.facets) == (said.start, said.end, said.label, facets) for row in marks
    ):
        raise Invalid(
            "To accept is to take a mark as it stands, and none of those it rests on says this. Edit instead.",
            "not_as_marked", errors={"outcome": ["No mark says this."]},
        )  # fmt: skip
    if draft.outcome == Outcome.MERGE and len(marks) < 2:
        raise Invalid("A merger rests on two marks at least.", "basis_invalid", errors={"rests_on": ["Name two."]})


def _superseded(document: Document, draft: DecisionDraft) -> Decision | None:
    if draft.supersedes is None:
        return None
    before = Decision.objects.filter(document=document, uuid=draft.supersedes).select_related("superseded_by").first()
    if before is None:
        raise NotFound(f"There is no ruling {draft.supersedes} on this article to supersede.", "unknown_decision")
    if hasattr(before, "superseded_by"):
        raise Conflict(
            "Somebody has superseded this ruling meanwhile. Look at the one that stands now.", "superseded",
            details={"superseded_by": str(before.superseded_by.uuid)},
        )  # fmt: skip
    return before


def _refuse_second(
    document: Document, draft: DecisionDraft, facets: Mapping[str, str], label: LabelRule | None,
    before: Decision | None,
) -> None:  # fmt: skip
    """Of two rulings on the same words, label and target only one can stand."""
    standing = Decision.objects.filter(
        document=document, superseded_by__isnull=True, start=draft.mark.start, end=draft.mark.end,
        target=facets.get("target", ""),
    )  # fmt: skip
    standing = standing.filter(label=label.pk) if label else standing.filter(label__isnull=True)
    other = standing.first()
    if other is not None and other != before:
        raise Conflict(
            "A ruling on these words, with this label and target, stands already. Supersede it instead.",
            "duplicate_decision", details={"decision": str(other.uuid)},
        )  # fmt: skip


@transaction.atomic
def take_agreed(viewer: Viewer, document: Document, id: UUID, reason: str) -> list[Decision]:
    """Take every mark on which all readers agree, as `core.queries.adjudication.agreed` has them now.

    Each ruling's id is made of `id` and its mark: the same request at once twice makes nothing new. Errors as `decide`.
    """
    viewer.require("adjudicate")
    locked = lock_document(document.pk)
    whole = Document.objects.get(pk=locked.pk)
    return [
        decide(viewer, whole, _taking(queued, mark, id, reason))[0]
        for queued in queue(viewer, whole)
        for mark in agreed(queued)
    ]


def _taking(queued: Queued, mark: Annotation, id: UUID, reason: str) -> DecisionDraft:
    says = MarkDraft(uuid5(id, str(mark.uuid)), mark.start, mark.end, mark.quote, mark.label.key, mark.facets)
    same = [row for row in queued.own if row.target == mark.target]
    return DecisionDraft(says, Outcome.ACCEPT, reason, {row.uuid: row.version for row in same})


@transaction.atomic
def finish_adjudication(viewer: Viewer, document: Document, *, leaving_open: bool = False) -> Document:
    """Say that all is ruled: the rulings are a layer of figures from now on. Finished already: no change.

    Errors: `Conflict` (`readings_withheld`, `nothing_to_rule` where nobody has submitted a reading,
    `passages_open` with the passages that have no ruling, unless `leaving_open` says that they stay so).
    """
    viewer.require("adjudicate")
    locked = lock_document(document.pk)
    stored = Document.objects.select_related("project__codebook").get(pk=locked.pk)
    if stored.adjudicated_at is not None:
        return stored
    require_all_seen(viewer, locked)
    if not Reading.objects.filter(document=locked, practice=False, first_submitted_at__isnull=False).exists():
        raise Conflict("Nobody has submitted a reading of this article yet.", "nothing_to_rule")
    waiting = [] if leaving_open else [row.passage for row in queue(viewer, stored) if row.is_waiting]
    if waiting:
        first = _words_of(waiting[0].quote)
        raise Conflict(
            f"Passages without a ruling: {len(waiting)}, the first “{first}”. Rule on them, or say that they stay so.",
            "passages_open", details={"passages": [[row.start, row.end] for row in waiting]},
        )  # fmt: skip
    return _set_adjudicated(stored, locked, finished=True)


@transaction.atomic
def reopen_adjudication(viewer: Viewer, document: Document) -> Document:
    """Go on with rulings: they leave the figures until they are finished anew. Open already: no change."""
    viewer.require("adjudicate")
    locked = lock_document(document.pk)
    stored = Document.objects.select_related("project__codebook").get(pk=locked.pk)
    if stored.adjudicated_at is None:
        return stored
    require_all_seen(viewer, locked)
    return _set_adjudicated(stored, locked, finished=False)


def _words_of(quote: str) -> str:
    """The first words of a quote, for a message."""
    line = " ".join(quote.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


def _set_adjudicated(stored: Document, locked: Document, *, finished: bool) -> Document:
    stored.adjudicated_at = timezone.now() if finished else None
    stored.save(update_fields=["adjudicated_at"])
    derived.derive_ruled([stored.pk], rules_of(stored.project.codebook))
    record(locked, Event.Kind.ADJUDICATED if finished else Event.Kind.UNADJUDICATED)
    return stored
