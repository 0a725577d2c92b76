"""Two origins side by side on one event: quotes by rung, what one says and the other leaves out, what else sets them
apart, and what can be said of the two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.pages import words
from annotator.pages.caution_words import cautions_in_words
from annotator.pages.claim_rows import claim_url, sources_in_words
from annotator.pages.claims import passage_view
from annotator.pages.comparison_controls import Links
from annotator.pages.comparison_shapes import Choice, Control, QuoteView, quote_view
from annotator.pages.sentences import SentencesView, view_of
from core.access import Viewer
from core.errors import Invalid
from core.queries.best_quotes import best_quotes
from core.queries.cautions import cautions, events_of
from core.queries.claims import claims_counted
from core.queries.comparison import NOT_STATED, compared
from core.queries.counting import Counting
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters, with_filter
from core.queries.quotes import Passage
from core.stats.study import BoolArray

QUOTES_A_SIDE = 6
ALL_TEXTS = "All texts, whatever the event"


@dataclass(frozen=True)
class Only:
    """A value of a detail that one side has and the other leaves out, with its best words."""

    facet: str
    name: str
    n: int
    url: str
    quotes: Sequence[QuoteView]


@dataclass(frozen=True)
class Side:
    """One origin at the head of its column, and what it says that the other leaves out."""

    title: str
    facts: str
    only: Sequence[Only]


@dataclass(frozen=True)
class Stack:
    """What one side says of a role: the best quotes, how many marks there are, and the way to all of them."""

    quotes: Sequence[QuoteView]
    n: int
    url: str


@dataclass(frozen=True)
class RungPair:
    """One role, and what each side says of it."""

    role: str
    name: str
    sides: Sequence[Stack]


@dataclass(frozen=True)
class ClaimPair:
    """One claim, and in which words each side makes it."""

    text: str
    url: str
    sources: str
    sides: Sequence[Sequence[QuoteView]]


@dataclass(frozen=True)
class SideBySidePage:
    """All that the page shows; `origins` and `events` are (value, words) for the choosers, `keys` the origins chosen,
    `kept` filters that the choosers leave as they are. `missing`: who has no text on the event. `claims` in place of
    `rungs` where rows are claims that either side makes, both first."""

    origins: Sequence[tuple[str, str]]
    keys: Sequence[str]
    events: Sequence[tuple[str, str]]
    event: str
    event_words: str
    kept: Sequence[tuple[str, str]]
    sides: Sequence[Side]
    rungs: Sequence[RungPair]
    cautions: Sequence[str]
    said: SentencesView | None
    missing: str
    all_url: str
    rows_by: Control | None = None
    claims: Sequence[ClaimPair] | None = None


def side_by_side_page(
    viewer: Viewer, filters: Filters, a: str, b: str, event: str | None, *, by_claims: bool = False
) -> SideBySidePage:
    """The page. Without a choice the two origins that were read most stand there, on the event of which most was read
    of both (`event` None); an empty event stands for all texts.

    Errors: `Invalid` (`unknown_filter`) for an origin that is not there.
    """
    counting = Counting(viewer, with_filter(filters, event=""))
    figures = compared(counting)
    a, b = _pair(figures, a, b)
    choices = [(origin.key, origin.title) for origin in figures.origins]
    kept = sorted(with_filter(filters, event="").given().items())
    if not a or not b:
        return SideBySidePage(choices, (a, b), [], "", "", kept, [], [], [], None, "", "")
    shared = _shared_events(counting, a, b)
    chosen = shared[0] if event is None and shared else event or ""
    of_event = counting.otherwise(with_filter(counting.filters, event=chosen)) if chosen else counting
    return _Pair(of_event, a, b, by_claims=by_claims).page(choices, shared, kept)


def _pair(figures: Comparison, a: str, b: str) -> tuple[str, str]:
    known = {origin.key for origin in figures.origins}
    for key in (a, b):
        if key and key not in known:
            raise Invalid(f"There is no origin {key!r:.60} in this comparison.", "unknown_filter")
    most_read = [row.key for row in sorted(figures.origins, key=lambda row: -row.n_words_read)]
    a = a or next((key for key in most_read if key != b), "")
    return a, b or next((key for key in most_read if key != a), "")


def _shared_events(counting: Counting, a: str, b: str) -> list[str]:
    """Events on which both have text, that first of which most was read of the side of which less was read."""
    events = events_of(counting)
    event_of = {row.document_key: row.event for row in counting.collected.parts}
    read: dict[tuple[str, str], float] = {}
    cells = counting.tally.cells
    for origin, document, n in zip(cells.origin.tolist(), cells.document.tolist(), cells.words.tolist(), strict=True):
        place = (counting.collected.origins[origin], event_of[counting.collected.documents[document]])
        read[place] = read.get(place, 0) + n
    shared = events.get(a, frozenset()) & events.get(b, frozenset())
    return sorted(shared, key=lambda event: (-min(read.get((key, event), 0) for key in (a, b)), event))


class _Pair:
    """Two origins under filters that name their event, or none."""

    def __init__(self, counting: Counting, a: str, b: str, *, by_claims: bool) -> None:
        self.counting, self.rules, self.by_claims = counting, counting.rules, by_claims
        self.figures = compared(counting)
        rows = {origin.key: origin for origin in self.figures.origins}
        self.keys = (a, b)
        self.there = [rows[key] for key in self.keys if key in rows]
        self.links = Links(counting.viewer, counting.filters, "words")

    def page(
        self, choices: Sequence[tuple[str, str]], shared: Sequence[str], kept: Sequence[tuple[str, str]]
    ) -> SideBySidePage:
        event = self.counting.filters.event
        events = [(key, words.event(key)) for key in shared] if event in ("", *shared) else []
        both = len(self.there) == len(self.keys)
        everywhere = Links(self.counting.viewer, with_filter(self.counting.filters, event=""), "words")
        return SideBySidePage(
            origins=choices, keys=self.keys, events=[*events, ("", ALL_TEXTS)], event=event,
            event_words=words.event(event), kept=kept, sides=self._sides() if both else [],
            rungs=self._rungs() if both and not self.by_claims else [], cautions=self._cautions() if both else [],
            said=view_of(self.counting, self.figures, of=self.keys) if both else None,
            missing="" if both else words.listed([dict(choices)[key] for key in self.keys if key not in self._found()]),
            all_url=f"{everywhere.side_by_side(*self.keys)}&event=" if event else "",
            rows_by=self._rows_by(), claims=self._claims() if both and self.by_claims else None,
        )  # fmt: skip

    def _rows_by(self) -> Control:
        here = self.links.side_by_side(*self.keys) + ("" if self.counting.filters.event else "&event=")
        return Control("Rows", [Choice("By rung", here, not self.by_claims),
                                Choice("By claim", f"{here}&by=claims", self.by_claims)])  # fmt: skip

    def _claims(self) -> list[ClaimPair]:
        """Claims that either side makes here, those of both first."""
        viewer, found = self.counting.viewer, []
        for claim in claims_counted(viewer, self.counting.filters, n_outlets=1):
            passages = claim.passages()
            sides = [[marks for marks in passages if marks[0].origin == key] for key in self.keys]
            if any(sides):
                quotes = [[passage_view(viewer, self.rules, marks).quote for marks in rows] for rows in sides]
                found.append(ClaimPair(claim.text, claim_url(viewer, claim), sources_in_words(claim), quotes))
        return sorted(found, key=lambda row: not all(row.sides))

    def _found(self) -> set[str]:
        return {origin.key for origin in self.there}

    def _cautions(self) -> list[str]:
        a, b = self.there
        found = [row.as_json() for row in cautions(a, b, events_of(self.counting))]
        return cautions_in_words(found, a.name, b.name)

    def _roles(self) -> Mapping[str, str]:
        role = self.rules.facets.get("role")
        return {key: role.value_name(key) for key in role.values if key != NOT_STATED} if role else {}

    def _rungs(self) -> list[RungPair]:
        """The rungs of which either speaks, in the order of the codebook."""
        names = {key: name for key, name in self._roles().items() if any(row.roles[key].n for row in self.there)}
        cells = {(origin.key, key): (origin.key, self._of_role(key)) for origin in self.there for key in names}
        passages = best_quotes(self.counting, cells)
        return [
            RungPair(key, name, [
                Stack(self._views(passages[origin.key, key][:QUOTES_A_SIDE], named=False), origin.roles[key].n,
                      self.links.quotes(origin=origin.key, role=key))
                for origin in self.there
            ])
            for key, name in names.items()
        ]  # fmt: skip

    def _of_role(self, key: str) -> BoolArray:
        return self.counting.of_label & self.counting.of_focus & self.counting.has("role", [key])

    def _sides(self) -> list[Side]:
        return [_side(origin, only) for origin, only in zip(self.there, self._left_out(), strict=True)]

    def _left_out(self) -> list[list[Only]]:
        """By side: labels, roles, targets and voices that the other side has none of. Nothing where one is unread."""
        if not all(origin.n_words_read for origin in self.there):
            return [[], []]
        said = self._said()
        one, other = self.there
        only = {
            origin.key: [row for row in rows if rows[row].n[origin.key] and not rows[row].n[rest.key]]
            for origin, rest, rows in ((one, other, said), (other, one, said))
        }
        cells = {(key, row): (key, said[row].marks) for key, rows in only.items() for row in rows}
        passages = best_quotes(self.counting, cells)
        return [[self._only(key, row, said[row], passages[key, row]) for row in rows] for key, rows in only.items()]

    def _said(self) -> dict[tuple[str, str], "_Value"]:
        """(facet, value) -> how often each side says it. A label counts as a facet here."""
        found = {}
        for key, label in self.rules.labels.items():
            if key in self.there[0].labels:
                marks = np.asarray(self.counting.corpus.label == self.counting.labels.index(key))
                n = {row.key: row.labels[key].n for row in self.there}
                found["label", key] = _Value("Label", label.name, n, marks)
        for key, name in self._roles().items():
            n = {row.key: row.roles[key].n for row in self.there}
            found["role", key] = _Value(self._facet_name("role"), name, n, self._of_role(key))
        return found | self._values_of("target") | self._values_of("voice")

    def _values_of(self, facet: str) -> dict[tuple[str, str], "_Value"]:
        rule = self.rules.facets.get(facet)
        if rule is None:
            return {}
        counting = self.counting
        column = counting.corpus.facet(facet)
        spans = counting.tally.spans(counting.of_label, column)
        table = spans.n(column[spans.mark], len(rule.values))
        origins = [counting.collected.origins.index(key) for key in self.keys]
        return {
            (facet, key): _Value(
                self._facet_name(facet), rule.value_name(key),
                {side: int(table[origin, number]) for side, origin in zip(self.keys, origins, strict=True)},
                counting.of_label & counting.has(facet, [key]),
            )
            for number, key in enumerate(rule.values)
        }  # fmt: skip

    def _facet_name(self, facet: str) -> str:
        rule = self.rules.facets.get(facet)
        return (rule.name or facet).capitalize() if rule else facet.capitalize()

    def _only(self, origin: str, row: tuple[str, str], value: "_Value", passages: Sequence[Passage]) -> Only:
        facet, key = row
        url = self.links.quotes(origin=origin, **{facet: key})
        return Only(value.facet, value.name, value.n[origin], url, self._views(passages[:1], named=facet != "role"))

    def _views(self, passages: Sequence[Passage], *, named: bool) -> list[QuoteView]:
        return [quote_view(row, self.rules, self.links.quote(row.uuid), named=named) for row in passages]


@dataclass(frozen=True)
class _Value:
    """A value of a facet: in words, how often each side (by key) says it, and the marks that do."""

    facet: str
    name: str
    n: Mapping[str, int]
    marks: BoolArray


def _side(origin: Origin, only: Sequence[Only]) -> Side:
    facts = [
        ", ".join(origin.genres),
        words.dates(origin.published),
        f"{origin.n_words_read:,.0f} words read" if origin.n_words_read else "not read yet",
    ]
    return Side(origin.title, words.sentence(facts), only)
