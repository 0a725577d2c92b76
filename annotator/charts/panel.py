"""Chart 7: figures of agreement with their intervals, the thresholds of the gate, and what studies have published."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import Chart, Column, Look, Spec, Table, figure
from annotator.charts.drawing import (
    Frame,
    Named,
    at,
    dashed,
    layer,
    named,
    names_of,
    narrow,
    number,
    on_paper,
    rows_of,
    spec,
    wide,
)
from annotator.charts.drawing import words as text
from annotator.charts.lettering import fit, width_px
from annotator.charts.look import SMALL_PX, ink, pattern

PUBLISHED = (0.3, 0.6)
TENTATIVE, ENOUGH = 0.4, 0.667
_COLUMNS = (
    Column("figure", "Figure"), Column("alpha", "Alpha", "alpha"), Column("from", "Interval from", "alpha"),
    Column("to", "to", "alpha"), Column("band", "Reads as"), Column("reason", "Why it is not there"),
)  # fmt: skip
_BANDS = {"enough": "{who} agree", "tentative": "tentative", "not-enough": "{who} do not agree enough",
          "unknown": "not measured"}  # fmt: skip
_ROW_PX = 26  # the ground of one row where names stand above


@dataclass(frozen=True)
class Agreed:
    """One figure of agreement: its alpha, its interval if it has one, its band; `reason` where it is not defined."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    band: str
    reason: str = ""


def agreement_chart(figures: Sequence[Agreed], notes: Sequence[str], *, who: str = "readers") -> Chart:
    """The figures in the order given, words where none is defined. `notes` say whose readings they are.

    `who` agrees: machine readings and simulated readers are never plain readers.
    """
    drawn = [row for row in figures if figure(row.value) is not None]
    reason = "" if drawn else "No figure of agreement is defined here: the table says why."
    measure = (
        "Krippendorff’s alpha: 1 is perfect, 0 is chance. Line: 95 % interval over articles. Hatched dot: tentative; "
        "grey dot: not enough. Grey band: what studies with tasks like this one have published."
    )
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(figures, wide(right=126, step=42, names=176)), "narrow": _picture(figures, narrow(step=60)),
    }  # fmt: skip
    return Chart(
        "agreement", f"How far {who} agree", _sentence(figures, drawn, who), (measure, *notes),
        Table(_COLUMNS, [
            [row.name, figure(row.value), figure(row.low), figure(row.high), _band(row, who), row.reason]
            for row in figures
        ]), reason=reason, **pictures,
    )  # fmt: skip


def _band(row: Agreed, who: str) -> str:
    return _BANDS[row.band].format(who=who)


def _sentence(figures: Sequence[Agreed], drawn: Sequence[Agreed], who: str) -> str:
    said = [f"{row.name} {_value(row)}, {_band(row, who)}" for row in drawn]
    said += [f"{row.name} not defined ({row.reason})" for row in figures if row not in drawn]
    return f"Agreement (alpha): {'; '.join(said)}." if said else "No figure of agreement."


def _value(row: Agreed) -> str:
    low, high = figure(row.low), figure(row.high)
    between = f" ({low:.2f} to {high:.2f})" if low is not None and high is not None else ""
    return f"{row.value:.2f}{between}".replace("-", "−")


def _picture(figures: Sequence[Agreed], frame: Frame) -> Spec:
    lowest = min(value for row in figures for value in (figure(row.value), figure(row.low)) if value is not None)
    low = -0.2 * math.ceil(min(1.0, max(0.0, -lowest)) / 0.2)
    scale = {"domain": [low, 1], "nice": False, "clamp": True}
    step = 0.2 if frame.is_wide or low == 0 else 0.4
    marks = [round(step * place, 1) for place in range(math.ceil(low / step), math.floor(1 / step) + 1)]
    axis = {
        "orient": "top",
        "title": None,
        "values": marks,
        "format": ".1f",
        "grid": False,
        "labelFlush": frame.is_tight,
    }
    y, n, down = rows_of(len(figures)), len(figures), 0 if frame.is_wide else 14
    height = frame.step * n
    data = [
        {**base, "value": figure(row.value), "lo": figure(row.low), "hi": figure(row.high), "band": row.band,
         "said": "" if figure(row.value) is None else _value(row).partition(" ")[0],
         "between": "" if figure(row.value) is None else _value(row).partition(" ")[2],
         "why": fit(row.reason, frame.plot - 8, SMALL_PX) if figure(row.value) is None else ""}
        for base, row in zip(named([Named(row.name, row.name) for row in figures], frame), figures, strict=True)
    ]  # fmt: skip
    layers = [
        *_grounds(scale, axis, n, frame),
        *names_of(frame, n),
        *_dots(scale, axis, y, down),
        *on_paper(
            text(6, y, "why", where="datum.why", align="left", fontSize=SMALL_PX, fill=ink("ink-2"), yOffset=down)
        ),
        *_ends(frame, y),
    ]
    return spec(frame, data, layers, height=height, top=30, bottom=44)


