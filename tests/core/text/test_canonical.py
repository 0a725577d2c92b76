import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TextRefused
from core.text.canonical import canonical, decode, sha256
from tests.core.text.vectors import cases, named, stored_texts

BYTES = cases("awkward_bytes.json")


@pytest.mark.parametrize("case", [c for c in BYTES if "text" in c], ids=named)
def test_bytes_become_the_expected_stored_text(case):
    assert decode(bytes.fromhex(case["hex"])) == case["text"]


@pytest.mark.parametrize("case", [c for c in BYTES if "refused" in c], ids=named)
def test_refusal_names_position_and_character(case):
    with pytest.raises(TextRefused) as refusal:
        decode(bytes.fromhex(case["hex"]))
    assert refusal.value.code == "text_refused"
    for words in case["refused"]:
        assert words in refusal.value.message


@pytest.mark.parametrize("case", cases("awkward.json"), ids=named)
def test_awkward_text_is_stored_as_it_is(case):
    assert canonical(case["text"]) == decode(case["text"].encode()) == case["text"]


@pytest.mark.parametrize("number", [0xD83D, 0xDE00, 0xDFFF])
def test_lone_surrogate_is_refused(number):
    with pytest.raises(TextRefused, match=r"character 2 .* LONE SURROGATE"):
        canonical("ab" + chr(number))


@pytest.mark.parametrize("number", [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)])
def test_every_other_control_character_is_refused(number):
    with pytest.raises(TextRefused, match=f"U\\+{number:04X} "):
        canonical("a" + chr(number))


def test_message_does_not_repeat_the_text():
    with pytest.raises(TextRefused) as refusal:
        canonical("a secret draft\x00")
    assert "secret" not in refusal.value.message


@given(st.text(st.one_of(st.sampled_from("\r\n\t\ufeffa"), st.characters(exclude_categories=("Cc", "Cs")))))
def test_stored_text_is_its_own_stored_text(text):
    stored = canonical(text)
    assert canonical(stored) == stored
    assert decode(stored.encode()) == stored
    assert "\r" not in stored


@given(st.binary(max_size=40))
def test_any_bytes_are_stored_or_refused(raw):
    with contextlib.suppress(TextRefused):
        assert canonical(decode(raw)) == decode(raw)


@given(stored_texts)
def test_only_marks_at_the_start_are_lost_from_clean_text(text):
    assert text.endswith(canonical(text))
    assert set(text.removesuffix(canonical(text))) <= {"\ufeff"}


def test_sha256_is_that_of_the_utf8_bytes():
    # echo -n é | sha256sum
    assert sha256("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_sha256_refuses_a_lone_surrogate():
    with pytest.raises(TextRefused):
        sha256("a\ud800")
