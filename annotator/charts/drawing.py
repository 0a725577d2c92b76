"""The common ground of the charts: rows of names, in two widths, as parts of a Vega-Lite spec."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import Look, Spec
from annotator.charts.lettering import fit, lines, paragraphs
from annotator.charts.look import CONFIG, NAME_PX, SMALL_PX, ink

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
MARGIN = 24  # round a picture in a file
_TITLE_PX, _TITLE_LINE, _SUBTITLE_LINE, _SUBTITLE_PX = 17, 22, 17, 12

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """The pixels of one width: names in a column of their own, or (`names` 0) above what belongs to them.

    `beside_name` is what numbers take of the line of a name that stands above.
    """

    width: int
    names: int
    right: int
    step: int
    inset: int = 8
    beside_name: int = 110

    @property
    def plot(self) -> int:
        """Width of the drawn part."""
        return self.width - self.names - self.right - 2 * self.inset

    @property
    def is_wide(self) -> bool:
        """Whether names stand beside what belongs to them."""
        return self.names > 0

    @property
    def is_tight(self) -> bool:
        """Whether half a label of the axis would leave the picture."""
        return not self.is_wide and self.inset < 20

    @property
    def name_room(self) -> int:
        """How wide a name may be."""
        return self.names - 12 if self.names else self.width - self.beside_name


def wide(right: int = 96, step: int = 42, names: int = 212, inset: int = 8) -> Frame:
    """The frame for 720 pixels."""
    return Frame(720, names, right, step, inset)


def narrow(step: int = 60, inset: int = 8) -> Frame:
    """The frame for a phone, 328 pixels."""
    return Frame(328, 0, 0, step, inset)


@dataclass(frozen=True)
class Named:
    """An outlet as charts name it: its name, and by which way its words came here."""

    key: str
    name: str
    way: str = ""

    @property
    def title(self) -> str:
        """Both, for sentences and tables."""
        return f"{self.name}, {self.way}" if self.way else self.name


def named(rows: Sequence[Named], frame: Frame) -> list[dict[str, Any]]:
    """For each row its place, and its name cut to the room there is: in two lines where there is no way below it."""
    found = []
    for place, row in enumerate(rows):
        n_lines = 2 if frame.is_wide and not row.way else 1
        name, *more = lines(row.name, frame.name_room, NAME_PX, at_most=n_lines)
        found.append({
            "row": place, "outlet": row.title, "name": name, "more": more[0] if more else "",
            "way": fit(row.way, frame.name_room, SMALL_PX),
        })  # fmt: skip
    return found


# ---- Channels ----

PER_CENT = "round(datum.value * 100) + '\u00a0%'"


def number(field: str, **more: Any) -> Row:
    """A channel by a number of the data."""
    return {"field": field, "type": "quantitative", **more}


def at(px: float) -> Row:
    """A channel at a place in pixels."""
    return {"value": px}


def rows_of(n_rows: int) -> Row:
    """The rows, from the top down."""
    return {"field": "row", "type": "ordinal", "sort": None, "axis": None,
            "scale": {"domain": list(range(n_rows)), "padding": 0}}  # fmt: skip


def layer(
    mark: str, encoding: Mapping[str, Any], *, where: str = "", data: Sequence[Row] | None = None, **look: Any
) -> Spec:
    """One layer: a mark with its look, `where` its rows are chosen by an expression."""
    made: Spec = {"mark": {"type": mark, **look}, "encoding": dict(encoding)}
    if where:
        made["transform"] = [{"filter": where}]
    if data is not None:
        made["data"] = {"values": list(data)}
    return made


def words(x: float, y: Row, field: str, *, where: str = "", **look: Any) -> Spec:
    """Text of a field at a place."""
    return layer("text", {"x": at(x), "y": y, "text": {"field": field}}, where=where, **look)


def dashed(is_so: bool, *dash: int) -> Look:
    """A line in dashes, where that is so."""
    return {"strokeDash": list(dash or (5, 4))} if is_so else {}


def on_paper(text: Spec) -> list[Spec]:
    """Text that stands over lines, and the paper around its letters."""
    ground = {**text, "mark": {**text["mark"], "stroke": ink("paper"), "strokeWidth": 4, "strokeJoin": "round"}}
    return [ground, text]


def names_of(frame: Frame, n_rows: int) -> list[Spec]:
    """Names, the ways below them, and a hair line above each row but the first."""
    y, x = rows_of(n_rows), -frame.names - frame.inset
    rules = layer(
        "rule", {"x": at(x), "x2": at(frame.plot + frame.inset + frame.right), "y": {**y, "bandPosition": 0}},
        where="datum.row > 0", stroke=ink("hair"),
    )  # fmt: skip
    look: Look = {"fontSize": NAME_PX, "fontWeight": 600, "align": "left"}
    small: Look = {"fontSize": SMALL_PX, "fill": ink("ink-3"), "align": "left", "where": "datum.way"}
    if not frame.is_wide:
        top = -frame.step / 2 + 14
        return [rules, words(x, y, "name", yOffset=top, **look), words(x, y, "way", yOffset=top + 15, **small)]
    return [
        rules,
        words(x, y, "name", where="!datum.way && !datum.more", **look),
        words(x, y, "name", where="datum.way || datum.more", yOffset=-7, **look),
        words(x, y, "more", where="datum.more", yOffset=9, **look),
        words(x, y, "way", yOffset=9, **small),
    ]


def short_ticks(values: Sequence[float], n_rows: int, down: float) -> Spec:
    """Where names stand above their rows: a short line at each round number, so that none crosses a name."""
    data = [{"row": row, "tick": value} for row in range(n_rows) for value in values]
    encoding = {"x": number("tick"), "y": rows_of(n_rows)}
    return layer("tick", encoding, data=data, size=18, thickness=1, opacity=1, color=ink("hair"), yOffset=down)


# ---- The whole ----


def spec(
    frame: Frame, rows: Sequence[Row], layers: Iterable[Spec], *, height: float, top: int = 30, bottom: int = 8
) -> Spec:
    """A picture of exactly the frame's width; `top` is the room for an axis above."""
    return {
        "$schema": SCHEMA, "config": CONFIG, "background": "transparent", "autosize": {"type": "none"},
        "padding": {
            "left": frame.names + frame.inset, "right": frame.right + frame.inset, "top": top, "bottom": bottom,
        },
        "width": frame.plot, "height": height, "data": {"values": list(rows)}, "layer": list(layers),
    }  # fmt: skip


