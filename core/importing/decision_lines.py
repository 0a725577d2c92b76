"""Decision lines: rulings, which may name each other in any order, so they are kept to the end and stored together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from core.errors import Conflict, Invalid, NotFound
from core.importing.comparing import differences
from core.importing.copying import reserve_ids
from core.importing.reading_lines import document_of, member_account, reviewer_of
from core.importing.report import Place
from core.importing.run import DocumentState, Run
from core.importing.shapes import FileDecision, read_decision, text_shifted
from core.models import Annotation, Decision, DecisionBasis, Event, Reviewer
from core.queries.codebooks import LabelRule
from core.services import derived

BATCH = 2_000


@dataclass
class _Accepted:
    """A ruling that passed every check, and what it belongs to."""

    at: Place
    line: FileDecision
    quote: str
    label: LabelRule | None
    facets: dict[str, str]
    state: DocumentState
    reviewer: Reviewer

    @property
    def key(self) -> tuple[Any, ...]:
        """What only one standing ruling can say."""
        mark = self.line.mark
        return (self.state.document.pk, mark.start, mark.end, mark.label, self.facets.get("target", ""))


class DecisionTaker:
    """Stores rulings, each with its event. A mark that one rests on is taken at the version it has now."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, FileDecision]] = []
        self.accepted: dict[UUID, _Accepted] = {}
        self.stored: dict[UUID, Decision] = {}
        self.marks: dict[UUID, Annotation] = {}
        self.texts: dict[int, str] = {}

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_decision(data)))

    def flush(self) -> None:
        """Check what is pending against text, codebook and store; then which of them stand, and store it."""
        run = self.run
        pending, self.pending = self.pending, []
        run.load({line.document for _, line in pending})
        self.stored = _stored(run)
        for first in range(0, len(pending), BATCH):
            self._take_some(pending[first : first + BATCH])
        self._refuse_broken_chains()
        self._refuse_second_standing()
        self._store(list(self.accepted.values()))
        run.tally.added["decision"] += len(self.accepted)

    def _take_some(self, lines: list[tuple[Place, FileDecision]]) -> None:
        run = self.run
        states = [run.states[key] for key in {line.document for _, line in lines} if key in run.states]
        self.texts = run.texts(state.document for state in states)
        wanted = {mark for _, line in lines for mark in line.rests_on}
        marks = Annotation.objects.filter(
            project=run.project, uuid__in=wanted, deleted_at__isnull=True, reading__practice=False
        )
        self.marks.update({row.uuid: row for row in marks.only("uuid", "document_id", "version")})
        for at, line in lines:
            run.refusing(at, "decision", partial(self._take, at, line))

    def _take(self, at: Place, line: FileDecision) -> None:
        run, mark = self.run, line.mark
        state = document_of(run, line.document)
        reviewer = reviewer_of(run, line.decided_by)
        if line.document in run.shifted:
            raise text_shifted()
        label = run.rules.label(mark.label) if mark.label else None
        facets = run.rules.check_facets(label.key, mark.facets) if label else {}
        each = _Accepted(at, line, _checked_quote(line, self.texts[state.document.pk]), label, facets, state, reviewer)
        known = self.stored.get(mark.id) or self.accepted.get(mark.id)
        if known is not None:
            _compare(_facts_of(known) if isinstance(known, Decision) else _facts(known), each)
            run.tally.unchanged["decision"] += 1
            return
        if reviewer.user_id is not None:
            raise member_account(line.decided_by)
        if state.document.adjudicated_at is not None and line.document not in run.adjudicated:
            raise Conflict(f"The rulings on {line.document!r} are finished here.", "adjudication_finished")
        for basis in line.rests_on:
            if basis not in self.marks or self.marks[basis].document_id != state.document.pk:
                raise NotFound(f"There is no mark {basis} on {line.document!r} to rest on.", "unknown_annotation")
        self.accepted[mark.id] = each

    def _refuse_broken_chains(self) -> None:
        """Each supersedes a ruling that is there, on the same document, at most one each, and never in a circle."""
        successors = {row.supersedes.uuid: row.uuid for row in self.stored.values() if row.supersedes}
        waiting, self.accepted = self.accepted, {}
        followers: dict[UUID | None, list[_Accepted]] = {}
        for each in waiting.values():
            before = each.line.supersedes
            followers.setdefault(before if before in waiting else None, []).append(each)
        ready = followers.pop(None, [])
        for each in ready:  # grows while it is walked
            ready += followers.pop(each.line.mark.id, [])
        circles = [each for rows in followers.values() for each in rows]
        for each in [*ready, *circles]:
            self.run.refusing(each.at, "decision", partial(self._accept, each, successors))

    def _accept(self, each: _Accepted, successors: dict[UUID, UUID]) -> None:
        before = each.line.supersedes
        if before is not None:
            self._check_superseded(each, before, successors)
            successors[before] = each.line.mark.id
        self.accepted[each.line.mark.id] = each

    def _check_superseded(self, each: _Accepted, before: UUID, successors: Mapping[UUID, UUID]) -> None:
        stored, accepted = self.stored.get(before), self.accepted.get(before)
        there = stored.document_id if stored else accepted.state.document.pk if accepted else None
        if there != each.state.document.pk:
            raise NotFound(f"There is no ruling {before} on {each.line.document!r} to supersede.", "unknown_decision")
        if before in successors:
            raise Conflict(f"The ruling {before} is superseded by {successors[before]} already.", "superseded")

    def _refuse_second_standing(self) -> None:
        """Of two that say something of the same words, label and target only one can stand.

        What a refused one superseded stands again, so the question is asked until nothing is refused.
        """
        while second := self._second_standing():
            for each in second:
                self._take_back(each)

    def _second_standing(self) -> list[_Accepted]:
        superseded = {each.line.supersedes for each in self.accepted.values()}
        standing = {
            (row.document_id, row.start, row.end, row.label.key if row.label else "", row.target)
            for row in self.stored.values()
            if not hasattr(row, "superseded_by") and row.uuid not in superseded
        }
        second = []
        for each in self.accepted.values():
            if each.line.mark.id not in superseded:
                if each.key in standing:
                    second.append(each)
                standing.add(each.key)
        return second

    def _take_back(self, each: _Accepted) -> None:
        mark = each.line.mark
        del self.accepted[mark.id]
        self.run.refuse(
            each.at, "decision",
            Conflict(f"A ruling on [{mark.start}, {mark.end}) of {each.line.document!r} with this label and target "
                     "stands already.", "duplicate_decision"),
        )  # fmt: skip

    def _store(self, accepted: list[_Accepted]) -> None:
        ids = {each.line.mark.id: pk for each, pk in zip(accepted, reserve_ids(Decision, len(accepted)), strict=True)}
        ids |= {row.uuid: row.pk for row in self.stored.values()}
        Decision.objects.bulk_create((self._row(each, ids) for each in accepted), batch_size=BATCH)
        DecisionBasis.objects.bulk_create(
            (
                DecisionBasis(
                    decision_id=ids[each.line.mark.id], annotation=self.marks[mark], version=self.marks[mark].version
                )
                for each in accepted
                for mark in each.line.rests_on
            ),
            batch_size=BATCH,
        )
        Event.objects.bulk_create(
            (
                Event(
                    document_id=each.state.document.pk, number=each.state.next_number(), kind=Event.Kind.DECIDED,
                    decision_id=ids[each.line.mark.id], created_at=self.run.now,
                )
                for each in accepted
            ),
            batch_size=BATCH,
        )  # fmt: skip

    def _row(self, each: _Accepted, ids: Mapping[UUID, int]) -> Decision:
        line, mark, label = each.line, each.line.mark, each.label
        counted = label is not None and label.counted
        part, in_figures = derived.place(mark.start, counted, each.state.parts, each.state.excluded)
        return Decision(
            pk=ids[mark.id], uuid=mark.id, project_id=self.run.project.pk, document_id=each.state.document.pk,
            start=mark.start, end=mark.end, quote=each.quote, label_id=label.pk if label else None, facets=each.facets,
            outcome=line.outcome, reason=line.reason, decided_by=each.reviewer,
            created_at=line.created_at or self.run.now, part=part, in_figures=in_figures,
            supersedes_id=ids[line.supersedes] if line.supersedes else None,
        )  # fmt: skip


