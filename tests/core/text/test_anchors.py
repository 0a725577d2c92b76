import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.text.anchors import Anchor, make, verify
from core.text.spans import Span
from tests.core.text.vectors import cases, named, stored_texts


def test_context_is_32_code_points_on_both_sides():
    text = "😀" * 40 + "here" + "𠮷" * 40
    assert make(text, Span(40, 44)) == Anchor(40, 44, "here", "😀" * 32, "𠮷" * 32)


def test_context_is_shorter_at_the_ends_of_the_text():
    assert make("a quote", Span(0, 7)) == Anchor(0, 7, "a quote", "", "")


def test_span_beyond_the_text_has_no_anchor():
    with pytest.raises(Invalid):
        make("short", Span(2, 6))


@pytest.mark.parametrize("case", cases("awkward.json"), ids=named)
def test_anchor_of_an_awkward_span_holds(case):
    for start, end, quote in case["spans"]:
        anchor = make(case["text"], Span(start, end))
        assert anchor.quote == quote
        assert verify(case["text"], anchor)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "wrong"},
        {"prefix": ""},
        {"suffix": "?"},
        {"start": 3},
        {"end": 99},
        {"start": -2},
        {"end": 4},
        {"end": 9.0},
    ],
    ids=str,
)
def test_anchor_with_one_wrong_part_does_not_hold(change):
    text = "the proof is missing"
    assert not verify(text, dataclasses.replace(make(text, Span(4, 9)), **change))


@given(stored_texts.filter(bool), st.data())
def test_every_anchor_of_a_text_holds_there(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert verify(text, make(text, Span(start, end)))
    assert not verify(text[:start] + "\t" + text[end:], make(text, Span(start, end)))
