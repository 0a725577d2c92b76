"""Undo, redo, splitting and bringing back over the addresses of the reading page, and the log for people."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Annotation, Event
from core.services import annotating
from core.services.readings import reopen_reading

QUOTE = "There is no proof of state policy"
TWO = "China banned the trade in 2019. Officials say Beijing does little"


@pytest.fixture
def ask(client, house):
    """One request of a member or the stranger, JSON in."""

    def send(name, method, address, body=None, version=None):
        user = house.stranger if name == "stan" else getattr(house, name).user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        headers = {"Accept": "application/json, application/problem+json"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return client.generic(method, address, json.dumps(body or {}), content_type="application/json", headers=headers)

    return send


@pytest.fixture
def take(ask):
    """Undo or redo on the house's document."""

    def send(what, name="bob", step=None, query=""):
        address = reverse(what, args=["house", "d1"]) + query
        return ask(name, "POST", address, {"id": str(step or uuid.uuid4())})

    return send


def at(mark, page):
    return reverse(page, args=["house", mark.uuid])


def linked(house):
    """Evidence tied to a claim, which is then deleted."""
    evidence, claim = house.mark("bob", "China banned", "evidence"), house.mark("bob", QUOTE)
    annotating.add_link(house.bob, evidence.uuid, claim.uuid, "supports")
    annotating.delete_annotation(house.bob, claim.uuid, 1)
    return evidence, claim


def test_undo_answers_with_what_came_back_and_with_what_links_to_it(take, house):
    evidence, claim = linked(house)
    answer = take("undo").json()
    assert answer["words"] == f"Took back: deleted “{QUOTE}”"
    assert [row["id"] for row in answer["marks"]] == [str(claim.uuid), str(evidence.uuid)]
    assert answer["marks"][1]["links"] == [[str(claim.uuid), "supports"]]
    assert answer["gone"] == []


def test_redo_answers_with_what_went_again(take, house):
    _, claim = linked(house)
    take("undo")
    answer = take("redo").json()
    assert answer == {"marks": [], "gone": [str(claim.uuid)], "words": f"Did again: deleted “{QUOTE}”"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": "opinion"}, "changed label of"),
        ({"note": "x"}, "changed note of"),
        ({"facets": {"role": "R5"}}, "changed what china does of"),
        ({"start": 5}, "changed ends of"),
        ({"label": "opinion", "note": "x"}, "changed label and note of"),
    ],
)
def test_undo_says_what_it_took_back(take, house, fields, words):
    mark = house.mark("bob", "A headline about China")
    annotating.change_annotation(house.bob, mark.uuid, 1, fields)
    role = next(iter(house.project.codebook.facets.filter(key="role").values_list("name", flat=True)))
    assert take("undo").json()["words"].startswith("Took back: " + words.replace("what china does", role.lower()))


def test_undo_of_a_link_and_of_a_split_says_so(take, ask, house):
    mark, claim = house.mark("bob", TWO, "evidence"), house.mark("bob", QUOTE)
    annotating.add_link(house.bob, mark.uuid, claim.uuid, "supports")
    assert take("undo").json()["words"] == (
        "Took back: linked “China banned the trade in 2019. Officials say…”, which supports "
        f"“{QUOTE}”"
    )  # fmt: skip
    new = str(uuid.uuid4())
    ask("bob", "POST", at(mark, "split_mark"), {"at": house.document.text.index("Officials"), "id": new}, 1)
    answer = take("undo").json()
    assert answer["words"] == "Took back: split “China banned the trade in 2019. Officials say…”"
    assert (answer["gone"], [row["id"] for row in answer["marks"]]) == ([new], [str(mark.uuid)])


def test_the_same_step_again_answers_the_same(take, house):
    linked(house)
    step = uuid.uuid4()
    assert take("undo", step=step).json() == take("undo", step=step).json()


def test_what_cannot_be_undone_is_a_problem_document(take, house):
    assert (take("undo").status_code, take("undo").json()["code"]) == (409, "nothing_to_undo")
    assert take("redo").json()["code"] == "nothing_to_redo"
    house.mark("bob", QUOTE)
    house.submit("bob")
    assert take("undo").json()["code"] == "reading_submitted"
    assert take("undo", "vera").status_code == 403
    assert take("undo", "vera", query="?practice=1").json()["code"] == "nothing_to_undo"
    assert take("undo", "stan").status_code == 404


