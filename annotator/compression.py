"""Pages and answers travel compressed: a long article in a fifth of its size.

Compression tells of what it compressed by its length, which an attacker who sees lengths and has words of his own put
into an answer could use to guess the rest of it, letter by letter (BREACH). Here it may be switched on, because (1)
the one secret in a page, its CSRF token, is masked anew in every answer; (2) cookies are `SameSite=Lax`: another site
can make a browser ask for these pages only by opening them before its reader's eyes; (3) a header of random length
stands beside what is compressed, so that a letter's difference is lost in noise.
"""

import gzip
import re
import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

MIN_BYTES = 1_400  # less than this fits into one packet anyway
MAX_NOISE_BYTES = 100
# Brotli first. At these levels both cost about what sending costs that they save; brotli sees repeats over 100 KB.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: bytes(brotli.compress(content, quality=4)),
    "gzip": lambda content: gzip.compress(content, compresslevel=5, mtime=0),
}


class Compression:
    """Encodes what is not encoded already; what is streamed goes out as it comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or response.has_header("Content-Encoding") or len(response.content) < MIN_BYTES:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        if encoding:
            _encode(response, encoding)
        return response


def best_encoding(accepted: str) -> str:
    """`br`, `gzip`, or nothing, of what an `Accept-Encoding` header allows.

    >>> best_encoding("gzip, deflate, br"), best_encoding("gzip;q=1.0, br;q=0"), best_encoding("identity")
    ('br', 'gzip', '')
    """
    for encoding in ENCODERS:
        if re.search(rf"(?<![\w-]){encoding}(?![\w-])(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", accepted):
            return encoding
    return ""


def _encode(response: HttpResponse, encoding: str) -> None:
    response.content = ENCODERS[encoding](response.content)
    response["Content-Encoding"] = encoding
    response["X-Noise"] = "x" * secrets.randbelow(MAX_NOISE_BYTES)
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = "W/" + response["ETag"]  # the same words, no longer the same bytes
