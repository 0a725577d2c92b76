"""Charts on the pages and as files: the same figures in both, for each viewer their own, with the filters in force."""

import csv
import io
import json
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from annotator.charts import render
from tests.house import TEXT, House

OWN = {"voice": "own-voice", "target": "ccp", "role": "R5", "stance": "affirms"}
QUOTED = {"voice": "named-person", "target": "ccp", "role": "R1", "stance": "denies"}
CHARTS = "/projects/house/compare/charts"


def asked(house: House, name: str, address: str, **query: str) -> HttpResponse:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address, query)
    assert isinstance(response, HttpResponse)
    return response


def rows(response: HttpResponse) -> list[list[str]]:
    assert response.status_code == 200, response.content
    return list(csv.reader(io.StringIO(response.content.decode(), newline="")))[1:]


def tables(html: str) -> list[list[list[str]]]:
    """The tables of a page's charts, cell by cell."""
    bodies = re.findall(r"<figure.*?<tbody>(.*?)</tbody>", html, re.DOTALL)
    return [
        [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]
        for body in bodies
    ]


@pytest.fixture
def read(house: House) -> House:
    """Six articles, each with two marks of Bob's. Cem has begun the first and submitted the others without a mark."""
    documents = [house.document] + [
        house.add_document(f"e{place}", f"{TEXT} {place} {'word ' * 60}") for place in range(5)
    ]
    for document in documents:
        house.mark("bob", "There is no proof", facets=OWN, document=document)
        house.mark("bob", "The Chinese ministry denies it", "evidence", facets=QUOTED, document=document)
        house.submit("bob", document)
    for document in documents[1:]:
        house.submit("cem", document)
    house.mark("cem", "Nobody asked")
    return house


def test_the_tab_shows_each_chart_with_its_sentence_its_table_and_its_files(read: House) -> None:
    html = asked(read, "vera", "/projects/house/compare/", view="charts").content.decode()
    assert html.count('<figure class="chart"') == 7
    for name in ("rate-evidence", "labels", "matrix", "roles", "voices"):
        assert html.count(f'role="img" aria-labelledby="chart-{name}-sentence"') == 2  # wide and narrow
        assert f'id="chart-{name}-sentence"' in html
    assert ' style="' not in html
    assert re.findall(r'id="([^"]+)"', html) == list(dict.fromkeys(re.findall(r'id="([^"]+)"', html)))
    for kind, media_type in (("svg", "image/svg+xml"), ("png", "image/png"), ("csv", "text/csv; charset=utf-8"),
                             ("json", "application/json")):  # fmt: skip
        address = re.search(rf'href="({CHARTS}/labels\.{kind})"', html)
        assert address
        file = asked(read, "vera", address[1])
        assert (file.status_code, file["Content-Type"]) == (200, media_type)
        assert file["Content-Disposition"] == f'attachment; filename="house-labels.{kind}"'


def test_filters_go_with_the_files_and_are_said_in_the_picture(read: House) -> None:
    html = asked(read, "vera", "/projects/house/compare/", view="charts", voice="own").content.decode()
    assert f'href="{CHARTS}/rate-assertion.png?voice=own&amp;theme=dark"' in html
    assert rows(asked(read, "vera", f"{CHARTS}/rate-evidence.csv", voice="own"))[0][2] == "0"
    made = json.loads(asked(read, "vera", f"{CHARTS}/rate-assertion.json", voice="own", theme="dark").content)
    assert "Counted: own voice." in " ".join(made["title"]["subtitle"])
    assert made["background"] == "#16161A"


