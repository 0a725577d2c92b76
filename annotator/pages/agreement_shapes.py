"""The shapes of the agreement page: rows of figures, the number line, tables of what was taken for what."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from annotator.pages.comparison_shapes import Control, QuoteView
from annotator.pages.quotes import Pages


@dataclass(frozen=True)
class Line:
    """A figure and its interval on a line from -0.2 to 1, in units of the drawing, as SVG takes them."""

    value: str
    low: str
    width: str
    is_below: bool


@dataclass(frozen=True)
class Figure:
    """A figure in words: its value or a dash, its interval or why there is none; `band` as in the contract."""

    value: str
    interval: str
    reason: str
    band: str
    band_words: str
    line: Line | None


@dataclass(frozen=True)
class FigureRow:
    """One line of the table. `level` says how values are compared; `nominal` stands beside another level."""

    name: str
    key: str
    meaning: str
    figure: Figure
    level: str
    nominal: Figure | None
    percent: str
    ac1: str
    n: str
    share: str
    off_ladder: str
    after: Figure | None


@dataclass(frozen=True)
class AnswerRow:
    """One credibility indicator; `level` and `nominal` as in a `FigureRow`."""

    name: str
    question: str
    figure: Figure
    level: str
    nominal: Figure | None
    percent: str
    ac1: str
    n_documents: int
    n_pairs: int


@dataclass(frozen=True)
class SpanRow:
    """One way to count that two marks are of the same words."""

    name: str
    labelled: str
    labelled_interval: str
    unlabelled: str
    unlabelled_interval: str
    after: str


@dataclass(frozen=True)
class LabelRow:
    """One label against all others: where it stands in the text, and on passages that several marked."""

    key: str
    name: str
    where: Figure
    what: Figure
    n_alone: int
    alone_url: str


@dataclass(frozen=True)
class PairRow:
    """Two readers."""

    readers: str
    n_documents: int
    n_matched: int
    labels: str
    percent: str
    f1: str


@dataclass(frozen=True)
class Cell:
    """How many pairs of marks say this and that; `heat` is their share of those that differ, 0 to 5."""

    n: int
    url: str
    heat: int
    is_alike: bool
    words: str


@dataclass(frozen=True)
class Confusion:
    """What was taken for what: a triangle of values by values, or of too many the pairs that differ most (`rest`: how
    many others there are); what differs most is said in a sentence."""

    key: str
    title: str
    sentence: SafeString | str
    heads: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str, Sequence[Cell | None]]]
    pairs: Sequence[tuple[str, str, int, str]]
    rest: str


@dataclass(frozen=True)
class AgreementPage:
    """All that the page shows. `…_at`: where nought and the bands begin on the number line; `empty`: which face
    without figures, nothing where there are some; `import_project`: for whose readings come in a file."""

    heading: str
    lead: SafeString
    chips: Sequence[str]
    kinds: Control
    controls: Sequence[Control]
    more_controls: Sequence[Control]
    more_open: bool
    hidden: Sequence[tuple[str, str]]
    can_mark: bool
    can_manage: bool
    empty: str
    other_kinds: Sequence[tuple[str, str]]
    import_project: str
    is_filtered: bool
    clear_url: str
    whose: str
    legend: Sequence[tuple[str, str]]
    axis: Sequence[tuple[str, str]]
    n_resamples: str
    nought_at: str
    tentative_at: str
    enough_at: str
    enough_width: str
    figures: Sequence[FigureRow]
    spans: Sequence[SpanRow]
    labels: Sequence[LabelRow]
    pairs: Sequence[PairRow]
    answers: Sequence[AnswerRow]
    answers_say: str
    confusions: Sequence[Confusion]
    more_confusions: Sequence[Confusion]
    has_revision: bool
    revision_words: str
    notes: Sequence[str]
    pairs_url: str
    json_url: str


@dataclass(frozen=True)
class SideView:
    """One mark of a pair as a quote, with whose it is and what became of it."""

    quote: QuoteView
    reviewer: str
    since: str


@dataclass(frozen=True)
class PassageView:
    """Two marks of one passage, or one that nobody met."""

    where: str
    match: str
    sides: Sequence[SideView]


@dataclass(frozen=True)
class PassagesPage:
    """The pairs that a number counts."""

    heading: str
    about: str
    conditions: Sequence[str]
    listed: Sequence[PassageView]
    pages: Pages
    back_url: str
