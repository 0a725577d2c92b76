import pytest
from hypothesis import given

from core.errors import Invalid
from core.text.offsets import OffsetMap, all_to_code_points, all_to_utf16, to_code_point, to_utf16
from tests.core.text.vectors import cases, named, stored_texts


@pytest.mark.parametrize("case", cases("awkward.json"), ids=named)
def test_code_points_become_utf16_and_come_back(case):
    for (start, end, _), utf16 in zip(case["spans"], case["utf16"], strict=True):
        assert [to_utf16(case["text"], start), to_utf16(case["text"], end)] == utf16
        assert [to_code_point(case["text"], offset) for offset in utf16] == [start, end]


@pytest.mark.parametrize("case", cases("awkward.json"), ids=named)
def test_span_cuts_its_quote(case):
    for start, end, quote in case["spans"]:
        assert case["text"][start:end] == quote


def test_offset_inside_a_surrogate_pair_is_refused():
    with pytest.raises(Invalid, match="inside a surrogate pair") as refusal:
        to_code_point("a😀b", 2)
    assert refusal.value.code == "span_invalid"


@pytest.mark.parametrize("offset", [-1, 4, 10**30, True, 1.0, None, "1"])
def test_offset_outside_the_text_or_no_number_is_refused(offset):
    with pytest.raises(Invalid):
        to_utf16("a😀b", offset)


def test_both_ends_of_the_text_are_offsets():
    assert all_to_utf16("a😀b", [0, 3]) == [0, 4]
    assert all_to_code_points("a😀b", [0, 4]) == [0, 3]
    assert to_utf16("", 0) == to_code_point("", 0) == 0


@given(stored_texts)
def test_every_offset_agrees_with_the_encoder(text):
    counted = [len(text[:offset].encode("utf-16-le")) // 2 for offset in range(len(text) + 1)]
    assert all_to_utf16(text, range(len(text) + 1)) == counted
    assert all_to_code_points(text, counted) == list(range(len(text) + 1))


@given(stored_texts)
def test_what_no_code_point_maps_to_is_refused(text):
    offsets = OffsetMap(text)
    reached = {offsets.to_utf16(offset) for offset in range(len(text) + 1)}
    for offset in set(range(offsets.length_utf16 + 1)) - reached:
        with pytest.raises(Invalid):
            offsets.to_code_point(offset)