def test_a_step_needs_an_id_of_its_own(ask, house):
    house.mark("bob", QUOTE)
    assert ask("bob", "POST", reverse("undo", args=["house", "d1"]), {}).json()["code"] == "id_invalid"


def test_a_split_answers_with_both_halves(ask, house):
    mark, new = house.mark("bob", TWO), str(uuid.uuid4())
    body = {"at": house.document.text.index("Officials"), "id": new}
    assert ask("bob", "POST", at(mark, "split_mark"), body).status_code == 428
    answer = ask("bob", "POST", at(mark, "split_mark"), body, 1)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert [row["id"] for row in answer.json()["marks"]] == [str(mark.uuid), new]
    assert ask("bob", "POST", at(mark, "split_mark"), body, 1).json() == answer.json()


def test_a_mark_is_brought_back_by_a_script(ask, house):
    evidence, claim = linked(house)
    answer = ask("bob", "POST", at(claim, "restore_mark"), {"version": 1}, 2)
    assert (answer.status_code, answer["ETag"]) == (200, '"3"')
    assert [row["id"] for row in answer.json()["marks"]] == [str(claim.uuid), str(evidence.uuid)]
    stale = ask("bob", "POST", at(claim, "restore_mark"), {"version": 1}, 2)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 3)
    assert ask("bob", "POST", at(claim, "restore_mark"), {}, 3).json()["code"] == "unknown_version"


def sign_in(client, house, name="bob"):
    client.force_login(getattr(house, name).user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_mark_is_brought_back_by_a_form(client, house):
    _, claim = linked(house)
    sign_in(client, house)
    answer = client.post(at(claim, "restore_mark"), {"version": "1", "at_version": "2"}, follow=True)
    assert answer.redirect_chain == [(reverse("history", args=["house", "d1"]), 302)]
    assert "As it was again" in answer.content.decode()
    assert Annotation.objects.get(pk=claim.pk).deleted_at is None
    answer = client.post(at(claim, "restore_mark"), {"version": "1", "at_version": "2"}, follow=True)
    assert "changed meanwhile" in answer.content.decode()
    answer = client.post(at(claim, "restore_mark"), {"version": "x", "at_version": "3"}, follow=True)
    assert "no state of this mark" in answer.content.decode()


def page(client, house, name="bob", **query):
    sign_in(client, house, name)
    return client.get(reverse("history", args=["house", "d1"]), query)


def changes(answer):
    return [row for day in answer.context["history"].days for row in day.changes]


def test_the_log_tells_all_that_was_done_the_newest_first(client, house, take):
    mark, claim = house.mark("bob", TWO, "evidence", facets={"role": "R5"}), house.mark("bob", QUOTE)
    annotating.change_annotation(house.bob, claim.uuid, 1, {"label": "opinion", "note": "why"})
    annotating.add_link(house.bob, mark.uuid, claim.uuid, "supports")
    annotating.delete_annotation(house.bob, claim.uuid, 2)
    take("undo")
    house.submit("bob")
    reopen_reading(house.bob, house.document)
    rows = changes(page(client, house))
    assert [(row.verb, row.turn) for row in rows] == [
        ("Opened again", ""), ("Submitted", ""), ("Brought back", "by undo"), ("Deleted", ""), ("Linked", ""),
        ("Changed", ""), ("Marked", ""), ("Marked", ""),
    ]  # fmt: skip
    assert rows[4].link == f"supports “{QUOTE}”"
    assert [(row.what, row.was, row.now) for row in rows[5].differences] == [
        ("Label", "Assertion", "Opinion"), ("Note", "", "why"),
    ]  # fmt: skip


def test_each_state_that_is_not_now_can_be_brought_back(client, house):
    mark = house.mark("bob", QUOTE)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "one"})
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    assert [(row.version, row.restore_words) for row in changes(page(client, house))] == [
        (2, "Bring it back"), (0, ""), (1, "Bring it back"),
    ]  # fmt: skip
    house.submit("bob")
    answer = page(client, house)
    assert {row.version for row in changes(answer)} == {0}
    assert "Reopen it" in answer.content.decode()


