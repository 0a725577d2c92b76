"""Codes, keys and names: what may be typed, and what is stored."""

import pytest

from core.errors import Invalid
from core.text import codes


@pytest.mark.parametrize("typed", ["K7M-3QX4", "k7m3qx4", " K7M 3QX4\n", "k7m–3qx4", "Ｋ７Ｍ３ＱＸ４", "k.7.m-3qx4"])
def test_a_code_is_typed_in_any_case_with_or_without_hyphen(typed: str) -> None:
    assert codes.normal(typed) == "K7M3QX4"


def test_what_is_no_code_is_no_code_and_never_an_error() -> None:
    for typed in ("", "\x00", "\ud800", "K7M3QX4" * 10_000, "ß", "é-é"):
        assert codes.normal(typed) != "K7M3QX4"


def test_new_codes_have_seven_letters_without_look_alikes() -> None:
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert {len(code) for code in made} == {7}
    assert not set("".join(made)) & set("01OIL")
    assert all(codes.normal(codes.grouped(code)) == code for code in made)


def test_a_return_key_is_four_groups_of_four_and_hashed_as_it_is_typed() -> None:
    key = codes.new_return_key()
    assert [len(part) for part in key.split("-")] == [4, 4, 4, 4]
    assert codes.key_sha256(key) == codes.key_sha256(key.lower().replace("-", " "))
    # SHA-256 of "ABCD", by `printf ABCD | sha256sum`.
    assert codes.key_sha256("ab-cd") == "e12e115acf4552b2568b55e93cbd39394c4ef81c82447fafc997882a02d23677"


@pytest.mark.parametrize(
    ("given", "name"),
    [("  Ana  ", "Ana"), ("Ana  Maria", "Ana Maria"), ("Zoe\u0301", "Zoé"), ("李", "李"), ("👩‍👩‍👧", "👩‍👩‍👧"),
     ("نور", "نور"), ("7", "7"), ("x" * 60, "x" * 60)],
)  # fmt: skip
def test_a_name_of_ones_own_may_be_any_name(given: str, name: str) -> None:
    assert codes.own_name(given) == name


@pytest.mark.parametrize(
    "given", ["", "   ", "x" * 61, "a\x00b", "a\nb", "a\x07", "\u202eanA", "\u200d", "\u0301", "a\ue000", "a\u2028b",
              "\u2066Ana", "\ud800"],
)  # fmt: skip
def test_a_name_that_cannot_be_shown_is_refused(given: str) -> None:
    with pytest.raises(Invalid) as refused:
        codes.own_name(given)
    assert (refused.value.code, list(refused.value.errors)) == ("name_invalid", ["name"])
