"""The pages of the ledger: what they say, what they refuse, what they cost."""

import re
import uuid
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Reviewer
from core.services import annotating, citing

BASE, API = "/projects/house/", "/api/v1/projects/house/"
RAND = {"producer": "RAND", "title": "The Opioid Crisis", "published_on": "2019", "url": "https://rand.example/1"}


@pytest.fixture
def cited(house):
    """Bob's evidence cites a card and supports his assertion; he has submitted."""
    house.basis = house.mark("bob", "China banned the trade in 2019", "evidence", facets={"speaker": "RAND"})
    claim = house.mark("bob", "Beijing does little")
    annotating.add_link(house.bob, house.basis.uuid, claim.uuid, "supports")
    house.submit("bob")
    house.made, _ = citing.cite(house.bob, house.basis.uuid, card=RAND)
    return house


def visit(house, name):
    client = Client()
    client.force_login(getattr(house, name).user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_ledger_says_its_finding_in_a_sentence_and_each_number_opens_its_quotes(cited):
    bob = visit(cited, "bob")
    assert "Of 1 cited base <b>none</b> was opened yet." in text_of(bob.get(f"{BASE}sources/"))
    citing.check(cited.bob, cited.made.uuid, 1, finding="says-so", excerpt="Banned in 2019.")
    page = text_of(bob.get(f"{BASE}sources/"))
    assert "Of 1 cited base <b>1</b> was opened; <b>1</b> says so." in page
    assert 'href="/projects/house/sources/cited/?which=says-so&amp;origin=gazette"' in page
    behind = text_of(bob.get(f"{BASE}sources/cited/?which=says-so&origin=gazette"))
    assert "1 base that says so" in behind
    assert "China banned the trade in 2019" in behind
    assert bob.get(f"{BASE}sources/cited/?which=true").status_code == 422
    assert bob.get(f"{BASE}sources/cited/?which=cited&origin=nobody").status_code == 404
    assert bob.get(f"{BASE}sources/cited/?which=cited&origin=a%00b").status_code == 404


def test_the_ledger_counts_the_readers_that_were_chosen_as_the_interface_does(cited):
    assert "Whose readings" not in text_of(visit(cited, "vera").get(f"{BASE}sources/"))
    other = cited.mark("cem", "no proof of state policy", "evidence")
    cited.submit("cem")
    Reviewer.objects.filter(user=cited.cem.user).update(kind="machine")
    made, _ = citing.cite(cited.cem, other.uuid, card={"title": "The other report"})
    citing.check(cited.cem, made.uuid, 1, finding="says-so", excerpt="None.")
    vera = visit(cited, "vera")
    for kind, says in (("", "Of 1 cited base <b>none</b> was opened yet."),
                       ("machine", "Of 1 cited base <b>1</b> was opened; <b>1</b> says so."),
                       ("simulated", "<b>No counted mark</b> cites a source yet.")):  # fmt: skip
        asked = f"?reviewers={kind}" if kind else ""
        page, told = text_of(vera.get(f"{BASE}sources/{asked}")), vera.get(f"{API}ledger/{asked}").json()
        assert says in page
        assert (told["n_cited"], told["n_opened"]) == {"": (1, 0), "machine": (1, 1)}.get(kind, (0, 0))
    page = text_of(vera.get(f"{BASE}sources/?reviewers=machine&state=opened"))
    assert '<a href="?reviewers=person&amp;state=opened">People</a>' in page
    assert '<a href="?reviewers=machine&amp;state=opened" aria-current="true">Machine readings</a>' in page
    behind = f"{BASE}sources/cited/?which=says-so&origin=gazette&reviewers=machine"
    assert f'href="{behind.replace("&", "&amp;")}"' in page
    assert "1 base that says so" in text_of(vera.get(behind))
    assert "submitted machine readings" in text_of(vera.get(behind))
    assert vera.get(f"{BASE}sources/?reviewers=dogs").status_code == 422


def test_open_pages_know_where_to_ask_whether_they_are_still_true(cited):
    vera, key = visit(cited, "vera"), cited.made.source.key
    for path in ("sources/", f"sources/{key}/", f"marks/{cited.basis.uuid}/source/", "sources/check/", "claims/"):
        page = text_of(vera.get(f"{BASE}{path}"))
        url, state = re.search('data-watch="([^"]+)" data-state="([^"]+)"', page).groups()
        assert vera.get(unescape(url)).json() == {"state": state}
    citing.change_source(cited.bob, key, 1, {"title": "The Opioid Crisis, revised"})
    assert vera.get(f"{BASE}ledger/state/?card={key}").json()["state"] not in page
    assert vera.get(f"{BASE}ledger/state/?mark=none").status_code == 422


def test_an_address_on_a_card_opens_apart_and_one_that_is_none_is_refused_with_what_was_typed(cited):
    bob = visit(cited, "bob")
    key = cited.made.source.key
    link = '<a class="button" href="https://rand.example/1" target="_blank" rel="noopener noreferrer"'
    assert link in text_of(bob.get(f"{BASE}sources/{key}/"))
    refused = bob.post(f"{BASE}sources/", {"title": "Typed title", "url": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert "An address begins with http:// or https://" in text_of(refused)
    assert 'value="Typed title"' in text_of(refused)
    assert 'href="javascript' not in text_of(refused)


def test_a_refused_finding_keeps_the_words_that_were_typed(cited):
    bob = visit(cited, "bob")
    sent = {"version": "1", "finding": "says-so", "excerpt": "word " * 51, "back": "queue"}
    refused = bob.post(f"{BASE}citations/{cited.made.uuid}/check/", sent)
    assert refused.status_code == 422
    assert "at most 50 words; this has 51" in text_of(refused)
    assert "word word word" in text_of(refused)
    assert bob.post(f"{BASE}citations/{cited.made.uuid}/check/", sent | {"excerpt": "Yes."}).status_code == 302
    stale = bob.post(f"{BASE}citations/{cited.made.uuid}/check/", sent | {"excerpt": "No.", "finding": "not-found"})
    assert stale.status_code == 412
    away = bob.post(f"{BASE}citations/{cited.made.uuid}/check/", sent | {"back": "//evil.example/", "version": "2"})
    assert away["Location"] == f"{BASE}sources/{cited.made.source.key}/"


def test_report_and_quote_tell_what_is_cited_and_what_was_found(cited):
    bob = visit(cited, "bob")
    citing.check(cited.bob, cited.made.uuid, 1, finding="says-otherwise", excerpt="Never banned.")
    for path in ("documents/d1/report/", f"quotes/{cited.basis.uuid}/"):
        page = text_of(bob.get(BASE + path))
        assert ">RAND 2019</a>" in page
        assert '<span class="finding" data-finding="says-otherwise">opened, says otherwise</span>' in page
    assert "<b>1 of 1</b> cited base was opened; none say so." in text_of(bob.get(f"{BASE}documents/d1/report/"))


def test_a_mark_gets_a_card_once_however_often_the_form_is_sent(cited):
    other = cited.mark("cem", "Officials say", "evidence", facets={"speaker": "rand"})
    cited.submit("cem")
    cem = visit(cited, "cem")
    page = text_of(cem.get(f"{BASE}marks/{other.uuid}/source/"))
    assert "the same speaker" in page
    sent = {"id": str(uuid.uuid4()), "title": "Another", "url": ""}
    assert [cem.post(f"{BASE}marks/{other.uuid}/source/", sent).status_code for _ in range(2)] == [302, 302]
    assert other.citations.count() == 1
    assert cem.post(f"{BASE}marks/{other.uuid}/source/", {"source": cited.made.source.key}).status_code == 302
    assert "The Opioid Crisis" in text_of(cem.get(f"{BASE}marks/{other.uuid}/source/"))


def test_the_pages_cost_the_same_at_one_card_and_at_six(cited):
    ada = visit(cited, "ada")

    def counts():
        found = {}
        for path in ("sources/", "sources/check/", f"sources/{cited.made.source.key}/", "sources/cited/",
                     f"marks/{cited.basis.uuid}/source/"):  # fmt: skip
            ada.get(BASE + path)
            with CaptureQueriesContext(connection) as queries:
                assert ada.get(BASE + path).status_code == 200
            found[path] = len(queries)
        return found

    other = cited.mark("cem", "Nobody asked", "evidence", facets={"speaker": "RAND"})
    cited.submit("cem")
    citing.cite(cited.cem, other.uuid, source=cited.made.source.key)
    at_two = counts()
    for n in range(5):
        citing.cite(cited.bob, cited.basis.uuid, card=RAND | {"title": f"Card {n}"})
        citing.cite(cited.cem, other.uuid, card=RAND | {"title": f"Card {n}"})
    assert counts() == at_two
