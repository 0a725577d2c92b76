"""The report of one document: whose marks stand in it, hand-counted numbers, what it says is open or unknown."""

import doctest
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.pages import report_sources
from annotator.pages.report import report_page
from core import access
from core.models import Project, Reading, Reviewer
from core.queries.report import document_report
from core.services import annotating, documents, outlets, readings
from core.services.drafts import read_mark
from tests.house import House

SAYS = {"voice": "anonymous-collective", "speaker": "officials", "target": "prc-government", "role": "R2",
        "stance": "affirms"}  # fmt: skip
BANNED = {"voice": "own-voice", "target": "prc-government", "role": "acts-against", "stance": "affirms"}
UNPROVEN = {"voice": "own-voice", "target": "ccp", "role": "R5", "stance": "unproven"}
QUOTES = ("China banned the trade in 2019", "Officials say Beijing does little", "There is no proof of state policy",
          "Nobody asked the firms", "A headline about China")  # fmt: skip


@pytest.fixture
def visit(client, house):
    """The answer of the report page of a document to a member or the stranger."""

    def get(name, key="d1", **query):
        user = house.stranger if name == "stan" else house.viewers[name].user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("report", args=[house.project.slug, key]), query)

    return get


@pytest.fixture
def marked(house):
    """Bob's reading: two assertions, one contradicted by evidence; an unsure opinion; a headline to leave out."""
    banned = house.mark("bob", QUOTES[0], "evidence", facets=BANNED, note="Look up the order.")
    says = house.mark("bob", QUOTES[1], facets=SAYS)
    house.mark("bob", QUOTES[2], facets=UNPROVEN)
    house.mark("bob", QUOTES[3], "opinion", facets={"unsure": "yes"})
    house.mark("bob", QUOTES[4], "not-part")
    annotating.add_link(house.bob, banned.uuid, says.uuid, "contradicts")
    return house


@pytest.fixture
def submitted(marked):
    marked.submit("bob")
    return marked


@pytest.fixture
def differing(submitted):
    """Cem calls the same words an opinion."""
    submitted.mark("cem", QUOTES[2], "opinion", facets=UNPROVEN)
    submitted.submit("cem")
    return submitted


@pytest.mark.parametrize(("name", "status"), [("ann", 200), ("bob", 200), ("vera", 200), ("ada", 200), ("stan", 404)])
def test_every_member_opens_the_report_and_a_stranger_learns_nothing(visit, submitted, name, status):
    answer = visit(name)
    assert answer.status_code == status
    assert (QUOTES[2] in answer.content.decode()) == (status == 200)


def test_nobody_is_asked_to_sign_in(client, submitted):
    answer = client.get(reverse("report", args=["house", "d1"]))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_numbers_are_those_counted_by_hand(submitted):
    (row,) = document_report(submitted.vera, "d1").figures
    assert dict(row.labels) == {"evidence": 1, "assertion": 2, "opinion": 1}
    assert (row.n_marks, row.n_outside, row.n_readings) == (4, 1, 1)
    assert (row.n_assertions, row.n_unsupported, row.n_contradicted) == (2, 1, 1)
    assert (row.n_own_voice, row.n_voiced, row.share_own_voice) == (2, 3, 2 / 3)


def test_the_numbers_are_said_with_what_they_are_out_of(submitted):
    (summary,) = report_page(submitted.vera, "d1").summaries
    assert summary.lines == [
        ("1 of 2", "assertions is unsupported here."),
        ("1", "is contradicted here."),
        ("2 of 3", "marks with a stated voice speak in the text’s own voice."),
    ]
    assert [(row.name, row.value, row.n) for row in summary.numbers] == [
        ("Evidence", "1", "of 4 marks"), ("Assertion", "2", "of 4 marks"), ("Opinion", "1", "of 4 marks"),
        ("Unsupported here", "1", "of 2 assertions"), ("Contradicted here", "1", "of 2 assertions"),
        ("Own voice", "67 %", "2 of 3 with a stated voice"), ("Outside the article", "1", "in no number beside"),
    ]  # fmt: skip


def test_claims_stand_in_the_order_of_the_text_with_their_paragraph(submitted):
    page = report_page(submitted.vera, "d1")
    assert [(row.quote, row.paragraph) for row in page.claims] == [(QUOTES[1], 2), (QUOTES[2], 2), (QUOTES[3], 3)]
    assert [row.quote for row in page.outside] == [QUOTES[4]]
    assert not page.evidence


