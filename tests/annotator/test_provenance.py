"""Where a text comes from, on its page: the words of the headline, the bar, who sees what, and what may be ruled."""

import doctest

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.forms import provenance as forms
from annotator.forms.provenance import range_by_words
from annotator.pages import provenance_words
from annotator.pages.articles import articles_page
from annotator.pages.compare import compare_page
from annotator.pages.provenance import provenance_page
from core import access
from core.errors import Invalid
from core.models import Project, Proposal
from core.queries.filters import Filters
from core.services import outlets
from core.services.documents import SectionDraft
from core.services.versions import add_version
from tests.house import House

OWN = "I copied this for you.\n\n"  # 5 words
ONE = "The navy writes that the sea is wide.\n\n"  # 8 words
TWO = "A paper says the port was closed for a day.\n\n"  # 10 words
LINKS = "https://blog.example/a https://blog.example/b"  # 8 words
STITCHED = OWN + ONE + TWO + LINKS
AT_ONE, AT_TWO, AT_LINKS = len(OWN), len(OWN + ONE), len(OWN + ONE + TWO)


def sections(*drafts: tuple[int, int, str], **facts: str) -> list[SectionDraft]:
    return [SectionDraft(start, end, outlet, **facts) for start, end, outlet in drafts]


@pytest.fixture
def house(house: House) -> House:
    for key, name, kind in (("blog", "blog.example", "personal blog"), ("navy", "The Navy Review", "magazine"),
                            ("paper", "The Paper", "newspaper"), ("nobody", "Unidentified", "op-ed site, unclear"),
                            ("scraper", "ET Reality", "scraper site")):  # fmt: skip
        outlets.add_outlet(house.ann, key, {"name": name, "kind": kind})
    return house


@pytest.fixture
def stitched(house: House) -> House:
    """`s1`: a blog's words, two publishers', and a list of links that is not part of the article."""
    made = sections((AT_ONE, AT_TWO, "navy"), (AT_TWO, AT_LINKS, "paper"))
    house.s1 = house.add_document(
        "s1",
        STITCHED,
        outlet="blog",
        title="What I read",
        sections=made,
        excluded=[(AT_LINKS, len(STITCHED), "link list")],
    )
    return house


@pytest.fixture
def visit(client, house):
    """The answer of the page of a document to a member or the stranger."""

    def get(name, key="s1"):
        user = house.stranger if name == "stan" else house.viewers[name].user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("provenance", args=[house.project.slug, key]))

    return get


def propose(house, start, end, kind="section", outlet="paper", **more):
    origin = None if kind == "excluded" else house.project.outlets.get(key=outlet)
    why = [{"code": "title", "words": "A line like a title stands before it."}]
    return Proposal.objects.create(document=house.s1, kind=kind, start=start, end=end, outlet=origin, why=why, **more)


def head(house, key):
    return provenance_page(house.ann, key).headline


def found(house, name="ann", key="s1"):
    return provenance_page(access.viewer(house.viewers[name].user, "house"), key).found


def test_a_stitched_article_is_said_in_publishers_with_the_words_of_whoever_carries_it(stitched):
    said = head(stitched, "s1")
    assert said.title == "This one article is two publishers"
    assert said.about == (
        "Of 31 words, 5 are the blog’s own, and 8 are not part of the article. "
        "The rest counts for whom it was taken from."
    )


def test_a_translated_scrape_is_by_its_origin_and_says_in_what_words_it_stands_here(house):
    whole = sections((0, len(TWO), "paper"), fidelity="translated", originality="D")
    house.add_document("scraped", TWO, outlet="scraper", sections=whole)
    said = head(house, "scraped")
    assert said.title == "All of it is by The Paper"
    assert said.about == (
        "It stands here as ET Reality carries it: translated there and back, not checked. "
        "None of its 10 words is the site’s own: they count for The Paper."
    )


@pytest.mark.parametrize(
    ("outlet", "made", "title", "about"),
    [
        ("gazette", [], "All of it is by The Gazette",
         "One origin: all 13 words count for The Gazette. Nobody has set a section here."),
        ("nobody", [(0, len(OWN + ONE), "nobody")], "Where this text is from is not known",
         "Nobody has said whose words these are. All 13 count for “Unidentified”."),
        ("blog", [(AT_ONE, AT_TWO, "navy")], "Most of it is by The Navy Review",
         "Of 13 words, 5 are the blog’s own. The rest counts for whom it was taken from."),
        ("blog", [(0, AT_ONE, "navy")], "Part of it is by The Navy Review",
         "Of 13 words, 8 are the blog’s own. The rest counts for whom it was taken from."),
    ],
)  # fmt: skip
def test_the_headline_says_what_is_known_and_no_more(house, outlet, made, title, about):
    house.add_document("x", OWN + ONE, outlet=outlet, sections=sections(*made))
    assert (head(house, "x").title, head(house, "x").about) == (title, about)


