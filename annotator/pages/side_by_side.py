"""Two origins side by side: quotes by rung, and what forbids to contrast them."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages import words
from annotator.pages.comparison_controls import Links
from annotator.pages.comparison_shapes import QuoteView, quote_view
from core.access import Viewer
from core.errors import Invalid
from core.queries.codebooks import rules_of
from core.queries.comparison import NOT_STATED, comparison
from core.queries.figures import Origin
from core.queries.filters import Filters
from core.queries.quotes import role_passages

QUOTES_A_SIDE = 6


@dataclass(frozen=True)
class Side:
    """One origin at the head of its column."""

    key: str
    title: str
    facts: str


@dataclass(frozen=True)
class RungPair:
    """One role: what each side says of it, and how many marks there are."""

    role: str
    name: str
    left: Sequence[QuoteView]
    right: Sequence[QuoteView]
    n_left: int
    n_right: int


@dataclass(frozen=True)
class SideBySidePage:
    """All that the page shows; `origins` are (key, title) for the two choosers."""

    origins: Sequence[tuple[str, str]]
    left: Side | None
    right: Side | None
    rungs: Sequence[RungPair]
    cautions: Sequence[str]
    only_left: Sequence[str]
    only_right: Sequence[str]


def side_by_side_page(viewer: Viewer, filters: Filters, a: str, b: str) -> SideBySidePage:
    """The page; without a choice the two origins that were read most stand there."""
    rules = rules_of(viewer.project.codebook)
    figures = comparison(viewer, filters)
    origins = {origin.key: origin for origin in figures.origins}
    for key in (a, b):
        if key and key not in origins:
            raise Invalid(f"There is no origin {key!r:.60} in this comparison.", "unknown_filter")
    most_read = [row.key for row in sorted(figures.origins, key=lambda row: -row.n_words_read)]
    a = a or next((key for key in most_read if key != b), "")
    b = b or next((key for key in most_read if key != a), "")
    choices = [(origin.key, origin.title) for origin in figures.origins]
    if not a or not b:
        return SideBySidePage(choices, None, None, [], [], [], [])
    left, right = origins[a], origins[b]
    passages = role_passages(viewer, filters)
    role = rules.facets.get("role")
    names = {key: role.value_name(key) for key in role.values if key != NOT_STATED} if role else {}

    links = Links(viewer, filters, "words")

    def quotes(key: str, rung: str) -> list[QuoteView]:
        best = passages.get((key, rung), [])[:QUOTES_A_SIDE]
        return [quote_view(row, rules, links.quote(row.uuid), named=False) for row in best]

    return SideBySidePage(
        choices,
        _side(left),
        _side(right),
        [
            RungPair(rung, name, quotes(a, rung), quotes(b, rung), left.roles[rung].n, right.roles[rung].n)
            for rung, name in names.items()
            if left.roles[rung].n or right.roles[rung].n
        ],
        _cautions(left, right),
        [name for rung, name in names.items() if left.roles[rung].n and not right.roles[rung].n],
        [name for rung, name in names.items() if right.roles[rung].n and not left.roles[rung].n],
    )


def _side(origin: Origin) -> Side:
    facts = [
        ", ".join(origin.genres),
        words.dates(origin.published),
        f"{origin.n_words_read:,.0f} words read",
    ]
    return Side(origin.key, origin.title, words.sentence(facts))


def _dates_meet(one: tuple[str, str] | None, two: tuple[str, str] | None) -> bool:
    """Whether two spans of (partial) dates overlap; without a date nothing can be said, so they do not."""
    if one is None or two is None:
        return False
    later, earlier = max(one[0], two[0]), min(one[1], two[1])
    exact = min(len(later), len(earlier))
    return later[:exact] <= earlier[:exact]


def _cautions(left: Origin, right: Origin) -> list[str]:
    """Why the two are no contrast between outlets, in words. None is computed from them here."""
    cautions = []
    if left.genres != right.genres:
        one, two = (", ".join(side.genres) or "unknown" for side in (left, right))
        cautions.append(f"Different genres: {one} and {two}.")
    if not _dates_meet(left.published, right.published):
        one, two = words.dates(left.published), words.dates(right.published)
        cautions.append(f"Different dates: {one} and {two}.")
    for side in (left, right):
        if side.n_words_read == 0:
            cautions.append(f"{side.name} has not been read yet.")
        elif set(side.fidelity) & {"translated", "altered", "unknown"}:
            cautions.append(f"{side.name}: {words.fidelity(side.fidelity[0])}.")
    return cautions
