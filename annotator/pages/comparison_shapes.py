"""The shapes of the comparison page: controls, wall, table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.safestring import SafeString

from annotator.pages.figure_tables import NumbersPage
from core.queries.codebooks import Rules
from core.queries.quotes import Passage, value_name


@dataclass(frozen=True)
class Choice:
    """One entry of a segmented control."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Control:
    """One filter as a row of links."""

    name: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class FilterForm:
    """What is typed or chosen from a long list; `hidden` keeps the other filters, events are (value, name, chosen)."""

    hidden: Sequence[tuple[str, str]]
    events: Sequence[tuple[str, str, bool]]
    since: str
    until: str
    names: ClassVar = frozenset({"event", "since", "until"})


@dataclass(frozen=True)
class QuoteView:
    """One quote as `_quote.html` shows it."""

    id: UUID
    text: str
    url: str
    label: str
    label_name: str
    stance: str
    stance_name: str
    role: str
    role_name: str
    voice_name: str
    speaker: str
    unsure: bool
    alike: str


@dataclass(frozen=True)
class Rung:
    """One role at one origin: its best quotes and the way to all of them."""

    role: str
    quotes: Sequence[QuoteView]
    n: int
    url: str


@dataclass(frozen=True)
class Band:
    """A column of the wall: neighbouring rungs."""

    name: str
    rungs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    """One band at one origin."""

    band: Band
    rungs: Sequence[Rung]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was marked here."""
        return not any(rung.n for rung in self.rungs)


@dataclass(frozen=True)
class Row:
    """One origin of the wall; `labels` are (name, n, url). `way_url` and `stitched_url` lead to where it comes from."""

    key: str
    name: str
    url: str
    way: str
    way_url: str
    stitched: str
    stitched_url: str
    facts: str
    read: bool
    cells: Sequence[Cell]
    labels: Sequence[tuple[str, int, str]]
    bar: Sequence[tuple[str, int, int]]
    bar_width: int


@dataclass(frozen=True)
class ComparePage:
    """All that the page shows."""

    heading: str
    lead: SafeString
    caveats: Sequence[str]
    tabs: Control
    controls: Sequence[Control]
    more_controls: Sequence[Control]
    more_open: bool
    bands: Sequence[Band]
    rows: Sequence[Row]
    form: FilterForm
    numbers: NumbersPage | None
    scope: str
    hidden: Sequence[tuple[str, str]]
    waiting: Sequence[tuple[str, str]]
    can_mark: bool
    json_url: str
    side_by_side_url: str
    report_url: str
    practice_url: str
    unread: str
    is_empty: bool
    is_filtered: bool
    clear_url: str


def quote_view(row: Passage, rules: Rules, url: str, *, named: bool = True) -> QuoteView:
    """A passage in words; `named` says the role where the column does not."""
    alike = f"{row.n_readers} readers alike" if row.n_readers > 1 else ""
    voice = rules.facets.get("voice")
    own = voice is not None and row.voice in voice.values and voice.values[row.voice].group == "own"
    return QuoteView(
        id=row.uuid,
        text=row.quote,
        url=url,
        label=row.label,
        label_name=rules.labels[row.label].name.lower(),
        stance=row.stance,
        stance_name=value_name(rules, "stance", row.stance),
        role=row.role,
        role_name=value_name(rules, "role", row.role) if named else "",
        voice_name=value_name(rules, "voice", row.voice),
        speaker="" if own else row.speaker,
        unsure=row.unsure,
        alike=alike,
    )