def test_the_list_holds_every_word_once_in_the_order_of_the_text(stitched):
    page = found(stitched)
    assert [(row.number, row.name, row.n_words, row.wording) for row in page.rows] == [
        (1, "the blog itself", "5", "own"), (2, "The Navy Review", "8", "wording not checked"),
        (3, "The Paper", "10", "wording not checked"), (4, "not part of the article", "8", "left out"),
    ]  # fmt: skip
    assert [row.url.partition("#")[2] for row in page.rows] == [f"p{at}" for at in (0, AT_ONE, AT_TWO, AT_LINKS)]
    assert len({row.fill for row in page.rows}) == 4


def test_the_bar_is_as_wide_as_the_words_are_many_and_shows_what_is_proposed(stitched):
    propose(stitched, 0, AT_ONE)
    bar = found(stitched).bar
    assert [float(piece.width[:-1]) for piece in bar.pieces] == pytest.approx(
        [100 * n / 31 for n in (5, 8, 10, 8)], abs=0.01
    )
    assert sum(float(piece.width[:-1]) for piece in bar.pieces) == pytest.approx(100, abs=0.01)
    (proposed,) = bar.proposed
    assert (float(proposed.x[:-1]), float(proposed.width[:-1])) == pytest.approx((0, 500 / 31), abs=0.01)


def test_a_proposal_shows_the_words_at_both_borders(stitched):
    propose(stitched, AT_ONE + 4, AT_TWO - 2)
    (proposal,) = found(stitched).proposals
    begins, ends = proposal.borders
    assert (begins.before, begins.after[:9]) == (f"{OWN}The ", "navy writ")
    assert (ends.before[-5:], ends.after[:5]) == ("wide.", "\n\nA p")
    assert (begins.stops, ends.stops) == ((), ())


def test_a_border_says_how_far_it_may_go_and_who_would_follow(stitched):
    navy, paper, links = (next(row for row in found(stitched).rows if row.start == at)
                          for at in (AT_ONE, AT_TWO, AT_LINKS))  # fmt: skip
    begins, ends = paper.borders
    assert (begins.least, begins.follows, begins.beside, begins.touches) == (
        AT_ONE + 1, "The Navy Review ends where this begins", AT_TWO, True,
    )  # fmt: skip
    assert (ends.most, ends.follows) == (len(STITCHED), "")
    assert (navy.borders[0].least, navy.borders[1].most) == (0, AT_LINKS - 1)
    propose(stitched, 2, 5, kind="excluded")
    (proposal,) = found(stitched).proposals
    assert [(border.most, border.follows) for border in proposal.borders] == [(len(STITCHED), ""), (AT_LINKS, "")]
    assert links.borders[1].most == len(STITCHED)
    (chosen,) = provenance_page(stitched.ann, "s1", moving=f"proposal-{proposal.uuid}").found.proposals
    assert {0, AT_ONE, AT_TWO} <= {at for at, *_ in chosen.borders[0].stops}


@pytest.mark.parametrize(
    ("ends", "says"),
    [((50, 50), "behind its own end"), ((AT_TWO, len(STITCHED) + 1), "ends after the text"),
     ((AT_ONE + 4, AT_LINKS), "let that one follow"), (("x", 5), "Choose where it begins")],
)  # fmt: skip
def test_borders_that_cannot_be_are_refused_with_words_and_nothing_is_lost(stitched, send, ends, says):
    row = next(row for row in found(stitched).rows if row.start == AT_TWO)
    sent = {"do": "move", "seen": row.seen, "start": ends[0], "end": ends[1]}
    answer = send("ada", f"sections/{AT_TWO}/", htmx=True, **sent)
    assert answer.status_code in (409, 422)
    assert says in answer.content.decode()
    assert [(one.start, one.end) for one in stitched.s1.sections.order_by("start")] == [
        (AT_ONE, AT_TWO), (AT_TWO, AT_LINKS)]  # fmt: skip


@pytest.mark.parametrize(("here", "told"), [({}, True), ({"counts_here": "1"}, False)])
def test_what_a_copy_counts_with_is_said_before_and_after_and_may_be_said_otherwise(stitched, send, here, told):
    row = propose(stitched, 0, AT_ONE, source=stitched.document)
    before = send("ada", f"proposals/{row.uuid}/", htmx=True, ruling="accept", version=9).content.decode()
    assert 'It will count with “<span dir="auto">d1</span>”, from which it is copied' in before
    said = send("ada", f"proposals/{row.uuid}/", htmx=True, ruling="accept", version=1, **here).content.decode()
    assert ("It counts with “d1”." in said) == told
    assert ("ounts with “d1”, from which it is copied" in said) == told
    assert (stitched.s1.sections.get(start=0).copy_of == stitched.document) == told
    if told:
        facts = {"outlet": "paper", "copy_of": "", "reason": "It is theirs as much."}
        seen = next(one for one in found(stitched).rows if one.start == 0).seen
        assert send("ada", "sections/0/", do="set", seen=seen, **facts).status_code == 302
        assert stitched.s1.sections.get(start=0).copy_of is None


