"""Chart 1: a dot and its interval for each outlet, the rate of one label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import Chart, Column, Gate, Look, Setting, Spec, Table, figure
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
    short_ticks,
    spec,
    ticks,
    wide,
)
from annotator.charts.drawing import words as text
from annotator.charts.lettering import fit
from annotator.charts.look import SMALL_PX, LabelLook, ink, label_look, pattern
from core.stats.proportions import Estimate

ROOM_ABOVE = 1.6  # an interval longer than this many times the highest rate goes out of the picture, and says so
_COLUMNS = (
    Column("outlet", "Outlet"), Column("n_documents", "Articles", "count"), Column("n_marks", "Marks", "count"),
    Column("rate_per_1000", "Per 1,000 words", "rate"), Column("from", "Interval from", "rate"),
    Column("to", "to", "rate"), Column("reason", "Without interval, because"),
)  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """One outlet: `n` marks of the label in `n_documents`, and their rate per 1,000 words read."""

    outlet: Named
    n_documents: int
    n: int
    rate: Estimate

    @property
    def value(self) -> float | None:
        """The rate, if it is a number."""
        return figure(self.rate.value)

    @property
    def ends(self) -> tuple[float, float] | None:
        """Its interval, if it has one in numbers."""
        low, high = (figure(end) for end in self.rate.interval or (None, None))
        return None if low is None or high is None else (low, high)


def rate_chart(label: str, name: str, rates: Sequence[Rate], setting: Setting, *, place: int = 0) -> Chart:
    """The rate of one label, highest first. `label` is its key, `name` its name, `place` its place in the codebook."""
    rows = sorted(rates, key=lambda row: (row.value is None, -(row.value or 0.0)))
    drawn = [row for row in rows if row.value is not None]
    reason = setting.too_few or ("" if drawn else "No outlet has a rate: too little was read.")
    gate = setting.labels
    look = label_look(label, place, gate.band)
    measure = (
        "Marks per 1,000 words; a text counts once, for its origin. Line: 95 % interval over articles. "
        "Hollow: no interval, because the articles are too few or the marks stand in one."
    )
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(rows, look, gate, wide(right=104, step=42)), "narrow": _picture(rows, look, gate, narrow()),
    }  # fmt: skip
    return Chart(
        f"rate-{label}", f"{name} per 1,000 words read", _sentence(name, rows, drawn), setting.notes(measure, gate),
        _table(rows), reason=reason, **pictures,
    )  # fmt: skip


def _table(rows: Sequence[Rate]) -> Table:
    def line(row: Rate) -> list[str | int | float | None]:
        ends = row.ends or (None, None)
        return [row.outlet.title, row.n_documents, row.n, row.value, *ends, row.rate.reason or ""]

    return Table(_COLUMNS, [line(row) for row in rows])


def _sentence(name: str, rows: Sequence[Rate], drawn: Sequence[Rate]) -> str:
    if not drawn:
        return f"{name} per 1,000 words read: no outlet has a rate."
    ends = f"highest at {_said(drawn[0])}"
    if len(drawn) > 1:
        ends += f", lowest at {_said(drawn[-1])}"
    without = len(rows) - len(drawn)
    more = f"; {without} of {len(rows)} outlets {'has' if without == 1 else 'have'} no rate" if without else ""
    return f"{name} per 1,000 words read, in {len(rows)} outlets: {ends}{more}."


def _said(row: Rate) -> str:
    ends = row.ends
    between = f" (95 % interval {ends[0]:.1f} to {ends[1]:.1f})" if ends else f" (no interval: {row.rate.reason})"
    return f"{row.outlet.title}, {row.value or 0.0:.1f}{between}"


def _data(rows: Sequence[Rate], frame: Frame, highest: float) -> list[dict[str, Any]]:
    found = []
    for base, row in zip(named([row.outlet for row in rows], frame), rows, strict=True):
        value, ends = row.value, row.ends
        room = frame.plot if value is None else 0
        found.append({
            **base, "value": value, "lo": ends[0] if ends else None, "hi": ends[1] if ends else None,
            "drawn_hi": min(ends[1], highest) if ends else None, "beyond": bool(ends and ends[1] > highest),
            "to": f"to {ends[1]:.1f}" if ends else "", "n": f"n {row.n:,}",
            "shown": "" if value is None else f"{value:.1f}",
            "why": fit(row.rate.reason or "", room, SMALL_PX) if value is None else "",
        })  # fmt: skip
    return found


def _picture(rows: Sequence[Rate], look: LabelLook, gate: Gate, frame: Frame) -> Spec:
    values = [row.value or 0.0 for row in rows]
    ends = [row.ends[1] for row in rows if row.ends]
    marks = ticks(min(max([*values, *ends]), ROOM_ABOVE * max(values)), 6 if frame.is_wide else 5)
    data = _data(rows, frame, marks[-1])
    scale = {"domain": [0, marks[-1]]}
    axis = {"orient": "top", "title": None, "values": marks, "grid": frame.is_wide, "labelFlush": frame.is_tight}
    down = 0 if frame.is_wide else 14  # below the name
    y = rows_of(len(rows))
    tentative = gate.band == "tentative"
    line: Look = {"stroke": ink(look.token), "strokeWidth": 2.5, "yOffset": down}
    dot: Look = {
        "shape": look.shape, "size": 110, "opacity": 1, "stroke": ink(look.token), "strokeWidth": 2, "yOffset": down,
    }  # fmt: skip
    filled = pattern("fine", look.token) if tentative else ink(look.token)
    x = number("value", scale=scale, axis=axis)
    layers = [
        *names_of(frame, len(rows)),
        *([] if frame.is_wide else [short_ticks(marks, len(rows), down)]),
        layer(
            "rule", {"x": number("lo", scale=scale, axis=axis), "x2": {"field": "drawn_hi"}, "y": y},
            where="isValid(datum.lo)", **line, **dashed(tentative),
        ),
        layer("point", {"x": number("drawn_hi"), "y": y}, where="datum.beyond", shape="triangle-right", size=70,
              fill=ink(look.token), stroke=ink(look.token), opacity=1, yOffset=down),
        *on_paper(text(frame.plot - 10, y, "to", where="datum.beyond", align="right", fontSize=SMALL_PX,
                       fill=ink("ink-2"), yOffset=down + 11)),
        layer("point", {"x": x, "y": y}, where="isValid(datum.value) && isValid(datum.lo)", **dot, fill=filled),
        layer("point", {"x": x, "y": y}, where="isValid(datum.value) && !isValid(datum.lo)", **dot, fill=ink("paper")),
        *on_paper(text(6, y, "why", where="datum.why", align="left", fontSize=SMALL_PX, fill=ink("ink-3"),
                       yOffset=down)),
        *_numbers(frame, len(rows)),
    ]  # fmt: skip
    return spec(frame, data, layers, height=frame.step * len(rows), top=26)


def _numbers(frame: Frame, n_rows: int) -> list[Spec]:
    """The value and n at the end of the row, or of its name."""
    y = rows_of(n_rows)
    end = frame.plot + frame.inset + frame.right
    up = 0 if frame.is_wide else -frame.step / 2 + 14
    small: Look = {"align": "right", "fontSize": SMALL_PX, "fill": ink("ink-3"), "yOffset": up}
    return [
        text(end - 52, y, "shown", align="right", fontWeight=600, yOffset=up),
        layer("text", {"x": at(end), "y": y, "text": {"field": "n"}}, **small),
    ]
