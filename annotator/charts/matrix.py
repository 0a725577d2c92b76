"""Chart 4: outlets by roles. A cell is as dark as its share, says how many marks, and is hatched under five."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from annotator.charts.chart import FEW_MARKS, Cell, Chart, Column, Look, Setting, Spec, Table, percent
from annotator.charts.drawing import Frame, at, layer, named, names_of, narrow, number, rows_of, spec, wide, words
from annotator.charts.lettering import lines, width_px
from annotator.charts.look import SMALL_PX, ink, pattern
from annotator.charts.roles import KEY_LINE_PX, Roles, Rung, key_layer, key_lines, left_out

_COLUMNS = (
    Column("outlet", "Outlet"), Column("n_marks", "Marks with a role", "count"), Column("role", "Role"),
    Column("n_affirmed", "Affirmed", "count"), Column("share_affirmed", "Share", "share"),
    Column("n_other", "Not affirmed", "count"), Column("share_other", "Share", "share"),
)  # fmt: skip
# From which share on a cell has which ground, and whether its letters are paper: five steps that are told apart.
_STEPS = (
    (0.75, "rung-5", True), (0.5, "rung-4", True),
    (0.25, "rung-2", False), (0.1, "rung-1", False), (0.0, "rung-0", False),
)  # fmt: skip
_HEAD_LINE_PX = 13
_SAID = 6  # outlets that the sentence names
_GREY = 0.35  # how much of its ground a cell keeps where readers do not agree enough


def matrix_chart(rungs: Sequence[Rung], rows: Sequence[Roles], setting: Setting) -> Chart:
    """What is affirmed, in the order of outlets given; what is denied, doubted or asked stands beside it, uncounted."""
    shown = [row for row in rows if row.n]
    reason = setting.too_few or ("" if shown and rungs else "No mark states a role.")
    measure = (
        "Ground: share of the outlet’s marks that state a role. "
        f"Number: marks that affirm it, hatched under {FEW_MARKS}. "
        "In brackets: marks that deny it, call it unproven, or ask; the ground leaves them out."
    ) + left_out([row.outlet for row in rows if not row.n], "no such mark")
    band = setting.roles.band
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(rungs, shown, band, wide(right=52, step=42, names=176)),
        "narrow": _picture(rungs, shown, band, narrow(step=62 + 14 * any(row.outlet.way for row in shown))),
    }  # fmt: skip
    return Chart(
        "matrix", "Which role each outlet gives", _sentence(rungs, shown), setting.notes(measure, setting.roles),
        _table(rungs, rows), reason=reason, **pictures,
    )  # fmt: skip


def _table(rungs: Sequence[Rung], rows: Sequence[Roles]) -> Table:
    found: list[list[Cell]] = []
    for row in rows:
        for rung in rungs:
            said = row.of(rung)
            share = (said.affirmed, said.other) if row.n else (None, None)
            found.append([row.outlet.title, row.n, rung.words, said.n_affirmed, share[0], said.n_other, share[1]])
    return Table(_COLUMNS, found)


def _sentence(rungs: Sequence[Rung], shown: Sequence[Roles]) -> str:
    said = [
        f"{row.outlet.title}: {most.words}, {percent(row.of(most).affirmed)} of {row.n:,} marks"
        for row in shown if row.n >= FEW_MARKS
        for most in [max(rungs, key=lambda rung: row.of(rung).affirmed)] if row.of(most).n_affirmed
    ]  # fmt: skip
    if not said:
        return f"Roles by outlet: no outlet has {FEW_MARKS} marks that state a role."
    more = f"; and {len(said) - _SAID} more in the table" if len(said) > _SAID else ""
    return f"The role that each outlet affirms most. {'; '.join(said[:_SAID])}{more}."


def _picture(rungs: Sequence[Rung], shown: Sequence[Roles], band: str, frame: Frame) -> Spec:
    slot = (frame.plot + 2 * (frame.inset - 2)) / len(rungs)
    cells = [
        _cell(row, rung, place, column, slot, band)
        for place, row in enumerate(shown)
        for column, rung in enumerate(rungs)
    ]
    heads = _heads(rungs, slot, frame)
    n_head = max(len(head["lines"]) for head in heads)
    height = frame.step * len(shown)
    keys = [] if frame.is_wide else key_lines(rungs, frame.width)
    y = rows_of(len(shown))
    down = 0 if frame.is_wide else frame.step / 2 - 18
    data = [
        {**base, "n": f"n {row.n:,}"} for base, row in zip(named([r.outlet for r in shown], frame), shown, strict=True)
    ]
    layers = [
        *names_of(frame, len(shown)),
        *_grounds(cells, y, slot, band, down),
        *_numbers(cells, y, slot, down, frame),
        words(frame.plot + frame.inset + frame.right, y, "n", align="right", fontSize=SMALL_PX, fill=ink("ink-3"),
              yOffset=0 if frame.is_wide else -frame.step / 2 + 14),
        *_head_layers(heads, n_head),
        *_legend(height + 18, frame, band),
        key_layer(keys, frame, height + 44),
    ]  # fmt: skip
    return spec(
        frame, data, layers, height=height, top=n_head * _HEAD_LINE_PX + 16, bottom=34 + KEY_LINE_PX * len(keys)
    )  # fmt: skip


def _cell(row: Roles, rung: Rung, place: int, column: int, slot: float, band: str) -> dict[str, Any]:
    said = row.of(rung)
    token, is_dark = next((token, dark) for least, token, dark in _STEPS if said.affirmed >= least)
    few = 0 < said.n_affirmed < FEW_MARKS
    return {
        "row": place, "x": column * slot - 6 + 1, "middle": (column + 0.5) * slot - 6, "outlet": row.outlet.title,
        "role": rung.key, "share": said.affirmed, "n": said.n_affirmed, "n_other": said.n_other,
        "token": token if said.n_affirmed and not few else "", "few": few,
        "dark": is_dark and not few and band != "not-enough",
        "said": f"{said.n_affirmed:,}" if said.n_affirmed else "" if said.n_other else "–",
        "other": f"({said.n_other:,})" if said.n_other else "",
    }  # fmt: skip


def _grounds(cells: Sequence[dict[str, Any]], y: Any, slot: float, band: str, down: float) -> list[Spec]:
    tall = 30
    box = {"x": number("middle", scale=None, axis=None), "y": y}
    look: Look = {"width": slot - 2, "height": tall, "yOffset": down}
    grey: Look = {"fillOpacity": _GREY} if band == "not-enough" else {}
    found = [
        layer("rect", box, data=[cell for cell in cells if cell["token"] == token], fill=ink(token), **look, **grey)
        for token in dict.fromkeys(cell["token"] for cell in cells if cell["token"])
    ]
    if band == "tentative":
        shaded = [cell for cell in cells if cell["token"]]
        found.append(layer("rect", box, data=shaded, fill=pattern("veil", "paper"), fillOpacity=0.35, **look))
    few = [cell for cell in cells if cell["few"]]
    return [*found, layer("rect", box, data=few, fill=pattern("hatch", "ink-3"), fillOpacity=0.7, **look)]


def _numbers(cells: Sequence[dict[str, Any]], y: Any, slot: float, down: float, frame: Frame) -> list[Spec]:
    """Marks that affirm in the middle of the cell, all others small in its lower corner."""
    middle = {"x": number("middle", scale=None, axis=None), "y": y}
    said, other = {**middle, "text": {"field": "said"}}, {**middle, "text": {"field": "other"}}
    aside = 10 if frame.is_wide else 0
    found = []
    for dark in (True, False):
        own = [cell for cell in cells if cell["dark"] == dark]
        colour = ink("paper" if dark else "ink")
        both = [cell for cell in own if cell["said"] and cell["other"]]
        one = [cell for cell in own if not (cell["said"] and cell["other"])]
        up = 0 if frame.is_wide else -6
        found += [
            layer("text", said, data=one, fontWeight=600, fill=colour, yOffset=down),
            layer("text", other, data=one, fontSize=SMALL_PX, fill=colour, yOffset=down),
            layer("text", said, data=both, fontWeight=600, fill=colour, xOffset=-aside, yOffset=down + up),
            layer("text", other, data=both, fontSize=SMALL_PX, fill=colour, xOffset=aside + 4 * frame.is_wide,
                  yOffset=down - up + 1),
        ]  # fmt: skip
    return found


def _heads(rungs: Sequence[Rung], slot: float, frame: Frame) -> list[dict[str, Any]]:
    """Names of roles in lines, above their columns; on a phone their letters, and the names of those off the ladder."""
    found = []
    for column, rung in enumerate(rungs):
        text = f"{rung.key} {rung.name}" if rung.rank is not None else rung.name
        if not frame.is_wide and rung.rank is not None:
            text = rung.key
        found.append({"x": (column + 0.5) * slot - 6, "lines": lines(text, slot - 1, SMALL_PX * 0.95)})
    return found


def _head_layers(heads: Sequence[dict[str, Any]], n_lines: int) -> list[Spec]:
    data = [
        {"x": head["x"], "y": -14 - (len(head["lines"]) - 1 - place) * _HEAD_LINE_PX, "words": line}
        for head in heads for place, line in enumerate(head["lines"])
    ]  # fmt: skip
    encoding = {"x": number("x", scale=None, axis=None), "y": number("y", scale=None, axis=None),
                "text": {"field": "words"}}  # fmt: skip
    return [layer("text", encoding, data=data, fontSize=SMALL_PX, fill=ink("ink-2"))]


def _legend(y: float, frame: Frame, band: str) -> list[Spec]:
    """Which ground is which share."""
    steps = list(reversed(_STEPS))
    ends = [f"{100 * step[0]:.0f}" for step in steps[1:]]
    names = [f"0–{ends[0]} %", *(f"{low}–{high}" for low, high in pairwise(ends)), f"over {ends[-1]}"]
    x, data = -frame.names - frame.inset + 2.0, list[dict[str, Any]]()
    grey: Look = {"fillOpacity": _GREY} if band == "not-enough" else {}
    for (_, token, _), name in zip(steps, names, strict=True):
        data.append({"x": x + 8, "words": name, "start": x + 20, "token": token})
        x += 20 + width_px(name, SMALL_PX) + (14 if frame.is_wide else 6)
    box = {"x": number("x", scale=None, axis=None), "y": at(y)}
    swatches = [
        layer(
            "rect",
            box,
            data=[row],
            fill=ink(row["token"]),
            width=16,
            height=12,
            stroke=ink("line"),
            strokeWidth=0.5,
            **grey,
        )
        for row in data
    ]
    texts = {"x": number("start", scale=None, axis=None), "y": at(y), "text": {"field": "words"}}
    return [*swatches, layer("text", texts, data=data, align="left", fontSize=SMALL_PX, fill=ink("ink-2"))]
