"""A new text of an article takes over what was said of the one before, and what is doubtful waits for a person."""

import threading
import time
import uuid

import pytest
from django.db import connection, transaction

from core.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion, TextRefused
from core.management.examination import examine
from core.models import (
    Anchoring,
    Annotation,
    Citation,
    Claim,
    ClaimMark,
    Coverage,
    Document,
    Event,
    Link,
    NotTheSame,
    Proposal,
    Reading,
    Source,
)
from core.queries.card_suggestions import without_card
from core.queries.claims import claims_counted, claims_seen
from core.queries.comparison import comparison
from core.queries.filters import Filters
from core.queries.ledger_figures import ledger_figures
from core.queries.ledger_ranking import to_open_next
from core.queries.proposals import open_proposals
from core.queries.versions import anchorings_of, queue, standing_of
from core.services.annotating import add_link
from core.services.citing import cite
from core.services.claiming import make_claim
from core.services.readings import reopen_reading, submit_reading
from core.services.sessions import make_session
from core.services.settling import count_now, settle, unsettle
from core.services.undoing import undo_step
from core.services.versions import add_version
from core.text import canonical
from core.text.segments import sentences
from tests.articles import ARTICLES, needs_articles
from tests.house import TEXT

pytestmark = pytest.mark.django_db
DENIES = "The Chinese ministry denies it"
NEW = TEXT.replace("\n\nChina banned", "\n\nA new first sentence. China banned")
EDITED = NEW.replace(DENIES, "The Chinese ministry now concedes it")


def furnished(house):
    """Bob has submitted two linked marks, Cem reads and has marked one."""
    banned = house.mark("bob", "China banned the trade", facets={"target": "prc-government"}, note="2019")
    proof = house.mark("bob", "There is no proof", "evidence")
    add_link(house.bob, proof.uuid, banned.uuid, "contradicts")
    denies = house.mark("bob", DENIES)
    house.submit("bob")
    house.mark("cem", "Nobody asked the firms")
    return banned, proof, denies


def added(house, text, document=None, **more):
    return add_version(house.ann, document or house.document, text, **more)


def test_readings_and_marks_of_the_version_before_stand_in_the_new_one(house):
    banned, _, _ = furnished(house)
    new = added(house, NEW, note="  found on Monday").document
    assert (new.key, new.version_number, new.version_note) == ("d1.2", 2, "  found on Monday")
    assert (new.version_of, new.outlet_id) == (house.document, house.document.outlet_id)
    carried = Annotation.objects.get(uuid=uuid.uuid5(banned.uuid, "d1.2"))
    assert carried.quote == "China banned the trade"
    assert carried.start == banned.start + 22
    assert (carried.label_id, carried.facets, carried.note) == (banned.label_id, {"target": "prc-government"}, "2019")
    assert carried.created_at == banned.created_at
    link = Link.objects.get(to_annotation=carried)
    assert (link.from_annotation.quote, link.kind) == ("There is no proof", "contradicts")
    bob, cem = (Reading.objects.get(document=new, reviewer__user=house.viewers[name].user) for name in ("bob", "cem"))
    before = Reading.objects.get(document=house.document, reviewer=bob.reviewer)
    assert (bob.state, bob.first_submitted_at) == ("submitted", before.first_submitted_at)
    assert (cem.state, cem.ranges) == ("open", None)
    kinds = list(Event.objects.filter(document=new).order_by("number").values_list("kind", "step"))
    assert kinds == [("annotation-added", None)] * 4 + [("link-added", None), ("reading-submitted", None)]
    assert list(examine()) == []


def test_a_new_passage_was_not_read_by_who_read_the_text_before(house):
    furnished(house)
    new = added(house, NEW).document
    reading = Reading.objects.get(document=new, state="submitted")
    start = new.text.index("A new first sentence")
    assert reading.ranges == [[0, start - 2], [start + 22, len(new.text)]]
    # The text of the house has 31 words; the four that came were read by nobody.
    assert sum(row.n_words for row in Coverage.objects.filter(reading=reading)) == 31


