"""The credibility indicators of one document: a calm form, and once it is submitted what colleagues answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.models import Assessment, Document
from core.queries.assessments import assessments_of
from core.queries.documents import document as document_of
from core.queries.indicators import Indicator, followed, indicators
from core.services.assessing import asked_of
from core.services.indicator_answers import MAX_NOTE_CP


@dataclass(frozen=True)
class Choice:
    """One answer to choose."""

    key: str
    name: str
    about: str
    chosen: bool
    alone: bool


@dataclass(frozen=True)
class Answered:
    """What one reviewer answered to one question, in words."""

    reviewer: str
    value: str
    note: str
    own: bool


@dataclass(frozen=True)
class Question:
    """One question. `answers` are those of all whom the viewer may see; `differs` where they are not the same."""

    key: str
    name: str
    question: str
    definition: str
    follows: str
    several: bool
    choices: Sequence[Choice]
    note: str
    missing: bool
    answers: Sequence[Answered]
    differs: bool

    @property
    def has_abouts(self) -> bool:
        """Whether any answer is explained."""
        return any(choice.about for choice in self.choices)


@dataclass(frozen=True)
class IndicatorsPage:
    """All that the page shows. `state` is `none` for whoever has answered nothing, `open`, `submitted`."""

    title: str
    facts: str
    language: str
    state: str
    version: int
    may_assess: bool
    submitted_on: str
    n_answered: int
    questions: Sequence[Question]
    hidden: str
    readers: str
    n_differing: int
    waiting: str
    error: str
    note_length: int
    followed: Sequence[tuple[str, str]]
    read_url: str
    report_url: str
    save_url: str
    submit_url: str
    reopen_url: str


def indicators_page(
    viewer: Viewer, key: str, *, said: Mapping[str, Any] | None = None, error: str = "", missing: Sequence[str] = ()
) -> IndicatorsPage:
    """The page for the viewer; `said` are answers that were refused for `error`, `missing` those that are owed.

    Four queries at most. Errors: `NotFound`.
    """
    document = document_of(viewer, key)
    rows = list(assessments_of(viewer, document))
    own = next((row for row in rows if row.reviewer.user_id == viewer.user.pk), None)
    shown = [row for row in rows if row.state == Assessment.State.SUBMITTED or row is own]
    answers = said if said is not None else own.answers if own else {}
    asked = asked_of(viewer, document)
    compared = shown if own is None or own.first_submitted_at else []
    questions = [_question(one, answers, compared, own, one.key in missing) for one in asked]
    left_out = [f"“{one.question}”" for one in indicators().values() if one not in asked]
    address = [viewer.project.slug, document.key]
    n_others = sum(1 for row in shown if row is not own)
    return IndicatorsPage(
        document.title or document.key, _facts(document), document.language, own.state if own else "none",
        own.version if own else 0, viewer.may("assess"),
        words.date(own.submitted_at.date().isoformat()) if own and own.submitted_at else "",
        sum(1 for one in asked if one.key in answers), questions,
        f"Left out while the source is hidden from you: {words.listed(left_out)}" if left_out else "",
        words.count(n_others, "colleague’s answers", "colleagues’ answers") if n_others else "",
        sum(1 for one in questions if one.differs), _waiting(own, n_others), error, MAX_NOTE_CP, followed(),
        reverse("read", args=address), reverse("report", args=address), reverse("indicators", args=address),
        reverse("submit_indicators", args=address), reverse("reopen_indicators", args=address),
    )  # fmt: skip


def _facts(document: Document) -> str:
    return words.sentence([document.outlet.name, document.genre, words.date_of(document), document.author])


def _waiting(own: Assessment | None, n_others: int) -> str:
    """What to expect of colleagues' answers; the same whether there are any or not."""
    if own is None or not own.first_submitted_at:
        return "What colleagues answered is shown once both of you have submitted."
    return "" if n_others else "Nobody else’s answers are here to compare with."


def _question(
    one: Indicator, answers: Mapping[str, Any], rows: Sequence[Assessment], own: Assessment | None, missing: bool
) -> Question:
    given = answers.get(one.key) or {}
    chosen = one.chosen(given.get("value"))
    others = [_answered(one, row, row is own) for row in rows if one.key in row.answers]
    return Question(
        one.key, one.name, one.question, one.definition, one.follows, one.several,
        [Choice(value.key, value.name, value.about, value.key in chosen, value.alone) for value in one.values.values()],
        given.get("note", ""), missing, others, len({answer.value for answer in others}) > 1,
    )  # fmt: skip


def _answered(one: Indicator, row: Assessment, own: bool) -> Answered:
    given = row.answers[one.key]
    value = ", ".join(one.values[key].name for key in one.chosen(given["value"]))
    kind = "" if row.reviewer.kind == "person" else f" ({words.KIND_WORDS[row.reviewer.kind][2]})"
    return Answered("You" if own else row.reviewer.code_name + kind, value, given.get("note", ""), own)