@pytest.mark.parametrize(("name", "status"), [("ann", 200), ("ada", 200), ("bob", 200), ("vera", 200), ("stan", 404)])
def test_every_member_sees_it_and_only_keepers_rule(visit, stitched, name, status):
    propose(stitched, 0, AT_ONE)
    answer = visit(name)
    body = answer.content.decode()
    assert answer.status_code == status
    assert ("This one article is two publishers" in body) == (status == 200)
    assert ('name="ruling"' in body) == (name in ("ann", "ada"))


def test_an_earlier_text_leads_to_the_newest_where_rulings_are_made(visit, stitched):
    newer = add_version(stitched.ann, stitched.s1, STITCHED + "\n\nAn end.").document
    address = reverse("provenance", args=["house", newer.key])
    for key, may_rule in (("s1", False), (newer.key, True)):
        body = visit("ann", key).content.decode()
        assert (f'Rulings are made on <a href="{address}">' in body) == (not may_rule)
        assert ('method="post" action="/projects/' in body) == may_rule


def test_a_reader_who_must_not_know_the_source_is_told_that_it_is_hidden(stitched, visit):
    propose(stitched, 0, AT_ONE)
    Project.objects.filter(pk=stitched.project.pk).update(source_blind=True)
    answer = visit("bob", stitched.s1.neutral_key)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Where this text is from is hidden from you" in body
    assert not any(word in body for word in ("Navy", "Paper", "blog", "What I read", "publishers", "origin-"))
    assert "This one article is two publishers" in visit("ann").content.decode()


def test_the_page_costs_the_same_whatever_there_is(stitched):
    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            found(stitched, name)
        return len(queries)

    propose(stitched, 0, 5)
    before = {name: cost(name) for name in ("ann", "vera")}
    for at in range(6, 26, 4):
        propose(stitched, at, at + 3, source=stitched.document)
    assert {name: cost(name) for name in ("ann", "vera")} == before


def test_what_it_shares_with_others_stands_side_by_side_this_article_on_the_left(house):
    shared = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    quoted = "“China has not {} any scheduled chemicals sent to Mexico from the ports of the south”, it says."
    house.add_document("x1", f"{shared}. {quoted.format('found')}", outlet="paper", title="First")
    house.add_document("x2", f"Hello. {shared}. {quoted.format('ever seen')}", outlet="navy", title="Second")
    for key, other in (("x1", "The Navy Review"), ("x2", "The Paper")):
        shown = found(house, key=key).shared
        (passage,) = shown.passages
        assert "35 words" in passage.name  # 16 and 18 on one side, one more where two stand for one
        assert [side.title for side in passage.difference.sides][1] == other
        (drift,) = shown.drifted
        lit = [[piece.text for piece in side.pieces if piece.kind != "same"] for side in drift.difference.sides]
        assert sorted(lit) == [["ever seen"], ["found"]]
        assert lit[0] == (["found"] if key == "x1" else ["ever seen"])
    assert found(house, key="x1").is_compared


@pytest.fixture
def send(client, house):
    """The answer to a form of the page, sent by a member; `htmx` as the page's script sends it."""

    def post(name, path, htmx=False, **body):
        client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/projects/house/documents/s1/provenance/{path}", body, headers=headers)

    return post


def test_a_ruling_answers_with_the_page_as_it_is_then_and_where_to_go_on(stitched, send):
    first = propose(stitched, 0, 7)
    answer = send("ada", f"proposals/{first.uuid}/", htmx=True, ruling="reject", version=1)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.lstrip().startswith('<div id="provenance"')
    assert 'data-said="Rejected: From The Paper.' in body
    assert f'id="proposal-{first.uuid}"' not in body
    first.refresh_from_db()
    assert (first.state, first.ruled_by) == ("rejected", stitched.ada.user)
    assert [line.verb for line in found(stitched).rulings] == ["Rejected"]


def test_of_two_who_rule_at_once_the_second_is_told_and_nothing_is_overwritten(stitched, send):
    row = propose(stitched, 0, AT_ONE)
    assert send("ann", f"proposals/{row.uuid}/", ruling="accept", version=1).status_code == 302
    answer = send("ada", f"proposals/{row.uuid}/", htmx=True, ruling="reject", version=1)
    assert answer.status_code == 412
    assert "Somebody ruled on this meanwhile" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "accepted"