def test_only_the_version_that_counts_is_in_the_figures(house):
    furnished(house)
    assert _n_marks(house) == 3
    new = added(house, NEW).document
    assert Document.objects.get(pk=new.pk).is_current
    assert not Document.objects.get(pk=house.document.pk).is_current
    assert _n_marks(house) == 3
    assert comparison(house.ann, Filters()).n_documents == 1
    assert not Annotation.objects.filter(document=house.document, in_figures=True).exists()


def _n_marks(house):
    origins = comparison(house.ann, Filters()).origins
    return sum(measure.n for origin in origins for measure in origin.labels.values())


def test_while_a_mark_is_doubtful_the_version_before_counts(house):
    _, _, denies = furnished(house)
    result = added(house, EDITED)
    assert (result.n_carried, result.n_doubtful) == (3, 1)
    assert Document.objects.get(pk=house.document.pk).is_current
    row = queue(house.ann, result.document).get()
    assert (row.earlier, row.method, row.state, row.annotation) == (denies, "fuzzy", "doubtful", None)
    assert result.document.text[row.start : row.end] == "The Chinese ministry now concedes it"
    assert 0.6 < row.score < 1
    assert list(examine()) == []


def test_a_place_that_is_confirmed_carries_the_mark_and_the_version_counts(house):
    _, _, denies = furnished(house)
    new = added(house, EDITED).document
    row = settle(house.ann, new, denies.uuid, 1)
    assert (row.state, row.decided_by, row.version) == ("carried", house.ann.user, 2)
    assert row.annotation.quote == "The Chinese ministry now concedes it"
    assert row.annotation.reading == Reading.objects.get(document=new, state="submitted")
    assert Document.objects.get(pk=new.pk).is_current
    assert _n_marks(house) == 3
    assert list(examine()) == []


def test_a_settling_is_taken_back_and_made_anew_elsewhere(house):
    _, _, denies = furnished(house)
    new = added(house, EDITED).document
    first = settle(house.ann, new, denies.uuid, 1)
    again = unsettle(house.ann, new, denies.uuid, 2)
    assert (again.state, again.decided_by, again.annotation.deleted_at is None) == ("doubtful", None, False)
    start = new.text.index("ministry")
    moved = settle(house.ann, new, denies.uuid, 3, start=start, end=start + 8)
    assert moved.annotation_id == first.annotation_id
    assert (moved.annotation.quote, moved.annotation.version) == ("ministry", 3)
    assert settle(house.ann, new, denies.uuid, 4, set_aside=True).state == "set-aside"
    assert list(examine()) == []


def test_a_mark_without_a_place_is_set_aside_and_kept(house):
    furnished(house)
    result = added(house, "Quite another text altogether, 757 words of it.")
    assert (result.n_carried, result.n_doubtful) == (0, 4)
    rows = list(anchorings_of(house.ann, result.document).filter(earlier__reading__reviewer__user=house.bob.user))
    assert {(row.method, row.start) for row in rows} == {("orphan", None)}
    with pytest.raises(Invalid, match="No place was found") as refused:
        settle(house.bob, result.document, rows[0].earlier.uuid, 1)
    assert refused.value.code == "no_place"
    for row in Anchoring.objects.filter(document=result.document):
        reader = "bob" if row.earlier.reading.reviewer.user_id == house.bob.user.pk else "cem"
        settle(house.viewers[reader], result.document, row.earlier.uuid, 1, set_aside=True)
    assert Document.objects.get(pk=result.document.pk).is_current
    assert Anchoring.objects.filter(document=result.document, state="set-aside").count() == 4
    assert Reading.objects.get(document=result.document, state="submitted").ranges == []


