"""docs/statistics.md: every figure has its formula, source, limits and example."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[3] / "docs/statistics.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^#|\Z)", PAGE, re.M | re.S))


@pytest.mark.parametrize("part", ["**Source**:", "**Limits**:", "**Example**:"])
@pytest.mark.parametrize("figure", SECTIONS)
def test_every_figure_has_its_parts(figure, part):
    assert SECTIONS[figure].count(part) == 1


@pytest.mark.parametrize("figure", [
    "Position", "Joint, and label by label", "Labels", "Details", "Spans", "Companions: percent agreement and AC1",
    "The gate", "Rate", "Interval of a rate", "Share, and its interval", "Roles and stance", "Support", "Contrasts",
    "Many comparisons: q", "Distance of distributions", "Distinctive words", "Reader effects",
    "The stress-tested sentence", "How many documents more",
])  # fmt: skip
def test_no_figure_of_the_product_is_missing(figure):
    assert figure in SECTIONS
