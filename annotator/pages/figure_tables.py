"""Tables of figures as pages show them: a value, its interval and how many marks stand behind it, each a link."""

from collections.abc import Sequence
from dataclasses import dataclass

MINUS = "−"


@dataclass(frozen=True)
class Piece:
    """Some words of a cell. `kind` is `value`, `small` (interval, n), `reason`, `word` or `faint`; `stance` draws its
    sign before."""

    text: str
    url: str = ""
    kind: str = "small"
    stance: str = ""
    title: str = ""


@dataclass(frozen=True)
class FigureCell:
    """One cell: lines of pieces. `gate` is the band by which it is drawn."""

    lines: Sequence[Sequence[Piece]]
    gate: str = ""
    is_words: bool = False


@dataclass(frozen=True)
class Column:
    """The head of a column: a name, drawn as a label or a role where it is one."""

    name: str
    label: str = ""
    role: str = ""
    title: str = ""
    is_words: bool = False


@dataclass(frozen=True)
class FigureRow:
    """One line: who or what it is about, some facts, the cells. `bar` draws the mix of labels: (key, x, width)."""

    name: str
    url: str
    facts: Sequence[str]
    cells: Sequence[FigureCell]
    bar: Sequence[tuple[str, int, int]] = ()
    bar_width: int = 1


@dataclass(frozen=True)
class FigureTable:
    """One table. `folded`: the words that open it, where it is not to be seen at once."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[FigureRow]
    head: str = "Origin"
    folded: str = ""


@dataclass(frozen=True)
class GateView:
    """How far readers agree on what is shown: the band and its words."""

    band: str
    words: str


@dataclass(frozen=True)
class WordList:
    """Words of one origin, or pairs of one reason: a name, a fact, what is listed."""

    name: str
    fact: str
    listed: Sequence[Piece]
    n_more: int = 0


@dataclass(frozen=True)
class Section:
    """One question of the page: its title (`short` for the way around), one sentence that says what to see, tables and
    lists.

    `reason` stands where there is nothing to see.
    """

    id: str
    short: str
    title: str
    says: str
    tables: Sequence[FigureTable] = ()
    gates: Sequence[GateView] = ()
    lists: Sequence[WordList] = ()
    lists_folded: str = ""
    reason: str = ""


@dataclass(frozen=True)
class NumbersPage:
    """The numbers of a comparison: sections from counts, and those that take long; or where these will come from."""

    sections: Sequence[Section]
    further: Sequence[Section]
    further_url: str = ""

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Ids and titles, for the way around the page."""
        return [(section.id, section.short) for section in (*self.sections, *self.further)]


def value(text: str, url: str = "") -> Piece:
    """The figure itself."""
    return Piece(text, url, "value")


def small(text: str, url: str = "", *, stance: str = "", title: str = "") -> Piece:
    """What stands beside a figure."""
    return Piece(text, url, "small", stance, title)


def reason(text: str) -> Piece:
    """Why there is no figure."""
    return Piece(text, kind="reason")


def nothing(gate: str = "") -> FigureCell:
    """Where there is no figure."""
    return FigureCell([[Piece("–", kind="faint")]], gate)


def n_of(n: int, url: str) -> Piece:
    """A number of marks that opens them; none opens nothing."""
    return value(f"{n:,}", url if n else "")


def percent(share: float | None) -> str:
    """A share as whole per cent; what there is of it is never rounded to none. A dash for no share.

    >>> percent(0.463), percent(0.003), percent(None)
    ('46\\xa0%', '<1\\xa0%', '–')
    """
    if share is None:
        return "–"
    return "<1\u00a0%" if 0 < share < 0.005 else f"{100 * share:.0f}\u00a0%"


def percents(interval: tuple[float, float] | None) -> str:
    """An interval of shares, or nothing."""
    return f"{100 * interval[0]:.0f} to {100 * interval[1]:.0f}\u00a0%" if interval else ""


def signed(number: float, digits: int = 1, unit: str = "") -> str:
    """A difference with its sign.

    >>> signed(1.25), signed(-0.04), signed(-3.0)
    ('+1.2', '0.0', '−3.0')
    """
    text = f"{abs(number):.{digits}f}"
    sign = "" if float(text) == 0 else "+" if number > 0 else MINUS
    return f"{sign}{text}{unit}"


def probability(p: float | None) -> str:
    """A p or q value: three decimals at most, never nought.

    >>> probability(0.25), probability(0.0001), probability(None)
    ('0.25', '<0.001', '–')
    """
    if p is None:
        return "–"
    return "<0.001" if p < 0.001 else f"{p:.3f}".rstrip("0").rstrip(".")