def _stored(run: Run) -> dict[UUID, Decision]:
    """The rulings of the project so far. Two queries."""
    rows = Decision.objects.filter(project=run.project)
    rows = rows.select_related("label", "document", "decided_by", "supersedes", "superseded_by").defer("document__text")
    return {row.uuid: row for row in rows.prefetch_related("basis__annotation")}


def _checked_quote(line: FileDecision, text: str) -> str:
    mark = line.mark
    if mark.end > len(text):
        raise Invalid(f"The passage ends at {mark.end}, the text at {len(text)}.", "span_invalid")
    quote = text[mark.start : mark.end]
    if mark.quote is not None and mark.quote != quote:
        raise Invalid(
            f"The quote does not match the text at [{mark.start}, {mark.end}) of {line.document!r}.", "quote_mismatch"
        )
    return quote


def _standing_marks(row: Decision) -> list[Annotation]:
    """What it rests on and is still there: an export holds no more."""
    return [basis.annotation for basis in row.basis.all() if basis.annotation.deleted_at is None]


def _facts_of(row: Decision) -> dict[str, Any]:
    return {
        "document": row.document.key, "start": row.start, "end": row.end, "label": row.label.key if row.label else "",
        "facets": row.facets, "outcome": row.outcome, "reason": row.reason, "decided_by": row.decided_by.code_name,
        "rests_on": sorted(str(mark.uuid) for mark in _standing_marks(row)),
        "supersedes": str(row.supersedes.uuid) if row.supersedes else None, "created_at": row.created_at,
    }  # fmt: skip


def _facts(each: _Accepted) -> dict[str, Any]:
    line, mark = each.line, each.line.mark
    facts = {
        "document": line.document, "start": mark.start, "end": mark.end, "label": mark.label,
        "facets": each.facets, "outcome": line.outcome, "reason": line.reason, "decided_by": line.decided_by,
        "rests_on": [str(basis) for basis in line.rests_on],
        "supersedes": str(line.supersedes) if line.supersedes else None,
    }  # fmt: skip
    return facts if line.created_at is None else facts | {"created_at": line.created_at}


def _compare(stored: Mapping[str, Any], each: _Accepted) -> None:
    if found := differences(stored, _facts(each)):
        raise Conflict(f"The ruling {each.line.mark.id} is known otherwise: {found}.", "id_reused")