def _grounds(scale: Any, axis: Any, n_rows: int, frame: Frame) -> list[Spec]:
    """The published range as a grey band, the thresholds as lines, both named below. Neither crosses a name."""
    y, height = rows_of(n_rows), frame.step * n_rows
    tall, down = (frame.step, 0) if frame.is_wide else (_ROW_PX, 14)
    band = {"x": number("from", scale=scale, axis=axis), "x2": {"field": "to"}, "y": y}
    line = {"x": number("at", scale=scale, axis=axis), "y": y}
    ends = [{"row": row, "from": PUBLISHED[0], "to": PUBLISHED[1]} for row in range(n_rows)]
    lines = [{"row": row, "at": threshold} for row in range(n_rows) for threshold in (TENTATIVE, ENOUGH)]
    names = (({"at": TENTATIVE, "words": f"{TENTATIVE:g} tentative"}, "right", 8),
             ({"at": ENOUGH, "words": f"{ENOUGH:g} agree"}, "left", -8))  # fmt: skip
    name = {"x": number("at", scale=scale, axis=axis), "y": at(height + 12), "text": {"field": "words"}}
    small: Look = {"fontSize": SMALL_PX, "fill": ink("ink-2")}
    return [
        layer("rect", band, data=ends, fill=ink("hair"), height=tall, yOffset=down),
        layer("tick", line, data=lines, color=ink("ink-2"), thickness=1, opacity=1, size=tall, yOffset=down,
              strokeDash=[3, 3]),
        *[layer("text", name, data=[row], align=align, xOffset=aside, **small) for row, align, aside in names],
        *_named_band(scale, height + 30, frame),
    ]  # fmt: skip


def _named_band(scale: Any, y: float, frame: Frame) -> list[Spec]:
    words = f"published {PUBLISHED[0]:g} to {PUBLISHED[1]:g}"
    low, high = scale["domain"]
    start = min(frame.plot - 20 - width_px(words, SMALL_PX), (PUBLISHED[0] - low) / (high - low) * frame.plot)
    return [
        layer("rect", {"x": at(start + 7), "y": at(y)}, data=[{}], width=14, height=10, fill=ink("hair"),
              stroke=ink("line"), strokeWidth=0.5),
        layer("text", {"x": at(start + 20), "y": at(y), "text": {"value": words}}, data=[{}], align="left",
              fontSize=SMALL_PX, fill=ink("ink-2")),
    ]  # fmt: skip


def _dots(scale: Any, axis: Any, y: Any, down: float) -> list[Spec]:
    line = {"x": number("lo", scale=scale, axis=axis), "x2": {"field": "hi"}, "y": y}
    dot = {"x": number("value", scale=scale, axis=axis), "y": y}
    found = []
    for bands, colour, fill, dash in (
        (("not-enough",), "line", ink("line"), dashed(False)),
        (("tentative",), "accent", pattern("fine", "accent"), dashed(True)),
        (("enough", "unknown"), "accent", ink("accent"), dashed(False)),
    ):
        mine = f"indexof({list(bands)!r}, datum.band) >= 0"
        found += [
            layer("rule", line, where=f"{mine} && isValid(datum.lo) && isValid(datum.hi)", stroke=ink(colour),
                  strokeWidth=2.5, yOffset=down, **dash),
            layer("point", dot, where=f"{mine} && isValid(datum.value)", shape="circle", size=120, opacity=1, fill=fill,
                  stroke=ink(colour), strokeWidth=2, yOffset=down),
        ]  # fmt: skip
    return found


def _ends(frame: Frame, y: Any) -> list[Spec]:
    """The value and its interval at the end of the row, or of its name."""
    end = frame.plot + frame.inset + frame.right
    up = 0 if frame.is_wide else -frame.step / 2 + 14
    small: Look = {"align": "right", "fontSize": SMALL_PX, "fill": ink("ink-3"), "yOffset": up}
    return [
        text(end - 84, y, "said", align="right", fontWeight=600, yOffset=up),
        layer("text", {"x": at(end), "y": y, "text": {"field": "between"}}, **small),
    ]