def test_the_log_is_ones_own(client, house):
    house.mark("bob", QUOTE)
    house.submit("bob")
    for name in ("ann", "cem", "vera"):
        assert not changes(page(client, house, name))
    client.force_login(house.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("history", args=["house", "d1"])).status_code == 404


def test_a_long_log_goes_on_on_the_next_page(client, house):
    mark = house.mark("bob", QUOTE)
    for version in range(1, 121):
        annotating.change_annotation(house.bob, mark.uuid, version, {"note": f"n{version}"})
    first = page(client, house)
    assert len(changes(first)) == 100
    older = client.get(first.context["history"].older_url)
    assert len(changes(older)) == 21
    assert changes(older)[0].differences[0].now == "n20"
    assert not older.context["history"].older_url


def test_an_odd_place_in_the_log_is_refused_or_empty(client, house):
    assert page(client, house, before="x").status_code == 422
    assert not changes(page(client, house, before=str(uuid.uuid4())))


def test_a_log_costs_the_same_however_long(client, house):
    mark, counts = house.mark("bob", QUOTE), []
    page(client, house)
    for start in (1, 11):
        for version in range(start, start + 10):
            annotating.change_annotation(house.bob, mark.uuid, version, {"note": f"n{version}"})
        with CaptureQueriesContext(connection) as queries:
            page(client, house)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("name", "status"), [("bob", 200), ("ann", 200), ("cem", 404), ("stan", 404)])
def test_a_marks_history_is_for_whoever_sees_the_mark(client, house, name, status):
    mark = house.mark("bob", QUOTE)
    house.submit("bob")
    user = house.stranger if name == "stan" else getattr(house, name).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(at(mark, "mark_history")).status_code == status


def test_a_marks_history_tells_its_links_from_both_ends_and_its_deletion(client, house):
    evidence, claim = linked(house)
    sign_in(client, house)
    rows = changes(client.get(at(claim, "mark_history")))
    # The database's clock stands still within a test, so the order is not looked at here.
    assert {row.verb: row.restore_words for row in rows} == {
        "Deleted": "Bring it back", "Linked": "", "Marked": "",
    }  # fmt: skip
    answer = client.get(at(evidence, "mark_history"))
    assert [row.verb for row in changes(answer)] == ["Linked", "Marked"]
    assert 'id="mark-history"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("page", ["", "1"])
def test_a_long_history_of_a_mark_goes_on_where_it_ended(client, house, page):
    mark, other = house.mark("bob", QUOTE), house.mark("bob", "China banned", "evidence")
    for version in range(1, 121):
        annotating.change_annotation(house.bob, mark.uuid, version, {"note": f"n{version}"})
    annotating.add_link(house.bob, other.uuid, mark.uuid, "supports")
    sign_in(client, house)
    first = client.get(at(mark, "mark_history"), {"page": page})
    history = first.context["history"]
    assert (len(changes(first)), changes(first)[0].verb) == (100, "Linked")
    html = first.content.decode()
    assert ("<html" in html, "Older changes" in html, "data-older" in html) == (page == "1", True, page != "1")
    older = client.get(history.older_page_url if page else history.older_url)
    assert ("<html" in older.content.decode()) == (page == "1")
    assert [row.differences[0].now for row in changes(older)[:-1]] == [f"n{n}" for n in range(21, 0, -1)]
    assert (changes(older)[-1].verb, older.context["history"].older_url) == ("Marked", "")


def test_the_plain_view_leads_to_the_history_of_each_mark(client, house):
    mark = house.mark("bob", QUOTE)
    sign_in(client, house)
    html = client.get(reverse("read", args=["house", "d1"]), {"plain": 1}).content.decode()
    assert f'href="{at(mark, "mark_history")}?page=1"' in html


def test_a_link_whose_other_end_was_not_kept_says_so(client, house):
    linked(house)
    Event.objects.filter(kind="link-added").update(other=None, link_kind="")
    assert [row.link for row in changes(page(client, house)) if row.verb == "Linked"] == [
        "with which mark was not kept"
    ]  # fmt: skip


def test_a_colleague_may_look_and_not_bring_back(client, house):
    mark = house.mark("bob", QUOTE)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "one"})
    house.submit("bob")
    reopen_reading(house.bob, house.document)
    sign_in(client, house, "ann")
    assert [row.version for row in changes(client.get(at(mark, "mark_history")))] == [0, 0]
