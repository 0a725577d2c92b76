"""Marks over the addresses of the reading page: stored, changed, deleted, linked, refused; and practice compared."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Annotation, Bookmark, Link, Reviewer
from core.queries.visibility import practice_annotations
from core.services.annotating import add_annotation, add_link
from core.services.drafts import read_mark

QUOTE = "There is no proof of state policy"


@pytest.fixture
def ask(client, house):
    """One request of a member or the stranger, JSON in."""

    def send(name, method, address, body=None, version=None):
        user = house.stranger if name == "stan" else getattr(house, name).user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        headers = {"Accept": "text/html, application/problem+json"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        raw = body if isinstance(body, bytes) else json.dumps(body or {})
        return client.generic(method, address, raw, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def add(ask, house):
    def send(name, body, query=""):
        return ask(name, "POST", reverse("add_mark", args=["house", "d1"]) + query, body)

    return send


def at(mark, page="mark"):
    return reverse(page, args=["house", mark.uuid])


def test_a_mark_is_stored_and_answered_as_it_is_now(add, house):
    body = house.body(QUOTE, facets={"role": "R5", "stance": "unproven"})
    answer = add("bob", body)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    kept = {name: body[name] for name in ("id", "start", "end", "label", "facets", "note")}
    state = kept | {"version": 1, "own": True, "reviewer": Reviewer.objects.get().code_name, "links": []}
    assert answer.json() == {"marks": [state], "gone": [], "words": f"Marked as assertion: “{QUOTE}”"}
    assert Annotation.objects.get().quote == QUOTE


def test_a_retry_is_answered_200_and_stores_nothing_more(add, house):
    body = house.body(QUOTE)
    add("bob", body)
    assert add("bob", body).status_code == 200
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("bob", 201), ("ann", 201), ("ada", 201), ("vera", 403), ("stan", 404)])
def test_who_may_mark(add, house, name, status):
    assert add(name, house.body(QUOTE)).status_code == status


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"quote": "Other words"}, 422, "quote_mismatch"),
        ({"label": "lie"}, 422, "unknown_label"),
        ({"facets": {"role": "R9"}}, 422, "unknown_facet"),
        ({"start": -1}, 422, "span_invalid"),
        ({"colour": "red"}, 422, "unknown_field"),
    ],
)
def test_a_refusal_is_a_problem_document_and_stores_nothing(add, house, change, status, code):
    answer = add("bob", house.body(QUOTE) | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"id": "\\ud800"}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(add, raw):
    assert add("bob", raw).status_code in (400, 422)


def test_a_change_needs_the_version_it_changes(ask, house):
    mark = house.mark("bob", QUOTE)
    assert ask("bob", "PATCH", at(mark), {"label": "opinion"}).status_code == 428
    assert ask("bob", "DELETE", at(mark)).status_code == 428
    answer = ask("bob", "PATCH", at(mark), {"label": "opinion"}, version=1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert answer.json()["marks"][0]["label"] == "opinion"
    assert answer.json()["words"] == f"Changed label: “{QUOTE}”"


def test_a_stale_change_is_refused_with_the_stored_mark(ask, house):
    mark = house.mark("bob", QUOTE)
    ask("bob", "PATCH", at(mark), {"note": "first"}, version=1)
    answer = ask("bob", "PATCH", at(mark), {"note": "second"}, version=1)
    assert answer.status_code == 412
    assert (answer.json()["current"]["note"], answer.json()["current"]["version"]) == ("first", 2)


def test_a_deleted_mark_is_gone(ask, house):
    mark = house.mark("bob", QUOTE)
    answer = ask("bob", "DELETE", at(mark), version=1)
    assert answer.status_code == 200
    assert answer.json() == {"marks": [], "gone": [str(mark.uuid)], "words": f"Deleted “{QUOTE}”"}
    assert ask("bob", "GET", at(mark)).status_code == 410


@pytest.mark.parametrize(("name", "status"), [("bob", 200), ("cem", 404), ("ann", 404), ("vera", 404), ("stan", 404)])
def test_an_open_mark_is_its_readers_alone(ask, house, name, status):
    assert ask(name, "GET", at(house.mark("bob", QUOTE))).status_code == status


@pytest.mark.parametrize(("name", "status"), [("cem", 404), ("ann", 403), ("vera", 403), ("stan", 404)])
def test_nobody_changes_a_colleagues_mark(ask, house, name, status):
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    assert ask(name, "PATCH", at(mark), {"note": "x"}, version=1).status_code == status
    assert ask(name, "DELETE", at(mark), version=1).status_code == status


def test_a_submitted_reading_is_closed(add, house):
    house.mark("bob", QUOTE)
    house.submit("bob")
    answer = add("bob", house.body("Nobody asked the firms"))
    assert (answer.status_code, answer.json()["code"]) == (409, "reading_submitted")


def test_evidence_is_tied_to_an_assertion_and_untied(ask, house):
    evidence = house.mark("bob", "China banned the trade in 2019", "evidence")
    claim = house.mark("bob", QUOTE)
    body = {"to": str(claim.uuid), "kind": "supports"}
    answer = ask("bob", "POST", at(evidence, "mark_links"), body)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    assert answer.json()["marks"][0]["links"] == [[str(claim.uuid), "supports"]]
    assert ask("bob", "GET", at(claim)).json()["marks"][0]["links"] == []
    answer = ask("bob", "DELETE", at(evidence, "mark_links"), {"to": str(claim.uuid)})
    assert (answer.status_code, answer.json()["marks"][0]["links"]) == (200, [])
    assert not Link.objects.exists()


def test_a_link_to_a_deleted_mark_is_not_told(ask, house):
    evidence = house.mark("bob", "China banned the trade in 2019", "evidence")
    claim = house.mark("bob", QUOTE)
    ask("bob", "POST", at(evidence, "mark_links"), {"to": str(claim.uuid), "kind": "supports"})
    ask("bob", "DELETE", at(claim), version=1)
    assert ask("bob", "GET", at(evidence)).json()["marks"][0]["links"] == []


def test_a_change_set_costs_the_same_whatever_is_linked(ask, house):
    evidence, counts = house.mark("bob", "China banned the trade in 2019", "evidence"), set()
    ask("bob", "GET", at(evidence))  # signed in
    for n, quote in enumerate([QUOTE, "Officials say", "Nobody asked"]):
        add_link(house.bob, evidence.uuid, house.mark("bob", quote).uuid, "supports")
        with CaptureQueriesContext(connection) as queries:
            assert len(ask("bob", "GET", at(evidence)).json()["marks"][0]["links"]) == n + 1
        counts.add(len(queries))
    assert len(counts) == 1


def test_a_new_mark_costs_no_query_for_its_answer(ask, add, house):
    add("bob", house.body("Nobody asked"))
    with CaptureQueriesContext(connection) as queries:
        add("bob", house.body(QUOTE))
    assert not [row for row in queries if "core_link" in row["sql"]]


@pytest.mark.parametrize("body", [{}, {"to": "x", "kind": "supports"}, {"to": None, "kind": "supports"}])
def test_a_link_without_an_end_is_refused(ask, house, body):
    mark = house.mark("bob", QUOTE)
    assert ask("bob", "POST", at(mark, "mark_links"), body).status_code == 422


@pytest.mark.parametrize(
    ("page", "method", "body"),
    [
        ("mark_links", "POST", {"to": "x", "kind": "supports"}), ("mark_links", "DELETE", {"to": "x"}),
        ("split_mark", "POST", {"at": 9, "id": "x"}), ("restore_mark", "POST", {"version": 1}),
        ("undo", "POST", {"id": "x"}), ("redo", "POST", {"id": "x"}), ("bookmark", "POST", {"at": 1, "seen": []}),
    ],
)  # fmt: skip
def test_a_field_that_an_address_does_not_know_is_refused(ask, house, page, method, body):
    mark = house.mark("bob", QUOTE)
    of_mark = page.startswith(("mark", "split", "restore"))
    address = at(mark, page) if of_mark else reverse(page, args=["house", "d1"])
    answer = ask("bob", method, address, body | {"colour": "red"}, version=1)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")
    assert "'colour'" in answer.json()["detail"]


@pytest.fixture
def practised(add, house):
    """A practice mark of that reader, and the comparison with the others."""

    def send(name, quote=QUOTE, label="assertion", **facets):
        body = house.body(quote, label, facets=facets)
        assert add(name, body, "?practice=1").status_code == 201
        return body["id"]

    return send


def result(client, house, mark):
    return client.get(reverse("practice", args=["house", "d1"]), {"mark": mark}).context["result"]


def make_machine(house, name):
    """That reader's marks count as a machine's."""
    Reviewer.objects.filter(user=getattr(house, name).user).update(kind="machine")


def test_a_viewer_may_practise_and_nothing_counts(client, practised, house):
    mark = Annotation.objects.get(uuid=practised("vera"))
    assert mark.reading.practice
    assert not client.get(reverse("read", args=["house", "d1"]), {"plain": 1}).context["page"].cards


def test_practice_shows_how_others_labelled_the_words_and_what_differs(client, practised, house):
    house.mark("bob", QUOTE + ".", "opinion", facets={"role": "R5", "stance": "denies"})
    house.submit("bob")
    house.submit("cem")
    found = result(client, house, practised("vera", role="R5", stance="unproven"))
    assert [(row.label, list(row.differs)) for row in found.answers] == [
        ("opinion", ["label", "the voice", "the words"]), ("", []),
    ]  # fmt: skip
    assert found.words == "Two readers read these words; one marked them, none with your label."


def test_a_reviewer_in_practice_sees_machines_and_never_a_blind_colleague(client, practised, house):
    house.mark("cem", QUOTE)
    house.submit("cem")
    mark = practised("bob")
    assert not result(client, house, mark).answers
    make_machine(house, "cem")
    found = result(client, house, mark)
    assert [row.reader.endswith("(machine reader)") for row in found.answers] == [True]


def test_practice_shows_nobody_to_whoever_has_begun_an_own_reading(client, practised, house):
    house.mark("cem", QUOTE)
    house.submit("cem")
    make_machine(house, "cem")
    house.mark("ann", "Nobody asked the firms")
    found = result(client, house, practised("ann"))
    assert not found.answers
    assert "You have begun your own reading" in found.words


def test_practice_never_shows_a_reading_that_is_not_submitted(house):
    house.mark("cem", QUOTE)
    make_machine(house, "cem")
    for name in ("ann", "ada", "vera", "bob"):
        assert not practice_annotations(getattr(house, name), house.document).exists()


def test_practice_result_is_for_practice_marks_of_ones_own_only(client, house):
    mark = house.mark("bob", QUOTE)
    other = add_annotation(house.cem, house.document, read_mark(house.body(QUOTE)), practice=True)[0]
    client.force_login(house.bob.user, backend="django.contrib.auth.backends.ModelBackend")
    for uuid in (mark.uuid, other.uuid):
        assert client.get(reverse("practice", args=["house", "d1"]), {"mark": uuid}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("bob", 204), ("vera", 204), ("stan", 404)])
def test_a_place_is_kept_and_nothing_is_answered(ask, house, name, status):
    answer = ask(name, "POST", reverse("bookmark", args=["house", "d1"]), {"at": 7, "seen": [[0, 9]]})
    assert answer.status_code == status
    assert list(Bookmark.objects.values_list("at", "seen")) == ([(7, [[0, 9]])] if status == 204 else [])


def test_a_place_outside_the_text_is_a_problem_document(ask, house):
    answer = ask("bob", "POST", reverse("bookmark", args=["house", "d1"]), {"at": 10**6})
    assert (answer.status_code, answer.json()["code"]) == (422, "span_invalid")
