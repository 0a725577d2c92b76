"""The reading page: who may open it, whose marks stand on it, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.pages.article_text import paragraph_views
from annotator.pages.read import read_page
from core.models import Reading
from core.queries.documents import whole_document
from core.services import annotating, documents, outlets, readings
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


def marks_on(page):
    """The marks that the page's scripts begin with, unpacked as `marks/table.js` does it."""
    table = page.data["marks"]
    found = []
    for uuid, start, end, version, label, reader, facets, *rest in table["rows"]:
        reviewer, own = table["readers"][reader]
        note, links = rest or ("", [])
        mark = {"id": uuid, "start": start, "end": end, "version": version, "label": table["labels"][label]}
        found.append(mark | {"facets": table["facets"][facets], "note": note, "own": own, "reviewer": reviewer,
                             "links": links})  # fmt: skip
    return found


def words_on(page, document):
    """The words of the marks that the page's scripts begin with."""
    return [document.text[mark["start"] : mark["end"]] for mark in marks_on(page)]


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
    assert words_on(seen, house.document) == ["Nobody asked the firms"]
    assert seen.chips == ["colleagues hidden until you both submit"]
    assert [card.quote for card in visit("cem", plain="1").context["page"].cards] == ["Nobody asked the firms"]
    house.submit("cem")
    assert [mark["own"] for mark in marks_on(visit("cem").context["page"])] == [False, True]


def test_owner_without_a_reading_looks_and_begins_without_the_others(visit, house):
    house.mark("bob", "China banned the trade in 2019")
    house.submit("bob")
    page = visit("ann").context["page"]
    assert (page.mode, page.can_mark, page.n_marks) == ("look", False, 1)
    page = visit("ann", begin="1").context["page"]
    assert (page.mode, page.can_mark, page.n_marks, marks_on(page)) == ("read", True, 0, [])


def test_viewer_reads_submitted_marks_and_cannot_mark(visit, house):
    house.mark("bob", "China banned the trade in 2019")
    assert not marks_on(visit("vera").context["page"])
    assert not visit("vera", plain="1").context["page"].cards
    house.submit("bob")
    page = visit("vera").context["page"]
    assert len(marks_on(page)) == 1
    assert not page.can_mark
    assert page.finish is None


def test_practice_marks_do_not_stand_on_the_reading_page(visit, house):
    from core.services.annotating import add_annotation
    from core.services.drafts import read_mark

    add_annotation(house.bob, house.document, read_mark(house.body("Nobody asked the firms")), practice=True)
    assert not marks_on(visit("bob").context["page"])
    assert len(marks_on(visit("bob", "practice").context["page"])) == 1
    assert len(visit("bob", "practice", plain="1").context["page"].cards) == 1


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
    pieces = [piece for p in read_page(house.bob, "d1", plain=True).paragraphs for piece in p.pieces if piece.label]
    assert [(piece.text, piece.label, piece.overlap) for piece in pieces] == [
        ("China ", "evidence", False), ("banned", "opinion", True), (" the trade in 2019", "evidence", False),
    ]  # fmt: skip


@pytest.mark.parametrize("query", [{}, {"plain": "1"}])
def test_number_of_queries_is_the_same_for_ten_marks_and_for_twenty(visit, house, query):
    words = [word for word in house.document.text.split() if house.document.text.count(word) == 1]
    visit("bob", **query)
    counts = []
    for ten in (words[:10], words[10:20]):
        for word in ten:
            house.mark("bob", word)
        with CaptureQueriesContext(connection) as queries:
            visit("bob", **query)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_get_changes_nothing(visit, house):
    visit("bob")
    visit("bob", "practice")
    assert not Reading.objects.exists()


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
    assert visit("bob", mark=str(mark.uuid)).context["page"].data["active"] == str(mark.uuid)
    page = visit("bob", mark=str(mark.uuid), plain="1").context["page"]
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
    (mark,) = marks_on(visit("bob").context["page"])
    assert mark["reviewer"] == Reading.objects.get(reviewer__user=house.cem.user).reviewer.code_name
    assert "cem" not in visit("bob").content.decode().replace("cement", "")


def test_reopened_reading_can_be_changed_again(house, visit):
    house.mark("bob", "A headline about China")
    house.submit("bob")
    assert not visit("bob").context["page"].can_mark
    readings.reopen_reading(house.bob, house.document)
    assert visit("bob").context["page"].can_mark


def test_scripts_begin_with_the_sentences_of_the_text_and_those_that_name_a_target(visit, house):
    data = visit("bob").context["page"].data
    ends = list(zip(data["sentences"][::2], data["sentences"][1::2], strict=True))
    sentences = [house.document.text[start:end] for start, end in ends]
    assert sentences[:2] == ["A headline about China", "China banned the trade in 2019."]
    assert [sentences[index] for index in data["naming"]] == [
        "A headline about China", "China banned the trade in 2019.", "Officials say Beijing does little 👩‍👩‍👧.",
        "The Chinese ministry denies it.",
    ]  # fmt: skip


def test_links_of_a_mark_lead_to_marks_that_its_reader_sees(visit, house):
    basis, claim = house.mark("bob", "in 2019", "evidence"), house.mark("bob", "Nobody asked the firms")
    annotating.add_link(house.bob, basis.uuid, claim.uuid, "supports")
    marks = {mark["id"]: mark["links"] for mark in marks_on(visit("bob").context["page"])}
    assert marks == {str(basis.uuid): [[str(claim.uuid), "supports"]], str(claim.uuid): []}


def test_what_many_marks_share_stands_once_and_each_is_as_it_was_made(visit, house):
    first = house.mark("bob", "China banned the trade in 2019", facets={"voice": "own-voice"}, note="When?")
    second = house.mark("bob", "Nobody asked the firms", facets={"voice": "own-voice"})
    third = house.mark("bob", "in 2019", "evidence")
    page = visit("bob").context["page"]
    assert len(page.data["marks"]["rows"]) == 3
    assert page.data["marks"]["facets"] == [{"voice": "own-voice"}, {}]
    found = {mark["id"]: mark for mark in marks_on(page)}
    for mark in (first, second, third):
        said = found[str(mark.uuid)]
        assert (said["start"], said["end"], said["label"]) == (mark.start, mark.end, mark.label.key)
        assert (said["facets"], said["note"], said["version"], said["own"]) == (mark.facets, mark.note, 1, True)


def test_accounts_are_told_apart_without_being_named(visit, house):
    one, other = (visit(name).context["page"].data["account"] for name in ("bob", "cem"))
    assert one != other
    assert one == visit("bob", "practice").context["page"].data["account"]
