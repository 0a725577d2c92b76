"""Reviewer and reading lines: who read what."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.importing.comparing import differences
from core.importing.report import Place
from core.importing.run import DocumentState, ReadingState, Run
from core.importing.shapes import ReadingDraft, read_reading, read_reviewer, text_shifted
from core.models import Reading, Reviewer, ReviewerKind
from core.text.spans import normalise_ranges

BATCH = 2_000


class ReviewerTaker:
    """Stores reviewers at once: there are few. Imported reviewers have no account."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Add the reviewer, or find it as it is; another kind is refused (`id_reused`)."""
        run, draft = self.run, read_reviewer(data)
        known = run.reviewers.get(draft.code_name)
        if known is None:
            run.reviewers[draft.code_name] = Reviewer.objects.create(
                project=run.project, code_name=draft.code_name, kind=draft.kind or ReviewerKind.PERSON
            )
            run.tally.added["reviewer"] += 1
            return
        if draft.kind and draft.kind != known.kind:
            raise Conflict(
                f"The reviewer {draft.code_name!r} is a {known.kind} here and a {draft.kind} in the file.",
                "id_reused",
            )
        run.tally.unchanged["reviewer"] += 1

    def flush(self) -> None:
        """Nothing is pending."""


def document_of(run: Run, key: str) -> DocumentState:
    """The state of a loaded document; `NotFound` (`unknown_document`) says whether its line was refused."""
    state = run.states.get(key)
    if state is None:
        why = "its line was refused" if key in run.refused_documents else "no line and no project has it"
        raise NotFound(f"There is no document {key!r:.100} here: {why}.", "unknown_document")
    return state


def reviewer_of(run: Run, code_name: str) -> Reviewer:
    """The reviewer of that code name; `NotFound` (`unknown_reviewer`) when neither file nor project has one."""
    reviewer = run.reviewers.get(code_name)
    if reviewer is None:
        raise NotFound(f"There is no reviewer {code_name!r:.100} here, nor a line for one.", "unknown_reviewer")
    return reviewer


def member_account(code_name: str) -> Forbidden:
    """Nobody writes in a member's name by way of a file."""
    return Forbidden(
        f"{code_name!r} is the code name of a member's account: a file brings nothing new under it.",
        "member_account",
    )


class ReadingTaker:
    """Stores readings in batches."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, ReadingDraft]] = []

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_reading(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what is pending against documents and codebook, and store it."""
        pending, self.pending = self.pending, []
        self.run.load(draft.document for _, draft in pending)
        fresh: list[Reading] = []
        for at, draft in pending:
            self.run.refusing(at, "reading", partial(self._take, draft, fresh))
        Reading.objects.bulk_create(fresh)

    def _take(self, draft: ReadingDraft, fresh: list[Reading]) -> None:
        run = self.run
        state = document_of(run, draft.document)
        reviewer = reviewer_of(run, draft.reviewer)
        if draft.ranges is not None and draft.document in run.shifted:
            raise text_shifted()
        spans = None if draft.ranges is None else normalise_ranges(draft.ranges, state.document.length)
        reading = Reading(
            document=state.document, reviewer=reviewer, state=draft.state, sighted=draft.sighted,
            ranges=None if spans is None else [[span.start, span.end] for span in spans],
            none_here=_none_here(run, draft), opened_at=run.now, **_times(run, draft),
        )  # fmt: skip
        known = state.readings.get(reviewer.pk)
        if known is not None:
            _compare(known.reading, reading, draft)
            run.tally.unchanged["reading"] += 1
            return
        if reviewer.user_id is not None:
            raise member_account(draft.reviewer)
        state.readings[reviewer.pk] = ReadingState(reading, spans, False, is_new=True)
        fresh.append(reading)
        run.tally.added["reading"] += 1


def _none_here(run: Run, draft: ReadingDraft) -> list[str]:
    counted = [label.key for label in run.rules.labels.values() if label.counted]
    for key in draft.none_here:
        if key not in counted:
            raise Invalid(f"There is no counted label {key!r:.60}. There are: {', '.join(counted)}.", "unknown_label")
    return [key for key in counted if key in draft.none_here]


def _times(run: Run, draft: ReadingDraft) -> dict[str, Any]:
    if draft.state == Reading.State.OPEN:
        return {"first_submitted_at": draft.first_submitted_at}
    return {"first_submitted_at": draft.first_submitted_at or run.now, "submitted_at": run.now}


def _compare(stored: Reading, wanted: Reading, draft: ReadingDraft) -> None:
    names = ["state", "ranges", "none_here", "sighted"]
    if draft.first_submitted_at is not None:
        names.append("first_submitted_at")
    here, there = ({name: getattr(row, name) for name in names} for row in (stored, wanted))
    if found := differences(here, there):
        raise Conflict(
            f"The reading of {draft.document!r} by {draft.reviewer!r} is known otherwise: {found}.",
            "id_reused",
        )
