"""The colours of tokens.css: readable for everybody, and the labels told apart by everybody. Pure arithmetic.

Contrast: WCAG 2.2, 1.4.3 and 1.4.11. Colour vision: full dichromacy by the matrices of Machado, Oliveira and
Fernandes (2009), table 1, severity 1.0, applied to linear RGB. Difference: CIE76 in CIELAB, D65.
"""

import re
from itertools import combinations, pairwise
from math import dist
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "annotator" / "static" / "annotator" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
COMPONENTS = (CSS / "components.css").read_text(encoding="utf-8")

Vector = tuple[float, float, float]
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9A-Fa-f]{6}), (#[0-9A-Fa-f]{6})\);")
THEMES: dict[str, dict[str, str]] = {
    "light": {name: light for name, light, _ in PAIR.findall(TOKENS.split("@media (prefers-contrast")[0])},
    "dark": {name: dark for name, _, dark in PAIR.findall(TOKENS.split("@media (prefers-contrast")[0])},
}
LABELS = ("evidence", "assertion", "opinion")
DICHROMACIES: dict[str, tuple[Vector, Vector, Vector]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> Vector:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    luminances = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))]
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def times(matrix: tuple[Vector, Vector, Vector], vector: Vector) -> Vector:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def lab(rgb: Vector) -> Vector:
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    white = (0.95047, 1.0, 1.08883)
    clipped = times(to_xyz, tuple(min(max(c, 0.0), 1.0) for c in rgb))  # type: ignore[arg-type]
    fx, fy, fz = (
        t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29
        for t in (c / w for c, w in zip(clipped, white, strict=True))
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def underline_style(name: str) -> str:
    """The line that the browser draws under a highlight of this label."""
    rule = re.search(rf"::highlight\(mark-{name}\) {{[^}}]*text-decoration: underline (\w+)", COMPONENTS)
    assert rule, name
    return rule.group(1)


def test_arithmetic_agrees_with_known_values() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # WCAG's own example of the limit
    assert lab(linear("#FF0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.05)  # Lindbloom's calculator


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "raised", "sunken"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "danger", *LABELS, "not-part"])
def test_text_is_readable_on_every_ground(theme: str, ground: str, ink: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("label", [*LABELS, "not-part"])
def test_marked_words_and_label_names_are_readable_on_their_tint(theme: str, label: str) -> None:
    colours = THEMES[theme]
    for ink in ("ink", "ink-2", label):
        assert contrast(colours[ink], colours[f"{label}-tint"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_messages_chosen_buttons_and_toasts_are_readable(theme: str) -> None:
    colours = THEMES[theme]
    for ink, ground in (
        ("ink", "accent-tint"), ("accent", "accent-tint"), ("ink", "danger-tint"), ("accent", "danger-tint"),
        ("accent", "assertion-tint"),
        ("paper", "ink"), ("paper", "accent"), ("paper", "danger"),
    ):  # fmt: skip
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_borders_of_controls_reach_three_to_one(theme: str) -> None:
    colours = THEMES[theme]
    for ground in ("paper", "raised", "sunken"):
        assert contrast(colours["line"], colours[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", ["usual", *DICHROMACIES])
def test_the_three_labels_differ_for_every_kind_of_colour_vision(theme: str, vision: str) -> None:
    for one, other in combinations(LABELS, 2):
        seen = [linear(THEMES[theme][name]) for name in (one, other)]
        if vision in DICHROMACIES:
            seen = [times(DICHROMACIES[vision], colour) for colour in seen]
        assert dist(lab(seen[0]), lab(seen[1])) >= 20, (one, other)


def test_every_label_has_an_underline_of_its_own() -> None:
    styles = {name: underline_style(name) for name in (*LABELS, "not-part")}
    assert styles == {"evidence": "solid", "assertion": "dashed", "opinion": "wavy", "not-part": "dotted"}


@pytest.mark.parametrize("theme", THEMES)
def test_the_ladder_grows_in_weight_from_rung_to_rung(theme: str) -> None:
    weights = [contrast(THEMES[theme][f"rung-{rung}"], THEMES[theme]["paper"]) for rung in range(6)]
    assert weights == sorted(weights)
    assert all(later / earlier >= 1.15 for earlier, later in pairwise(weights))


def test_colours_stand_in_the_tokens_only_and_for_both_themes() -> None:
    raw = re.compile(r"#[0-9A-Fa-f]{3,8}\b(?=[;,)\s])")
    assert not raw.findall(PAIR.sub("", TOKENS.split("@media (prefers-contrast")[0]))
    for name in ("base", "components", "article", "wall"):
        assert not raw.findall((CSS / f"{name}.css").read_text(encoding="utf-8")), name
