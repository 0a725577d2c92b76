"""What an adjudicator sends: one choice, its reason, and the marks as they were seen."""

from typing import Any

from django.http import QueryDict

from annotator.pages.adjudicate import Answers
from core.access import Viewer
from core.errors import Invalid
from core.models import Outcome
from core.queries.annotations import annotation
from core.services.decision_drafts import DecisionDraft, read_decision
from core.services.drafts import read_uuid

FACET = "facet-"


def answers_from(post: QueryDict, error: str = "") -> Answers:
    """The form as it was sent, to be shown again where it is refused."""
    facets = {name.removeprefix(FACET): str(value) for name, value in post.items() if name.startswith(FACET) and value}
    start, end = (_number(post.get(name, "")) for name in ("start", "end"))
    texts = {name: post.get(name, "") for name in ("id", "take", "label", "reason", "supersedes")}
    return Answers(start=start, end=end, facets=facets, error=error, **texts)


def draft_from(viewer: Viewer, post: QueryDict) -> DecisionDraft:
    """The ruling that was sent: `take` is an outcome, or the id of the mark that is taken as it stands.

    Errors: `Invalid` says what is missing; `NotFound` or `Gone` for a mark that is no more. One query.
    """
    answers = answers_from(post)
    taken = [row for row in post.getlist("also") if answers.take and row.startswith(answers.take)]
    basis = [row.partition(":") for row in [*post.getlist("basis"), *taken]]
    body: dict[str, Any] = {
        "id": answers.id, "reason": answers.reason, "supersedes": answers.supersedes or None,
        "rests_on": [{"annotation": id_, "version": _number(version)} for id_, _, version in basis],
    }  # fmt: skip
    return read_decision(body | _said(viewer, post, answers))


def _said(viewer: Viewer, post: QueryDict, answers: Answers) -> dict[str, Any]:
    if answers.take in (Outcome.EDIT, Outcome.MERGE):
        says = {"label": answers.label, "facets": dict(answers.facets)}
        return {"outcome": answers.take, "start": answers.start, "end": answers.end, **says}
    if answers.take in (Outcome.REJECT, Outcome.LEAVE_OPEN):
        start, _, end = post.get("at", "").partition("-")
        return {"outcome": answers.take, "start": _number(start), "end": _number(end)}
    if not answers.take:
        raise Invalid("Choose a candidate, or what else you rule.", "outcome_missing", errors={"take": ["Choose."]})
    mark = annotation(viewer, read_uuid(answers.take))
    return {"outcome": Outcome.ACCEPT, "start": mark.start, "end": mark.end, "quote": mark.quote,
            "label": mark.label.key, "facets": mark.facets}  # fmt: skip


def _number(value: str) -> int:
    """A whole number of ours; 0, which nothing has, for anything else."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
