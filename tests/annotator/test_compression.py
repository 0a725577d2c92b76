"""Pages travel compressed, and nothing else about them changes."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from annotator.compression import Compression, best_encoding

LONG = b"Officials said so. " * 200


def answer(response: HttpResponse | StreamingHttpResponse, accepted: str = "gzip, deflate, br") -> HttpResponse:
    return Compression(lambda request: response)(RequestFactory().get("/", headers={"Accept-Encoding": accepted}))


@pytest.mark.parametrize(("accepted", "unpack"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_long_answer_is_smaller_and_the_same(accepted, unpack):
    response = answer(HttpResponse(LONG), accepted)
    assert len(response.content) < len(LONG) / 4
    assert unpack(response.content) == LONG
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "best"),
    [("", ""), ("identity", ""), ("br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("gzip, br;q=0.9", "br"),
     ("brx", ""), ("gzip;q=0.0", "")],
)  # fmt: skip
def test_only_what_the_browser_accepts_is_used(accepted, best):
    assert best_encoding(accepted) == best


def test_short_streamed_and_encoded_answers_stay_as_they_are():
    assert answer(HttpResponse(b"short")).content == b"short"
    assert not answer(StreamingHttpResponse([LONG])).has_header("Content-Encoding")
    assert answer(HttpResponse(LONG, headers={"Content-Encoding": "zstd"})).content == LONG


def test_a_browser_that_accepts_nothing_gets_the_plain_words():
    response = answer(HttpResponse(LONG), "identity")
    assert response.content == LONG
    assert not response.has_header("Content-Encoding")


def test_a_compressed_answer_has_a_weak_etag_and_its_own_length():
    response = answer(HttpResponse(LONG, headers={"ETag": '"3"', "Content-Length": str(len(LONG))}))
    assert response["ETag"] == 'W/"3"'
    assert response["Content-Length"] == str(len(response.content))


def test_lengths_of_equal_answers_differ_by_chance():
    assert len({len(answer(HttpResponse(LONG))["X-Noise"]) for _ in range(40)}) > 5


@pytest.mark.django_db
def test_pages_of_the_site_are_compressed():
    response = Client().get("/accounts/login/", headers={"Accept-Encoding": "gzip, br"})
    assert response["Content-Encoding"] == "br"
    assert b"</html>" in brotli.decompress(response.content)
