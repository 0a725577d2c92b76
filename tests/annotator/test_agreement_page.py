"""The agreement page: the same figures as the command and the interface, in words; what a number opens; empty faces."""

import csv
import html
import io
import json
import re

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.pages.agreement_figures import words_of
from core.models import Reviewer
from core.services import annotating, readings
from tests.annotator.test_pages import client_of, page
from tests.house import House

ADDRESS = "/projects/house/agreement/"
SAYS = {"target": "ccp", "voice": "own-voice", "role": "R5", "stance": "affirms"}


@pytest.fixture
def read(house: House) -> House:
    """Bob and Cem have read two articles, and agree on some."""
    house.other = house.add_document("d2", "China acts. The firms do not. Beijing denies it.", genre="op-ed", event="e")
    house.mark("bob", "Beijing does little", facets=SAYS)
    house.last = house.mark("cem", "Beijing does little", "opinion", facets=SAYS | {"role": "R4"})
    house.mark("bob", "China banned the trade", "evidence", facets=SAYS | {"target": "china"})
    house.mark("cem", "China banned the trade", "evidence", facets=SAYS | {"target": "china", "unsure": "yes"})
    house.mark("cem", "Nobody asked", facets={"voice": "named-person"})
    for name in ("bob", "cem"):
        house.mark(name, "Beijing denies it", document=house.other, facets=SAYS | {"stance": "denies"})
    for name in ("bob", "cem"):
        house.submit(name)
        house.submit(name, house.other)
    return house


def text_of(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", fragment, flags=re.S)).split())


def figures_on(shown: str) -> list[str]:
    """Alpha as it stands in each row of the table of figures."""
    table = shown[shown.index('<table class="table agreed">') :].split("</table>")[0].split("<tbody>")[1]
    return re.findall(r'<td class="figure" data-gate="[a-z-]+">\s*<span class="value">([^<]+)<', table)


def figures_in(report: dict) -> list[str]:
    alphas = [report["position"]["alpha"], report["joint"]["alpha_u"], report["labels"]["alpha"]]
    return [words_of(alpha) for alpha in (*alphas, *(row["alpha"] for row in report["facets"].values()))]


VALUES = {
    "target": ["ccp", "state", "undifferentiated", "firms"], "voice": ["own", "quoted"], "genre": ["op-ed", "news"],
    "label": ["evidence", "assertion", "opinion"], "event": ["e"], "unsure": ["without"], "since": ["2030"],
    "fidelity": ["as-written", "altered"], "reviewers": ["person", "machine"],
}  # fmt: skip
filters = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters)
def test_page_command_and_interface_say_the_same_under_every_filter(read, asked):
    client, out = client_of(read, "vera"), io.StringIO()
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    with transaction.atomic():
        call_command("agreement", "--project", "house", "--json", *options, stdout=out)
        told = json.loads(out.getvalue())
        assert client.get("/api/v1/projects/house/agreement/", asked).json() == told
        shown = client.get(ADDRESS, asked).content.decode()
    if told["n_documents"]:
        assert figures_on(shown) == figures_in(told)
        assert f"{told['n_annotations']:,} mark" in shown
    else:
        assert 'class="table agreed"' not in shown
        assert 'class="empty"' in shown


def test_the_finding_is_a_sentence_and_each_figure_has_its_reason(read):
    shown = text_of(page(read, "vera", ADDRESS))
    # Three passages: e-e, a-o, a-a. o_ee 2, o_aa 2, o_ao 2 of 6; unlike pairs 2 (2 x 3 + 2 x 1 + 3 x 1) = 22;
    # 1 - 5 x 2 / 22 is left.
    assert "Tentative. Alpha is 0.55 on labels," in shown
    assert "fewer than 5 documents to draw from" in shown
    assert "2 articles read by two or more 2 readers 7 marks As first submitted" in shown
    assert "readers agree: 0.667 and above" in shown
    assert "1 of 3 pairs of marks differ. Most often one said Assertion and another Opinion : 1." in shown


def test_each_number_opens_as_many_passages(read):
    shown = page(read, "vera", ADDRESS)
    links = re.findall(r'href="([^"]*/agreement/passages/[^"]*)"[^>]*>(\d+)<', shown)
    assert len(links) > 6
    for address, n in links:
        listed = page(read, "vera", html.unescape(address))
        assert f"<p>{n} " in listed
        assert listed.count('<li class="met"') == int(n), address