def titled(made: Spec, title: str, notes: Sequence[str]) -> Spec:
    """The picture for a file: its title and small print above it, paper round it."""
    room = made["width"] + made["padding"]["left"] + made["padding"]["right"]
    head = paragraphs([title], room, _TITLE_PX * 1.04)
    below = paragraphs(notes, room, _SUBTITLE_PX)
    tall = len(head) * _TITLE_LINE + len(below) * _SUBTITLE_LINE + 8
    padding = made["padding"]
    return {
        **made,
        "background": ink("paper"),
        "padding": {
            "left": padding["left"] + MARGIN, "right": padding["right"] + MARGIN,
            "top": padding["top"] + MARGIN + tall, "bottom": padding["bottom"] + MARGIN,
        },
        "title": {"text": head, "subtitle": below, "dx": -padding["left"]},
    }  # fmt: skip


def ticks(highest: float, about: int = 5) -> list[float]:
    """Round numbers from nought to at least the highest, a few.

    >>> ticks(54.4), ticks(0), ticks(0.37)
    ([0.0, 20.0, 40.0, 60.0], [0.0, 0.5, 1.0], [0.0, 0.1, 0.2, 0.3, 0.4])
    """
    highest = highest if highest > 0 else 1.0
    rough = highest / (about - 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    n_steps = math.ceil(highest / step - 1e-9)
    return [round(place * step, 10) for place in range(n_steps + 1)]
