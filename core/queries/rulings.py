"""Rulings of one document: which stand, what they superseded, and what became of one's own marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from core.access import Viewer
from core.errors import NotFound
from core.models import Annotation, Decision, DecisionBasis, Document, Outcome
from core.queries.visibility import sees_all, visible_annotations, visible_decisions
from core.text.spans import Span


def with_all(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Rulings with label, adjudicator, document (without its text), what they supersede, and the marks they rest on."""
    basis = DecisionBasis.objects.select_related("annotation").order_by("annotation__uuid")
    return decisions.select_related(
        "label", "decided_by", "document", "supersedes", "superseded_by"
    ).defer("document__text").prefetch_related(Prefetch("basis", basis))  # fmt: skip


def decisions_of(viewer: Viewer, document: Document) -> QuerySet[Decision]:
    """All rulings on the document that the viewer may see, superseded ones too, in the order of the text."""
    return with_all(visible_decisions(viewer).filter(document=document)).order_by("start", "end", "uuid")


def decision(viewer: Viewer, uuid: UUID, document: Document | None = None) -> Decision:
    """One ruling that the viewer may see (on that document, where one is named); `NotFound` for all else."""
    rows = visible_decisions(viewer) if document is None else visible_decisions(viewer).filter(document=document)
    found = with_all(rows.filter(uuid=uuid)).first()
    if found is None:
        raise NotFound("There is no such ruling, or you may not see it yet.")
    return found


def standing(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those that nothing has superseded."""
    return decisions.filter(superseded_by__isnull=True)


def is_withheld(viewer: Viewer, document: Document) -> bool:
    """Whether anything of the document is withheld from the viewer. One query."""
    return not Document.objects.filter(sees_all(viewer, "pk"), pk=document.pk).exists()


def adjudicated_documents(viewer: Viewer) -> QuerySet[Document]:
    """Documents whose rulings are finished and of which nothing is withheld from the viewer; no earlier versions."""
    finished = Document.objects.filter(project=viewer.project, is_current=True, adjudicated_at__isnull=False)
    return finished.filter(sees_all(viewer, "pk"))


def reasons_given(viewer: Viewer, *, limit: int = 6) -> list[str]:
    """The reasons that the viewer gave last in this project, newest first, each once. One query."""
    rows = Decision.objects.filter(project=viewer.project, decided_by__user=viewer.user).order_by("-pk")
    return list(dict.fromkeys(rows.values_list("reason", flat=True)[: 10 * limit]))[:limit]


@dataclass(frozen=True)
class Verdict:
    """What a ruling made of one mark: `taken` as it stood, `changed` (`how`), `merged`, `rejected`, `open`, `none`.

    `how` names what differs: `words`, `label`, and keys of details. `since`: the mark was changed after the ruling.
    """

    mark: Annotation
    ruling: Decision | None
    kind: str
    how: tuple[str, ...] = ()
    since: bool = False


def own_verdicts(viewer: Viewer, document: Document) -> list[Verdict]:
    """Each of the viewer's own marks on the document with the ruling on it, in the order of the text. Four queries."""
    own = visible_annotations(viewer).filter(
        document=document, reading__practice=False, reading__reviewer__user=viewer.user
    )
    marks = own.select_related("label", "document", "reading__reviewer").defer("document__text")
    rulings = list(standing(decisions_of(viewer, document)))
    return [verdict(mark, rulings) for mark in marks.order_by("start", "end", "uuid")]


def verdict(mark: Annotation, rulings: Iterable[Decision]) -> Verdict:
    """What the standing rulings made of a mark: of the one that rests on it, else of the one that overlaps it most.

    Of several that rest on it (two targets of one span), the one that says most of what the mark says.
    """
    span = Span(mark.start, mark.end)
    best, best_rank, best_version = None, (False, False, False, 0.0), None
    for ruling in rulings:
        version = next((row.version for row in ruling.basis.all() if row.annotation_id == mark.pk), None)
        iou = span.iou(Span(ruling.start, ruling.end))
        rank = (version is not None, ruling.label_id == mark.label_id, ruling.target == mark.target, iou)
        if (version is not None or iou) and rank > best_rank:
            best, best_rank, best_version = ruling, rank, version
    if best is None:
        return Verdict(mark, None, "none")
    since = best_version is not None and best_version != mark.version
    how = differences(mark, best)
    return Verdict(mark, best, _kind(best, how), how, since)


_NOTHING_MARKED = {Outcome.REJECT.value: "rejected", Outcome.LEAVE_OPEN.value: "open"}


def _kind(ruling: Decision, how: Sequence[str]) -> str:
    if ruling.outcome in _NOTHING_MARKED:
        return _NOTHING_MARKED[ruling.outcome]
    if not how:
        return "taken"
    return "merged" if ruling.outcome == Outcome.MERGE else "changed"


def differences(mark: Annotation, ruling: Decision) -> tuple[str, ...]:
    """In what the ruling differs from the mark: `words`, `label`, keys of details by the alphabet."""
    if ruling.label_id is None:
        return ()
    how = ["words"] if (mark.start, mark.end) != (ruling.start, ruling.end) else []
    how += ["label"] if mark.label_id != ruling.label_id else []
    keys = sorted({*ruling.facets, *mark.facets})
    return (*how, *(key for key in keys if mark.facets.get(key) != ruling.facets.get(key)))


def superseded(viewer: Viewer, ruling: Decision) -> list[Decision]:
    """What a visible ruling superseded, newest first. Two queries."""
    return chains(decisions_of(viewer, ruling.document))[ruling.pk]


def chains(decisions: Iterable[Decision]) -> dict[int, list[Decision]]:
    """Primary key of each ruling of a document -> what it superseded, newest first. No query."""
    by_pk = {row.pk: row for row in decisions}
    found = {}
    for row in by_pk.values():
        chain, at = [], row
        while at.supersedes_id in by_pk:
            at = by_pk[at.supersedes_id]
            chain.append(at)
        found[row.pk] = chain
    return found
