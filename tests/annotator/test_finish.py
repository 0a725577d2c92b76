"""The end of a reading: what the panel offers, what is said, and that a refusal keeps every answer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.pages.finish import Answers, finish_panel, ranges_said
from annotator.pages.outline import outline
from annotator.pages.paragraph_numbers import spans_of
from core.errors import Invalid
from core.models import Reading
from core.queries.codebooks import rules_of
from core.queries.documents import whole_document
from core.queries.reading_page import brief_marks, marks_to_read
from core.services import documents, outlets, readings
from core.services.bookmarks import keep_bookmark
from core.text.spans import Span

NONE = ["evidence", "assertion", "opinion"]


@pytest.fixture
def visit(client, house):
    def get(name, key="d1", **query):
        client.force_login(getattr(house, name).user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("read", args=["house", key]), query)

    return get


@pytest.fixture
def post(client, house):
    def send(name, page, data=None, key="d1", **query):
        client.force_login(getattr(house, name).user, backend="django.contrib.auth.backends.ModelBackend")
        return client.post(reverse(page, args=["house", key], query=query or None), data or {})

    return send


def panel_of(house, seen=(), answers=None):
    document = whole_document(house.bob, "d1")
    rules = rules_of(house.project.codebook)
    own = brief_marks(marks_to_read(house.bob, document))
    return finish_panel(house.bob, rules, document, None, own, answers, seen=[Span(*pair) for pair in seen])


def said_again(html):
    """What the finish form sends when nothing is changed."""
    return {
        "read": re.findall(r'name="read" value="(\w+)" required checked>', html),
        "none_here": re.findall(r'name="none_here" value="([^"]+)" checked>', html),
        "paragraphs": re.findall(r'name="paragraphs" value="([^"]*)"', html),
        "also": re.findall(r'name="also" value="([^"]+)" checked>', html),
        "skipped": re.findall(r'name="skipped" value="([^"]*)"', html),
    }


def test_finish_asks_for_a_word_on_each_label_without_a_mark_and_keeps_the_answers(post, house):
    house.mark("bob", "Officials say Beijing does little")
    answer = post("bob", "submit", {"none_here": ["opinion"], "read": "all"})
    assert answer.status_code == 422
    panel = answer.context["page"].finish
    assert "evidence" in panel.error
    assert [(row.key, row.n, row.ticked) for row in panel.labels] == [
        ("evidence", 0, False), ("assertion", 1, False), ("opinion", 0, True),
    ]  # fmt: skip


def test_finish_submits_what_was_read_and_reopens(post, house):
    house.mark("bob", "A headline about China")
    post("bob", "submit", {"none_here": ["opinion", "evidence"], "read": "some", "paragraphs": "1"})
    reading = Reading.objects.get()
    assert (reading.state, reading.ranges, reading.none_here) == ("submitted", [[0, 22]], ["evidence", "opinion"])
    post("bob", "reopen")
    assert Reading.objects.get().state == "open"


def test_any_paragraphs_can_be_said(post, house):
    post("bob", "submit", {"none_here": NONE, "read": "some", "paragraphs": "3, 1"})
    start = house.document.text.index("Nobody asked")
    assert Reading.objects.get().ranges == [[0, 22], [start, house.document.length]]


def test_paragraphs_that_were_skipped_are_left_out_of_what_was_read(post, house):
    post("bob", "submit", {"none_here": NONE, "read": "but", "skipped": "2"})
    start = house.document.text.index("Nobody asked")
    assert Reading.objects.get().ranges == [[0, 22], [start, house.document.length]]


def test_who_skipped_everything_has_read_nothing(post, house):
    assert post("bob", "submit", {"none_here": NONE, "read": "but", "skipped": "1-3"}).status_code == 422


@pytest.mark.parametrize("ranges", [None, [[0, 22]], [[0, 30]], [[3, 8], [40, 60]], [[0, 22], [40, 60]]])
def test_a_reopened_reading_submitted_unchanged_says_what_it_said(visit, post, house, ranges):
    readings.submit_reading(house.bob, house.document, ranges=ranges)
    said = Reading.objects.get()
    post("bob", "reopen")
    answer = post("bob", "submit", said_again(visit("bob").content.decode()))
    assert answer.status_code == 302
    again = Reading.objects.get()
    assert (again.state, again.ranges, again.none_here) == ("submitted", ranges, said.none_here)


def test_ranges_that_are_no_paragraphs_are_a_choice_of_their_own(visit, post, house):
    readings.submit_reading(house.bob, house.document, ranges=[[0, 30]])
    post("bob", "reopen")
    panel = visit("bob").context["page"].finish
    assert (panel.read, panel.also) == ("some", ("0-30", "What you said last time: 5 words"))


@pytest.mark.parametrize("ranges", [[[0, 9]], [[9, 20]], [[0, 20]], [[2, 12]], [[0, 12], [22, 25]]])
def test_parts_that_were_read_are_said_again_when_a_reading_is_reopened(visit, post, house, ranges):
    outlets.add_outlet(house.ann, "wire", {"name": "Wire"})
    section = documents.SectionDraft(9, 20, "wire", title="Three", published_on="2020")
    document = house.add_document("cut", "One two. Three four.\n\nFive.", sections=(section,))
    readings.submit_reading(house.bob, document, ranges=ranges)
    readings.reopen_reading(house.bob, document)
    post("bob", "submit", said_again(visit("bob", "cut").content.decode()), "cut")
    assert (Reading.objects.get().state, Reading.objects.get().ranges) == ("submitted", ranges)


@pytest.mark.parametrize("said", ["x", "3-2", "1-99", "-1-4", "0", "1 2"])
def test_what_names_no_paragraphs_is_refused_in_words_and_stays_in_its_field(post, house, said):
    answer = post("bob", "submit", {"none_here": ["evidence", "opinion"], "read": "some", "paragraphs": said})
    assert answer.status_code == 422
    panel = answer.context["page"].finish
    assert said in panel.error
    assert [row.said for row in panel.parts] == [said]
    assert [row.ticked for row in panel.labels] == [True, False, True]
    assert not Reading.objects.filter(state="submitted").exists()


@pytest.mark.parametrize("said", [{}, {"read": ""}, {"read": "most"}])
def test_a_form_that_does_not_say_how_much_was_read_is_refused_with_its_answers(post, house, said):
    answer = post("bob", "submit", {"none_here": ["evidence", "opinion"]} | said)
    assert answer.status_code == 422
    panel = answer.context["page"].finish
    assert "Say what you read" in panel.error
    assert [row.ticked for row in panel.labels] == [True, False, True]
    assert not Reading.objects.filter(state="submitted").exists()


@pytest.mark.parametrize("also", ["x", "5-5", "0-99999", "-1-4", "0", "²-5"])
def test_a_range_that_is_none_is_refused(post, house, also):
    assert post("bob", "submit", {"none_here": NONE, "read": "some", "also": also}).status_code == 422


def test_a_refused_choice_to_leave_out_what_was_skipped_is_still_chosen(post, house):
    house.mark("bob", "China banned the trade in 2019", "evidence")
    answer = post("bob", "submit", {"none_here": ["assertion", "opinion"], "read": "but", "skipped": "2"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert (said_again(html)["read"], said_again(html)["skipped"]) == (["but"], ["2"])


def test_paragraphs_never_seen_are_offered_with_their_words(house):
    panel = panel_of(house, seen=[[0, 22]])
    (run,) = panel.skipped
    assert (run.numbers, run.n, run.n_words, run.anchor) == ("2-3", 2, 27, "p24")
    assert (panel.skipped_numbers, panel.n_skipped, panel.n_skipped_words, panel.read) == ("2-3", 2, 27, "")


@pytest.mark.parametrize("plain", ["", "1"])
def test_the_page_offers_what_earlier_visits_skipped(visit, house, plain):
    keep_bookmark(house.bob, house.document, 0, [[0, 22]])
    answer = visit("bob", plain=plain)
    assert answer.context["page"].finish.skipped_numbers == "2-3"
    assert '<input type="radio" name="read" value="all" required>' in answer.content.decode()


def test_a_bookmark_is_asked_for_once(visit, house):
    visit("bob")
    with CaptureQueriesContext(connection) as queries:
        visit("bob")
    assert sum("core_bookmark" in row["sql"] for row in queries) == 1


def test_a_paragraph_of_which_most_was_seen_is_not_skipped(house):
    assert [row.numbers for row in panel_of(house, seen=[[0, 22], [24, 110]]).skipped] == ["3"]


def test_a_paragraph_with_a_mark_of_ones_own_was_not_skipped(house):
    house.mark("bob", "Nobody asked the firms")
    assert [row.numbers for row in panel_of(house, seen=[[0, 22]]).skipped] == ["2"]


def test_nothing_is_said_of_skipping_where_nobody_watched(house):
    panel = panel_of(house)
    assert (panel.skipped, panel.n_skipped, panel.skipped_numbers) == ([], 0, "")


def test_the_plain_page_lists_the_last_look_and_the_other_leaves_it_to_the_script(visit, house):
    assert b'<ol class="looks"><li>' in visit("bob", plain="1").content
    assert b'<ol class="looks"></ol>' in visit("bob").content


def test_a_refusal_on_the_plain_page_comes_back_as_the_plain_page(post, house):
    answer = post("bob", "submit", {"read": "all"}, plain="1")
    assert (answer.status_code, answer.context["page"].plain) == (422, True)


def test_numbers_of_paragraphs_name_their_stretches():
    spans = [Span(0, 5), Span(6, 9), Span(11, 20)]
    assert spans_of("1-2, 3;2", spans) == [Span(0, 9), Span(11, 20), Span(6, 9)]
    assert spans_of(" ", spans) == []
    with pytest.raises(Invalid):
        spans_of("4", spans)


def test_all_is_read_where_nothing_else_is_said(house):
    document = whole_document(house.bob, "d1")
    assert ranges_said(document, Answers()) is None
    assert ranges_said(document, Answers(read="but")) is None


def test_outline_names_sections_with_their_words_and_headings_with_none_of_an_origin(house):
    outlets.add_outlet(house.ann, "wire", {"name": "Wire"})
    long = "Words that go on and on, so that the line is a paragraph. " * 4
    text = f"{long}\n\nThe first part\n\n{long}\n\nThe second part\n\n{long}"
    second = text.index("The second")
    section = documents.SectionDraft(second, len(text), "wire", title="Two", published_on="2020")
    house.add_document("long", text, sections=(section,))
    rows = outline(whole_document(house.bob, "long"))
    assert [(row.origin, row.title, row.is_heading) for row in rows] == [
        ("The Gazette", "", False), ("", "The first part", True), ("Wire", "Two", False), ("", "The second part", True),
    ]  # fmt: skip
    assert [row.n_words for row in rows] == [107, 55, 55, 55]
    assert rows[2].anchor == f"p{second}"


def test_an_article_of_one_piece_has_no_outline(house):
    assert outline(whole_document(house.bob, "d1")) == []
