"""The page of credibility indicators: answering, saving by script, submitting, comparing; and where it leads."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from core.models import Assessment
from core.queries.indicators import followed, indicators
from core.services.assessing import answer, submit_assessment
from tests.house import House

PATH = "/projects/house/documents/d1/indicators/"
ALL = dict.fromkeys(indicators(), "cannot-tell")


def client_of(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def assess(house: House, name: str, **values: Any) -> None:
    viewer = house.viewers[name]
    given = ALL | {key.replace("_", "-"): value for key, value in values.items()}
    answers = {key: {"value": value} for key, value in given.items()}
    submit_assessment(viewer, house.document, answer(viewer, house.document, 0, answers).version)


def test_the_file_of_indicators_says_whom_it_follows_and_every_question_can_be_left_to_cannot_tell() -> None:
    assert list(indicators()) == [
        "is-original", "attribution", "headline-representativeness", "source-types", "calibrated-confidence",
        "causal-claims", "fallacies", "emotional-tone",
    ]  # fmt: skip
    assert followed()[0][1] == "https://doi.org/10.1145/3184558.3188731"
    for one in indicators().values():
        assert one.question.endswith("?")
        assert one.definition
        assert one.follows
        assert one.values["cannot-tell"].alone
        ranks = [one.values[key].rank for key in one.in_order]
        assert ranks == (list(range(len(ranks))) if one.ordered else [None] * len(ranks))
    assert [key for key, one in indicators().items() if one.several] == ["source-types", "fallacies"]


def test_a_script_saves_partial_answers_and_is_told_the_version_that_stands_now(house: House) -> None:
    bob = client_of(house, "bob")
    form = {"version": "0", "emotional-tone": "often", "source-types": ["officials", "firms"], "note-fallacies": "lost"}
    saved = bob.post(PATH, form, headers={"Accept": "application/json"})
    assert saved.json() == {"version": 1}
    assert Assessment.objects.get().answers == {
        "source-types": {"value": ["officials", "firms"]}, "emotional-tone": {"value": "often"},
    }  # fmt: skip
    again = bob.post(PATH, form | {"emotional-tone": "even"}, headers={"Accept": "application/json"})
    assert (again.status_code, again.json()["code"]) == (412, "stale_version")
    assert bob.post(PATH, form | {"version": "x"}, headers={"Accept": "application/json"}).status_code == 422


def test_what_is_still_to_answer_is_said_and_no_answer_is_lost(house: House) -> None:
    bob = client_of(house, "bob")
    form: dict[str, Any] = ALL | {"version": "0", "emotional-tone": "often", "note-emotional-tone": "Line nine."}
    del form["fallacies"]
    html = (refused := bob.post(f"{PATH}submit/", form)).content.decode()
    assert refused.status_code == 409
    assert "Still to answer: Fallacies" in html
    assert 'id="q-fallacies" data-missing' in html
    assert html.count('value="cannot-tell" checked') == 6
    assert "Line nine." in html
    done = bob.post(f"{PATH}submit/", form | {"version": "1", "fallacies": "none"})
    assert (done.status_code, done["Location"]) == (302, PATH)
    assert Assessment.objects.get().state == "submitted"
    opened = bob.post(f"{PATH}reopen/", {"version": "3"})
    assert (opened.status_code, Assessment.objects.get().state) == (302, "open")


def test_a_refused_value_keeps_what_the_form_said(house: House) -> None:
    form = {"version": "0", "fallacies": ["none", "straw-man"], "emotional-tone": "even"}
    refused = client_of(house, "bob").post(PATH, form)
    html = refused.content.decode()
    assert (refused.status_code, Assessment.objects.count()) == (422, 0)
    assert "goes with no other answer" in html
    assert 'name="emotional-tone" value="even" checked' in html


def test_after_submission_the_page_shows_colleagues_answers_and_where_they_differ(house: House) -> None:
    assess(house, "bob", emotional_tone="often")
    bob = client_of(house, "bob")
    assert "Nobody else’s answers are here" in bob.get(PATH).content.decode()
    assess(house, "cem", emotional_tone="even")
    html = bob.get(PATH).content.decode()
    code_name = Assessment.objects.get(reviewer__user__username="cem").reviewer.code_name
    assert "<b>1</b> of 8 questions is answered differently" in html
    assert html.count("data-differs") == 1
    assert code_name in html


def test_the_report_counts_what_the_viewer_may_see_and_links_to_the_questions(house: House) -> None:
    assess(house, "bob", emotional_tone="often", fallacies=["straw-man", "false-dilemma"])
    seen, unseen = (client_of(house, name).get("/projects/house/documents/d1/report/").content.decode()
                    for name in ("vera", "cem"))  # fmt: skip
    assert 'Straw man <b class="num">1</b>' in seen
    assert "Answers of 1 reader" in seen
    assert "No answers yet that you may see." in unseen
    assert f'href="{PATH}"' in unseen
    house.mark("cem", "Nobody asked")
    house.submit("cem")
    assert f'href="{PATH}"' in client_of(house, "cem").get("/projects/house/documents/d1/read/").content.decode()


def test_whoever_must_not_know_the_source_is_not_asked_about_it_nor_told(house: House) -> None:
    type(house.project).objects.filter(pk=house.project.pk).update(source_blind=True)
    key = house.document.neutral_key
    html = client_of(house, "bob").get(f"/projects/house/documents/{key}/indicators/").content.decode()
    assert "Left out while the source is hidden from you: “Are these words its own?” and “Where words" in unescape(html)
    assert "q-is-original" not in html
    assert "Gazette" not in html


@pytest.mark.parametrize("name", ["ann", "vera"])
def test_who_sees_answers_before_giving_any_is_told_so_and_a_viewer_is_asked_nothing(house: House, name: str) -> None:
    assess(house, "bob")
    html = client_of(house, name).get(PATH).content.decode()
    assert ("stay out of agreement" in html) == (name == "ann")
    assert ("Submit your answers" in html) == (name == "ann")
    assert "1 colleague’s answers" in html