@pytest.mark.parametrize(("name", "n_documents", "n_marks"), [("ann", 6, 12), ("cem", 5, 10)])
def test_page_and_file_count_what_their_viewer_may_see(read: House, name: str, n_documents: int, n_marks: int) -> None:
    html = asked(read, name, "/projects/house/compare/", view="charts").content.decode()
    found = tables(html)[3][0]
    half, share = str(n_marks // 2), "50\u00a0%"
    assert found == ["The Gazette", str(n_marks), half, share, half, share, "0", "0\u00a0%"]
    file = rows(asked(read, name, f"{CHARTS}/labels.csv"))[0]
    assert file == ["The Gazette", str(n_marks), half, "0.5", half, "0.5", "0", "0.0"]
    assert f"{n_documents} articles. 2 readers." in html


def test_with_one_article_there_are_words_in_place_of_pictures(house: House) -> None:
    house.mark("bob", "There is no proof", facets=OWN)
    house.submit("bob")
    html = asked(house, "vera", "/projects/house/compare/", view="charts").content.decode()
    assert "charts begin at five, and 1 has been read" in html
    assert 'class="picture' not in html
    refused = asked(house, "vera", f"{CHARTS}/labels.svg")
    assert refused.status_code == 404
    assert "charts begin at five" in refused.content.decode()
    assert rows(asked(house, "vera", f"{CHARTS}/labels.csv"))[0][:2] == ["The Gazette", "1"]


def test_what_is_not_there_is_refused_in_words(read: House) -> None:
    for file, query, status in (
        ("nothing.csv", {}, 404), ("marks.csv", {}, 404), ("labels.gif", {}, 404),
        ("labels.svg", {"theme": "pink"}, 422),
        ("labels.csv", {"voice": "nonsense"}, 422), ("labels.csv", {"nonsense": "1"}, 400),
    ):  # fmt: skip
        assert asked(read, "ann", f"{CHARTS}/{file}", **query).status_code == status, (file, query)


def test_a_chart_that_cannot_be_drawn_leaves_its_table_and_the_page(
    read: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(render, "render", lambda spec_json: int("no picture"))
    html = asked(read, "vera", "/projects/house/compare/", view="charts").content.decode()
    assert html.count("This chart could not be drawn. Its figures stand in the table.") == 7
    assert tables(html)[3][0][0] == "The Gazette"
    assert "chart not drawn chart=labels" in caplog.text


def test_a_report_shows_the_marks_that_its_reader_may_see_and_no_others(read: House) -> None:
    file = "/projects/house/documents/d1/report/charts/marks.csv"
    seen = {name: [row[0] for row in rows(asked(read, name, file)) if row[2] != "0"] for name in ("ann", "bob", "cem")}
    assert [len(seen[name]) for name in ("ann", "bob", "cem")] == [2, 2, 1]
    assert not set(seen["cem"]) & set(seen["bob"])
    html = asked(read, "cem", "/projects/house/documents/d1/report/").content.decode()
    assert tables(html)[0] and all(seen["bob"][0] not in row for row in tables(html)[0])  # noqa: PT018


def test_the_report_of_an_article_of_several_outlets_draws_where_its_words_are_from(house: House) -> None:
    from core.services import documents, outlets

    outlets.add_outlet(house.ann, "wire", {"name": "Wire"})
    section = documents.SectionDraft(10, 20, "wire", title="Three", fidelity="as-reposted")
    cut = house.add_document(
        "cut", "One two. \nThree four.\n\nFive. Junk!", sections=(section,), excluded=((28, 33, "x"),)
    )
    house.mark("bob", "One two", document=cut)
    house.submit("bob", cut)
    found = rows(asked(house, "vera", "/projects/house/documents/cut/report/charts/origins.csv"))
    assert [(row[0], row[1], row[2], row[4]) for row in found] == [
        ("0", "10", "The Gazette", ""), ("10", "20", "Wire", "as reposted"), ("20", "28", "The Gazette", ""),
        ("28", "33", "not part of the article", ""), ("33", str(cut.length), "The Gazette", ""),
    ]  # fmt: skip
    assert 'id="chart-origins"' in asked(house, "vera", "/projects/house/documents/cut/report/").content.decode()
    assert asked(house, "vera", "/projects/house/documents/d1/report/charts/origins.csv").status_code == 404
