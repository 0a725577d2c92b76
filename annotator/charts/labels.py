"""Chart 2: what share of an outlet's marks each label has, the first to the left of a line, the others to its right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import Chart, Column, Setting, Spec, Table, part_of_one, percent
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
    words,
)
from annotator.charts.lettering import width_px
from annotator.charts.look import SMALL_PX, TEXT_PX, LabelLook, ink, label_look, pattern

BAR_PX, LINE_PX = 22, 3
LINE_DOWN_PX = 12  # from the middle of a bar. All places of wavy lines are multiples of six, the height of a wave
_GAP = 2  # between two parts of a bar


@dataclass(frozen=True)
class Mix:
    """One outlet: for each label its marks and its share of all (None where nothing was marked)."""

    outlet: Named
    labels: Mapping[str, tuple[int, float | None]]

    @property
    def n(self) -> int:
        """Marks of all labels."""
        return sum(n for n, _ in self.labels.values())

    def share(self, key: str) -> float | None:
        """The share of a label, if it is a number."""
        return part_of_one(self.labels[key][1]) if key in self.labels else None


def label_chart(names: Mapping[str, str], mixes: Sequence[Mix], setting: Setting) -> Chart:
    """Shares of the labels in the codebook's order; `names` are theirs by key. Most of the first label comes first."""
    first = next(iter(names), "")
    rows = sorted(mixes, key=lambda row: (row.n == 0, -(row.share(first) or 0.0)))
    drawn = [row for row in rows if row.share(first) is not None]
    reason = setting.too_few or ("" if drawn else "Nothing is marked.")
    looks = {key: label_look(key, place, setting.labels.band) for place, key in enumerate(names)}
    measure = (
        f"{names.get(first, '')} to the left of the line, {_listed(list(names.values())[1:])} to its right. "
        "A label says whether a basis is given, not whether it is true."
    )
    hatched = setting.labels.band == "tentative"
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(rows, names, looks, wide(right=60), hatched=hatched),
        "narrow": _picture(rows, names, looks, narrow(), hatched=hatched),
    }  # fmt: skip
    return Chart(
        "labels", f"{_listed(list(names.values())).capitalize()}: shares of all marks", _sentence(names, drawn),
        setting.notes(measure, setting.labels), _table(rows, names), reason=reason, **pictures,
    )  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    small = [name.lower() for name in names]
    return " and ".join([", ".join(small[:-1]), small[-1]]) if len(small) > 1 else "".join(small)


def _table(rows: Sequence[Mix], names: Mapping[str, str]) -> Table:
    columns = [Column("outlet", "Outlet"), Column("n_marks", "Marks", "count")]
    for key, name in names.items():
        columns += [Column(f"n_{key}", name, "count"), Column(f"share_{key}", "Share", "share")]
    cells = [
        [
            row.outlet.title,
            row.n,
            *(cell for key in names for cell in (row.labels.get(key, (0, None))[0], row.share(key))),
        ]
        for row in rows
    ]
    return Table(columns, cells)


def _sentence(names: Mapping[str, str], drawn: Sequence[Mix]) -> str:
    if not drawn:
        return "Shares of the labels: nothing is marked."
    said = []
    for key, name in names.items():
        by_share = sorted(drawn, key=lambda row: row.share(key) or 0.0)
        low, high = by_share[0], by_share[-1]
        ends = f"from {percent(low.share(key) or 0.0)} ({low.outlet.title}) to " if low is not high else ""
        said.append(f"{name.lower()} {ends}{percent(high.share(key) or 0.0)} ({high.outlet.title})")
    return f"Share of all marks in {len(drawn)} outlets: {'; '.join(said)}."


def _parts(rows: Sequence[Mix], names: Mapping[str, str], px_of_one: float) -> list[dict[str, Any]]:
    """A part for each label that an outlet has: where it begins and ends, in shares from the line."""
    found = []
    for place, row in enumerate(rows):
        x = -(row.share(next(iter(names))) or 0.0)
        for key in names:
            share = row.share(key) or 0.0
            if share > 0:
                said = percent(share)
                room = share * px_of_one - 8
                found.append({
                    "row": place, "outlet": row.outlet.title, "label": key, "n": row.labels[key][0], "share": share,
                    "from": x, "to": x + share, "middle": x + share / 2,
                    "said": said if width_px(said, SMALL_PX) <= room else "",
                })  # fmt: skip
            x += share
    return found


