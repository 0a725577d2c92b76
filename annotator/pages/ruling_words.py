"""A ruling in words, wherever one is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.marks import Fact, facts
from core.access import Viewer
from core.models import Decision, Outcome
from core.queries.codebooks import Rules

OUTCOME_WORDS = {
    Outcome.ACCEPT.value: "Taken as marked",
    Outcome.EDIT.value: "Ruled otherwise",
    Outcome.MERGE.value: "Merged into one",
    Outcome.REJECT.value: "Nothing to mark here",
    Outcome.LEAVE_OPEN.value: "Left open",
}


@dataclass(frozen=True)
class RulingView:
    """One ruling; `before` are those that it superseded, newest first."""

    id: str
    outcome: str
    outcome_words: str
    label: str
    label_name: str
    letter: str
    quote: str
    facts: Sequence[Fact]
    more: Sequence[Fact]
    reason: str
    by: str
    on: str
    url: str
    before: Sequence["RulingView"] = ()


def ruling_view(viewer: Viewer, row: Decision, rules: Rules, before: Sequence[Decision] = ()) -> RulingView:
    """A stored ruling (needs label and adjudicator). A label that was retired since keeps its name."""
    own = row.decided_by.user_id == viewer.user.pk
    return RulingView(
        id=str(row.uuid), outcome=row.outcome, outcome_words=OUTCOME_WORDS[row.outcome],
        label=row.label.key if row.label else "", label_name=row.label.name if row.label else "",
        letter=row.label.letter if row.label else "", quote=row.quote,
        facts=facts(rules, row.facets, first=True), more=facts(rules, row.facets, first=False), reason=row.reason,
        by="you" if own else row.decided_by.code_name, on=words.date(row.created_at.date().isoformat()),
        url=reverse("ruling", args=[viewer.project.slug, row.uuid]),
        before=[ruling_view(viewer, earlier, rules) for earlier in before],
    )  # fmt: skip
