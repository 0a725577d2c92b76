"""The reading page: who may open it, whose marks stand on it, and what it costs."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.pages.article_text import paragraph_views
from annotator.pages.read import read_page
from annotator.views import read
from core.models import Reading
from core.queries.documents import whole_document
from core.services import documents, outlets, readings
from tests.core.text.vectors import cases


@pytest.fixture
def visit(client, house):
    """The answer of a page of the house's document to a member or the stranger."""

    def get(name, page="read", **query):
        user = house.stranger if name == "stan" else getattr(house, name).user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse(page, args=["house", "d1"]), query)

    return get


@pytest.fixture
def post(client, house):
    def send(name, page, data=None):
        client.force_login(getattr(house, name).user, backend="django.contrib.auth.backends.ModelBackend")
        return client.post(reverse(page, args=["house", "d1"]), data or {})

    return send


def text_of(page, document):
    """The stored text as the page's paragraphs and gaps give it back."""
    shown = "".join("".join(piece.text for piece in p.pieces) + p.gap for p in page.paragraphs)
    return document.text[: page.paragraphs[0].start] + shown


@pytest.mark.parametrize("page", ["read", "practice"])
@pytest.mark.parametrize(("name", "status"), [("ann", 200), ("bob", 200), ("vera", 200), ("ada", 200), ("stan", 404)])
def test_every_member_opens_the_page_and_a_stranger_learns_nothing(visit, page, name, status):
    assert visit(name, page).status_code == status


def test_nobody_is_asked_to_sign_in(client, house):
    answer = client.get(reverse("read", args=["house", "d1"]))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_blind_colleague_sees_nothing_of_a_mark_before_both_have_submitted(visit, house):
    house.mark("bob", "China banned the trade in 2019")
    house.submit("bob")
    house.mark("cem", "Nobody asked the firms")
    seen = visit("cem").context["page"]
    assert [card.quote for card in seen.cards] == ["Nobody asked the firms"]
    assert seen.chips == ["colleagues hidden until you both submit"]
    house.submit("cem")
    assert {card.reader != "" for card in visit("cem").context["page"].cards} == {True, False}


def test_owner_without_a_reading_looks_and_begins_without_the_others(visit, house):
    house.mark("bob", "China banned the trade in 2019")
    house.submit("bob")
    page = visit("ann").context["page"]
    assert (page.mode, page.can_mark, len(page.cards)) == ("look", False, 1)
    page = visit("ann", begin="1").context["page"]
    assert (page.mode, page.can_mark, len(page.cards)) == ("read", True, 0)


def test_viewer_reads_submitted_marks_and_cannot_mark(visit, house):
    house.mark("bob", "China banned the trade in 2019")
    assert not visit("vera").context["page"].cards
    house.submit("bob")
    page = visit("vera").context["page"]
    assert len(page.cards) == 1
    assert not page.can_mark
    assert page.finish is None


def test_practice_marks_do_not_stand_on_the_reading_page(visit, house):
    from core.services.annotating import add_annotation
    from core.services.drafts import read_mark

    add_annotation(house.bob, house.document, read_mark(house.body("Nobody asked the firms")), practice=True)
    assert not visit("bob").context["page"].cards
    assert len(visit("bob", "practice").context["page"].cards) == 1


@pytest.mark.parametrize(
    "case", [case for case in cases("awkward.json") if case["text"].strip()], ids=lambda case: case["name"]
)
def test_paragraphs_and_gaps_are_the_stored_text_code_point_for_code_point(house, case):
    document = house.add_document("awkward", case["text"])
    assert text_of(read_page(house.bob, "awkward"), document) == document.text


def test_a_section_that_begins_inside_a_paragraph_cuts_it_and_loses_nothing(house):
    outlets.add_outlet(house.ann, "wire", {"name": "Wire"})
    text = "One two. Three four.\n\nFive."
    section = documents.SectionDraft(9, 20, "wire", title="Three", published_on="2020")
    document = house.add_document("cut", text, sections=(section,))
    page = read_page(house.bob, "cut")
    assert text_of(page, document) == text
    assert [(p.start, p.end, p.head.name if p.head else "") for p in page.paragraphs] == [
        (0, 9, ""), (9, 20, "Wire"), (22, 27, "The Gazette"),
    ]  # fmt: skip


def test_runs_of_overlapping_marks_carry_the_innermost_label(house):
    house.mark("bob", "China banned the trade in 2019", "evidence")
    house.mark("bob", "banned", "opinion")
    pieces = [piece for p in read_page(house.bob, "d1").paragraphs for piece in p.pieces if piece.label]
    assert [(piece.text, piece.label, piece.overlap) for piece in pieces] == [
        ("China ", "evidence", False), ("banned", "opinion", True), (" the trade in 2019", "evidence", False),
    ]  # fmt: skip


def test_number_of_queries_is_the_same_for_ten_marks_and_for_twenty(visit, house):
    words = [word for word in house.document.text.split() if house.document.text.count(word) == 1]
    visit("bob")
    counts = []
    for ten in (words[:10], words[10:20]):
        for word in ten:
            house.mark("bob", word)
        with CaptureQueriesContext(connection) as queries:
            visit("bob")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_get_changes_nothing(visit, house):
    visit("bob")
    visit("bob", "practice")
    assert not Reading.objects.exists()


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
    post("bob", "submit", {"none_here": ["opinion", "evidence"], "read": "some", "until": "0-22"})
    reading = Reading.objects.get()
    assert (reading.state, reading.ranges, reading.none_here) == ("submitted", [[0, 22]], ["evidence", "opinion"])
    post("bob", "reopen")
    assert Reading.objects.get().state == "open"


