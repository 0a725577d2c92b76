"""The page of credibility indicators: answering, saving by script, submitting, comparing; and where it leads."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.pages.agreement_figures import words_of
from core.models import Assessment, Document
from core.queries.indicators import followed, indicators
from core.services.assessing import answer, submit_assessment
from tests.house import House

PATH = "/projects/house/documents/d1/indicators/"
ALL = dict.fromkeys(indicators(), "cannot-tell")


def client_of(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def assess(house: House, name: str, *, document: Document | None = None, **values: Any) -> None:
    viewer, document = house.viewers[name], document or house.document
    given = ALL | {key.replace("_", "-"): value for key, value in values.items()}
    answers = {key: {"value": value} for key, value in given.items()}
    submit_assessment(viewer, document, answer(viewer, document, 0, answers).version)


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
    assert f'Straw man <a class="opens num" href="{PATH}#answers-fallacies">1<' in seen
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


def test_agreement_with_its_interval_is_the_same_on_every_page_in_the_command_and_for_programs(house: House) -> None:
    """Original and duplicate: oo oo oo od dd dd, so 7 and 5 of 12. Observed 2/12, expected 2 * 7 * 5 / (12 * 11)."""
    said = [("original", "original")] * 3 + [("original", "duplicate")] + [("duplicate", "duplicate")] * 2
    documents = [house.document, *(house.add_document(f"more-{n}", f"Text {n}.") for n in range(5))]
    for document, answers in zip(documents, said, strict=True):
        for name, value in zip(("bob", "cem"), answers, strict=True):
            assess(house, name, document=document, is_original=value)
    vera, out = client_of(house, "vera"), io.StringIO()
    asked = vera.get("/api/v1/projects/house/indicators/").json()
    found = asked["indicators"][0]["agreement"]
    low, high = found["interval"]
    assert found["alpha"] == pytest.approx(1 - (2 / 12) / (70 / 132))
    assert low < found["alpha"] < high == 1  # a draw without the fourth text has no difference
    assert (found["band"], found["n_documents"], found["n_pairs"], found["percent"]) == ("enough", 6, 6, 5 / 6)
    call_command("agreement", "--project", "house", "--json", stdout=out)
    profile = vera.get("/api/v1/projects/house/outlets/gazette/profile/").json()["indicators"]
    for told in (json.loads(out.getvalue())["indicators"], profile["agreement"]):
        assert told["by_indicator"]["is-original"] == found
        assert (told["seed"], told["n_assessments"]) == (asked["seed"], 12)
    words = f"readers agree (alpha 0.69, 95 % interval {words_of(low)} to 1.00; 6 pairs in 6 texts)"
    for path in ("outlets/gazette/", "documents/d1/report/"):
        assert words in vera.get(f"/projects/house/{path}").content.decode()
    table = vera.get("/projects/house/agreement/").content.decode().split('id="indicators"')[1]
    assert f'<span class="value">0.69</span> <span class="interval">{words_of(low)} to 1.00</span>' in table


def test_a_number_of_an_outlet_opens_the_answers_with_their_notes_and_nobodys_that_are_hidden(house: House) -> None:
    other = house.add_document("d2", "Two.", title="The second text")
    answers = {key: {"value": "cannot-tell"} for key in indicators()}
    given = answers | {"fallacies": {"value": ["straw-man", "other"], "note": "Line <four> & five."}}
    submit_assessment(house.bob, other, answer(house.bob, other, 0, given).version)
    assess(house, "bob", fallacies=["none"])
    vera, page = client_of(house, "vera"), "/projects/house/outlets/gazette/"
    (link,) = re.findall(r'href="([^"]+value=straw-man)">1<', vera.get(page).content.decode())
    shown = vera.get(link.replace("&amp;", "&")).content.decode()
    assert "Fallacies: Straw man, 1 answer of readers" in shown
    assert "Line &lt;four&gt; &amp; five." in shown
    assert 'href="/projects/house/documents/d2/indicators/#answers-fallacies"' in shown
    assert "d1/" not in shown
    assert vera.get(f"{page}answers/?of=fallacies").content.decode().count('class="title"') == 2
    assert "Nobody whose answers you may see" in client_of(house, "cem").get(f"{page}answers/").content.decode()
    assert [vera.get(f"{page}answers/?{asked}").status_code for asked in ("of=mood", "of=fallacies&value=x")] == [
        422
    ] * 2