def test_what_hangs_on_a_mark_follows_it_and_comes_back_with_a_settling_taken_back(house):
    banned, proof, denies = furnished(house)
    source = Source.objects.create(project=house.project, key="report")
    cited = [Citation.objects.create(project=house.project, annotation=row, source=source) for row in (banned, denies)]
    claim = Claim.objects.create(project=house.project, text="It was banned.")
    stated = ClaimMark.objects.create(project=house.project, claim=claim, annotation=banned)
    apart = NotTheSame.objects.create(project=house.project, a=banned, b=proof)
    new = added(house, EDITED).document
    for row in (*cited, stated, apart):
        row.refresh_from_db()
    assert cited[0].annotation.document == stated.annotation.document == apart.a.document == apart.b.document == new
    assert cited[0].version == 2
    assert cited[1].annotation == denies
    mark = settle(house.ann, new, denies.uuid, 1).annotation
    cited[1].refresh_from_db()
    assert cited[1].annotation == mark
    unsettle(house.ann, new, denies.uuid, 2)
    cited[1].refresh_from_db()
    assert cited[1].annotation == denies


def test_a_link_to_a_doubtful_mark_comes_with_it(house):
    _, proof, denies = furnished(house)
    reopen_reading(house.bob, house.document)
    add_link(house.bob, proof.uuid, denies.uuid, "supports")
    submit_reading(house.bob, house.document)
    new = added(house, EDITED).document
    assert Link.objects.filter(from_annotation__document=new).count() == 1
    mark = settle(house.ann, new, denies.uuid, 1).annotation
    assert Link.objects.get(to_annotation=mark).kind == "supports"
    assert list(examine()) == []


def test_sections_and_what_is_left_out_stand_at_their_words_or_are_told_lost(house):
    from core.services.documents import SectionDraft

    text = "Own words open it.\nCopied words stand here and go on.\nShare this page 123\nLost words at the end."
    document = house.add_document(
        "d2", text, sections=[SectionDraft(19, 54, "gazette", title="Copied"), SectionDraft(74, 96, "gazette")],
        excluded=[(54, 73, "site line")],
    )  # fmt: skip
    new = "Own words open it, and more.\nCopied words stand here and go on.\nShare this page 123\nNew line."
    result = added(house, new, document)
    section, excluded = result.document.sections.get(), result.document.excluded.get()
    assert (section.title, new[section.start : section.end]) == ("Copied", "Copied words stand here and go on.\n")
    assert new[excluded.start : excluded.end] == "Share this page 123"
    assert list(result.lost) == ["section of The Gazette [74, 96)"]
    assert list(examine()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [(TEXT, "version_identical"), (TEXT.replace("\n", "\r\n"), "version_identical"), (" \n ", "text_empty"),
     (None, "text_empty")],
)  # fmt: skip
def test_a_text_that_is_no_new_one_is_refused(house, text, code):
    with pytest.raises(Invalid) as refused:
        added(house, text)
    assert refused.value.code == code
    assert Document.objects.count() == 1


def test_the_text_of_any_version_is_refused_and_so_is_one_that_cannot_be_stored(house):
    new = added(house, NEW).document
    with pytest.raises(Invalid, match=r"This is the text of version 1 \('d1'\), word for word"):
        added(house, TEXT, new)
    with pytest.raises(TextRefused):
        added(house, "A\x00B", new)


def test_only_the_newest_text_gets_a_version_and_the_same_request_again_gives_the_same(house):
    new = added(house, NEW, key="found-again").document
    assert added(house, NEW, key="found-again").document == new
    with pytest.raises(Conflict, match="found-again") as refused:
        added(house, EDITED)
    assert refused.value.code == "later_version"
    third = added(house, EDITED, new).document
    assert (third.key, third.version_of, third.version_number) == ("d1.3", house.document, 3)
    assert standing_of(house.ann, new).latest == "d1.3"


def test_a_key_that_is_taken_is_refused(house):
    house.add_document("d1.2", "Something else.")
    with pytest.raises(Conflict) as refused:
        added(house, NEW)
    assert refused.value.code == "document_exists"


def test_no_further_version_while_marks_are_doubtful_or_a_session_runs(house):
    furnished(house)
    new = added(house, EDITED).document
    with pytest.raises(Conflict) as refused:
        added(house, EDITED + " More.", new)
    assert refused.value.code == "marks_doubtful"
    other = house.add_document("d2", "A text of its own.")
    make_session(house.ann, other)
    with pytest.raises(Conflict) as refused:
        added(house, "A text of its very own.", other)
    assert refused.value.code == "session_running"


