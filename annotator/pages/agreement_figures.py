"""Figures of agreement as rows: values and intervals in words, and their place on a line."""

from collections.abc import Mapping
from typing import Any, Protocol

from annotator.pages import words
from annotator.pages.agreement_shapes import AnswerRow, Figure, FigureRow, LabelRow, Line, PairRow, SpanRow
from annotator.pages.session_overlay import figure_words
from core.queries.codebooks import Rules
from core.queries.indicators import Indicator, indicators
from core.stats.coding import Coefficient

BAND_WORDS = {"enough": "agree", "tentative": "tentative", "not-enough": "not enough", "unknown": "not measured"}
LEVEL_WORDS = {"nominal": "", "ordinal": "over the ladder", "set": "as sets"}
ANSWER_WORDS = {"nominal": "", "ordinal": "by their order", "set": "as sets"}
LOWEST, HIGHEST = -0.2, 1.0
WIDTH = 160  # of the line, in units of the drawing
_SPANS = (
    ("f1_exact", "Exactly the same words"),
    ("f1_iou50", "At least half in common"),
    ("f1_overlap", "Any overlap"),
)
Json = Mapping[str, Any]


class PassageLinks(Protocol):
    """What gives the addresses of passages."""

    def passages(self, **asked: str) -> str:
        """The pairs of marks behind a number."""


def words_of(value: float | None) -> str:
    """Two places, a true minus, a dash for none.

    >>> words_of(0.4), words_of(-0.125), words_of(None)
    ('0.40', '−0.12', '–')
    """
    return figure_words(Coefficient(value))


def place(value: float) -> float:
    """Where a value stands on the line.

    >>> place(-0.2), place(0.4), place(1.0), place(-0.7)
    (0.0, 80.0, 160.0, 0.0)
    """
    share = (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return round(share * WIDTH, 1)


def figure_of(row: Json, key: str, also: Json, *, interval: str = "interval") -> Figure:
    """A figure of the report in words; `also` stands in for what the row does not hold."""
    value, bounds = row[key], row.get(interval)
    band = str(also.get("band", row.get("band", "unknown")))
    reason = str(also.get("undefined", row.get("undefined")) or row.get(f"{interval}_reason") or "")
    return Figure(
        value=words_of(value),
        interval=f"{words_of(bounds[0])} to {words_of(bounds[1])}" if bounds else "",
        reason="" if bounds else reason,
        band=band,
        band_words=BAND_WORDS[band],
        line=_line(value, bounds),
    )


def _line(value: float | None, bounds: list[float] | None) -> Line | None:
    if value is None:
        return None
    low, high = (place(bounds[0]), place(bounds[1])) if bounds else (place(value), place(value))
    return Line(f"{place(value):g}", f"{low:g}", f"{high - low:g}", value < LOWEST)


def figure_rows(report: Json, rules: Rules) -> list[FigureRow]:
    """Where, where and what, labels, then each detail in the order of the codebook."""
    after = report["after"]
    rows = [
        _row(report, after, ("position",), "alpha", "Where", "the same words marked at all, whatever the label"),
        _row(report, after, ("joint",), "alpha_u", "Where and what together", "the same words under the same label"),
        _row(report, after, ("labels",), "alpha", "Labels", "the label, on passages that several marked"),
    ]
    for key in report["facets"]:
        rule = rules.facets[key]
        name = rule.name or key
        shown = key if name.lower().replace(" ", "-") != key else ""
        rows.append(_row(report, after, ("facets", key), "alpha", name, "", shown))
    return rows


def _row(
    report: Json, after: Json | None, path: tuple[str, ...], key: str, name: str, meaning: str, shown: str = ""
) -> FigureRow:
    row, later = _at(report, path), _at(after, path) if after else None
    level = row.get("level", "nominal")
    nominal = None
    if level != "nominal":
        nominal = figure_of(row, "alpha_nominal", {"undefined": row["undefined_nominal"]}, interval="interval_nominal")
    return FigureRow(
        name=name,
        key=shown,
        meaning=meaning,
        figure=figure_of(row, key, {}),
        level=LEVEL_WORDS[level],
        nominal=nominal,
        percent=words.percent(row["percent"]) if "percent" in row else "",
        ac1=words_of(row["ac1"]) if "ac1" in row else "",
        n=f"{row['n_matched']:,}" if "n_matched" in row else "",
        share=words.percent(row["share_matched"]) if "share_matched" in row else "",
        off_ladder=words.percent(row["share_off_ladder"]) if row.get("share_off_ladder") is not None else "",
        after=figure_of(later, key, {}) if later else None,
    )


def answer_rows(report: Json) -> list[AnswerRow]:
    """The credibility indicators, in the order in which they are asked; nothing where nobody answered."""
    found = report["indicators"]
    return [_answers(indicators()[key], row) for key, row in found["by_indicator"].items() if found["n_assessments"]]


def _answers(one: Indicator, row: Json) -> AnswerRow:
    nominal = None
    if row["level"] != "nominal":
        nominal = figure_of(row, "alpha_nominal", {"undefined": row["undefined_nominal"]}, interval="interval_nominal")
    return AnswerRow(
        one.name, one.question, figure_of(row, "alpha", {}), ANSWER_WORDS[row["level"]], nominal,
        words.percent(row["percent"]), words_of(row["ac1"]), row["n_documents"], row["n_pairs"],
    )  # fmt: skip


def _at(report: Json, path: tuple[str, ...]) -> Json:
    found: Any = report
    for step in path:
        found = found[step]
    return found


def span_rows(report: Json) -> list[SpanRow]:
    """F1 of marks matched one to one, with and without their labels."""
    spans, free = report["spans"], report["spans"]["unlabelled"]
    after = report["after"]["spans"] if report["after"] else None
    return [
        SpanRow(
            name, words_of(spans[key]), _interval(spans, key), words_of(free[key]), _interval(free, key),
            words_of(after[key]) if after else "",
        )
        for key, name in _SPANS
    ]  # fmt: skip


def _interval(row: Json, key: str) -> str:
    bounds = row["intervals"][key]
    if bounds:
        return f"{words_of(bounds[0])} to {words_of(bounds[1])}"
    return str(row["undefined"] or row["interval_reason"])


def label_rows(report: Json, rules: Rules, links: PassageLinks) -> list[LabelRow]:
    """Each label against all others."""
    return [
        LabelRow(
            key=key,
            name=rules.labels[key].shown,
            where=_per_label(report["joint"], key),
            what=_per_label(report["labels"], key),
            n_alone=report["confusion"]["alone"][key],
            alone_url=links.passages(a=key),
        )
        for key in report["labels"]["per_label"]
    ]


def _per_label(row: Json, key: str) -> Figure:
    one = {name: row[f"per_label{end}"][key] for name, end in (
        ("alpha", ""), ("undefined", "_undefined"), ("interval", "_intervals"), ("interval_reason", "_interval_reasons")
    )}  # fmt: skip
    return figure_of(one, "alpha", {})


def pair_rows(report: Json) -> list[PairRow]:
    """Every two readers; what is undefined is a dash."""
    return [
        PairRow(
            " and ".join(row["reviewers"]), row["n_documents"], row["n_matched"], words_of(row["labels_alpha"]),
            words.percent(row["percent"]), words_of(row["f1_iou50"]),
        )
        for row in report["pairs"]
    ]  # fmt: skip
