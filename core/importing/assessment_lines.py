"""Assessment lines: what reviewers say of a document's credibility indicators."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.errors import Conflict
from core.importing.comparing import differences
from core.importing.ledger_shapes import AssessmentDraft, read_assessment
from core.importing.reading_lines import document_of, member_account, reviewer_of
from core.importing.report import Place
from core.importing.run import Run
from core.models import Assessment

BATCH = 2_000


class AssessmentTaker:
    """Stores assessments in batches."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, AssessmentDraft]] = []

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_assessment(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what is pending against documents and reviewers, and store it."""
        pending, self.pending = self.pending, []
        self.run.load(draft.document for _, draft in pending)
        rows = Assessment.objects.filter(document__project=self.run.project, document__key__in=[
            draft.document for _, draft in pending])  # fmt: skip
        known = {(row.document_id, row.reviewer_id): row for row in rows}
        fresh: list[Assessment] = []
        for at, draft in pending:
            self.run.refusing(at, "assessment", partial(self._take, draft, known, fresh))
        Assessment.objects.bulk_create(fresh)

    def _take(self, draft: AssessmentDraft, known: dict[tuple[int, int], Assessment], fresh: list[Assessment]) -> None:
        run = self.run
        document, reviewer = document_of(run, draft.document).document, reviewer_of(run, draft.reviewer)
        stored = known.get((document.pk, reviewer.pk))
        if stored is not None:
            _compare(stored, draft)
            run.tally.unchanged["assessment"] += 1
            return
        if reviewer.user_id is not None:
            raise member_account(draft.reviewer)
        submitted_at = run.now if draft.state == Assessment.State.SUBMITTED else None
        row = Assessment(
            document=document, reviewer=reviewer, state=draft.state, answers=dict(draft.answers),
            sighted=draft.sighted, created_at=run.now, submitted_at=submitted_at,
            first_submitted_at=draft.first_submitted_at or submitted_at, changed_by=run.by,
        )  # fmt: skip
        known[document.pk, reviewer.pk] = row
        fresh.append(row)
        run.tally.added["assessment"] += 1


def _compare(stored: Assessment, draft: AssessmentDraft) -> None:
    names = ["state", "answers", "sighted"] + (["first_submitted_at"] if draft.first_submitted_at else [])
    here, there = ({name: getattr(row, name) for name in names} for row in (stored, draft))
    if found := differences(here, there):
        raise Conflict(
            f"The assessment of {draft.document!r} by {draft.reviewer!r} is known otherwise: {found}.", "id_reused"
        )
