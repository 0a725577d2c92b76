import pytest
from hypothesis import given

from core.errors import Invalid
from core.text.spans import Span
from core.text.trimming import trim
from tests.core.text.vectors import cases, named, stored_texts


@pytest.mark.parametrize("case", cases("trimming.json"), ids=named)
def test_selection_is_trimmed_as_the_codebook_says(case):
    trimmed = trim(case["text"], Span(0, len(case["text"])))
    assert (trimmed and trimmed.cut(case["text"])) == case["trimmed"]


@pytest.mark.parametrize("case", cases("trimming.json"), ids=named)
def test_trimming_looks_only_inside_the_span(case):
    around = f"“{case['text']}”"
    trimmed = trim(around, Span(1, 1 + len(case["text"])))
    assert (trimmed and trimmed.cut(around)) == case["trimmed"]


def test_span_beyond_the_text_is_refused():
    with pytest.raises(Invalid):
        trim("short", Span(0, 6))


@given(stored_texts.filter(bool))
def test_trimming_twice_changes_nothing_more(text):
    trimmed = trim(text, Span(0, len(text)))
    assert trimmed is None or trim(text, trimmed) == trimmed
