"""Chart 3: the ladder of roles for each outlet and voice, affirmed above a line, all other stances below it."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.charts.chart import FEW_MARKS, Cell, Chart, Column, Setting, Spec, Table, percent
from annotator.charts.drawing import Frame, layer, named, names_of, narrow, number, spec, wide
from annotator.charts.look import NAME_PX, SMALL_PX, ink, pattern
from annotator.charts.roles import KEY_LINE_PX, Roles, Rung, key_layer, key_lines, left_out

_COLUMNS = (
    Column("outlet", "Outlet"), Column("voice", "Voice"), Column("role", "Role"),
    Column("n_affirmed", "Affirmed", "count"), Column("share_affirmed", "Share", "share"),
    Column("n_other", "Not affirmed", "count"), Column("share_other", "Share", "share"),
)  # fmt: skip
_BARS_PX = 62  # all bars of a row, both ways
_LABEL_PX = 18  # a number over or under a bar
_FACT_PX = 14  # a line of words above the bars
_GAP = 24


def ladder_chart(rungs: Sequence[Rung], voices: Mapping[str, str], panels: Sequence[Roles], setting: Setting) -> Chart:
    """Panels in the order of outlets and voices given; `voices` are names by key. Ranked roles make the ladder."""
    ladder = [rung for rung in rungs if rung.rank is not None]
    drawn = [panel for panel in panels if panel.n >= FEW_MARKS]
    outlets = list(dict.fromkeys(panel.outlet for panel in drawn))
    shown = [panel for panel in panels if panel.outlet in outlets]
    reason = setting.too_few or ("" if drawn and ladder else f"No outlet has {FEW_MARKS} marks that state a role.")
    measure = (
        "Per cent of the marks that state a role. Above the line: affirmed. Below it, hollow: denied, called "
        "unproven, or asked; these never add up."
    ) + left_out(
        [panel.outlet for panel in panels if panel.outlet not in outlets], f"fewer than {FEW_MARKS} such marks"
    )
    band = setting.roles.band
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(rungs, voices, shown, band, wide(right=0, step=118, names=186)),
        "narrow": _picture(rungs, voices, shown, band, narrow(step=154 + 14 * any(row.way for row in outlets))),
    }  # fmt: skip
    return Chart(
        "roles", "Which role is given, by whose voice", _sentence(ladder, voices, drawn),
        setting.notes(measure, setting.roles), _table(rungs, voices, panels), reason=reason, **pictures,
    )  # fmt: skip


def _table(rungs: Sequence[Rung], voices: Mapping[str, str], panels: Sequence[Roles]) -> Table:
    rows: list[list[Cell]] = []
    for panel in panels:
        for rung in rungs:
            said = panel.of(rung)
            share = (said.affirmed, said.other) if panel.n else (None, None)
            rows.append([panel.outlet.title, voices[panel.voice], rung.words,
                         said.n_affirmed, share[0], said.n_other, share[1]])  # fmt: skip
    return Table(_COLUMNS, rows)


def _sentence(ladder: Sequence[Rung], voices: Mapping[str, str], drawn: Sequence[Roles]) -> str:
    if not drawn or not ladder:
        return "Roles by voice: too few marks state a role."
    top = max(ladder, key=lambda rung: rung.rank or 0)
    found = []
    for key, name in voices.items():
        own = [panel for panel in drawn if panel.voice == key and panel.of(top).n_affirmed]
        if own:
            most = max(own, key=lambda panel: panel.of(top).affirmed)
            found.append(f"in {name.lower()} most often by {most.outlet.title} "
                         f"({percent(most.of(top).affirmed)} of {most.n:,} marks)")  # fmt: skip
        else:
            found.append(f"in {name.lower()} by no outlet")
    return f"{top.words[:1].upper()}{top.words[1:]} is affirmed {', '.join(found)}."


def _picture(
    rungs: Sequence[Rung], voices: Mapping[str, str], panels: Sequence[Roles], band: str, frame: Frame
) -> Spec:
    ladder = [rung for rung in rungs if rung.rank is not None]
    outlets = list(dict.fromkeys(panel.outlet for panel in panels))
    width = (frame.plot - _GAP * (len(voices) - 1)) / max(1, len(voices))
    lefts = {key: place * (width + _GAP) for place, key in enumerate(voices)}
    scale = _Scale(panels, ladder, frame, width / max(1, len(ladder)))
    bars, facts = [], []
    for panel in panels:
        left, row = lefts[panel.voice], outlets.index(panel.outlet)
        facts += _facts(panel, rungs, left, scale.top(row), frame)
        if panel.n >= FEW_MARKS:
            bars += _bars(panel, ladder, voices[panel.voice], left, row, scale)
    grounds = [
        {"x": lefts[panel.voice], "x2": lefts[panel.voice] + width, "y": scale.base(outlets.index(panel.outlet))}
        for panel in panels if panel.n >= FEW_MARKS
    ]  # fmt: skip
    height = frame.step * len(outlets)
    keys = key_lines(rungs, frame.width)
    layers = [
        *names_of(frame, len(outlets)),
        *_bar_layers(bars, scale, band),
        layer("rule", {"x": _px("x"), "x2": {"field": "x2"}, "y": _px("y")}, data=grounds, stroke=ink("line")),
        *_texts(facts),
        *_heads(ladder, voices, lefts, scale.slot),
        key_layer(keys, frame, height + 16),
    ]
    return spec(frame, named(outlets, frame), layers, height=height, top=46, bottom=12 + KEY_LINE_PX * len(keys))


class _Scale:
    """Pixels of shares: the same in every panel, so that bars can be compared across all of them."""

    def __init__(self, panels: Sequence[Roles], ladder: Sequence[Rung], frame: Frame, slot: float) -> None:
        said = [panel.of(rung) for panel in panels if panel.n >= FEW_MARKS for rung in ladder]
        self.up = max((row.affirmed for row in said), default=0.0)
        self.down = max((row.other for row in said), default=0.0)
        self.of_one = _BARS_PX / max(self.up + self.down, 0.05)
        self.step, self.slot = frame.step, slot
        ways = any(panel.outlet.way for panel in panels)
        self.head = 0 if frame.is_wide else 22 + 14 * ways  # where the name stands above
        self.n_facts = 1 if frame.is_wide else 2

    def top(self, row: int) -> float:
        """Where a row begins, below its name."""
        return row * self.step + self.head

    def base(self, row: int) -> float:
        """The line that parts what is affirmed from what is not."""
        return self.top(row) + self.n_facts * _FACT_PX + _LABEL_PX + self.up * self.of_one


def _bars(
    panel: Roles, ladder: Sequence[Rung], voice: str, left: float, row: int, scale: _Scale
) -> list[dict[str, Any]]:
    found, base = [], scale.base(row)
    for place, rung in enumerate(ladder):
        said = panel.of(rung)
        x = left + place * scale.slot
        for is_affirmed, share, n in ((True, said.affirmed, said.n_affirmed), (False, said.other, said.n_other)):
            if n:
                end = base - share * scale.of_one if is_affirmed else base + share * scale.of_one
                found.append({
                    "outlet": panel.outlet.title, "voice": voice, "role": rung.key, "affirmed": is_affirmed,
                    "share": share, "n": n, "token": rung.token,
                    "said": percent(share).removesuffix("\u00a0%"),
                    "x": x + 3, "x2": x + scale.slot - 3, "middle": x + scale.slot / 2, "y": base, "y2": end,
                    "label": end - 7 if is_affirmed else end + 8,
                })  # fmt: skip
    return found


def _bar_layers(bars: Sequence[dict[str, Any]], scale: _Scale, band: str) -> list[Spec]:
    box = {"x": _px("x"), "x2": {"field": "x2"}, "y": _px("y"), "y2": {"field": "y2"}}
    affirmed = [bar for bar in bars if bar["affirmed"]]
    layers = []
    for token in dict.fromkeys(bar["token"] for bar in affirmed):
        own = [bar for bar in affirmed if bar["token"] == token]
        fill = ink("hair" if band == "not-enough" else token)
        layers.append(layer("rect", box, data=own, fill=fill, stroke=ink("line"), strokeWidth=1))
    if band == "tentative":
        layers.append(layer("rect", box, data=affirmed, fill=pattern("veil", "paper"), stroke=ink("line")))
    hollow = [bar for bar in bars if not bar["affirmed"]]
    said = {"x": _px("middle"), "y": _px("label"), "text": {"field": "said"}}
    return [
        *layers,
        layer("rect", box, data=hollow, fill=ink("paper"), stroke=ink("ink-3"), strokeWidth=1, strokeDash=[2, 2]),
        layer("text", said, data=affirmed, fontSize=SMALL_PX, fontWeight=600),
        layer("text", said, data=hollow, fontSize=SMALL_PX, fill=ink("ink-2")),
    ]


def _facts(panel: Roles, rungs: Sequence[Rung], left: float, top: float, frame: Frame) -> list[dict[str, Any]]:
    """How many marks, and what stands off the ladder, in words."""
    off = [(rung, panel.of(rung)) for rung in rungs if rung.rank is None]
    words = [f"n {panel.n:,}" if panel.n >= FEW_MARKS or not panel.n else f"n {panel.n}: too few to draw"]
    words += [f"{percent(said.affirmed)} {rung.name}" for rung, said in off if said.n_affirmed and panel.n >= FEW_MARKS]
    if frame.is_wide:
        words = [" · ".join(words)]
    return [{"x": left, "y": top + 12 + place * _FACT_PX, "words": line} for place, line in enumerate(words)]


def _texts(facts: Sequence[dict[str, Any]]) -> list[Spec]:
    encoding = {"x": _px("x"), "y": _px("y"), "text": {"field": "words"}}
    return [layer("text", encoding, data=facts, align="left", fontSize=SMALL_PX, fill=ink("ink-3"))]


def _heads(ladder: Sequence[Rung], voices: Mapping[str, str], lefts: Mapping[str, float], slot: float) -> list[Spec]:
    """Voices, and the letters of the rungs below them."""
    names = [{"x": lefts[key], "y": -32, "words": name} for key, name in voices.items()]
    rungs = [
        {"x": left + (place + 0.5) * slot, "y": -12, "words": rung.key}
        for left in lefts.values() for place, rung in enumerate(ladder)
    ]  # fmt: skip
    encoding = {"x": _px("x"), "y": _px("y"), "text": {"field": "words"}}
    return [
        layer("text", encoding, data=names, align="left", fontSize=NAME_PX, fontWeight=600),
        layer("text", encoding, data=rungs, fontSize=SMALL_PX, fill=ink("ink-2")),
    ]


def _px(field: str) -> Any:
    return number(field, scale=None, axis=None)
