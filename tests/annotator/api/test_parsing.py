"""Bodies that are not one plain JSON object are refused before anything else looks at them."""

import time
from types import SimpleNamespace

import pytest

from annotator.api import parsing
from annotator.api.parsing import StrictJSONParser, parse_object
from annotator.api.problems import Refused
from core.errors import TextRefused


def refused(raw):
    with pytest.raises(Refused) as caught:
        parse_object(raw)
    return caught.value.status_code, caught.value.code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[]", "body_not_object"),
        (b'"text"', "body_not_object"),
        (b"null", "body_not_object"),
        (b"{", "not_json"),
        (b"{} {}", "not_json"),
        (b"{'a': 1}", "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": -Infinity}', "not_json"),
        (b'{"a": 1, "a": 1}', "duplicate_key"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "duplicate_key"),
        (b'{"a": 9007199254740992}', "number_too_large"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "number_too_large"),
        (b'{"a": 1e999}', "number_too_large"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b'{"a": "\xed\xa0\x80"}', "not_utf8"),
        ('{"a": "x"}'.encode("utf-16"), "not_utf8"),
        (b'\xef\xbb\xbf{"a": 1}', "not_json"),
        (b'{"a": "\\ud800"}', "lone_surrogate"),
        (b'{"\\udfff": 1}', "lone_surrogate"),
        (b'{"a": ["x", {"b": "\\ud83d"}]}', "lone_surrogate"),
        (b'{"a": "line\nbreak"}', "not_json"),
        (b'{"a":' + b"[" * 50 + b"]" * 50 + b"}", "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b'{"a": [' + b"[]," * 150_000 + b"[]]}", "too_many_values"),
    ],
)
def test_a_hostile_body_is_refused_with_400(raw, code):
    assert refused(raw) == (400, code)


def test_nul_is_refused_with_422_and_its_place():
    with pytest.raises(TextRefused) as caught:
        parse_object(b'{"facets": {"speaker": ["a\\u0000"]}}')
    assert caught.value.errors == {"facets.speaker[0]": ["Has NUL."]}


def test_escaped_nul_that_is_no_nul_is_text():
    assert parse_object(b'{"a": "\\\\u0000 \\ud83d\\ude00"}') == {"a": "\\u0000 \U0001f600"}


def test_brackets_in_strings_are_not_depth():
    text = "[{" * 1000 + '\\"'
    assert parse_object(b'{"a": "' + text.encode() + b'"}') == {"a": text.replace("\\", "")}


def test_depth_up_to_the_limit_is_read():
    assert parse_object(b'{"a":' + b"[" * 49 + b"]" * 49 + b"}")


@pytest.mark.parametrize("raw", [b"", b" \r\n\t"])
def test_an_empty_body_is_an_empty_object(raw):
    assert parse_object(raw) == {}


@pytest.mark.parametrize("raw", [b'"' + b'\\"' * 400_000, b'{"a":"' + b"\\" * 999_999, b'"a' * 400_000, b"[]" * 90_000])
def test_a_broken_body_costs_linear_time(raw):
    started = time.process_time()
    with pytest.raises(Refused):
        parse_object(raw)
    assert time.process_time() - started < 1


class Endless:
    """A stream that counts what is taken from it."""

    def __init__(self):
        self.taken = 0

    def read(self, n_bytes):
        self.taken += n_bytes
        return b" " * n_bytes


def test_no_more_than_the_limit_is_read():
    stream = Endless()
    with pytest.raises(Refused) as caught:
        StrictJSONParser().parse(stream, "application/json", {"view": SimpleNamespace(max_body_bytes=10)})
    assert (caught.value.status_code, stream.taken) == (413, 11)


def test_what_says_that_it_is_too_large_is_not_read_at_all():
    stream, request = Endless(), SimpleNamespace(META={"CONTENT_LENGTH": "99999999999999999999"})
    with pytest.raises(Refused):
        StrictJSONParser().parse(stream, "application/json", {"request": request})
    assert stream.taken == 0


def test_only_utf8_is_read():
    with pytest.raises(Refused) as caught:
        StrictJSONParser().parse(Endless(), "application/json; charset=UTF-16")
    assert caught.value.status_code == 415


def test_the_limits_are_those_of_the_contract():
    assert (parsing.MARK_BYTES, parsing.TEXT_BYTES, parsing.MAX_DEPTH) == (1_000_000, 12_000_000, 50)