def test_a_claim_says_whose_voice_about_whom_which_role_and_on_what_basis(submitted):
    says, unproven, opinion = (row.lines[0] for row in report_page(submitted.vera, "d1").claims)
    assert [fact.text for fact in says.facts] == [
        "anonymous officials or group", "officials", "about PRC government", "fails to police it", "affirms it",
    ]  # fmt: skip
    assert [(row.how, row.quote, row.note) for row in says.bases] == [
        ("contradicted by", QUOTES[0], "Look up the order.")
    ]
    assert (says.unsupported, unproven.unsupported, opinion.unsupported) == (False, True, False)
    assert [fact.text for fact in opinion.facts] == ["voice not stated"]


def test_the_page_leads_from_each_claim_to_its_place_in_the_article(visit, submitted):
    html = visit("vera").content.decode()
    for mark in submitted.document.annotations.exclude(label__key="evidence"):
        assert f"/documents/d1/read/?mark={mark.uuid}" in html


def test_evidence_that_no_claim_rests_on_stands_apart(marked):
    marked.mark("bob", "The Chinese ministry denies it", "evidence")
    marked.submit("bob")
    page = report_page(marked.vera, "d1")
    assert [row.quote for row in page.evidence] == ["The Chinese ministry denies it"]


def test_every_mark_stands_on_the_page(visit, differing):
    html = visit("vera").content.decode()
    assert all(quote in html for quote in QUOTES)
    assert "Look up the order." in html


def test_what_is_open_is_listed(submitted):
    asked = document_report(submitted.vera, "d1").questions
    cut = submitted.document.text
    assert [cut[row.start : row.end] for row in asked.unsure] == [QUOTES[3]]
    assert [(cut[row.start : row.end], keys) for row, keys in asked.incomplete] == [
        (QUOTES[3], ["voice", "target", "role"])
    ]
    (naming,) = asked.naming
    assert [row.cut(cut) for row in naming.unmarked] == [QUOTES[4], "The Chinese ministry denies it."]
    assert (naming.kind, naming.n_naming) == ("person", 4)


def test_sentences_that_nobody_read_are_no_open_question(house):
    house.mark("bob", QUOTES[4])
    readings.submit_reading(house.bob, house.document, ranges=[[0, 22]])
    assert [row.n_naming for row in document_report(house.vera, "d1").questions.naming] == [1]
    page = report_page(house.vera, "d1")
    assert page.part_read == ["4 of 31 words were read (13 %)."]


def test_marks_of_several_readers_on_the_same_words_stand_together(visit, differing):
    page = report_page(differing.vera, "d1")
    (entry,) = [row for row in page.claims if row.quote == QUOTES[2]]
    names = [Reviewer.objects.get(user=differing.viewers[name].user).code_name for name in ("bob", "cem")]
    assert sorted((line.label, line.readers) for line in entry.lines) == [
        ("assertion", names[0]), ("opinion", names[1]),
    ]  # fmt: skip
    assert [row.title for row in page.questions if row.title == "Readers differ"]
    assert visit("vera").content.decode().count(f'lang="en">{QUOTES[2]}</blockquote>') <= 1


def test_readers_who_said_the_same_stand_in_one_line(submitted):
    submitted.mark("cem", QUOTES[2], facets=UNPROVEN)
    submitted.submit("cem")
    (entry,) = [row for row in report_page(submitted.vera, "d1").claims if row.quote == QUOTES[2]]
    assert len(entry.lines) == 1
    assert " and " in entry.lines[0].readers


def test_one_reading_can_be_chosen(differing):
    name = Reviewer.objects.get(user=differing.cem.user).code_name
    page = report_page(differing.vera, "d1", name)
    assert [row.quote for row in page.claims] == [QUOTES[2]]
    assert [chosen for value, _, chosen in page.choices if value == name] == [True]
    assert len(page.readers) == 1


def test_ones_own_reading_comes_first_and_all_can_be_asked_for(differing):
    assert len(report_page(differing.cem, "d1").claims) == 1
    assert len(report_page(differing.cem, "d1", "").claims) == 3


