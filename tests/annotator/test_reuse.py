"""The page of what texts share, its job, the interface and the command: one answer, and nothing of hidden sources."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from core import access
from core.jobs.running import run_now
from core.models import Document, Fingerprint, Job, Outlet, Project, Proposal, Section
from core.queries.quoted_people import quoted_people
from core.queries.reuse import reuse_figures
from tests.core.services.test_reusing import filler

PAGE, API = "/projects/house/reuse/", "/api/v1/projects/house/reuse/"
SAID = "China has not detected any scheduled chemicals transported to Mexico this year"


@pytest.fixture
def shelf(house):
    """Two texts that share a hundred words and two quotations, and one that quotes them otherwise."""
    Outlet.objects.create(project=house.project, key="herald", name="The Herald")
    run = filler("p", 100)
    house.add_document(
        "a", f"{filler('x', 60)}.\n\nOf it: {run} “{SAID},” said Bryce Pardo. “{filler('q', 6)},” Pardo said."
    )
    house.add_document("b", f"{run} {filler('y', 300)}", outlet="herald", title="The copy")
    house.add_document(
        "c", f"{filler('z', 60)}. “{SAID.replace('detected', 'found')},” said Bryce Pardo.", outlet="herald"
    )
    return house


def client(house, name):
    found = Client()
    found.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def page(house, name, query=""):
    answer = client(house, name).get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_both_sides_and_leads_to_the_paragraph(shelf):
    html = page(shelf, "bob")
    assert "1 copied section and 1 quotation that two texts give in different words" in html
    assert "Copied section: The Gazette and The Herald" in html
    start = Document.objects.get(key="a").text.index("Of it")
    assert f"/projects/house/documents/a/read/#p{start}" in html
    assert "76 words alike" in html


def test_drift_is_lit_on_both_sides(shelf):
    html = page(shelf, "bob", "?view=quotations")
    assert '<mark class="differs" data-kind="changed">detected</mark>' in html
    assert '<mark class="differs" data-kind="changed">found</mark>' in html
    assert "quoting Bryce Pardo" in html
    assert "No quotation of this kind" in page(shelf, "bob", "?view=quotations&kind=exact")


def test_who_is_quoted_is_counted_under_the_full_name(shelf):
    (person,) = quoted_people(shelf.ann)
    assert (person.name, person.also) == ("Bryce Pardo", ("Pardo",))
    assert [row.document.key for row in person.quotations] == ["a", "a", "c"]
    html = page(shelf, "bob", "?view=people")
    assert "3 quotations · also as Pardo" in html
    assert "The Gazette" in html
    assert "The Herald" in html


def test_words_of_a_section_count_for_their_origin(shelf):
    copy = Document.objects.get(key="b")
    origin = Outlet.objects.create(project=shelf.project, key="wire", name="The Wire")
    Section.objects.create(document=copy, start=0, end=50, outlet=origin)
    assert "The Wire, via The Herald" in page(shelf, "bob")


@pytest.mark.parametrize(("query", "found"), [
    ("?outlet=herald", True), ("?document=b", True), ("?document=c", False), ("?kind=copied_section", True),
    ("?kind=shared_passage", False), ("?outlet=nobody", False), ("?page=99", True),
])  # fmt: skip
def test_filters_narrow(shelf, query, found):
    html = page(shelf, "bob", query)
    assert ("Copied section: The Gazette" in html) == found
    assert ("No text is shared" in html) != found


@pytest.mark.parametrize("query", ["?view=x", "?kind=drift", "?colour=red", "?view=quotations&kind=copied_section"])
def test_what_the_page_does_not_know_is_refused(shelf, query):
    assert client(shelf, "bob").get(PAGE + query).status_code == 400


def test_page_and_figures_cost_the_same_number_of_queries_whatever_is_found(shelf, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(query):
        with CaptureQueriesContext(connection) as queries:
            page(shelf, "bob", query)
            reuse_figures(shelf.bob)
        return len(queries)

    queries = ("", "?view=quotations", "?view=people")
    few = [cost(query) for query in queries]
    for number in range(5):
        shelf.add_document(
            f"m{number}", f"{filler('p', 60)} {filler(f'm{number}', 60)}. “{SAID} now,” said Li{number} Wu."
        )
    assert [cost(query) for query in queries] == few


def test_interface_command_and_query_give_the_same_answer(shelf, capsys):
    Proposal.objects.all().delete()  # what is proposed of itself
    document = Document.objects.get(key="b")
    proposal = Proposal.objects.create(
        document=document, kind="section", start=0, end=50, outlet=document.outlet, strength=0.9,
        why=[{"code": "shared", "words": "The same words stand in a."}],
    )  # fmt: skip
    Proposal.objects.create(document=document, kind="excluded", start=60, end=70, reason="junk")
    Proposal.objects.create(document=document, kind="excluded", start=80, end=90, reason="junk", state="rejected",
                            ruled_at=proposal.proposed_at)  # fmt: skip
    out = StringIO()
    call_command("reuse", "--project", "house", "--json", stdout=out)
    figures = json.loads(out.getvalue())
    assert figures == client(shelf, "vera").get(API).json() == reuse_figures(access.keeper(shelf.project))
    (shared,) = figures["shared"]
    first = Document.objects.get(key="a").text
    assert shared["a"] == {"document": "a", "start": first.index("p0"), "end": first.index("p99") + 3}
    assert (shared["b"]["document"], shared["n_words"], shared["edit_ratio"], shared["kind"]) == (
        "b", 100, 1.0, "copied_section"
    )  # fmt: skip
    assert [(row["a"]["document"], row["b"]["document"], row["kind"]) for row in figures["quotations"]] == [
        ("a", "c", "drift")
    ]  # fmt: skip
    assert figures["sections"] == [
        {"document": "b", "start": 0, "end": 50, "origin": "herald", "why": ["The same words stand in a."]}
    ]
    assert figures["excluded"] == [{"document": "b", "start": 60, "end": 70, "reason": "junk"}]


def test_the_command_compares_first_and_speaks_to_people_too(shelf):
    Fingerprint.objects.all().delete()
    out = StringIO()
    call_command("reuse", "--project", "house", stdout=out)
    assert "shared: 1 copied section" in out.getvalue()
    assert "quotations: 1 drift" in out.getvalue()
    assert Fingerprint.objects.count() == 4


def test_texts_from_before_are_offered_to_be_compared_by_keepers_once(shelf):
    Fingerprint.objects.filter(document__key__in=["a", "b"]).delete()
    assert "2 texts have not been compared with the others yet" in page(shelf, "bob")
    assert "Compare all texts" not in page(shelf, "bob")
    assert "Compare all texts" in page(shelf, "ada")
    assert client(shelf, "bob").post(PAGE).status_code == 403
    keeper = client(shelf, "ada")
    first, second = keeper.post(PAGE), keeper.post(PAGE)
    job = Job.objects.get()
    assert first.url == second.url == f"/projects/house/jobs/{job.uuid}/"
    assert client(shelf, "ann").post(API).json()["id"] == str(job.uuid)  # an owner sees jobs of others
    done = run_now(job)
    assert done.state == "done"
    assert done.report == {"compared": 2, "documents": 4, "shared": 1, "shared_quotations": 1}
    assert "2 texts compared with all others" in keeper.get(first.url).content.decode()
    assert "not been compared" not in page(shelf, "ada")


def test_somebody_elses_comparison_is_no_second_one(shelf):
    client(shelf, "ann").post(PAGE)
    answer = client(shelf, "ada").post(API)
    assert (answer.status_code, answer.json()["code"]) == (409, "comparison_runs")
    assert "goes on" in client(shelf, "ada").post(PAGE, follow=True).content.decode()
    assert Job.objects.count() == 1


def test_nothing_is_said_of_texts_whose_source_is_hidden(shelf):
    Project.objects.filter(pk=shelf.project.pk).update(source_blind=True)
    viewer = access.viewer(shelf.bob.user, "house")
    assert reuse_figures(viewer) == {"project": "house", "shared": [], "quotations": [], "sections": [], "excluded": []}
    for query in ("", "?view=quotations", "?view=people"):
        html = page(shelf, "bob", query)
        assert not [word for word in ("Herald", "Pardo", "The copy", "detected", "p50") if word in html]
        assert "is hidden from you." in html  # and not: nothing was found
        assert "Nothing that you may know yet" in html
    shelf.submit("bob", Document.objects.get(key="a"))
    assert not reuse_figures(access.viewer(shelf.bob.user, "house"))["shared"]  # the other side is hidden still
    shelf.submit("bob", Document.objects.get(key="b"))
    assert len(reuse_figures(access.viewer(shelf.bob.user, "house"))["shared"]) == 1
    Proposal.objects.all().delete()  # what is proposed of itself
    proposal = Proposal.objects.create(
        document=Document.objects.get(key="a"), kind="section", start=0, end=50,
        outlet=Outlet.objects.get(key="herald"), source=Document.objects.get(key="c"),
        why=[{"code": "shared", "words": "Stands in c."}],
    )  # fmt: skip
    assert reuse_figures(access.viewer(shelf.bob.user, "house"))["sections"] == [
        {"document": "a", "start": 0, "end": 50, "origin": None, "why": []}
    ]
    proposal.delete()
