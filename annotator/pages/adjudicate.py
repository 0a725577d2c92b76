"""Adjudication: the queue of passages, and one passage with what each reader made of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse

from annotator.pages import words
from annotator.pages.codebook_choices import FacetChoice, LabelChoice, facet_choices, label_choices
from annotator.pages.marks import Fact, facts, reader_words
from annotator.pages.passage_text import Ends, TextPiece, ends_to_choose, passage_text
from annotator.pages.ruling_words import RulingView, ruling_view
from core.access import Viewer
from core.models import Annotation, Document, Outcome
from core.queries.adjudication import Queued, agreed, queue
from core.queries.codebooks import Rules, rules_of
from core.queries.disagreements import UNMARKED, Passage
from core.queries.documents import whole_document
from core.queries.rulings import chains, decisions_of, is_withheld, reasons_given
from core.queries.visibility import own_reading
from core.text.spans import Span

_STATE_WORDS = {"open": "", "ruled": "ruled", "left-open": "left open", "changed": "look again"}
# What may be ruled besides taking a candidate: outcome, key, words.
OTHERS = (
    (Outcome.EDIT.value, "e", "Say otherwise"),
    (Outcome.MERGE.value, "m", "Merge into one"),
    (Outcome.REJECT.value, "r", "Nothing to mark"),
    (Outcome.LEAVE_OPEN.value, "o", "Leave open"),
)


@dataclass(frozen=True)
class QueueRow:
    """One passage of the queue."""

    quote: str
    says: str
    state: str
    state_words: str
    share: int
    url: str
    current: bool


@dataclass(frozen=True)
class Candidate:
    """One reader's mark as a candidate; `number` is its key. `ends`: its words where they differ from the passage's."""

    number: int
    id: str
    version: int
    reader: str
    label: str
    label_name: str
    letter: str
    quote: str
    ends: str
    facts: Sequence[Fact]
    more: Sequence[Fact]
    note: str
    start: int
    end: int
    facets: Mapping[str, str]

    @property
    def facets_json(self) -> str:
        """The details for the script that fills the form to rule otherwise."""
        return json.dumps(dict(self.facets))


@dataclass(frozen=True)
class Answers:
    """What the form holds: what was sent, or what it begins with. `take` is `1`.., `edit`, `merge` and so on."""

    id: str = ""
    take: str = ""
    start: int = 0
    end: int = 0
    label: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    supersedes: str = ""
    error: str = ""


@dataclass(frozen=True)
class PassageView:
    """The passage in its paragraph, the candidates, the rulings on it, and the form to rule.

    A ruling rests on `basis`, and on one of `also`, which are at home in other passages, when that one is taken.
    """

    at: str
    number: int
    text: Sequence[TextPiece]
    says: str
    differs: str
    candidates: Sequence[Candidate]
    silent: int
    basis: Sequence[tuple[str, int]]
    also: Sequence[tuple[str, int]]
    rulings: Sequence[RulingView]
    begins: Ends
    ends: Ends
    answers: Answers
    read_url: str


@dataclass(frozen=True)
class AgreedRow:
    """One passage on which all readers agree."""

    quote: str
    label: str
    label_name: str
    facts: str


@dataclass(frozen=True)
class AdjudicatePage:
    """The page. `withheld` says why nothing is shown; `finished` since when all is ruled."""

    key: str
    title: str
    facts: str
    language: str
    withheld: str
    finished: str
    rows: Sequence[QueueRow]
    n_done: int
    n_left_open: int
    passage: PassageView | None
    previous_url: str
    next_url: str
    agreed: Sequence[AgreedRow]
    agreed_id: str
    labels: Sequence[LabelChoice]
    first_facets: Sequence[FacetChoice]
    more_facets: Sequence[FacetChoice]
    reasons: Sequence[str]
    read_url: str
    rulings_url: str
    others: Sequence[tuple[str, str, str]] = OTHERS

    @property
    def n_waiting(self) -> int:
        """Passages without a ruling."""
        return len(self.rows) - self.n_done


def adjudicate_page(viewer: Viewer, key: str, at: str = "", answers: Answers | None = None) -> AdjudicatePage:
    """The page for an adjudicator; `at` names a passage, else the first that waits. About fifteen queries."""
    rules = rules_of(viewer.project.codebook)
    document = whole_document(viewer, key)
    withheld = _withheld(viewer, document)
    found = [] if withheld else queue(viewer, document)
    current = _current(found, at)
    slug, address = viewer.project.slug, reverse("adjudicate", args=[viewer.project.slug, key])
    reasons = [] if withheld else reasons_given(viewer)
    return AdjudicatePage(
        key=key, title=document.title or document.key,
        facts=" · ".join(fact for fact in (document.outlet.name, words.date(document.published_on)) if fact),
        language=document.language, withheld=withheld,
        finished=words.date(document.adjudicated_at.date().isoformat())
        if document.adjudicated_at and not withheld else "",
        rows=[_row(row, rules, address, row is current) for row in found],
        n_done=sum(not row.is_waiting for row in found), n_left_open=sum(row.state == "left-open" for row in found),
        passage=_passage(viewer, document, rules, found, current, answers) if current else None,
        previous_url=_beside(found, current, address, -1), next_url=_beside(found, current, address, 1),
        agreed=[_agreed_row(mark, rules) for row in found for mark in agreed(row)], agreed_id=str(uuid4()),
        labels=[label for label in label_choices(rules) if label.counted],
        first_facets=facet_choices(rules, first=True), more_facets=facet_choices(rules, first=False),
        reasons=reasons, read_url=reverse("read", args=[slug, key]),
        rulings_url=reverse("rulings", args=[slug, key]),
    )  # fmt: skip


def place_of(passage: Passage) -> str:
    """The name of a passage in addresses: `start-end`."""
    return f"{passage.start}-{passage.end}"


def next_place(viewer: Viewer, document: Document, after: str) -> str:
    """The next passage that waits for a ruling, from the one named on; nothing when none does."""
    found = queue(viewer, document)
    places = [place_of(row.passage) for row in found]
    first = places.index(after) + 1 if after in places else 0
    waiting = [row for row in found[first:] + found[:first] if row.is_waiting]
    return place_of(waiting[0].passage) if waiting else ""


def _withheld(viewer: Viewer, document: Document) -> str:
    own = own_reading(viewer, document)
    if own is not None and own.first_submitted_at is None:
        return "You have begun a reading of this article. Submit it first, so that it stays yours; then rule."
    if is_withheld(viewer, document):
        return "A session on this article is under way. Its readings are shown once its host has revealed them."
    return ""


def _current(found: Sequence[Queued], at: str) -> Queued | None:
    named = next((row for row in found if place_of(row.passage) == at), None)
    waiting = next((row for row in found if row.is_waiting), None)
    return named or waiting or (found[0] if found else None)


def _beside(found: Sequence[Queued], current: Queued | None, address: str, step: int) -> str:
    if current is None:
        return ""
    index = found.index(current) + step
    return f"{address}?at={place_of(found[index].passage)}" if 0 <= index < len(found) else ""


def _row(row: Queued, rules: Rules, address: str, current: bool) -> QueueRow:
    passage = row.passage
    return QueueRow(
        words.short(passage.quote), says(passage, rules), row.state, _STATE_WORDS[row.state],
        round(100 * passage.disagreement), f"{address}?at={place_of(passage)}", current,
    )  # fmt: skip


def says(passage: Passage, rules: Rules) -> str:
    """What how many of its readers say: `assertion 2 · opinion 1 · unmarked 1`."""
    return " · ".join(
        f"{'unmarked' if key == UNMARKED else rules.labels[key].name.lower()} {n}"
        for key, n in passage.label_counts.items()
    )


def _differs(passage: Passage, rules: Rules) -> str:
    names = [(rules.facets[key].name or key).lower() for key in passage.differs if key in rules.facets]
    return f"Readers with the same label differ in {words.listed(names)}." if names else ""


def _passage(
    viewer: Viewer, document: Document, rules: Rules, found: Sequence[Queued], current: Queued, answers: Answers | None
) -> PassageView:
    passage = current.passage
    candidates = [_candidate(number, row.annotation, passage, rules)
                  for number, row in enumerate(passage.candidates, start=1)]  # fmt: skip
    marks = [row.annotation for row in passage.candidates]
    answers = answers or _begin(current, candidates)
    begins, ends = ends_to_choose(document.text, passage, marks, Span(answers.start, answers.end))
    before = chains(decisions_of(viewer, document))
    read_url = reverse("read", args=[viewer.project.slug, document.key])
    return PassageView(
        at=place_of(passage), number=found.index(current) + 1,
        text=passage_text(document.text, passage, marks),
        says=says(passage, rules), differs=_differs(passage, rules), candidates=candidates,
        silent=passage.label_counts.get(UNMARKED, 0),
        basis=[(str(row.uuid), row.version) for row in marks if row in current.own],
        also=[(str(row.uuid), row.version) for row in marks if row not in current.own],
        rulings=[ruling_view(viewer, row, rules, before.get(row.pk, ())) for row in current.rulings],
        begins=begins, ends=ends, answers=answers, read_url=f"{read_url}?mark={candidates[0].id}",
    )  # fmt: skip


def _candidate(number: int, mark: Annotation, passage: Passage, rules: Rules) -> Candidate:
    label, reviewer = rules.labels[mark.label.key], mark.reading.reviewer
    return Candidate(
        number, str(mark.uuid), mark.version, reader_words(reviewer.code_name, reviewer.kind), label.key, label.name,
        label.letter, mark.quote, _ends(mark, passage), facts(rules, mark.facets, first=True),
        facts(rules, mark.facets, first=False), mark.note, mark.start, mark.end, mark.facets,
    )  # fmt: skip


def _ends(mark: Annotation, passage: Passage) -> str:
    if (mark.start, mark.end) == (passage.start, passage.end):
        return "all these words"
    longer = mark.start < passage.start or mark.end > passage.end
    return "reaches further" if longer else "part of these words"


def _begin(current: Queued, candidates: Sequence[Candidate]) -> Answers:
    """The form as it begins: nothing chosen; to edit, what most readers say."""
    counts = current.passage.label_counts
    first = max(candidates, key=lambda row: (counts.get(row.label, 0), row.id in {str(m.uuid) for m in current.own}))
    supersedes = str(current.rulings[0].uuid) if current.rulings else ""
    return Answers(str(uuid4()), "", first.start, first.end, first.label, first.facets, "", supersedes)


def _agreed_row(mark: Annotation, rules: Rules) -> AgreedRow:
    label = rules.labels[mark.label.key]
    said = [row.text for row in facts(rules, mark.facets, first=True)]
    return AgreedRow(words.short(mark.quote), label.key, label.name.lower(), " · ".join(said))
