"""The look of charts: the colours of the pages in both themes, lines and patterns as a second channel, type.

A spec names colours by token, `var(--ink)`. A page puts the picture in as it is, and its own theme fills the colours
in; for a file they are filled in here, from the same style sheet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import NotFound

_TOKENS = Path(__file__).resolve().parents[1] / "static" / "annotator" / "css" / "tokens.css"
_PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9A-Fa-f]{6}), (#[0-9A-Fa-f]{6})\);")
_COLOUR = re.compile(r"var\(--([\w-]+)\)")
_PATTERN = re.compile(r"url\(#([a-z]+)-([\w-]+)\)")

FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"
NAME_PX, TEXT_PX, SMALL_PX = 13, 12, 11


def _themes() -> dict[str, dict[str, str]]:
    """The colours of both themes by token. More contrast, for whoever asks their system for it, is the page's own."""
    pairs = _PAIR.findall(_TOKENS.read_text(encoding="utf-8").split("@media (prefers-contrast")[0])
    return {
        "light": {name: light for name, light, _ in pairs},
        "dark": {name: dark for name, _, dark in pairs},
    }


THEMES: Mapping[str, Mapping[str, str]] = _themes()


def ink(token: str) -> str:
    """A colour by its token, as specs hold it."""
    return f"var(--{token})"


def pattern(kind: str, token: str) -> str:
    """A fill of lines in a colour, over its tint where it has one; the kinds are the keys of `_TILES`."""
    return f"url(#{kind}-{token})"


@dataclass(frozen=True)
class LabelLook:
    """How a label is told from others: its colour and tint, the line under it as in articles, the shape of its dot."""

    token: str
    tint: str
    line: str
    shape: str
    grey: bool = False

    @property
    def word(self) -> str:
        """The colour of its name: a grey that is enough for lines is too pale for words."""
        return "ink-2" if self.grey else self.token


_LABELS = {
    "evidence": LabelLook("evidence", "evidence-tint", "solid", "circle"),
    "assertion": LabelLook("assertion", "assertion-tint", "dashed", "square"),
    "opinion": LabelLook("opinion", "opinion-tint", "wavy", "diamond"),
}
_OTHERS = (
    LabelLook("accent", "accent-tint", "solid", "triangle-up"),
    LabelLook("not-part", "not-part-tint", "dashed", "triangle-down"),
    LabelLook("ink-2", "sunken", "wavy", "cross"),
)
_GREYS = ("line", "sunken")


def label_look(key: str, place: int, band: str = "") -> LabelLook:
    """The look of a label; `place` is its place in the codebook, for labels without colours of their own.

    Where readers do not agree enough it loses its colour, never its line or shape.
    """
    own = _LABELS.get(key) or _OTHERS[place % len(_OTHERS)]
    return LabelLook(*_GREYS, own.line, own.shape, grey=True) if band == "not-enough" else own


def coloured(text: str, theme: str) -> str:
    """The text, a picture or a spec, with the colours of a theme in place of tokens. `NotFound`: no such theme."""
    colours = THEMES.get(theme)
    if colours is None:
        raise NotFound(f"There is no theme {theme!r:.40}. Known: {', '.join(THEMES)}.")
    return _COLOUR.sub(lambda found: colours[found[1]], text)


_SLANT = ' patternTransform="rotate(45)"'
# What one tile of a pattern holds: width, height, slant, and lines in the colour.
_TILES = {
    "hatch": (6, 6, _SLANT, '<path d="M0,0v6" stroke="{line}" stroke-width="2" stroke-opacity=".45"/>'),
    "fine": (3, 3, _SLANT, '<path d="M0,0v3" stroke="{line}" stroke-width="2.5"/>'),
    "wave": (8, 6, "", '<path d="M0,3q2,-4 4,0t4,0" fill="none" stroke="{line}" stroke-width="2"/>'),
    "veil": (6, 6, _SLANT, '<path d="M0,0v6" stroke="{line}" stroke-width="3"/>'),
}
_BARE = ("wave", "veil")  # lines alone: what lies below shows through


def _ground(token: str) -> str:
    return ink(f"{token}-tint") if f"{token}-tint" in THEMES["light"] else ink("paper")


def without_patterns(text: str) -> str:
    """For programs that know no patterns: a plain line for a wave, nothing for a veil, the tint for all others."""
    plain = {"wave": ink, "veil": lambda token: "transparent"}
    return _PATTERN.sub(lambda found: plain.get(found[1], _ground)(found[2]), text)


def with_patterns(svg: str, prefix: str = "") -> str:
    """The picture with the patterns that it names defined; `prefix` keeps ids apart where a page holds several."""
    named = dict.fromkeys(_PATTERN.findall(svg))
    if not named:
        return svg
    tiles = "".join(_tile(kind, token, prefix) for kind, token in named)
    head, tag, rest = svg.partition(">")
    rest = _PATTERN.sub(lambda found: f"url(#{prefix}{found[1]}-{found[2]})", rest)
    return f"{head}{tag}<defs>{tiles}</defs>{rest}"


def _tile(kind: str, token: str, prefix: str) -> str:
    width, height, turn, drawn = _TILES[kind]
    ground = "" if kind in _BARE else f'<rect width="{width}" height="{height}" fill="{_ground(token)}"/>'
    return (
        f'<pattern id="{prefix}{kind}-{token}" width="{width}" height="{height}" patternUnits="userSpaceOnUse"{turn}>'
        f"{ground}{drawn.format(line=ink(token))}</pattern>"
    )


CONFIG: dict[str, Any] = {
    "aria": False,  # the page says it in one sentence; every dot's number read aloud would say it badly
    "font": FONT,
    "view": {"stroke": None, "fill": None},
    "axis": {
        "domain": False, "ticks": False, "gridColor": ink("hair"), "gridWidth": 1, "labelPadding": 6, "titlePadding": 6,
        "labelFont": FONT, "labelFontSize": TEXT_PX, "labelColor": ink("ink-2"), "labelFlush": False,
        "titleFont": FONT, "titleFontSize": TEXT_PX, "titleFontWeight": 400, "titleColor": ink("ink-2"),
        "titleAnchor": "start",
    },
    "text": {"font": FONT, "fontSize": TEXT_PX, "fill": ink("ink"), "baseline": "middle"},
    "title": {
        "anchor": "start", "frame": "group", "offset": 14,
        "font": FONT, "fontSize": 17, "fontWeight": 600, "color": ink("ink"), "lineHeight": 22,
        "subtitleFont": FONT, "subtitleFontSize": TEXT_PX, "subtitleColor": ink("ink-2"), "subtitleLineHeight": 17,
        "subtitlePadding": 6,
    },
}  # fmt: skip