def test_a_section_is_corrected_with_a_reason_and_the_page_says_who_did_it(stitched, send):
    row = next(row for row in found(stitched).rows if row.start == AT_ONE)
    facts = {"outlet": "paper", "fidelity": "verified", "reason": "Compared with the printed issue."}
    refused = send("ada", f"sections/{AT_ONE}/", do="set", seen=row.seen, **facts | {"reason": ""})
    assert refused.status_code == 422
    assert 'value="verified" selected' in refused.content.decode()
    assert send("ada", f"sections/{AT_ONE}/", do="set", seen=row.seen, **facts).status_code == 302
    now = next(row for row in found(stitched, "ada").rows if row.start == AT_ONE)
    assert (now.name, now.wording, now.reason) == ("The Paper", "checked against the original", facts["reason"])
    assert now.decided.startswith("Set by you, ")
    stale = send("ann", f"sections/{AT_ONE}/", do="remove", seen=row.seen)
    assert stale.status_code == 412
    assert send("ann", f"sections/{AT_ONE}/", do="remove", seen=now.seen).status_code == 302
    assert [line.verb for line in found(stitched).rulings] == ["Removed", "Changed"]
    assert send("ann", f"sections/{AT_ONE}/", do="remove", seen=now.seen).status_code == 410


def test_what_is_left_out_is_said_otherwise_or_taken_back_and_set_by_its_words(stitched, send):
    seen = found(stitched).rows[-1].seen
    assert send("ann", f"excluded/{AT_LINKS}/", do="set", seen=seen, reason="own links").status_code == 302
    row = found(stitched).rows[-1]
    assert (row.about, row.name) == ("own links", "not part of the article")
    assert send("ann", f"excluded/{AT_LINKS}/", do="remove", seen=row.seen).status_code == 302
    assert found(stitched).rows[-1].kind == "rest"
    words = {"first": "https://blog.example/a", "last": "blog.example/b", "reason": "links"}
    assert send("ann", "ranges/", **words).status_code == 302
    assert (found(stitched).rows[-1].start, found(stitched).rows[-1].end) == (AT_LINKS, len(STITCHED))


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [("Nobody", "a day.", "first words do not stand"), ("The", "nowhere", "last words do not stand"),
     ("A paper", "this for you", "do not stand behind"), ("for", "a day.", "stand 2 times"), ("", "x", "first words")],
)  # fmt: skip
def test_words_that_name_no_range_are_refused_with_what_to_do(first, last, says):
    text = "The sea. " + OWN + "A paper says the port was closed for a day."
    with pytest.raises(Invalid, match=says):
        range_by_words(text, {"first": first, "last": last})


def test_traces_stand_in_their_context_and_lead_to_their_place(house):
    text = "One line.\n\nIt fell sharply last year. . Nobody knows why it did.\n\nhttps://x.example lost. ."
    house.add_document("x", text, excluded=[(text.index("https"), len(text), "links")])
    (trace,) = found(house, key="x").damage
    assert (trace.before, trace.words, trace.after) == ("It fell sharply last ", "year. .", " Nobody knows why it did.")
    assert trace.url.endswith("#p11")


def test_the_list_of_articles_says_the_same_sentence_and_how_much_is_to_rule_on(stitched, client):
    propose(stitched, 0, 5)
    rows = {row.key: row for row in articles_page(stitched.ann).articles}
    assert (rows["s1"].finding, rows["s1"].proposed) == ("This one article is two publishers", "1 proposal")
    assert (rows["d1"].finding, rows["d1"].proposed) == ("", "")
    assert [row.proposed for row in articles_page(stitched.bob).articles] == ["", ""]


def test_the_wall_leads_from_each_origin_to_the_page_of_the_article_it_stands_in(stitched):
    whole = sections((0, len(TWO), "paper"), fidelity="translated")
    stitched.add_document("scraped", TWO + "It said no more.", outlet="scraper", sections=whole)
    rows = {row.name: row for row in compare_page(stitched.ann, Filters(), "words").rows}
    s1 = reverse("provenance", args=["house", "s1"])
    for name in ("blog.example", "The Navy Review", "The Paper"):
        assert (rows[name].stitched, rows[name].stitched_url) == ("in one article of two publishers", s1)
    assert rows["The Navy Review"].way_url == s1
    assert (rows["The Gazette"].stitched, rows["The Gazette"].way_url) == ("", "")
    assert rows["ET Reality"].stitched == ""
    assert rows["The Paper"].way_url != s1  # two articles carry it: the outlet's page


def test_examples_in_docstrings_hold():
    assert doctest.testmod(provenance_words).failed + doctest.testmod(forms).failed == 0
