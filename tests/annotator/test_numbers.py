"""The tab of numbers: the same figures from page, command and interface, and every number opens what it counts."""

import json
import random
import re
from dataclasses import replace
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.forms.filters import quote_filters_from
from annotator.pages import compare as compare_module
from annotator.pages import numbers as numbers_module
from annotator.pages.compare import compare_page
from annotator.pages.figure_tables import signed
from core.models import Document, Part
from core.queries.filters import Filters
from core.queries.quotes import quote_list
from core.services.adjudicating import finish_adjudication
from core.services.annotating import add_link
from tests.core.queries.two_papers import EVENTS, TwoPapers

VALUES = {
    "voice": ["own", "quoted", "named-person"],
    "target": ["state", "undifferentiated", "ccp"],
    "label": ["evidence", "assertion", "opinion"],
    "genre": ["news", "op-ed"],
    "event": ["summit", "nowhere"],
    "since": ["2031", "2031-03-14", "2032"],
    "until": ["2031-03-14", "2030"],
    "fidelity": ["as-written", "translated"],
    "unsure": ["without"],
    "layer": ["adjudicated"],
    "reviewers": ["person", "machine"],
}
LINK = re.compile(r'<a class="opens" href="([^"]*/quotes/[^"]*)">(?:n )?([\d,.]+\s?%?)')


@pytest.fixture
def papers(db: None) -> TwoPapers:
    """Both papers on three events, one article translated; Cem read two of them; one is ruled on."""
    house = TwoPapers().write_all()
    rich = {"target": "china", "role": "R2", "stance": "denies", "voice": "named-institution", "loaded": "yes",
            "form": "direct-quotation", "cue-stance": "distancing", "certainty": "possible",
            "unsure": "yes"}  # fmt: skip
    for event in EVENTS[:2]:
        document = house.texts["gazette", event]
        first = house.mark("cem", "China leads", "evidence", document=document, facets=rich)
        then = house.mark("cem", "China ends", document=document, facets=rich | {"target": "ccp"})
        house.mark("cem", "China ends", document=document, facets=rich | {"target": "chinese-firms", "role": "R4"})
        add_link(house.cem, first.uuid, then.uuid, "contradicts" if event == "summit" else "supports")
        house.submit("cem", document)
    house.write("post", "summit", key="op", genre="op-ed", published_on="2032")
    Part.objects.filter(document__key="post-trial").update(fidelity="translated")
    ruled = house.texts["gazette", "seizure"]
    for mark in ruled.annotations.order_by("pk"):
        house.rule("ada", mark)
    finish_adjudication(house.ada, Document.objects.get(pk=ruled.pk))
    return house


def client_of(house: TwoPapers, name: str = "ann") -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def choices() -> list[dict[str, str]]:
    """No filter, one value of each, and four of several at once, the same in each run."""
    one = [{}, *({name: values[0]} for name, values in VALUES.items())]
    draw = random.Random(5)
    several = [
        {name: draw.choice(VALUES[name]) for name in draw.sample(sorted(set(VALUES) - {"reviewers"}), 3)}
        for _ in range(4)
    ]
    return one + several


def figure(answer: dict[str, Any], query: dict[str, str]) -> int:
    """The number of the answer that a link with this query stands at."""
    if "reader" in query:
        row = next(row for row in answer["reviewers"] if row["reviewer"] == query["reader"])
        return row["labels"][query["label"]]["n"]
    row = next(row for row in answer["outlets"] if row["outlet"] == query["origin"])
    if "support" in query:
        return row["support"][f"n_{query['support']}"]
    if "said" in query:
        facet, value = query["said"].split(":")
        lists = {"form": "forms", "cue-stance": "cue_stances", "certainty": "certainties"}
        return row["rhetoric"]["loaded"]["n"] if facet == "loaded" else row["rhetoric"][lists[facet]][value]["n"]
    if "group" in query:
        group = row["groups"][query["group"]]
        return group["roles"][query["role"]]["n"] if "role" in query else group["n"]
    if "," in query.get("role", ""):
        return row["upper_roles"]["n"]
    if "role" in query:
        role = row["roles"][query["role"]]
        return role["stances"][query["stance"]] if "stance" in query else role["n"]
    return row["labels"][query["label"]]["n"] if "label" in query else -1


