"""Chart 8: whose words a text is made of, along its length."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.charts.chart import Chart, Column, Look, Spec, Table, percent
from annotator.charts.drawing import Frame, at, layer, number, spec
from annotator.charts.lettering import fit, width_px
from annotator.charts.look import NAME_PX, SMALL_PX, ink, pattern

_COLUMNS = (
    Column("from", "From", "count"), Column("to", "To", "count"), Column("origin", "Origin"), Column("about", "What"),
    Column("wording", "Wording"), Column("share_of_text", "Of the text", "share"),
)  # fmt: skip
_BAR_PX, _LINE_PX, _GAP_PX, _LEAST_PX = 44, 24, 2, 1.5
_RAMP = ("rung-2", "rung-4", "rung-1", "rung-5")  # neighbours differ in weight, and a number is readable on each
_DARK = {"rung-4", "rung-5"}
_VEIL = 0.3  # how strong the lines of a hatch are


@dataclass(frozen=True)
class Piece:
    """A stretch of the text (code points, half-open): whose words, and how far the wording is theirs.

    `about` says what it is, for instance its title. `own`: the words of whoever published the whole. `is_left_out`: not
    part of the article. `is_exact`: nothing is known against the wording.
    """

    start: int
    end: int
    origin: str
    wording: str
    about: str = ""
    own: bool = False
    is_exact: bool = True
    is_left_out: bool = False


def provenance_chart(length: int, pieces: Sequence[Piece], notes: Sequence[str]) -> Chart:
    """The pieces of a text of `length` code points, in its order. Words where there is no piece."""
    rows = sorted(pieces, key=lambda piece: piece.start)
    reason = "" if rows and length else "Nothing is known of where this text is from."
    measure = (
        "The text from its beginning to its end, as wide as it has characters. Hatched: the wording is not checked "
        "against its origin. Dotted outline: not part of the article."
    )
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(length, rows, Frame(720, 0, 0, 0, inset=2)),
        "narrow": _picture(length, rows, Frame(328, 0, 0, 0, inset=2)),
    }  # fmt: skip
    return Chart(
        "origins", "Whose words this text is made of", _sentence(length, rows), (measure, *notes), Table(_COLUMNS, [
            [row.start, row.end, row.origin, row.about, row.wording, (row.end - row.start) / length if length else None]
            for row in rows
        ]), reason=reason, **pictures,
    )  # fmt: skip


def _sentence(length: int, rows: Sequence[Piece]) -> str:
    by_origin: dict[str, int] = {}
    for row in rows:
        by_origin[row.origin] = by_origin.get(row.origin, 0) + row.end - row.start
    if not by_origin or not length:
        return "Nothing is known of where this text is from."
    ordered = sorted(by_origin.items(), key=lambda pair: -pair[1])
    said = ", ".join(f"{origin} {percent(n / length)}" for origin, n in ordered)
    return f"Of {length:,} characters: {said}."


@dataclass(frozen=True)
class _Kind:
    """Pieces that are alike have one number, one colour and one line below the bar."""

    number: str
    token: str
    piece: Piece

    @property
    def is_dark(self) -> bool:
        return self.token in _DARK

    @property
    def is_veiled(self) -> bool:
        return not (self.piece.is_exact or self.piece.is_left_out)


def _alike(row: Piece) -> Piece:
    """What a line below the bar says of a piece; what is left out is one line, however often something is."""
    return replace(row, start=0, end=0, about="" if row.is_left_out else row.about)


def _kinds(rows: Sequence[Piece]) -> dict[Piece, _Kind]:
    origins = list(dict.fromkeys(row.origin for row in rows if not row.own and not row.is_left_out))

    def token(row: Piece) -> str:
        if row.is_left_out:
            return "sunken"
        return "against" if row.own else _RAMP[origins.index(row.origin) % len(_RAMP)]

    alike = dict.fromkeys(_alike(row) for row in rows)
    return {row: _Kind(str(place + 1), token(row), row) for place, row in enumerate(alike)}


def _picture(length: int, rows: Sequence[Piece], frame: Frame) -> Spec:
    kinds, px_of_one = _kinds(rows), frame.plot / length
    data: list[dict[str, Any]] = []
    for row in rows:
        kind = kinds[_alike(row)]
        room = (row.end - row.start) * px_of_one
        data.append({
            "start": row.start, "end": row.end,
            "drawn": max(row.end - _GAP_PX / px_of_one, row.start + _LEAST_PX / px_of_one),
            "middle": (row.start + row.end) / 2, "origin": row.origin, "wording": row.wording, "kind": kind.number,
            "number": kind.number if room > width_px(kind.number, NAME_PX) + 6 else "",
        })  # fmt: skip
    scale = {"domain": [0, length], "nice": False}
    layers = [*_bar(data, list(kinds.values()), scale), *_legend(list(kinds.values()), frame)]
    return spec(frame, data, layers, height=_BAR_PX + 16 + _LINE_PX * len(kinds), top=6, bottom=6)


def _bar(data: Sequence[dict[str, Any]], kinds: Sequence[_Kind], scale: Any) -> list[Spec]:
    box = {"x": number("start", scale=scale, axis=None), "x2": {"field": "drawn"}, "y": at(0), "y2": at(_BAR_PX)}
    text = {"x": number("middle", scale=scale, axis=None), "y": at(_BAR_PX / 2), "text": {"field": "number"}}
    found = []
    for kind in kinds:
        own = [row for row in data if row["kind"] == kind.number]
        found.append(layer("rect", box, data=own, fill=ink(kind.token), **_edge(kind)))
        if kind.is_veiled:
            found.append(layer("rect", box, data=own, fill=pattern("veil", "paper"), fillOpacity=_VEIL))
        found.append(layer("text", text, data=own, fontWeight=600, fill=ink("paper" if kind.is_dark else "ink")))
    return found


def _edge(kind: _Kind) -> dict[str, Any]:
    return {"stroke": ink("ink-3"), "strokeDash": [2, 2]} if kind.piece.is_left_out else {}


def _legend(kinds: Sequence[_Kind], frame: Frame) -> list[Spec]:
    """A line for each kind of piece: its number, its colour, whose it is, what it is, how exact."""
    after = 56 + min(max(width_px(kind.piece.origin, NAME_PX) for kind in kinds), frame.plot * 0.5)
    lines: list[dict[str, Any]] = []
    for place, kind in enumerate(kinds):
        about = " · ".join(part for part in (kind.piece.wording, kind.piece.about) if part)
        lines.append({
            "y": _BAR_PX + 22 + (place + 0.5) * _LINE_PX, "number": kind.number,
            "name": fit(kind.piece.origin, frame.plot * 0.5, NAME_PX),
            "about": fit(about, frame.plot - after, SMALL_PX),
        })  # fmt: skip
    swatches = []
    for kind, line in zip(kinds, lines, strict=True):
        spot: Look = {"x": at(30), "y": at(line["y"])}
        edge = _edge(kind) or {"stroke": ink("line"), "strokeWidth": 0.5}
        swatches.append(layer("rect", spot, data=[line], fill=ink(kind.token), width=14, height=14, **edge))
        if kind.is_veiled:
            veil = pattern("veil", "paper")
            swatches.append(layer("rect", spot, data=[line], fill=veil, fillOpacity=_VEIL, width=14, height=14))
    y = number("y", scale=None, axis=None)
    small: Look = {"align": "left", "fontSize": SMALL_PX, "fill": ink("ink-2")}
    return [
        layer("text", {"x": at(0), "y": y, "text": {"field": "number"}}, data=lines, **small),
        *swatches,
        layer("text", {"x": at(44), "y": y, "text": {"field": "name"}}, data=lines, align="left", fontSize=NAME_PX,
              fontWeight=600),
        layer("text", {"x": at(after), "y": y, "text": {"field": "about"}}, data=lines, **small),
    ]  # fmt: skip
