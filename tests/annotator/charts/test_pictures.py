"""The pictures: Vega-Lite by its schema, SVG that any reader opens, pixels of the promised size, readable by all.

Contrast: WCAG 2.2, 1.4.3 and 1.4.11. The arithmetic of colours and of colour vision is that of the tokens' own tests.
"""

import json
import re
import struct
import time
from itertools import pairwise
from xml.etree import ElementTree

import altair
import pytest

from annotator.charts import look, matrix, provenance, render
from annotator.charts.chart import Chart, Spec
from annotator.charts.drawing import Named, titled
from annotator.charts.rates import Rate, rate_chart
from core.stats.proportions import Estimate
from tests.annotator.charts import examples
from tests.annotator.test_colours import DICHROMACIES, contrast, lab, linear, times

SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"var\(--([\w-]+)\)")
HATCHED, GREY = examples.every_chart("tentative"), examples.every_chart("not-enough")


def pictures(chart: Chart) -> list[Spec]:
    assert chart.wide is not None
    assert chart.narrow is not None
    return [chart.wide, chart.narrow, titled(chart.wide, chart.title, chart.notes)]


def texts(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("key", HATCHED)
def test_every_chart_is_vega_lite_and_opens_as_xml_in_both_widths(key: str) -> None:
    altair.Chart.from_dict(json.loads(json.dumps(pictures(HATCHED[key])[2])))  # refuses what the schema does not know
    for spec, width in zip(pictures(HATCHED[key]), (720, 328, 768), strict=True):
        root = ElementTree.fromstring(render.in_page(spec, key))
        assert root.get("width") == str(width)
        assert not [part for part in root.iter() if part.get("style") or part.tag in (f"{SVG}script", f"{SVG}image")]


def test_the_eight_charts_are_all_here() -> None:
    assert list(examples.every_chart()) == ["rate-evidence", "rate-assertion", "rate-opinion", "labels", "matrix",
                                            "roles", "voices", "marks", "origins", "agreement"]  # fmt: skip


@pytest.mark.parametrize("key", HATCHED)
def test_no_text_leaves_the_picture_or_is_too_small(key: str) -> None:
    for spec, width in zip(pictures(HATCHED[key])[:2], (720, 328), strict=True):
        left = float(spec["padding"]["left"])
        for text in texts(render.svg(spec)):
            x = left + sum(float(found) for found in re.findall(r"translate\(([-\d.]+)", text.get("transform", "")))
            wide = len("".join(text.itertext())) * 4.5  # narrower than the letters of any font here
            ends = {"start": (0, wide), "end": (-wide, 0)}.get(text.get("text-anchor", ""), (-wide / 2, wide / 2))
            assert x + ends[0] >= -1, "".join(text.itertext())
            assert x + ends[1] <= width + 1, "".join(text.itertext())
            assert float(text.get("font-size", "").removesuffix("px")) >= 11


def test_a_file_is_coloured_and_as_large_as_it_says() -> None:
    for theme, paper in (("light", "#FAF8F3"), ("dark", "#16161A")):
        svg = render.in_file(pictures(HATCHED["labels"])[2], theme)
        assert "var(" not in svg
        assert f'fill="{paper}"' in svg
        assert 'id="hatch-evidence"' in svg
        pixels = render.png(svg)
        assert pixels.startswith(b"\x89PNG")
        height = float(ElementTree.fromstring(svg).get("height", ""))
        assert struct.unpack(">II", pixels[16:24]) == (2 * 768, 2 * height)  # the IHDR chunk of the PNG specification


def test_the_vega_lite_of_a_file_needs_no_pattern_of_ours() -> None:
    text = look.coloured(look.without_patterns(json.dumps(pictures(HATCHED["labels"])[2])), "dark")
    assert not re.search(r"url\(|var\(", text)
    assert render.svg(json.loads(text))


def test_names_are_words_and_never_markup() -> None:
    evil = Named("x", "<script>alert(1)</script>\x01&", "<b>")
    chart = rate_chart("a", "A", [Rate(evil, 5, 3, Estimate(1.0, (0.5, 2.0), None))], examples.setting())
    svg = render.in_page(pictures(chart)[0], "x")
    assert "<script" not in svg
    assert any("<script>alert(1)" in (text.text or "") for text in texts(svg))


def test_a_picture_is_drawn_once_and_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = pictures(HATCHED["roles"])[1]
    drawn = render.svg(spec)
    monkeypatch.setattr(render, "_drawn", lambda spec_json: pytest.fail("drawn twice"))
    began = time.perf_counter()
    assert [render.svg(spec) for _ in range(10)] == [drawn] * 10
    assert time.perf_counter() - began < 0.1 * 10  # ten times the aim: other work runs beside the tests
    monkeypatch.undo()
    with pytest.raises(ValueError, match="not allowed"):
        render.svg({**spec, "data": {"url": "http://127.0.0.1:9/data.csv"}})


# ---- Readable for everybody ----


def over(colour: str, ground: str, opacity: float) -> str:
    """A colour of that opacity on a ground."""
    mixed = [
        round(opacity * int(colour[at : at + 2], 16) + (1 - opacity) * int(ground[at : at + 2], 16)) for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in mixed)


@pytest.mark.parametrize("theme", look.THEMES)
def test_all_letters_are_readable_on_what_lies_below_them(theme: str) -> None:
    colours = look.THEMES[theme]
    paper = colours["paper"]
    svgs = [render.svg(pictures(chart)[0]) for charts in (HATCHED, GREY) for chart in charts.values()]
    used = {TOKEN.fullmatch(text.get("fill", ""))[1] for svg in svgs for text in texts(svg)}  # type: ignore[index]
    assert used <= {"ink", "ink-2", "ink-3", "paper", "evidence", "assertion", "opinion"}
    for token in used - {"paper"}:
        assert contrast(colours[token], paper) >= 4.5, token
    for label in ("evidence", "assertion", "opinion"):  # shares on tints, and on hatches of 45 per cent
        for ground in (colours[f"{label}-tint"], over(colours[label], colours[f"{label}-tint"], 0.45)):
            assert contrast(colours["ink"], ground) >= 3, label  # 11 px, semibold, and in the table
        assert contrast(colours["ink"], colours[f"{label}-tint"]) >= 4.5
    for _, token, is_dark in matrix._STEPS:
        assert contrast(colours["paper" if is_dark else "ink"], colours[token]) >= 4.5, token
        grey = over(colours[token], paper, matrix._GREY)
        assert contrast(colours["ink"], grey) >= 4.5, token
    for token in (*provenance._RAMP, "against", "sunken"):
        letters = colours["paper" if token in provenance._DARK else "ink"]
        assert contrast(letters, colours[token]) >= 4.5, token


@pytest.mark.parametrize("theme", look.THEMES)
def test_all_dots_lines_and_outlines_stand_out_from_the_paper(theme: str) -> None:
    colours = look.THEMES[theme]
    tokens = {
        look.label_look(key, place, band).token
        for place, (key, *_) in enumerate(examples.LABELS)
        for band in examples.BANDS
    }
    for token in tokens | {look.label_look("other", place).token for place in range(3)} | {"line", "ink-3", "accent"}:
        assert contrast(colours[token], colours["paper"]) >= 3, token


@pytest.mark.parametrize("theme", look.THEMES)
def test_origins_beside_each_other_differ_in_weight_and_not_in_colour_alone(theme: str) -> None:
    for one, other in pairwise(provenance._RAMP):
        assert contrast(look.THEMES[theme][one], look.THEMES[theme][other]) >= 1.5


def test_labels_differ_by_line_and_shape_where_colours_do_not() -> None:
    """In greyscale their colours are nearly one grey, so that each has a line and a shape of its own in every band."""
    for band in examples.BANDS:
        looks = [look.label_look(key, place, band) for place, (key, *_) in enumerate(examples.LABELS)]
        assert [row.line for row in looks] == ["solid", "dashed", "wavy"]
        assert len({row.shape for row in looks}) == 3


@pytest.mark.parametrize("theme", look.THEMES)
@pytest.mark.parametrize("vision", DICHROMACIES)
def test_a_hatched_tint_is_seen_beside_a_plain_one_with_every_colour_vision(theme: str, vision: str) -> None:
    for label in ("evidence", "assertion", "opinion"):
        tint, line = (look.THEMES[theme][token] for token in (f"{label}-tint", label))
        seen = [lab(times(DICHROMACIES[vision], linear(colour))) for colour in (tint, over(line, tint, 0.45))]
        assert abs(seen[0][0] - seen[1][0]) >= 8, label  # lightness of CIELAB
