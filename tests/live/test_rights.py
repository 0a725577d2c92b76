"""Who may open a stream: every method x eleven callers; what it says of itself; where it cannot be had."""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from tests.annotator.api.conftest import problem
from tests.annotator.callers import CALLERS, MEMBERS, furnish
from tests.live.conftest import PATH

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def callers(house):
    found = {}
    for kind, user, token in furnish(house):
        found[kind] = AsyncClient()
        found[kind].own = {"Authorization": f"Token {token}"} if token else {}
        if user is not None and not token:
            found[kind].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


@async_to_sync
async def ask(client, method, path=PATH, **headers):
    return await client.generic(method, path, headers=client.own | headers)


def expected(method, caller):
    if caller in ("anonymous", "inactive"):
        return 401
    if caller not in MEMBERS:
        return 404
    return {"GET": 200, "HEAD": 200, "OPTIONS": 204}.get(method, 405)


def test_members_are_let_in_and_nobody_is_redirected(callers):
    wrong = []
    for method in METHODS:
        for caller in CALLERS:
            response = ask(callers[caller], method)
            status = expected(method, caller)
            if status >= 400 and method != "HEAD":
                problem(response, status)
            if response.status_code != status or response.streaming != (status == 200 and method == "GET"):
                wrong.append((method, caller, response.status_code))
    assert not wrong


def test_a_stream_is_never_cached_buffered_or_compressed(callers):
    response = ask(callers["owner"], "GET", **{"Accept-Encoding": "gzip, br", "Accept": "text/event-stream"})
    assert response["Content-Type"] == "text/event-stream"
    assert response["X-Accel-Buffering"] == "no"
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("Content-Encoding")


def test_a_document_that_is_not_there_is_404_and_a_garbage_parameter_400(callers):
    problem(ask(callers["owner"], "GET", PATH.replace("d1", "d9")), 404, "not_found")
    problem(ask(callers["owner"], "GET", f"{PATH}?after=x"), 400, "invalid_parameter")
    problem(ask(callers["owner"], "GET", f"{PATH}?since=x"), 400, "unknown_parameter")


def test_a_server_that_cannot_keep_streams_open_says_so(house):
    client = Client()
    client.force_login(house.ann.user, backend="django.contrib.auth.backends.ModelBackend")
    problem(client.get(PATH), 503, "no_live_stream")