def links_of(html: str, *, every: bool) -> list[tuple[dict[str, str], str]]:
    """The query and the number of each link; or of each sort of link the first and the last."""
    found = [(dict(parse_qsl(urlsplit(unescape(address)).query)), shown) for address, shown in LINK.findall(html)]
    if every:
        return found
    sorts = [(*sorted(query), "." in shown) for query, shown in found]
    last = dict(zip(sorts, found, strict=True))
    first = dict(zip(reversed(sorts), reversed(found), strict=True))
    return [*first.values(), *last.values()]


def printed(given: dict[str, str]) -> str:
    """What the command says with these filters."""
    out = StringIO()
    call_command("compare", "--project", "papers", "--json", *(f"--{k}={v}" for k, v in given.items()), stdout=out)
    return out.getvalue()


def test_page_command_and_interface_give_the_same_and_numbers_open_what_they_count(papers: TwoPapers) -> None:
    client, n_links = client_of(papers), 0
    of_command = {frozenset(given): given for given in reversed(choices())}  # once for each filter
    for given in choices():
        answer = client.get("/api/v1/projects/papers/comparison/", given).json()
        assert of_command[frozenset(given)] != given or json.loads(printed(given)) == answer, given
        html = client.get("/projects/papers/compare/", given | {"view": "numbers"}).content.decode()
        for query, shown in links_of(html, every=not given):
            counted = quote_list(papers.ann, *quote_filters_from(query)).count()
            n_links += 1
            if "." in shown or "%" in shown:  # a rate or a share opens the marks of its n
                assert counted, (given, query)
                continue
            assert counted == int(shown.replace(",", "")), (given, query)
            said = figure(answer, query)
            if said < 0 or ("voice" in query and given.get("voice") != query["voice"]):
                row = next(row for row in answer["outlets"] if row["outlet"] == query["origin"])
                said = row["voices"][query["voice"]]["n"]
            assert counted == said, (given, query)
        for row in answer["outlets"]:
            for label, found in row["labels"].items():
                if found["n"] and found["rate_per_1000"] is not None:
                    assert re.search(rf"origin={row['outlet']}[^>]*>{found['rate_per_1000']:.1f}</a>", html), (
                        given,
                        label,
                    )
        for row in answer["contrasts"]:
            points = row["measure"] == "top_roles"
            if row["p"] is not None:
                assert signed(100 * row["difference"] if points else row["difference"], 0 if points else 1) in html
    assert n_links > 200


def test_a_number_opens_a_page_that_says_as_many(papers: TwoPapers) -> None:
    client = client_of(papers)
    html = client.get("/projects/papers/compare/", {"view": "numbers"}).content.decode()
    links = {unescape(address): shown for address, shown in LINK.findall(html) if shown.isdigit()}
    kinds = ("support=", "said=", "reader=", "group=", "role=R4%2CR5", "stance=", "voice=")
    for kind in kinds:
        address, n = next((address, n) for address, n in links.items() if kind in address)
        listed = client.get(address).content.decode()
        assert f"<h1>{n} mark" in listed, address
    assert ">cue: distancing (claims, maintains)<" in client.get(
        "/projects/papers/quotes/", {"said": "cue-stance:distancing"}
    ).content.decode().lower()  # fmt: skip


def gated(monkeypatch: pytest.MonkeyPatch, labels: tuple[str, float], role: tuple[str, float]) -> None:
    """As if agreement had been measured so."""
    real = compare_module.compared
    gate = {name: {"band": band, "alpha": alpha} for name, (band, alpha) in (("labels", labels), ("role", role))}
    monkeypatch.setattr(compare_module, "compared", lambda counting: replace(real(counting), gate=gate))


