"""Claim lines: marks that state the same. A mark states one claim at most."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.importing.comparing import differences
from core.importing.copying import reserve_ids
from core.importing.ledger_shapes import ClaimDraft, read_claim
from core.importing.report import Place
from core.importing.run import Run
from core.models import Anchoring, AnchoringState, Annotation, Claim, ClaimMark

BATCH = 2_000


class ClaimTaker:
    """Stores claims with their marks in batches; one that names a mark which is not here is refused as a whole."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, ClaimDraft]] = []
        self.marks: dict[UUID, int] = {}
        self.stating: dict[UUID, UUID] = {}

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_claim(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what is pending against the stored marks and claims, and store it. Five statements."""
        run = self.run
        pending, self.pending = self.pending, []
        self.marks = marks_here(run, {mark for _, draft in pending for mark in draft.annotations})
        stating = ClaimMark.objects.filter(annotation__in=self.marks.values())
        self.stating = dict(stating.values_list("annotation__uuid", "claim__uuid"))
        stored = _stored(run, [draft.id for _, draft in pending])
        fresh: list[ClaimDraft] = []
        for at, draft in pending:
            run.refusing(at, "claim", partial(self._take, draft, stored, fresh))
        self._store(fresh)

    def _take(self, draft: ClaimDraft, stored: dict[UUID, dict[str, Any]], fresh: list[ClaimDraft]) -> None:
        run, known = self.run, stored.get(draft.id)
        if known is not None:
            if found := differences(known, _facts(draft)):
                raise Conflict(f"The claim {draft.id} is known otherwise: {found}.", "id_reused")
            run.tally.unchanged["claim"] += 1
            return
        self._check_new(draft)
        self.stating |= dict.fromkeys(draft.annotations, draft.id)
        stored[draft.id] = _facts(draft)
        fresh.append(draft)
        run.tally.added["claim"] += 1

    def _check_new(self, draft: ClaimDraft) -> None:
        if "claim" not in self.run.adds:
            raise Forbidden(f"The project has no claim {draft.id}, and this import adds none.", "not_added_here")
        if draft.text is None:
            message = f"The line has no text, and the project no claim {draft.id} that it could speak of."
            raise Invalid(message, "text_missing")
        for mark in draft.annotations:
            if mark not in self.marks:
                raise NotFound(f"There is no mark {mark} to state this claim.", "unknown_annotation")
            if mark in self.stating:
                message = f"The mark {mark} states the claim {self.stating[mark]} already: a mark states one."
                raise Conflict(message, "claimed_already")

    def _store(self, fresh: list[ClaimDraft]) -> None:
        run = self.run
        ids = reserve_ids(Claim, len(fresh))
        Claim.objects.bulk_create(
            Claim(pk=pk, uuid=draft.id, project=run.project, text=draft.text or "", created_by=run.by,
                  changed_by=run.by, created_at=run.now)
            for pk, draft in zip(ids, fresh, strict=True)
        )  # fmt: skip
        ClaimMark.objects.bulk_create(
            ClaimMark(project=run.project, claim_id=pk, annotation_id=self.marks[mark], joined_by=run.by,
                      joined_at=run.now)
            for pk, draft in zip(ids, fresh, strict=True) for mark in draft.annotations
        )  # fmt: skip


def marks_here(run: Run, ids: set[UUID]) -> dict[UUID, int]:
    """Standing marks of the project by id: their primary keys; practice left out. For one that was carried to a later
    version the mark that stands there for it. Two queries, one more for each version."""
    rows = Annotation.objects.filter(project=run.project, uuid__in=ids, reading__practice=False)
    found = dict(rows.filter(deleted_at__isnull=True).values_list("uuid", "pk"))
    there = Anchoring.objects.filter(state=AnchoringState.CARRIED, annotation__deleted_at__isnull=True)
    while carried := dict(there.filter(earlier__in=found.values()).values_list("earlier", "annotation")):
        found = {uuid: carried.get(pk, pk) for uuid, pk in found.items()}
    return found


def _facts(draft: ClaimDraft) -> dict[str, Any]:
    text = {} if draft.text is None else {"text": draft.text}
    return text | {"annotations": [str(mark) for mark in draft.annotations]}


def _stored(run: Run, ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """The claims of these ids that are here, with their standing marks. Two queries."""
    rows = {row.uuid: row for row in Claim.objects.filter(project=run.project, uuid__in=ids)}
    marks: dict[UUID, list[str]] = {uuid: [] for uuid in rows}
    joined = ClaimMark.objects.filter(claim__in=rows.values(), annotation__deleted_at__isnull=True)
    for claim, mark in joined.values_list("claim__uuid", "annotation__uuid"):
        marks[claim].append(str(mark))
    return {uuid: {"text": row.text, "annotations": sorted(marks[uuid])} for uuid, row in rows.items()}
