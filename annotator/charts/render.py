"""Specs to pictures: vl-convert in this process, each picture drawn once.

Nothing is fetched: a spec holds its data, and no address is allowed. The first picture of a process takes a second
(V8 starts and reads Vega), a later one tens of milliseconds, the same one again none.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import vl_convert
from django.core.cache.backends.locmem import LocMemCache

from annotator.charts.look import coloured, with_patterns

VEGA_LITE = "6.4"
PNG_SCALE = 2
_FONTS = Path(__file__).resolve().parent / "fonts"
_KEPT = LocMemCache("charts", {"TIMEOUT": None, "OPTIONS": {"MAX_ENTRIES": 512}})
_DRAWING = Lock()
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEEDLESS = re.compile(r' (?:role|aria-\w+|class|pointer-events|version|xmlns:xlink)="[^"]*"|<path [^>]*d=""[^>]*/>')


def svg(spec: Mapping[str, Any]) -> str:
    """The picture of a spec, colours by token. The same spec again is answered from memory, by its SHA-256."""
    return render(json.dumps(_written(spec), ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _written(value: Any) -> Any:
    """The same without signs that no XML may hold: a name from a file may have them, and no picture would open."""
    if isinstance(value, str):
        return _UNWRITABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _written(part) for key, part in value.items()}
    return [_written(part) for part in value] if isinstance(value, list) else value


def render(spec_json: str) -> str:
    """The picture of a spec in JSON. Errors: `ValueError` for what is no Vega-Lite."""
    key = hashlib.sha256(spec_json.encode()).hexdigest()
    kept: str | None = _KEPT.get(key)
    if kept is not None:
        return kept
    with _DRAWING:  # one at a time; who waited finds it drawn
        kept = _KEPT.get(key) or _drawn(spec_json)
        _KEPT.set(key, kept)
    return kept


def _drawn(spec_json: str) -> str:
    _fonts()
    drawn = vl_convert.vegalite_to_svg(spec_json, vl_version=VEGA_LITE, allowed_base_urls=[])
    return _NEEDLESS.sub("", drawn)


@cache
def _fonts() -> None:
    """The fonts of the pages, once. Without them vl-convert would measure other letters, and draw none in a PNG."""
    vl_convert.register_font_directory(str(_FONTS))


def in_page(spec: Mapping[str, Any], prefix: str) -> str:
    """The picture for a page, whose theme colours it; `prefix` keeps its ids apart from those of other pictures."""
    return with_patterns(svg(spec), f"{prefix}-")


def in_file(spec: Mapping[str, Any], theme: str) -> str:
    """The picture for a file, in the colours of one theme."""
    return coloured(with_patterns(svg(spec)), theme)


def png(picture: str) -> bytes:
    """A picture of a file as pixels, two for each of its own."""
    _fonts()
    with _DRAWING:
        return bytes(vl_convert.svg_to_png(picture, scale=PNG_SCALE))