def test_numbers_are_drawn_by_the_gate_in_words_that_say_whose_readings_they_are(
    papers: TwoPapers, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = client_of(papers), {"view": "numbers"}
    gated(monkeypatch, ("unknown", None), ("unknown", None))
    html = client.get("/projects/papers/compare/", page).content.decode()
    assert "Agreement on labels not measured" in html
    assert 'data-gate="unknown"' in html
    gated(monkeypatch, ("tentative", 0.55), ("not-enough", 0.31))
    html = client.get("/projects/papers/compare/", page).content.decode()
    assert "Tentative, so hatched: readers agree on labels only in part (alpha 0.55)" in html
    assert "Readers do not agree enough on roles (alpha 0.31)" in html
    assert {*re.findall(r'<td class="num" data-gate="([\w-]+)"', html)} == {"tentative", "not-enough"}
    assert "Readers do not agree enough, so no contrast of roles" in html
    gated(monkeypatch, ("enough", 0.8), ("enough", 0.7))
    papers.project.figures_from = "machine"
    papers.project.save()
    html = client.get("/projects/papers/compare/", {"reviewers": "machine"}).content.decode()
    assert "The machine readings agree on labels; the machine readings agree on roles" in html


def test_of_a_large_corpus_slow_figures_come_after_the_page_until_they_are_kept(
    papers: TwoPapers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers_module, "LARGE", 3)
    client, page = client_of(papers), {"view": "numbers", "genre": "news"}
    html = client.get("/projects/papers/compare/", page).content.decode()
    address = unescape(re.search(r'hx-get="([^"]*compare/further/[^"]*)"', html)[1])
    assert "Differences between two outlets" not in html
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Differences between two outlets" in part
    assert "<html" not in part
    assert "Differences between two outlets" in client.get("/projects/papers/compare/", page).content.decode()
    whole = client.get(address).content.decode()  # without script: the page with them
    assert "What is marked, per 1,000 words read" in whole
    assert "<html" in whole


def test_the_filters_are_an_address_and_offer_what_there_is(papers: TwoPapers) -> None:
    page = compare_page(papers.ann, Filters(event="summit", voice="own", since="2031"), "numbers")
    assert page.form.events == [("seizure", "seizure", False), ("summit", "summit", True), ("trial", "trial", False)]
    assert ("voice", "own") in page.form.hidden
    assert ("view", "numbers") in page.form.hidden
    assert page.more_open
    names = [control.name for control in page.more_controls]
    assert names == ["Label", "Genre", "Wording", "Doubt"]  # people alone read here: nothing to choose
    wording = next(control for control in page.more_controls if control.name == "Wording")
    assert [choice.name for choice in wording.choices] == [
        "Every wording", "As it was written", "Translated there and back, not checked"
    ]  # fmt: skip
    assert all("event=summit" in choice.url and "since=2031" in choice.url for choice in wording.choices)


@pytest.mark.parametrize("given", [{}, {"view": "numbers"}])
def test_a_project_without_a_mark_says_so_in_words(db: None, given: dict[str, str]) -> None:
    house = TwoPapers()
    html = client_of(house).get("/projects/papers/compare/", given).content.decode()
    assert "Nothing to compare yet" in html
    assert "nan" not in html.lower().replace("dominan", "").replace("finan", "")


def test_the_numbers_cost_the_same_queries_whatever_the_number_of_marks(
    papers: TwoPapers, django_assert_num_queries: Any
) -> None:
    client = client_of(papers)
    address = reverse("compare", args=["papers"]) + "?view=numbers"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    n_queries = len(few)
    assert n_queries <= 22
    papers.write("post", "another")
    client.get(address)
    with django_assert_num_queries(n_queries):
        client.get(address)