def said_again(html):
    """What the finish form sends when nothing is changed."""
    labels = re.findall(r'name="none_here" value="([^"]+)" checked>', html)
    parts = re.findall(r'name="part" value="([^"]+)" checked>', html)
    until = re.findall(r'<option value="([^"]+)" selected>', html)
    return {"read": re.findall(r'name="read" value="(\w+)" checked>', html), "none_here": labels, "part": parts,
            "until": until}  # fmt: skip


@pytest.mark.parametrize("ranges", [None, [[0, 22]], [[0, 30]], [[3, 8], [40, 60]]])
def test_a_reopened_reading_submitted_unchanged_says_what_it_said(visit, post, house, ranges):
    readings.submit_reading(house.bob, house.document, ranges=ranges)
    said = Reading.objects.get()
    post("bob", "reopen")
    answer = post("bob", "submit", said_again(visit("bob").content.decode()))
    assert answer.status_code == 302
    again = Reading.objects.get()
    assert (again.state, again.ranges, again.none_here) == ("submitted", ranges, said.none_here)


def test_ranges_that_match_no_paragraph_are_a_choice_of_their_own(visit, post, house):
    readings.submit_reading(house.bob, house.document, ranges=[[0, 30]])
    post("bob", "reopen")
    panel = visit("bob").context["page"].finish
    assert panel.some
    assert [(row.value, row.words) for row in panel.until if row.ticked] == [
        ("0-30", "What you said last time: 5 words")
    ]


@pytest.mark.parametrize("ranges", [[[0, 9]], [[9, 20]], [[0, 20]], [[2, 12]], [[0, 12], [22, 25]]])
def test_parts_that_were_read_are_ticked_again_when_a_reading_is_reopened(client, house, ranges):
    outlets.add_outlet(house.ann, "wire", {"name": "Wire"})
    section = documents.SectionDraft(9, 20, "wire", title="Three", published_on="2020")
    document = house.add_document("cut", "One two. Three four.\n\nFive.", sections=(section,))
    readings.submit_reading(house.bob, document, ranges=ranges)
    readings.reopen_reading(house.bob, document)
    client.force_login(house.bob.user, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("read", args=["house", "cut"])).content.decode()
    client.post(reverse("submit", args=["house", "cut"]), said_again(html))
    assert Reading.objects.get().state == "submitted"
    assert Reading.objects.get().ranges == ranges


@pytest.mark.parametrize("until", ["x", "5-5", "0-99999", "-1-4", "0"])
def test_a_range_that_is_none_is_refused(post, house, until):
    answer = post("bob", "submit", {"none_here": ["evidence", "assertion", "opinion"], "read": "some", "until": until})
    assert answer.status_code == 422
    assert not Reading.objects.filter(state="submitted").exists()


def test_a_viewer_cannot_submit_nor_reopen(post, house):
    assert post("vera", "submit").status_code == 403
    assert post("vera", "reopen").status_code == 403


def test_last_look_lists_naming_sentences_without_a_mark_of_ones_own(visit, house):
    house.mark("bob", "China banned the trade in 2019")
    looks = visit("bob").context["page"].finish.looks
    assert [row.text for row in looks if not row.touched] == [
        "A headline about China", "Officials say Beijing does little 👩‍👩‍👧.", "The Chinese ministry denies it.",
    ]  # fmt: skip
    assert [row.anchor for row in looks] == ["p0", "p24", "p24", f"p{house.document.text.index('Nobody asked')}"]


def test_mark_of_the_address_is_lit(visit, house):
    mark = house.mark("bob", "Nobody asked the firms")
    page = visit("bob", mark=str(mark.uuid)).context["page"]
    assert [card.active for card in page.cards] == [True]
    assert [piece.text for p in page.paragraphs for piece in p.pieces if piece.active] == ["Nobody asked the firms"]


def test_excluded_paragraphs_are_grey(house):
    document = house.add_document("junk", "Good words.\n\nShare this", excluded=((13, 23, "junk"),))
    views = paragraph_views(whole_document(house.bob, document.key), [])
    assert [view.excluded for view in views] == [False, True]


def test_submitting_shows_each_other_by_code_name(visit, post, house):
    house.mark("cem", "The Chinese ministry denies it")
    house.submit("cem")
    post("bob", "submit", {"none_here": ["evidence", "assertion", "opinion"], "read": "all"})
    card = visit("bob").context["page"].cards[0]
    assert card.reader == Reading.objects.get(reviewer__user=house.cem.user).reviewer.code_name
    assert "cem" not in visit("bob").content.decode().replace("cement", "")


def test_reopened_reading_can_be_changed_again(house, visit):
    house.mark("bob", "A headline about China")
    house.submit("bob")
    assert not visit("bob").context["page"].can_mark
    readings.reopen_reading(house.bob, house.document)
    assert visit("bob").context["page"].can_mark


def test_the_page_announces_every_module_that_its_script_imports(visit):
    folder = Path(read.__file__).parents[1] / "static" / "annotator" / "js"
    needed, waiting = set(), ["read.js"]
    while waiting:
        imported = re.findall(r"from \"\./([a-z]+\.js)\"", (folder / waiting.pop()).read_text())
        waiting += set(imported) - needed
        needed |= set(imported)
    announced = re.findall(r'modulepreload" href="/static/annotator/js/([a-z]+\.js)"', visit("bob").content.decode())
    assert sorted(announced) == sorted(needed)
