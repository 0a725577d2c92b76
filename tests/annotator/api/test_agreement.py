"""Agreement over HTTP: the same as the command, the passages behind a number, the pairing table."""

import csv
import io
import json
from io import StringIO

import pytest
from django.core.management import call_command

from core.queries.pairings import LABEL
from tests.annotator.api.conftest import problem

SAYS = {"target": "ccp", "voice": "own-voice", "role": "R5"}
FILTERS = ({}, {"target": "state"}, {"voice": "quoted"}, {"label": "opinion"}, {"genre": "op-ed"},
           {"reviewers": "machine"}, {"label": "assertion", "target": "ccp"}, {"unsure": "without"},
           {"event": "summit"}, {"since": "2030", "until": "2031-03"}, {"fidelity": "as-written"})  # fmt: skip


@pytest.fixture
def read(house):
    """Bob and Cem agree on the place and not on the label; Bob marked more."""
    house.mark("bob", "Beijing", facets=SAYS)
    house.mark("cem", "Beijing", "opinion", facets=SAYS | {"role": "R4"})
    house.mark("bob", "Nobody asked", "evidence", facets={"voice": "named-person"})
    house.submit("bob")
    house.submit("cem")
    return house


def query(asked):
    return "&".join(f"{name}={value}" for name, value in asked.items())


@pytest.mark.parametrize("asked", FILTERS, ids=query)
def test_the_interface_and_the_command_say_the_same(read, call, asked):
    out = StringIO()
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    call_command("agreement", "--project", "house", "--json", *options, stdout=out)
    answer = call("vera").get(f"agreement/?{query(asked)}")
    assert answer.status_code == 200
    assert answer.json() == json.loads(out.getvalue())
    assert answer.json()["filters"] == asked


@pytest.mark.parametrize("asked", ["label=truth", "target=x", "layer=adjudicated", "reviewers=robots", "page=2"])
@pytest.mark.parametrize("address", ["agreement/", "agreement/passages/", "agreement/pairs/"])
def test_what_nobody_knows_is_400(read, call, address, asked):
    problem(call("vera").get(f"{address}?{asked}"), 400)


def test_a_number_opens_its_pairs(read, call):
    (row,) = call("vera").get("agreement/passages/?a=opinion&b=assertion").json()["results"]
    assert (row["document"], row["iou"], row["passage"]) == ("d1", 1, 1)
    assert [(row[side]["label"], row[side]["quote"]) for side in "ab"] == [
        ("opinion", "Beijing"), ("assertion", "Beijing")
    ]  # fmt: skip
    (row,) = call("vera").get("agreement/passages/?of=role&a=R4&b=R5").json()["results"]
    assert (row["a"]["value"], row["b"]["value"]) == ("R4", "R5")
    (row,) = call("vera").get("agreement/passages/?a=evidence").json()["results"]
    assert (row["a"]["quote"], row["b"], row["iou"]) == ("Nobody asked", None, None)


@pytest.mark.parametrize("asked", ["of=speaker", "a=truth", "b=opinion", "of=role&a=R5", "cursor=x"])
def test_a_cell_that_is_not_there_is_400(read, call, asked):
    problem(call("vera").get(f"agreement/passages/?{asked}"), 400)


def test_passages_come_in_pages(read, call, monkeypatch):
    monkeypatch.setattr("annotator.api.paging.PAGE_SIZE", 1)
    first = call("vera").get("agreement/passages/").json()
    assert (len(first["results"]), first["previous"]) == (1, None)
    second = call("vera").get("agreement/passages/?" + first["next"].partition("?")[2]).json()
    assert (len(second["results"]), second["next"]) == (1, None)
    assert {first["results"][0]["a"]["quote"], second["results"][0]["a"]["quote"]} == {"Beijing", "Nobody asked"}


def test_the_pairing_table_is_streamed_as_an_attachment(read, call):
    answer = call("vera").get("agreement/pairs/?label=opinion", Accept="*/*")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="house-pairs.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["a_label"], row["b_id"]) for row in rows] == [("opinion", "")]


def test_the_whole_table_is_in_the_interface_too(read, call):
    rows = call("vera").get(f"agreement/passages/?of={LABEL}").json()["results"]
    assert [row["b"] is None for row in rows] == [False, True]