def test_the_passages_of_a_number_show_both_quotes_and_lead_to_them(read):
    shown = page(read, "vera", f"{ADDRESS}passages/", a="assertion", b="opinion")
    assert shown.count(">Beijing does little</a>") == 2
    assert f"/projects/house/quotes/{read.last.uuid}/" in shown
    assert "the same words" in shown


def test_passages_come_fifty_a_page(read, monkeypatch):
    monkeypatch.setattr("annotator.pages.agreement_passages.PER_PAGE", 1)
    shown = page(read, "vera", f"{ADDRESS}passages/", page="2")
    assert "2 to 2 of 4" in shown
    assert shown.count('<li class="met"') == 1


def test_a_revision_stands_beside_what_was_first_submitted(read):
    assert "After revision" not in page(read, "vera", ADDRESS)
    readings.reopen_reading(read.cem, read.document)
    annotating.change_annotation(read.cem, read.last.uuid, 1, {"label": "assertion"})
    read.submit("cem")
    shown = text_of(page(read, "vera", ADDRESS))
    assert "1 reading was changed after first being submitted." in shown
    assert "After revision" in shown
    assert "changed since" in page(read, "vera", f"{ADDRESS}passages/", a="opinion", b="assertion")


@pytest.mark.parametrize(
    ("kind", "heading", "words"),
    [("machine", "How far the machine readings agree", "Two machine readings: consistency, not reliability."),
     ("simulated", "How far the simulated readers agree", "2 simulated readers, no people")],
)  # fmt: skip
def test_machine_and_simulated_readings_are_called_so(read, kind, heading, words):
    Reviewer.objects.update(kind=kind)
    whole = page(read, "vera", ADDRESS, reviewers=kind)
    shown = text_of(whole[whole.index("<main") :])
    assert heading in shown
    assert words in shown
    assert not re.search(r"(?<!simulated )\breaders (agree|do not agree)", shown, flags=re.I)


def test_before_a_second_reader_it_says_what_to_do(house):
    assert "Nothing to compare yet" in page(house, "bob", ADDRESS)
    readings.submit_reading(house.bob, house.document)
    assert "Plan a second reading" in page(house, "ann", ADDRESS)
    shown = page(house, "vera", ADDRESS)
    assert "No second reader yet" in shown
    assert "Plan a second reading" not in shown
    assert "1 reading</a>" in page(house, "vera", ADDRESS, reviewers="machine")
    assert "Clear all filters" in page(house, "vera", ADDRESS, genre="op-ed")


def test_a_blind_reader_is_told_what_is_withheld(read):
    dan = read.join("dan", "reviewer")
    read.mark("dan", "Nobody asked")
    shown = page(read, "dan", ADDRESS)
    assert dan.may("mark")
    assert "Withheld from you until you submit your own reading" in shown
    assert "Nothing to compare yet" in shown


@pytest.mark.parametrize("asked", [{"label": "truth"}, {"layer": "adjudicated"}, {"since": "soon"}])
@pytest.mark.parametrize("address", ["", "passages/", "pairs.csv"])
def test_an_unknown_filter_is_refused_in_words(house, address, asked):
    answer = client_of(house, "vera").get(ADDRESS + address, asked)
    assert answer.status_code == 422
    assert next(iter(asked.values())) in answer.content.decode() or "rulings" in answer.content.decode()


def test_htmx_gets_the_figures_alone(read):
    answer = client_of(read, "vera").get(ADDRESS, headers={"HX-Request": "true"})
    assert answer.content.lstrip().startswith(b'<section id="agreement"')


def test_the_pairing_table_is_a_file(read):
    answer = client_of(read, "vera").get(f"{ADDRESS}pairs.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="house-pairs.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["document"], row["a_quote"], {row["a_label"], row["b_label"]}) for row in rows] == [
        ("d1", "China banned the trade", {"evidence"}), ("d1", "Beijing does little", {"assertion", "opinion"}),
        ("d1", "Nobody asked", {"assertion", ""}), ("d2", "Beijing denies it", {"assertion"}),
    ]  # fmt: skip
