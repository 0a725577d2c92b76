"""Citation lines: which source a mark names, and what was found there."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from core.errors import Conflict, Forbidden, NotFound
from core.importing.claim_lines import marks_here
from core.importing.comparing import differences
from core.importing.ledger_shapes import CitationDraft, read_citation
from core.importing.reading_lines import member_account, reviewer_of
from core.importing.report import Place
from core.importing.run import Run
from core.importing.source_lines import locked_cards
from core.models import Citation, Reviewer, Source

BATCH = 2_000
_FACTS = ("finding", "excerpt", "checked_on")


class CitationTaker:
    """Stores citations in batches. A merged card's go to the card that stands for it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, CitationDraft]] = []
        self.cards: dict[str, Source] = {}
        self.marks: dict[UUID, int] = {}

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_citation(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what is pending against marks and cards, and store it. Five statements."""
        run = self.run
        pending, self.pending = self.pending, []
        self.cards = locked_cards(run, {draft.source for _, draft in pending})
        self.marks = marks_here(run, {draft.annotation for _, draft in pending})
        rows = Citation.objects.filter(annotation__in=self.marks.values()).select_related("checked_by")
        known = {(row.annotation_id, row.source_id): row for row in rows}
        fresh: list[Citation] = []
        for at, draft in pending:
            run.refusing(at, "citation", partial(self._take, draft, known, fresh))
        Citation.objects.bulk_create(fresh)

    def _take(self, draft: CitationDraft, known: dict[tuple[int, int], Citation], fresh: list[Citation]) -> None:
        run, card = self.run, self.cards.get(draft.source)
        if draft.annotation not in self.marks:
            raise NotFound(f"There is no mark {draft.annotation} to cite a source.", "unknown_annotation")
        if card is None:
            message = f"There is no source {draft.source!r:.100} here, nor a line for one."
            raise NotFound(message, "unknown_source")
        reviewer = reviewer_of(run, draft.checked_by) if draft.checked_by else None
        place = (self.marks[draft.annotation], card.pk)
        if place in known:
            _compare(known[place], draft)
            run.tally.unchanged["citation"] += 1
            return
        if "citation" not in run.adds:
            raise Forbidden("This import adds no citations.", "not_added_here")
        if reviewer is not None and reviewer.user_id is not None:
            raise member_account(draft.checked_by)
        known[place] = row = self._row(draft, place, reviewer)
        fresh.append(row)
        run.tally.added["citation"] += 1

    def _row(self, draft: CitationDraft, place: tuple[int, int], reviewer: Reviewer | None) -> Citation:
        mark, card = place
        return Citation(
            project=self.run.project, annotation_id=mark, source_id=card, finding=draft.finding,
            excerpt=draft.excerpt, checked_by=reviewer, checked_on=draft.checked_on, changed_by=self.run.by,
            created_at=self.run.now,
        )  # fmt: skip


def _compare(stored: Citation, draft: CitationDraft) -> None:
    here = {name: getattr(stored, name) for name in _FACTS}
    here["checked_by"] = stored.checked_by.code_name if stored.checked_by else ""
    said = {name: getattr(draft, name) for name in (*_FACTS, "checked_by") if name in draft.said}
    if found := differences(here, said):
        raise Conflict(
            f"The citation of {draft.source!r} by the mark {draft.annotation} is known otherwise: {found}.",
            "id_reused",
        )