def test_marks_are_made_in_the_newest_text_only(house):
    furnished(house)
    mark = Annotation.objects.get(quote="Nobody asked the firms")
    added(house, NEW)
    attempts = [
        lambda: house.mark("cem", "There is no proof"),
        lambda: house.mark("ada", "There is no proof"),
        lambda: house.submit("cem"),
        lambda: reopen_reading(house.bob, house.document),
        lambda: undo_step(house.cem, house.document, uuid.uuid4()),
        lambda: add_link(house.cem, mark.uuid, house.mark("cem", "There is no proof").uuid, "supports"),
        lambda: make_session(house.ann, house.document),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "later_version"
        assert refused.value.details == {"latest": "d1.2"}


def test_a_keeper_may_have_a_version_count_although_marks_are_doubtful(house):
    furnished(house)
    new = added(house, EDITED).document
    with pytest.raises(Forbidden):
        count_now(house.bob, new)
    assert count_now(house.ann, new).is_current
    assert _n_marks(house) == 2
    assert list(examine()) == []


def test_who_settles_what(house):
    """Ann keeps the project, Bob's own it is, Cem is blind to it, Vera looks, Stan is a stranger."""
    _, _, denies = furnished(house)
    new = added(house, EDITED).document
    assert [row.earlier for row in queue(house.bob, new)] == [denies]
    assert [row.earlier for row in queue(house.vera, new)] == [denies]
    assert not queue(house.cem, new)
    with pytest.raises(Forbidden):
        settle(house.vera, new, denies.uuid, 1)
    with pytest.raises(NotFound):
        settle(house.cem, new, denies.uuid, 1)
    house.mark("ada", "There is no proof", document=new)
    assert not queue(house.ada, new)  # reads the new text blind, though she saw the marks of the one before
    with pytest.raises(NotFound):
        settle(house.ada, new, denies.uuid, 1)
    assert settle(house.bob, new, denies.uuid, 1).state == "carried"


def test_who_saw_the_marks_of_an_earlier_version_has_seen_them(house):
    furnished(house)
    new = added(house, "Quite another text altogether, in which nothing stands.").document
    house.mark("ada", "nothing stands", document=new)
    assert Reading.objects.get(reviewer__user=house.ada.user).sighted


def test_of_two_who_settle_at_once_one_is_told(house):
    _, _, denies = furnished(house)
    new = added(house, EDITED).document
    settle(house.ann, new, denies.uuid, 1)
    with pytest.raises(StaleVersion) as refused:
        settle(house.bob, new, denies.uuid, 1, set_aside=True)
    assert refused.value.current.state == "carried"


def test_two_marks_whose_words_stand_only_once_are_not_put_upon_each_other(house):
    document = house.add_document("d2", "Nobody was asked in time.\nIn between.\nNobody was asked in time.")
    house.mark("bob", "Nobody was asked in time", document=document)
    second = document.text.rindex("Nobody")
    house.mark("bob", "Nobody was asked in time", document=document, start=second, end=second + 24)
    result = added(house, "Nobody was asked in time.\nIn between, as it were.", document)
    assert (result.n_carried, result.n_doubtful) == (1, 1)


def test_citations_and_claims_count_while_the_version_they_moved_to_does_not(house):
    banned, proof, _ = furnished(house)
    cite(house.bob, proof.uuid, card={"title": "The Opioid Crisis"})
    make_claim(house.bob, id=uuid.uuid4(), marks=[banned.uuid])

    def counted():
        bases = ledger_figures(house.ann, "person").all
        claims = claims_counted(house.ann, Filters(), n_outlets=1)
        return bases.n_cited, bases.n_no_card, len(to_open_next(house.ann)), len(without_card(house.ann)), len(claims)

    assert counted() == (1, 0, 1, 0, 1)
    assert added(house, EDITED).n_doubtful == 1
    assert counted() == (1, 0, 1, 0, 1)
    count_now(house.ann, Document.objects.get(key="d1.2"))
    assert counted() == (1, 0, 1, 0, 1)


def test_a_version_that_counts_by_settling_has_proposals_and_the_one_before_none(house):
    first = house.add_document("tailed", f"{TEXT}\n\nLeave a Comment")
    house.mark("bob", DENIES, document=first)
    new = added(house, f"{EDITED}\n\nLeave a Comment", first).document
    assert [row.document for row in open_proposals(house.ann)] == [first]
    row = Anchoring.objects.get(document=new)
    settle(house.bob, new, row.earlier.uuid, row.version)
    assert [row.document for row in Proposal.objects.all()] == [new]


def test_a_mark_that_stands_in_a_later_version_cites_nothing_and_a_retry_finds_its_citation(house):
    banned, proof, _ = furnished(house)
    request = {"card": {"title": "The Opioid Crisis"}, "id": uuid.uuid4()}
    cite(house.bob, proof.uuid, **request)
    added(house, NEW)
    made, is_new = cite(house.bob, proof.uuid, **request)
    assert (made.annotation.document.key, is_new) == ("d1.2", False)
    for mark in (banned, proof):
        with pytest.raises(Conflict) as refused:
            cite(house.bob, mark.uuid, card={"title": "The Opioid Crisis"})
        assert refused.value.code == "later_version"
    assert Citation.objects.count() == 1


def at_once(one, other):
    """What came of both, or why not, each with a connection of its own."""
    found = {}

    def run(name, work):
        try:
            found[name] = work()
        except Exception as error:
            found[name] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in (("one", one), ("other", other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found["one"], found["other"]


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_is_made_while_a_version_is_added_goes_with_its_marks(lasting_house):
    house, made = lasting_house, threading.Event()
    mark = house.mark("bob", "China banned the trade")
    house.submit("bob")

    def claim():
        with transaction.atomic():
            make_claim(house.bob, id=uuid.uuid4(), marks=[mark.uuid])
            made.set()
            time.sleep(0.3)  # the version would be there by now

    def version():
        made.wait(10)
        return added(house, NEW)

    at_once(claim, version)
    assert [row.document_key for claim in claims_seen(house.bob) for row in claim.marks] == ["d1.2"]


@pytest.mark.django_db(transaction=True)
def test_of_two_versions_at_once_one_is_refused_and_no_mark_is_lost_meanwhile(house):
    done: list[object] = []

    def run(work):
        try:
            done.append(work())
        except Conflict as error:
            done.append(error.code)
        finally:
            connection.close()

    works = [
        lambda: added(house, NEW).document.key,
        lambda: added(house, NEW + " More.").document.key,
        *[lambda quote=quote: house.mark("bob", quote) and "marked" for quote in ("There is no proof", "Nobody asked")],
    ]
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count("d1.2") == 1
    assert len(done) == 4
    new = Document.objects.get(key="d1.2")
    kept = Annotation.objects.filter(document=house.document)
    assert Anchoring.objects.filter(document=new).count() == kept.count() == done.count("marked")


@needs_articles
def test_one_word_changed_in_a_marked_sentence_of_a_real_article_waits_and_all_else_stands(house):
    text = canonical.decode(next(ARTICLES.glob("004_*.txt")).read_bytes())
    document = house.add_document("d4", text)
    marked = [span for span in sentences(text)[::4] if len(span) > 60]
    for span in marked:
        house.mark("bob", span.cut(text), document=document, start=span.start, end=span.end)
    house.submit("bob", document)
    edited = marked[len(marked) // 2]
    word = edited.cut(text).split()[2]
    at = text.index(word, edited.start)
    new = "Updated today.\n\n" + text[:at] + "reworded" + text[at + len(word) :]
    result = added(house, new, document)
    assert (result.n_carried, result.n_doubtful) == (len(marked) - 1, 1)
    row = queue(house.ann, result.document).get()
    assert (row.earlier.start, row.method) == (edited.start, "fuzzy")
    assert 0.8 < row.score < 1
    assert new[row.start : row.end].split()[2] == "reworded"
    assert settle(house.ann, result.document, row.earlier.uuid, 1).state == "carried"
    assert list(examine()) == []
