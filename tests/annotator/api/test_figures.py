"""Comparison and data set over HTTP."""

import json

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from annotator.api import figures
from core.queries.in_full import comparison_in_full
from tests.annotator.api.conftest import problem


def test_the_comparison_is_that_of_the_query(house, call):
    house.mark("bob", "Beijing does little", facets={"target": "ccp", "voice": "own-voice"})
    house.submit("bob")
    answer = call("ann").get("comparison/").json()
    assert answer == json.loads(json.dumps(comparison_in_full(house.ann).as_json()))
    assert answer["project"] == "house"


def test_the_comparison_takes_its_filters(house, call):
    answer = call("ann").get("comparison/?label=assertion&target=ccp").json()
    assert answer["filters"] == {"label": "assertion", "target": "ccp"}


@pytest.mark.parametrize(
    "query", ["target=nobody", "voice=x", "label=truth", "layer=x", "layer=adjudicated", "reviewers=robots"]
)
def test_a_bad_filter_is_400(house, call, query):
    problem(call("ann").get(f"comparison/?{query}"), 400)


@pytest.mark.parametrize(("form", "kind"), [("jsonl", "application/"), ("csv", "text/csv")])
def test_the_data_set_is_streamed_as_an_attachment(house, call, form, kind):
    house.mark("bob", "Beijing")
    house.submit("bob")
    response = call("vera").get(f"export/?format={form}", Accept="*/*")
    assert response.status_code == 200
    assert response.streaming
    assert response.headers["Content-Type"].startswith(kind)
    assert response.headers["Content-Disposition"] == f'attachment; filename="house.{form}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Beijing" in b"".join(response.streaming_content)


def test_the_data_set_holds_what_the_caller_may_see(house, call):
    house.mark("bob", "Beijing", note="secret of bob")
    house.mark("cem", "China banned", note="secret of cem")
    house.submit("bob")
    assert b"secret of bob" not in b"".join(call("cem").get("export/").streaming_content)
    assert b"secret of cem" not in b"".join(call("ann").get("export/").streaming_content)
    assert b"secret of bob" in b"".join(call("ann").get("export/").streaming_content)


def test_the_format_not_the_accept_header_decides(house, call):
    assert call("ann").get("export/?format=csv", Accept="text/csv").status_code == 200


@pytest.mark.parametrize("form", ["", "xml", "refi-qda", "json", "CSV"])
def test_another_format_is_400(house, call, form):
    problem(call("ann").get(f"export/?format={form}"), 400, "invalid_parameter")


def test_under_asgi_the_data_set_is_sent_piece_by_piece(house, monkeypatch):
    made = []

    def slow(viewer, name):
        for number in range(3):
            made.append(number)
            yield b"x"

    monkeypatch.setattr(figures, "export", slow)
    client = AsyncClient()
    client.force_login(house.vera.user)

    async def fetch():
        response = await client.get("/api/v1/projects/house/export/")
        assert response.is_async
        async for _ in response.streaming_content:
            return len(made)

    assert async_to_sync(fetch)() == 1
