"""The pages of outlets: the list, facts with a source each, and the profile from what the viewer may see."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Outlet
from core.services import citing, outlets
from core.services.claiming import make_claim
from core.services.documents import SectionDraft
from tests.house import House

LIST = "/projects/house/outlets/"
ONE = f"{LIST}gazette/"


def client_of(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def gazette() -> Outlet:
    return Outlet.objects.get(key="gazette")


def page(house: House, name: str, path: str = ONE) -> str:
    return client_of(house, name).get(path).content.decode()


def test_the_list_counts_own_texts_those_of_others_and_facts(house: House) -> None:
    outlets.add_outlet(house.ann, "blog", {"name": "A blog", "facts": [{"text": "Free."}]})
    house.add_document(
        "d2", "Words of the Gazette. And my own.", outlet="blog", sections=[SectionDraft(0, 21, "gazette")]
    )
    html = re.sub(r"\s+", " ", page(house, "vera", LIST))
    assert "1 text of its own · carries 1 text of others" in html
    assert "2 texts of its own" in html  # the Gazette's, one of them at the blog
    assert "1 without a source" in html
    assert "Add an outlet" not in html


def test_a_keeper_adds_an_outlet_once(house: House) -> None:
    ada = client_of(house, "ada")
    added = ada.post(LIST, {"name": "The Herald", "kind": "newspaper", "country": "UK", "domain": ""})
    assert (added.status_code, added["Location"]) == (302, f"{LIST}the-herald/")
    again = ada.post(LIST, {"name": "the herald"})
    assert again.status_code == 422
    assert "There is an outlet of this name already." in again.content.decode()
    assert Outlet.objects.filter(name__iexact="the herald").count() == 1


def test_facts_are_changed_with_their_sources_and_one_without_says_so(house: House) -> None:
    form = {"version": "1", "name": "The Gazette", "kind": "newspaper", "country": "", "domain": "",
            "text": ["Founded in 1901.", "Owned by a trust.", ""],
            "source": ["https://gazette.example/imprint", "", ""]}  # fmt: skip
    assert client_of(house, "ada").post(f"{ONE}change/", form).status_code == 302
    assert gazette().facts == [
        {"text": "Founded in 1901.", "source": "https://gazette.example/imprint"}, {"text": "Owned by a trust."},
    ]  # fmt: skip
    html = page(house, "vera")
    assert '<a class="small" href="https://gazette.example/imprint" rel="noreferrer noopener">' in html
    assert html.count("no source given") == 1
    assert "Change what is known" not in html


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", " JaVa\tScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]
)
def test_a_source_that_a_browser_would_run_is_refused_and_what_was_written_stays(house: House, source: str) -> None:
    form = {"version": "1", "name": "The Gazette", "text": "Founded in 1901.", "source": source}
    refused = client_of(house, "ann").post(f"{ONE}change/", form)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "This cannot be a source" in html or "control" in html
    assert "Founded in 1901." in html
    assert gazette().facts == []


def test_words_that_look_like_an_address_are_a_source_and_no_link(house: House) -> None:
    fact = {"text": "Sold 9,000 copies.", "source": "Data: the audit bureau, 2030"}
    outlets.change_outlet(house.ann, gazette(), 1, {"facts": [fact]})
    assert '<span class="small">Data: the audit bureau, 2030</span>' in page(house, "vera")


def test_of_two_keepers_at_once_the_second_is_told_and_loses_nothing(house: House) -> None:
    for name, fact, status in (("ann", "First.", 302), ("ada", "Second.", 412)):
        form = {"version": "1", "name": "The Gazette", "text": fact, "source": "its imprint"}
        answer = client_of(house, name).post(f"{ONE}change/", form)
        assert answer.status_code == status
    assert [fact["text"] for fact in gazette().facts] == ["First."]
    assert "Somebody changed this outlet while you were writing" in answer.content.decode()
    assert "Second." in answer.content.decode()


def test_the_profile_is_of_this_outlet_alone_and_each_number_opens_its_quotes(house: House) -> None:
    outlets.add_outlet(house.ann, "post", {"name": "The Post"})
    other = house.add_document("d2", "China again.", outlet="post")
    house.mark("bob", "China again", document=other, facets={"voice": "own-voice"})
    house.submit("bob", other)
    assert "No reading submitted yet" in page(house, "vera")
    house.mark("bob", "Officials say", facets={"voice": "anonymous-individual"})
    house.mark("bob", "Nobody asked", "opinion", facets={"voice": "own-voice"})
    house.submit("bob")
    html = page(house, "vera")
    assert "agreement on labels not measured" in html.lower()
    assert "quotes/?voice=own-voice&amp;origin=gazette" in html
    quotes = client_of(house, "vera").get("/projects/house/quotes/?voice=own-voice&origin=gazette").content.decode()
    assert "Nobody asked" in quotes
    assert "China again" not in quotes
    assert "No score is given" in html
    assert 'href="/projects/house/documents/d1/indicators/"' in html


def test_what_it_cites_and_which_claims_it_makes_is_told_to_whoever_sees_the_marks(house: House) -> None:
    first = house.mark("bob", "Officials say", "evidence", facets={"voice": "own-voice"})
    second = house.mark("bob", "China banned the trade", facets={"voice": "own-voice"})
    checked, _ = citing.cite(house.bob, first.uuid, card={"title": "A report", "producer": "RAND"})
    citing.check(house.bob, checked.uuid, 1, finding="says-so", excerpt="They say so.")
    make_claim(house.bob, id=uuid4(), marks=[second.uuid], text="China banned the trade in 2019.")
    house.submit("bob")
    html = page(house, "vera")
    for which in ("cited", "opened", "found", "says-so"):
        assert f'which={which}&amp;origin=gazette">1</a>' in html
    assert "China banned the trade in 2019." in html
    profile = client_of(house, "vera").get("/api/v1/projects/house/outlets/gazette/profile/").json()
    assert profile["citations"] == {"n_cited": 1, "n_opened": 1, "n_found": 1, "n_says_so": 1, "n_no_card": 0}
    assert [row["text"] for row in profile["claims"]] == ["China banned the trade in 2019."]
    house.mark("cem", "Nobody asked")
    blind = page(house, "cem")
    assert "No mark that you may see names a basis" in blind
    assert "No mark in its words is joined to a claim yet." in blind


def test_a_blind_reader_counts_no_colleagues_marks(house: House) -> None:
    house.mark("cem", "Nobody asked")
    house.mark("bob", "Officials say")
    house.submit("bob")
    assert "No reading submitted yet" in page(house, "cem")
    assert "No reading submitted yet" not in page(house, "vera")


def test_more_texts_and_outlets_cost_no_more_queries(house: House) -> None:
    ann = client_of(house, "ann")

    def n_queries(path: str) -> int:
        ann.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert ann.get(path).status_code == 200
        return len(queries)

    before = [n_queries(path) for path in (LIST, ONE)]
    for number in range(4):
        outlets.add_outlet(house.ann, f"o{number}", {"name": f"O {number}"})
        house.add_document(f"x{number}", f"Text {number}. And more.", sections=[SectionDraft(0, 7, f"o{number}")])
    assert [n_queries(path) for path in (LIST, ONE)] == before


def test_programs_get_the_same_profile(house: House) -> None:
    house.mark("bob", "Officials say", facets={"voice": "own-voice"})
    house.submit("bob")
    answer = client_of(house, "vera").get("/api/v1/projects/house/outlets/gazette/profile/").json()
    assert answer["figures"]["voices"]["own-voice"]["n"] == 1
    assert [row["document"] for row in answer["originality"]["own"]] == ["d1"]
    assert answer["indicators"]["n_documents"] == 0
    assert "score" not in answer
