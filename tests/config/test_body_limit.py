"""Bodies without end, at the door of an ASGI server."""

import asyncio
import json
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler

from annotator.config.body_limit import BodyLimit

LIMIT = 3_000_000


def answer_to(body: list[bytes], path: str = "/", **headers: str) -> tuple[int, bytes, int]:
    """Status and body of the site's answer, and how many parts of the request were taken."""
    parts = iter(body)
    n_taken, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal n_taken
        n_taken += 1
        return {"type": "http.request", "body": next(parts), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": "POST", "query_string": b"", "headers": said}
    asyncio.run(BodyLimit(ASGIHandler(), LIMIT)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], n_taken


def test_a_body_without_end_is_cut_off_at_the_limit_and_answered_in_words() -> None:
    status, body, n_taken = answer_to([b"x" * 1_000_000] * 100)
    assert (status, n_taken) == (413, 4)
    assert b"More than 2 MB were sent; nothing was kept." in body


@pytest.mark.parametrize("length", ["3000001", "9" * 40])
def test_a_body_that_says_that_it_is_too_large_is_not_taken(length: str) -> None:
    status, body, n_taken = answer_to([], "/api/v1/projects/x/imports/", content_length=length)
    assert (status, n_taken) == (413, 0)
    assert json.loads(body)["code"] == "body_too_large"
