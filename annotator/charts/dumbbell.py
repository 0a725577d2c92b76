"""Chart 5: own voice against quoted voices, two dots an outlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import FEW_MARKS, Chart, Column, Look, Setting, Spec, Table, part_of_one, percent
from annotator.charts.drawing import (
    PER_CENT,
    Frame,
    Named,
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
    words,
)
from annotator.charts.look import SMALL_PX, ink, pattern
from annotator.charts.roles import Roles, Rung, left_out

_COLUMNS = (
    Column("outlet", "Outlet"), Column("n_own", "Own voice, marks", "count"), Column("share_own", "Share", "share"),
    Column("n_quoted", "Quoted voices, marks", "count"), Column("share_quoted", "Share", "share"),
)  # fmt: skip
OWN, QUOTED = "own", "quoted"
HIGH_RANK = 4


@dataclass(frozen=True)
class Voiced:
    """A share among `n` marks of one voice; None where there are none."""

    n: int
    share: float | None

    @property
    def drawn(self) -> float | None:
        """The share, if there are enough marks to draw it."""
        return part_of_one(self.share) if self.n >= FEW_MARKS else None


@dataclass(frozen=True)
class Pair:
    """One outlet: the same share in its own voice and in the voices it quotes."""

    outlet: Named
    own: Voiced
    quoted: Voiced


def pairs_of(panels: Sequence[Roles], rungs: Sequence[Rung]) -> list[Pair]:
    """Of each outlet the share of marks that affirm a role high on the ladder (rank four and above), by voice."""
    high = [rung for rung in rungs if rung.rank is not None and rung.rank >= HIGH_RANK]
    by_place = {(panel.outlet, panel.voice): panel for panel in panels}

    def voiced(outlet: Named, voice: str) -> Voiced:
        panel = by_place.get((outlet, voice))
        if panel is None or not panel.n:
            return Voiced(0, None)
        return Voiced(panel.n, sum(panel.of(rung).affirmed for rung in high))

    return [
        Pair(outlet, voiced(outlet, OWN), voiced(outlet, QUOTED))
        for outlet in dict.fromkeys(panel.outlet for panel in panels)
    ]


def voice_chart(what: str, pairs: Sequence[Pair], setting: Setting) -> Chart:
    """`what` is counted, as in "affirm R4 or above". The widest lead of the own voice comes first."""
    rows = sorted(pairs, key=lambda pair: (_lead(pair) is None, _has_none(pair), -(_lead(pair) or 0.0)))
    drawn = [pair for pair in rows if not _has_none(pair)]
    reason = setting.too_few or ("" if drawn else f"No outlet has {FEW_MARKS} marks in one voice that state a role.")
    measure = (
        f"Share of the marks stating a role that {what}. Filled: in the outlet’s own voice. "
        "Hollow: in voices that it quotes. "
        f"A voice with fewer than {FEW_MARKS} such marks has no dot."
    ) + left_out([pair.outlet for pair in rows if _has_none(pair)], f"fewer than {FEW_MARKS} in each voice")
    band = setting.roles.band
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(drawn, band, wide(right=120, names=190, inset=36)),
        "narrow": _picture(drawn, band, narrow(inset=38)),
    }  # fmt: skip
    return Chart(
        "voices", "Said by the outlet, or by those it quotes", _sentence(what, rows),
        setting.notes(measure, setting.roles), Table(_COLUMNS, [
            [pair.outlet.title, pair.own.n, part_of_one(pair.own.share), pair.quoted.n, part_of_one(pair.quoted.share)]
            for pair in rows
        ]), reason=reason, **pictures,
    )  # fmt: skip


def _lead(pair: Pair) -> float | None:
    """By how much the own voice says it more often than the quoted ones."""
    own, quoted = pair.own.drawn, pair.quoted.drawn
    return None if own is None or quoted is None else own - quoted


def _has_none(pair: Pair) -> bool:
    return pair.own.drawn is None and pair.quoted.drawn is None


def _sentence(what: str, rows: Sequence[Pair]) -> str:
    both = [pair for pair in rows if _lead(pair) is not None]
    if not both:
        return f"Own against quoted voices: no outlet has {FEW_MARKS} marks of each that state a role."
    ends = [both[0], both[-1]] if len(both) > 1 else both
    said = [
        f"{pair.outlet.title}, {percent(pair.own.drawn or 0.0)} in its own voice against "
        f"{percent(pair.quoted.drawn or 0.0)} in quoted voices" for pair in ends
    ]  # fmt: skip
    return f"Share of marks that {what}, from the widest lead of the own voice to the other end: {'; '.join(said)}."


def _data(rows: Sequence[Pair], frame: Frame) -> list[dict[str, Any]]:
    found = []
    for base, pair in zip(named([pair.outlet for pair in rows], frame), rows, strict=True):
        own, quoted = pair.own.drawn, pair.quoted.drawn
        found.append({
            **base, "own": own, "quoted": quoted,
            "own_said": "" if own is None else percent(own), "quoted_said": "" if quoted is None else percent(quoted),
            "own_first": own is not None and (quoted is None or own < quoted),
            "n": f"n {pair.own.n:,} own, {pair.quoted.n:,} quoted",
        })  # fmt: skip
    return found


def _picture(rows: Sequence[Pair], band: str, frame: Frame) -> Spec:
    most = max(value for pair in rows for value in (pair.own.drawn, pair.quoted.drawn) if value is not None)
    marks = ticks(min(1.0, most * 1.12), 6 if frame.is_wide else 5)
    scale = {"domain": [0, marks[-1]], "nice": False}
    axis = {"orient": "top", "title": None, "values": marks, "labelExpr": PER_CENT, "grid": frame.is_wide,
            "labelFlush": frame.is_tight}  # fmt: skip
    y, down = rows_of(len(rows)), 0 if frame.is_wide else 14
    colour = ink("line" if band == "not-enough" else "accent")
    filled = pattern("fine", "accent") if band == "tentative" else colour
    own, quoted = number("own", scale=scale, axis=axis), number("quoted", scale=scale, axis=axis)
    dot: Look = {"shape": "circle", "opacity": 1, "stroke": colour, "strokeWidth": 2, "yOffset": down}
    layers = [
        *names_of(frame, len(rows)),
        *([] if frame.is_wide else [short_ticks(marks, len(rows), down)]),
        layer("rule", {"x": own, "x2": {"field": "quoted"}, "y": y},
              where="isValid(datum.own) && isValid(datum.quoted)", stroke=colour, strokeWidth=2, yOffset=down,
              **dashed(band == "tentative", 4, 3)),
        *_said(own, quoted, y, down),
        layer("point", {"x": quoted, "y": y}, where="isValid(datum.quoted)", fill=ink("paper"), size=190, **dot),
        layer("point", {"x": own, "y": y}, where="isValid(datum.own)", fill=filled, size=80, **dot),
        words(frame.plot + frame.inset + frame.right, y, "n", align="right", fontSize=SMALL_PX, fill=ink("ink-3"),
              yOffset=0 if frame.is_wide else -frame.step / 2 + 14),
    ]  # fmt: skip
    return spec(frame, _data(rows, frame), layers, height=frame.step * len(rows), top=26)


def _said(own: Any, quoted: Any, y: Any, down: float) -> list[Spec]:
    """The shares beside their dots, on the far side of each."""
    found = []
    for x, field, weight in ((own, "own", 600), (quoted, "quoted", 400)):
        first = "datum.own_first" if field == "own" else "!datum.own_first"
        for where, align, aside in ((first, "right", -12), (f"!({first})", "left", 12)):
            said = {"x": x, "y": y, "text": {"field": f"{field}_said"}}
            look: Look = {"align": align, "xOffset": aside, "yOffset": down, "fontSize": SMALL_PX, "fontWeight": weight}
            found += on_paper(layer("text", said, where=f"isValid(datum.{field}) && {where}", **look))
    return found
