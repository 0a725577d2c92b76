"""The report of a comparison: what it says of how it came about, against a project counted by hand; its state."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.queries.comparison_report import comparison_report
from core.queries.filters import Filters
from core.services.documents import DocumentDraft, SectionDraft, add_document
from core.services.outlets import add_outlet
from core.services.readings import submit_reading
from tests.house import House

LINES = [f"China acts {number} now" for number in range(4)]
TEXT = "\n".join(f"{'word ' * 80}{line}." for line in LINES)  # 4 x 84 words
JUNK = "Click here for more"  # 4 words


@pytest.fixture
def told(house: House) -> House:
    """The Gazette (336 words and 4 of junk) and The Post (336 words), which also carries the first as a copy.

    Bob reads both, Cem the first. The house's own article, 31 words, nobody reads.
    """
    add_outlet(house.ann, "post", {"name": "The Post"})
    whole = f"{TEXT}\n{JUNK}"
    house.first = add_document(house.ann, DocumentDraft(
        key="g1", text=whole, outlet="gazette", title="On the summit", genre="news", event="summit",
        published_on="2030-01", excluded=((len(TEXT) + 1, len(whole), "junk"),),
    ))  # fmt: skip
    house.second = house.add_document(
        "p1", TEXT, outlet="post", title="On it, too", genre="news", event="summit", published_on="2030-01",
        sections=(SectionDraft(0, len(TEXT), "post", fidelity="altered"),),
    )  # fmt: skip
    copied = SectionDraft(0, len(TEXT), "gazette", copy_of="g1")
    house.add_document("p2", TEXT, outlet="post", event="summit", sections=(copied,))
    facets = {"target": "ccp", "role": "R5", "stance": "affirms", "voice": "own-voice"}
    for line in LINES[:3]:
        house.mark("bob", line, "assertion", document=house.first, facets=facets)
    house.mark("cem", LINES[0], "assertion", document=house.first, facets=facets)
    house.mark("bob", LINES[3], "opinion", document=house.second, facets=facets | {"stance": "denies"})
    for name, document in (("bob", house.first), ("cem", house.first), ("bob", house.second)):
        house.submit(name, document)
    return house


def page(house: House, name: str = "vera", **query: str) -> str:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("comparison_report", args=["house"]), query)
    assert response.status_code == 200, response.content
    return unescape(response.content.decode())


def facts(house: House, name: str = "vera", **filters: str) -> dict[str, Any]:
    return comparison_report(house.viewers[name], Filters(**filters)).as_json()


def test_the_facts_of_the_method_are_those_of_the_store(told: House) -> None:
    method = facts(told)["method"]
    assert (method["n_origins"], method["n_documents"], method["n_documents_read"]) == (2, 3, 2)
    assert (method["n_words"], method["n_words_read"]) == (336 + 336 + 31, 336 + 336)
    assert sorted(row["n_readings"] for row in method["readers"]) == [1, 2]
    assert method["readings_by_kind"] == {"person": {"n_readings": 3, "n_readers": 2}}
    assert method["excluded"] == [{"reason": "junk", "n": 1, "n_words": 4}]
    assert method["copies"] == {"n": 1, "n_words": 336}
    assert method["unverified"] == {"post": ["altered"]}
    assert method["hidden_documents"] == []
    assert method["codebook"] == {"key": "default", "version": 1, "revision": 1}
    assert all(isinstance(seed, int) for seed in method["seeds"].values())
    assert method["n_tests"] == facts(told)["comparison"]["n_tests"]


def test_the_page_says_the_same_in_words(told: House) -> None:
    html = page(told)
    for said in (
        "3 articles with text of 2 origins, 703 words; of these 2 were read, 672 words.",
        "No part of the articles, and in no figure: junk (1 range, 4 words).",
        "Copies of texts that are here at their origin, in no figure: 1 part, 336 words.",
        "Counted though their wording is not certain: The Post (altered).",
        "3 readings by 2 readers",
        "Codebook “default”, version 1, revision 1.",
        "All marks, under no filter.",
        "Seeds of what is drawn: agreement",
        "The Gazette affirms deliberate policy more often than The Post.",
        "On the summit",
    ):
        assert said in html, said
    assert "Only the own voice." in page(told, voice="own")
    assert "Invented" not in html


def test_a_report_is_made_again_from_its_address_and_says_when_the_data_have_changed(told: House) -> None:
    address = re.search(r"http://testserver(/projects/house/compare/report/\?state=(\w{12}))", page(told))
    assert address
    state = address[2]
    assert state == facts(told)["state"]
    assert "This is the state of the data that the address names." in page(told, state=state)
    told.mark("cem", LINES[1], document=told.second)
    assert "The data have changed" not in page(told, state=state)  # an open reading is in no figure
    submit_reading(told.cem, told.second)
    html = page(told, state=state)
    assert "The data have changed." in html
    assert state in html


def test_a_blind_reader_gets_a_report_of_their_own_and_is_told_what_is_withheld(told: House) -> None:
    told.mark("cem", LINES[1], document=told.second)
    report = facts(told, "cem")
    assert report["method"]["hidden_documents"] == ["p1"]
    assert sum(row["n_readings"] for row in report["method"]["readers"]) == 2  # both of g1, which Cem has submitted
    assert report["state"] != facts(told)["state"]
    assert "Withheld from whoever made this report, and in no figure: p1." in page(told, "cem")


def test_the_interface_gives_what_the_page_is_made_from(told: House) -> None:
    client = Client()
    client.force_login(told.vera.user, backend="django.contrib.auth.backends.ModelBackend")
    address = "/api/v1/projects/house/comparison/report/"
    answer = client.get(address, {"label": "assertion", "state": "0" * 12}).json()
    assert answer["has_changed"] is True
    assert answer["comparison"]["filters"] == {"label": "assertion"}
    assert [row["key"] for row in answer["documents"]] == ["d1", "g1", "p1"]
    assert answer["quotes"]["gazette"][0]["quote"] == LINES[0]
    assert answer["comparison"]["sentences"]["n_tried"] == len(answer["comparison"]["sentences"]["sentences"])
    assert client.get(address, {"state": answer["state"]}).json()["has_changed"] is False
    assert client.get(address, {"layer": "adjudicated"}).status_code == 400
    assert client.get(address, {"stat": "x"}).status_code == 400


def test_with_nothing_read_the_report_says_so(house: House) -> None:
    html = page(house)
    assert "Nothing to report yet" in html
    assert "0 readings by 0 readers." in html


def test_invented_and_simulated_are_said_on_the_report(db: None) -> None:
    house = House("house", invented=True, figures_from="simulated")
    html = page(house)
    assert "Invented." in html
    assert "0 simulated readings by 0 simulated readers. The readers are simulated" in html
