"""A report of one comparison to hand over: figures, tested sentences, the words behind them, how they came about."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.access import Viewer
from core.queries.best_quotes import best_quotes
from core.queries.comparison import compared
from core.queries.counting import Counting
from core.queries.figures import Comparison
from core.queries.filters import Filters
from core.queries.in_full import in_full
from core.queries.method import Text, method, state_of_report, texts_of
from core.queries.quotes import Passage
from core.queries.subjects import top_roles

QUOTES_AN_ORIGIN = 3


@dataclass(frozen=True)
class ComparisonReport:
    """All of it from one state of the marks, which `state` names. `sentences` and `method` are JSON; `quotes` are the
    best of each origin on the top of the ladder, in whatever stance."""

    state: str
    counting: Counting
    figures: Comparison
    sentences: Mapping[str, Any]
    method: Mapping[str, Any]
    quotes: Mapping[str, Sequence[Passage]]
    texts: Sequence[Text]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "state": self.state,
            "method": dict(self.method),
            "comparison": self.figures.as_json(),
            "quotes": {key: [_quote_json(row) for row in rows] for key, rows in self.quotes.items()},
            "documents": [asdict(row) for row in self.texts],
        }


def comparison_report(viewer: Viewer, filters: Filters) -> ComparisonReport:
    """The report under these filters, as this viewer may see it. As many queries as the sentences, and seven."""
    counting = Counting(viewer, filters)
    figures = in_full(counting, compared(counting))
    further = figures.further or {}
    return ComparisonReport(
        state=state_of_report(counting, further["claims"]), counting=counting, figures=figures,
        sentences=further["sentences"], method=method(counting, figures),
        quotes=_quotes(counting, figures), texts=texts_of(counting),
    )  # fmt: skip


def _quotes(counting: Counting, figures: Comparison) -> dict[str, list[Passage]]:
    """The words behind the finding above the comparison, by the rule of its wall."""
    top = counting.has("role", [value.key for value in top_roles(counting.rules)])
    marks = counting.of_label & counting.of_focus & top
    found = best_quotes(counting, {row.key: (row.key, marks) for row in figures.origins})
    return {key: passages[:QUOTES_AN_ORIGIN] for key, passages in found.items() if passages}


def _quote_json(row: Passage) -> dict[str, Any]:
    return asdict(row) | {"uuid": str(row.uuid)}