def test_an_open_reading_of_ones_own_says_that_it_is_not_submitted(visit, marked):
    html = visit("bob").content.decode()
    assert "(your own), not submitted yet." in html
    assert QUOTES[2] in html


def test_blind_colleague_sees_nothing_of_it_before_both_have_submitted(visit, submitted):
    html = visit("cem").content.decode()
    assert "Withheld until you submit" in html
    submitted.mark("cem", "The Chinese ministry denies it")
    html = visit("cem").content.decode()
    assert "withheld from you until you have submitted yours" in html
    assert not [quote for quote in QUOTES[:4] if f">{quote}<" in html]
    submitted.submit("cem")
    assert QUOTES[2] in visit("cem", reader="").content.decode()


def test_a_reading_that_is_withheld_cannot_be_asked_for(visit, submitted):
    name = Reviewer.objects.get(user=submitted.bob.user).code_name
    assert visit("cem", reader=name).status_code == 404
    assert visit("vera", reader=name).status_code == 200
    assert visit("vera", reader="nobody").status_code == 404


def test_an_open_reading_of_a_colleague_is_left_out(marked):
    assert report_page(marked.vera, "d1").empty == "unread"
    assert not report_page(marked.ann, "d1").claims


def test_practice_marks_never_stand_in_it(house):
    annotating.add_annotation(house.bob, house.document, read_mark(house.body(QUOTES[2])), practice=True)
    page = report_page(house.bob, "d1")
    assert (page.empty, list(page.claims)) == ("unread", [])


def test_a_reading_without_a_mark_says_so(visit, house):
    mark = house.mark("bob", QUOTES[2])
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    assert "No mark yet" in visit("bob").content.decode()


def test_people_and_simulated_readers_never_meet_in_one_figure(visit, differing):
    Reviewer.objects.filter(user=differing.cem.user).update(kind="simulated")
    page = report_page(differing.vera, "d1")
    assert [(row.readers, sum(int(n.value) for n in row.numbers[:3])) for row in page.summaries] == [
        ("1 reading", 4), ("1 simulated reading", 1),
    ]  # fmt: skip
    assert "(simulated reader)" in visit("vera").content.decode()


def test_kinds_of_readers_meet_in_no_open_question(differing):
    """Bob, a person, and Cem, simulated, label the same words differently; each left other sentences unmarked."""
    Reviewer.objects.filter(user=differing.cem.user).update(kind="simulated")
    asked = document_report(differing.vera, "d1").questions
    assert not asked.differing
    assert [(row.kind, row.n_naming, len(row.unmarked)) for row in asked.naming] == [
        ("person", 4, 2),
        ("simulated", 4, 4),
    ]
    titles = [row.title for row in report_page(differing.vera, "d1").questions]
    assert [title.rpartition(" of ")[2] for title in titles if "carry no mark" in title] == [
        "people", "simulated readers",
    ]  # fmt: skip


def test_readers_of_one_kind_differ_beside_those_of_another(differing):
    differing.mark("ada", QUOTES[2], "evidence", facets=UNPROVEN)
    differing.submit("ada")
    Reviewer.objects.filter(user=differing.ada.user).update(kind="machine")
    (found,) = document_report(differing.vera, "d1").questions.differing
    assert (found.kind, sorted(found.passage.labels)) == ("person", ["assertion", "opinion"])


def test_what_was_read_is_told_for_each_kind_of_reader(house):
    for name, ranges in (("bob", [[0, 22]]), ("cem", None)):
        house.mark(name, QUOTES[4])
        readings.submit_reading(getattr(house, name), house.document, ranges=ranges)
    assert report_page(house.vera, "d1").part_read == []
    Reviewer.objects.filter(user=house.cem.user).update(kind="simulated")
    assert report_page(house.vera, "d1").part_read == ["4 of 31 words were read by people (13 %)."]


def test_figures_of_ones_own_open_reading_are_a_draft(visit, marked):
    assert [row.draft for row in document_report(marked.bob, "d1").figures] == [True]
    assert "<b>Draft.</b>" in visit("bob").content.decode()
    marked.submit("bob")
    assert [row.draft for row in document_report(marked.bob, "d1").figures] == [False]
    assert "<b>Draft.</b>" not in visit("bob").content.decode()