def _picture(
    rows: Sequence[Mix], names: Mapping[str, str], looks: Mapping[str, LabelLook], frame: Frame, *, hatched: bool
) -> Spec:
    first = next(iter(names))
    left = max(row.share(first) or 0.0 for row in rows) or 0.02
    right = max(1 - (row.share(first) or 0.0) if row.n else 0.0 for row in rows) or 0.02
    px_of_one = frame.plot / (left + right)
    scale = {"domain": [-left, right], "nice": False}
    parts = _parts(rows, names, px_of_one)
    down = 0 if frame.is_wide else 9
    data = [
        {**base, "n": f"n {row.n:,}", "why": "" if row.n else "nothing was marked"}
        for base, row in zip(named([row.outlet for row in rows], frame), rows, strict=True)
    ]
    y, end = rows_of(len(rows)), frame.plot + frame.inset + frame.right
    layers = names_of(frame, len(rows))
    for key in names:
        own = [part for part in parts if part["label"] == key]
        layers += _label_layers(own, looks[key], y, scale, down, hatched=hatched)
    layers += [
        layer("tick", {"x": {"datum": 0, "type": "quantitative", "scale": scale, "axis": None}, "y": y},
              size=frame.step if frame.is_wide else 30, thickness=1, opacity=1, color=ink("ink"), yOffset=down),
        words(end, y, "n", align="right", fontSize=SMALL_PX, fill=ink("ink-3"),
              yOffset=0 if frame.is_wide else -frame.step / 2 + 14),
        *on_paper(words(left * px_of_one + 8, y, "why", where="datum.why", align="left", fontSize=SMALL_PX,
                        fill=ink("ink-3"), yOffset=down)),
        *_heads(names, looks, left * px_of_one),
    ]  # fmt: skip
    return spec(frame, data, layers, height=frame.step * len(rows), top=34)


def _label_layers(
    own: Sequence[dict[str, Any]], look: LabelLook, y: Any, scale: Any, down: float, *, hatched: bool
) -> list[Spec]:
    """The parts of one label: its tint, the line under it, its share."""
    x = {"x": number("from", scale=scale, axis=None), "x2": {"field": "to"}, "y": y}
    fill = pattern("hatch", look.token) if hatched else ink(look.tint)
    said = {"x": number("middle", scale=scale, axis=None), "y": y, "text": {"field": "said"}}
    return [
        layer("bar", x, data=own, height=BAR_PX, fill=fill, stroke=ink("paper"), strokeWidth=_GAP, yOffset=down),
        underline(x, look, own, down + LINE_DOWN_PX),
        layer("text", said, data=own, fontSize=SMALL_PX, fontWeight=600, fill=ink("ink"), yOffset=down - 1),
    ]


def underline(x: Any, look: LabelLook, data: Sequence[dict[str, Any]], down: float) -> Spec:
    """The line under a label's marks as the article draws it: solid, dashed or wavy."""
    if look.line == "wavy":
        return layer("bar", x, data=data, height=6, fill=pattern("wave", look.token), yOffset=down)
    return layer(
        "rule",
        x,
        data=data,
        stroke=ink(look.token),
        strokeWidth=LINE_PX,
        yOffset=down,
        **dashed(look.line == "dashed", 8, 4),
    )


def _heads(names: Mapping[str, str], looks: Mapping[str, LabelLook], zero_px: float) -> list[Spec]:
    """The names of the labels above the bars, each over its line."""
    found, x = [], zero_px + 8
    for place, (key, name) in enumerate(names.items()):
        wide_px = width_px(name, TEXT_PX)
        start = zero_px - 8 - wide_px if place == 0 else x
        row = [{"name": name, "from": start, "to": start + wide_px}]
        ends = {"x": {"field": "from", "type": "quantitative", "scale": None},
                "x2": {"field": "to"}, "y": at(-9)}  # fmt: skip
        found += [
            layer("text", {"x": at(start), "y": at(-20), "text": {"field": "name"}}, data=row, align="left",
                  fontWeight=600, fill=ink(looks[key].word)),
            underline(ends, looks[key], row, 0),
        ]  # fmt: skip
        x += 0 if place == 0 else wide_px + 18
    return found