@pytest.mark.parametrize("visibility", ["blind", "open"])
def test_a_colleagues_reading_that_is_open_again_is_listed_and_not_counted(visit, submitted, visibility):
    readings.reopen_reading(submitted.bob, submitted.document)
    Project.objects.update(visibility=visibility)
    name = Reviewer.objects.get(user=submitted.bob.user).code_name
    answer = visit("vera", reader=name)
    page = answer.context["page"]
    assert (len(page.claims), page.summaries, page.part_read) == (3, [], [])
    assert "figures count submitted readings only" in answer.content.decode()
    assert not [row for row in page.questions if "carry no mark" in row.title]
    assert visit("bob").context["page"].summaries[0].draft


def test_an_open_reading_in_an_open_project_gives_no_figures(marked):
    Project.objects.update(visibility="open")
    vera = access.viewer(marked.vera.user, "house")
    name = Reviewer.objects.get(user=marked.bob.user).code_name
    report = document_report(vera, "d1", name)
    assert (len(report.claims), report.figures, report.leaves_out_figures) == (3, [], True)


def test_an_invented_project_says_so(client, db):
    house = House("made-up", invented=True)
    client.force_login(house.vera.user, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("report", args=["made-up", "d1"])).content.decode()
    assert "Everything here is made up." in html
    assert "<b>invented</b>" in html


def test_where_the_text_comes_from_is_said_with_what_is_not_known(house):
    outlets.add_outlet(house.ann, "wire", {"name": "Wire"})
    section = documents.SectionDraft(
        9, 20, "wire", title="Three", published_on="2020", originality="D", fidelity="as-reposted"
    )
    house.add_document("cut", "One two. Three four.\n\nFive. Junk!", sections=(section,), excluded=((28, 33, "junk"),))
    sources = report_page(house.vera, "cut").sources
    assert [(row.name, row.share) for row in sources.shares] == [("The Gazette", "60 %"), ("Wire", "40 %")]
    assert [(row.origin, row.title, row.n_words, row.share, row.wording) for row in sources.rows] == [
        ("The Gazette", "what stands outside the sections", "3", "60 %", "not checked"),
        ("Wire, via The Gazette", "Three", "2", "40 %", "as reposted"),
    ]
    assert [(row.author, row.genre, row.date) for row in sources.rows] == [
        ("not known", "not known", "not known"), ("not known", "not known", "2020"),
    ]  # fmt: skip
    assert sources.rows[1].nature == "Wholesale duplicate"
    assert sources.left_out == [("junk", "1 word", "Junk!")]
    assert ("Byline", "not known") in sources.facts


def test_a_mark_on_a_range_that_is_left_out_enters_no_number(house):
    document = house.add_document("junk", "China did it. Share China.", excluded=((14, 26, "junk"),))
    for quote in ("China did it", "Share China"):
        house.mark("bob", quote, document=document)
    report = document_report(house.bob, "junk")
    assert [row.quote for row in report.claims] == ["China did it"]
    assert [row.quote for row in report.outside] == ["Share China"]
    assert [row.n_outside for row in report.figures] == [1]


def test_a_share_is_never_rounded_down_to_nothing():
    assert doctest.testmod(report_sources).failed == 0


def test_number_of_queries_is_the_same_for_ten_marks_and_for_twenty(visit, house):
    words = [word for word in house.document.text.split() if house.document.text.count(word) == 1]
    visit("bob")
    counts = []
    for ten in (words[:10], words[10:20]):
        marks = [house.mark("bob", word) for word in ten]
        for one, other in pairwise(marks):
            annotating.add_link(house.bob, one.uuid, other.uuid, "supports")
        with CaptureQueriesContext(connection) as queries:
            assert len(visit("bob").context["page"].claims) >= len(ten)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as queries:
        report_page(house.bob, "d1")
    assert len(queries) == 16


def test_looking_at_it_writes_nothing(visit, submitted):
    with CaptureQueriesContext(connection) as asked:
        visit("ann")
    allowed = ("SELECT", "WITH", "SAVEPOINT", "RELEASE")
    written = [row["sql"] for row in asked if not row["sql"].lstrip("(\n ").startswith(allowed)]
    assert all("session" in sql or "last_login" in sql for sql in written), written
    assert Reading.objects.count() == 1


def test_the_list_of_articles_leads_to_the_reports(client, house):
    client.force_login(house.vera.user, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("articles", args=["house"])).content.decode()
    assert 'href="/projects/house/documents/d1/report/"' in html
