"""Proposals and rulings on where a text comes from."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from core.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from core.models import Document, Excluded, Part, Proposal, Section
from core.origins.residue import residue
from core.queries.origin_history import story
from core.queries.proposals import last_change, open_proposals
from core.services import outlets, proposing, ruling_origins
from core.services.documents import set_ranges
from core.services.origin_facts import OriginFacts
from core.services.origin_ranges import move_border
from core.services.proposing import propose
from core.services.ruling_origins import accept, move, reject, set_section, take_back, take_back_borders
from core.services.versions import add_version
from tests.house import House

pytestmark = pytest.mark.django_db

BODY = (
    "Talks on chemicals end without a result\n\nThe two governments met on Monday, and talked about the control of "
    "chemicals until late at night. Nobody signed a statement, officials of both sides said.\n\n"
)
LAST = "Leave a Comment"
COPIED = " ".join(
    f"On day {n} the harbour office counted {n * 7} boxes, opened {n + 2} of them and wrote down what lay in the one "
    f"beneath number {n * 13}."
    for n in range(2, 14)
)


@pytest.fixture
def tailed(house: House) -> Document:
    """A document with a last line that is no part of it."""
    return house.add_document("tailed", BODY + LAST)


@pytest.fixture
def taken(house: House) -> Document:
    """A document that holds the words of another one, whose outlet is the wire's."""
    outlets.add_outlet(house.ann, "wire", {"name": "The Wire"})
    house.add_document(
        "origin", COPIED, outlet="wire", title="Boxes", author="W. Ire", published_on="2020", genre="report"
    )
    return house.add_document("taken", f"{BODY}{COPIED}\n\nThat is all that is known.", published_on="2021")


def words_of(row: Any) -> str:
    return row.document.text[row.start : row.end]


def test_a_document_that_is_added_has_proposals(house: House, tailed: Document) -> None:
    row = Proposal.objects.get(document=tailed)
    assert (row.kind, row.start, row.end, row.reason) == ("excluded", len(BODY), len(BODY) + 15, "last line")
    assert row.why == [{"code": "comment_form", "words": "This line belongs to the form for comments."}]
    assert not Excluded.objects.filter(document=tailed).exists()


def test_proposing_again_changes_nothing(tailed: Document) -> None:
    before = list(Proposal.objects.values())
    assert propose(tailed) == 1
    assert list(Proposal.objects.values()) == before


def test_a_copied_section_is_proposed_with_its_origin_and_the_origin_gets_none(house: House, taken: Document) -> None:
    row = Proposal.objects.get(kind="section")
    assert (row.document.key, row.outlet.key, row.source.key) == ("taken", "wire", "origin")
    assert (row.start, row.end) == (len(BODY), len(BODY) + len(COPIED))
    assert (row.title, row.author, row.published_on) == ("Boxes", "W. Ire", "2020")
    assert "“Boxes” has the same " in row.why[0]["words"]


def test_what_another_text_changes_is_proposed_and_no_text_is_searched_for_it_in_vain(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    def search(text: str, *more: Any) -> Any:
        searched.append(text)
        return residue(text, *more)

    monkeypatch.setattr(proposing, "residue", search)
    taken = house.add_document("taken", f"{BODY}{COPIED}\n\nThat is all.\n\n{LAST}", published_on="2021")
    assert [row.kind for row in Proposal.objects.all()] == ["excluded"]
    origin = house.add_document("origin", COPIED, published_on="2020")
    assert searched == [taken.text, origin.text]
    rows = Proposal.objects.order_by("start")
    assert [(row.document, row.kind, row.source) for row in rows] == [
        (taken, "section", origin), (taken, "excluded", None)
    ]  # fmt: skip
    set_ranges(origin, [], [(0, len(COPIED), "not news")], outlets={})
    assert [row.kind for row in Proposal.objects.all()] == ["excluded"]
    set_ranges(origin, [], [], outlets={})
    searched.clear()
    later = house.add_document("later", COPIED, published_on="2022")
    assert searched == [later.text]
    assert Proposal.objects.filter(document=later, source__isnull=False).count() == 1


def test_accepting_makes_the_range_and_the_figures_follow(house: House, taken: Document) -> None:
    row = Proposal.objects.get(kind="section")
    n_words = Part.objects.get(document=taken).n_words
    made = accept(house.ada, taken, row.uuid, 1, OriginFacts(genre="news"), "As the wire has it.")
    section = Section.objects.get(document=taken)
    assert (section.start, section.outlet.key, section.genre, section.copy_of.key) == (
        len(BODY), "wire", "news", "origin",
    )  # fmt: skip
    assert (section.decided_by, made.state, made.version, made.ruled_by) == (
        house.ada.user,
        "accepted",
        2,
        house.ada.user,
    )
    copied, rest = Part.objects.filter(document=taken).order_by("-n_words")
    assert (copied.outlet.key, copied.counted, copied.n_words + rest.n_words) == ("wire", False, n_words)


def test_what_was_ruled_on_is_not_proposed_again(house: House, tailed: Document, taken: Document) -> None:
    reject(house.ada, tailed, Proposal.objects.get(document=tailed).uuid, 1, "It is a joke of the author.")
    accept(house.ada, taken, Proposal.objects.get(document=taken).uuid, 1)
    assert Section.objects.get(document=taken).genre == "report"  # as the text has it that the words are from
    assert [propose(row) for row in (tailed, taken)] == [0, 0]
    assert open_proposals(house.ada) == []


def test_the_second_of_two_who_rule_is_told(house: House, tailed: Document) -> None:
    row = Proposal.objects.get()
    reject(house.ann, tailed, row.uuid, 1)
    with pytest.raises(StaleVersion) as refusal:
        accept(house.ada, tailed, row.uuid, 1)
    assert refusal.value.current.state == "rejected"
    with pytest.raises(Conflict, match="Take that ruling back first"):
        accept(house.ada, tailed, row.uuid, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_rulings_at_the_same_moment_one_stands(house: House) -> None:
    document = house.add_document("tailed", BODY + LAST)
    name, outcomes = Proposal.objects.get().uuid, []

    def rule() -> None:
        try:
            outcomes.append(accept(house.ada, document, name, 1).state)
        except StaleVersion:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=rule) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "stale"]
    assert Excluded.objects.count() == 1


def test_a_ruling_that_is_taken_back_takes_its_range_with_it(house: House, tailed: Document) -> None:
    row = Proposal.objects.get()
    moved = move(house.ada, tailed, row.uuid, 1, row.start - 2, row.end)
    assert (moved.state, moved.ruled_start, Excluded.objects.get().start) == ("moved", row.start - 2, row.start - 2)
    opened = take_back(house.ada, tailed, row.uuid, 2)
    assert (opened.state, opened.version, opened.ruled_start) == ("open", 3, None)
    assert not Excluded.objects.exists()
    assert [one.uuid for one in open_proposals(house.ada, tailed)] == [row.uuid]


def test_a_ruling_on_what_nothing_speaks_for_any_more_is_taken_back(house: House, tailed: Document) -> None:
    row = Proposal.objects.get()
    reject(house.ann, tailed, row.uuid, 1)
    ruling_origins.set_excluded(house.ann, tailed, None, None, row.start, row.end, "a last line")
    back = take_back(house.ada, tailed, row.uuid, 2)
    assert (back.state, back.version) == ("open", 3)
    assert not Proposal.objects.exists()
    last = story(house.ann, tailed).ruled[0]
    assert (last.what, last.by) == ("taken back", house.project.reviewers.get(user=house.ada.user).code_name)


def test_a_ruling_is_not_taken_back_once_its_range_has_other_borders(house: House, tailed: Document) -> None:
    row = Proposal.objects.get()
    accept(house.ada, tailed, row.uuid, 1)
    excluded = Excluded.objects.get()
    ruling_origins.set_excluded(house.ada, tailed, excluded.start, last_change(excluded), row.start + 6, None, None)
    with pytest.raises(Conflict, match=rf"other borders now, \[{row.start + 6}, {row.end}\)"):
        take_back(house.ada, tailed, row.uuid, 2)


def test_sections_that_would_overlap_or_lie_beyond_the_text_are_refused_with_their_range(
    house: House, tailed: Document
) -> None:
    end = tailed.length
    set_section(house.ada, tailed, None, None, 0, 50, OriginFacts(outlet="gazette", title="First"))
    with pytest.raises(Conflict, match=r"\[40, 60\) overlaps the section \[0, 50\) “First”") as refusal:
        set_section(house.ada, tailed, None, None, 40, 60, OriginFacts(outlet="gazette"))
    assert refusal.value.code == "spans_overlap"
    with pytest.raises(Invalid, match=rf"\[60, {end + 1}\) ends after the text"):
        set_section(house.ada, tailed, None, None, 60, end + 1, OriginFacts(outlet="gazette"))
    assert Section.objects.count() == 1


def test_neighbours_meet_where_a_border_is_moved(house: House, tailed: Document) -> None:
    for start, end in ((0, 50), (50, 100)):
        set_section(house.ada, tailed, None, None, start, end, OriginFacts(outlet="gazette"))
    for to in (70, 30):
        move_border(house.ada, tailed, 50 if to == 70 else 70, to)
        assert list(Section.objects.order_by("start").values_list("start", "end")) == [(0, to), (to, 100)]
    with pytest.raises(Invalid, match="outside the two sections"):
        move_border(house.ada, tailed, 30, 100)


@pytest.mark.django_db(transaction=True)
def test_a_section_moved_far_takes_neighbours_along_and_runs_over_nobody(house: House, taken: Document) -> None:
    for start, end in ((0, 50), (50, 100), (200, 250)):
        set_section(house.ada, taken, None, None, start, end, OriginFacts(outlet="gazette"))
    version = Section.objects.get(start=50)
    with pytest.raises(Conflict, match=r"\[0, 300\) overlaps the section \[200, 250\)"):
        set_section(house.ada, taken, 50, last_change(version), 300, 350, OriginFacts(), meet=True)
    assert borders_of(taken) == [(0, 50), (50, 100), (200, 250)]
    moved = set_section(house.ada, taken, 50, last_change(version), 150, 190, OriginFacts(), meet=True)
    assert borders_of(taken) == [(0, 150), (150, 190), (200, 250)]
    assert take_back_borders(house.ada, taken, Section, 150, moved.version) == 50
    assert borders_of(taken) == [(0, 50), (50, 100), (200, 250)]


@pytest.mark.django_db(transaction=True)
def test_a_section_moved_far_to_the_left_goes_back_with_both_its_neighbours(house: House, taken: Document) -> None:
    for start, end in ((0, 300), (300, 350), (350, 400)):
        set_section(house.ada, taken, None, None, start, end, OriginFacts(outlet="gazette"))
    version = last_change(Section.objects.get(start=300))
    moved = set_section(house.ada, taken, 300, version, 50, 100, OriginFacts(), meet=True)
    assert borders_of(taken) == [(0, 50), (50, 100), (100, 400)]
    take_back_borders(house.ada, taken, Section, 50, moved.version)
    assert borders_of(taken) == [(0, 300), (300, 350), (350, 400)]


def test_an_earlier_text_of_an_article_is_ruled_on_no_more(house: House, taken: Document) -> None:
    row = Proposal.objects.get(document=taken)
    newer = add_version(house.ann, taken, taken.text + " And more.").document
    for ruling in (
        lambda: reject(house.ada, taken, row.uuid, 1),
        lambda: set_section(house.ada, taken, None, None, 0, 50, OriginFacts(outlet="gazette")),
    ):
        with pytest.raises(Conflict) as refusal:
            ruling()
        assert (refusal.value.code, refusal.value.details) == ("later_version", {"latest": newer.key})
    set_section(house.ada, newer, None, None, 0, 50, OriginFacts(outlet="gazette"))


def test_how_far_the_wording_can_be_trusted_is_said_with_a_reason(house: House, tailed: Document) -> None:
    with pytest.raises(Invalid) as refusal:
        set_section(house.ada, tailed, None, None, 0, 50, OriginFacts(outlet="gazette", fidelity="verified"))
    assert refusal.value.code == "reason_missing"
    facts = OriginFacts(outlet="gazette", fidelity="verified", reason="Compared with the printed page.")
    made = set_section(house.ada, tailed, None, None, 0, 50, facts)
    with pytest.raises(Invalid, match="Say why"):
        set_section(house.ada, tailed, 0, made.version, None, None, OriginFacts(fidelity="altered"))
    changed = set_section(
        house.ada, tailed, 0, made.version, None, None, OriginFacts(fidelity="altered", reason="Two words differ.")
    )
    assert (changed.row.fidelity, Part.objects.get(section=changed.row).fidelity) == ("altered", "altered")


def test_a_new_outlet_is_made_with_the_ruling_or_not_at_all(house: House, tailed: Document) -> None:
    facts = OriginFacts(outlet="post", new_outlet={"name": "The Post"})
    set_section(house.ada, tailed, None, None, 0, 50, facts)
    assert Section.objects.get().outlet.name == "The Post"
    with pytest.raises(Conflict):
        set_section(house.ada, tailed, None, None, 40, 60, OriginFacts(outlet="star", new_outlet={"name": "Star"}))
    assert not house.project.outlets.filter(key="star").exists()


def test_a_new_outlet_comes_with_its_own_fields_only(house: House, tailed: Document) -> None:
    other = House("other").project.outlets.get()
    for values in ({"name": "Mine", "id": other.pk}, {"name": "Mine", "project_id": other.project_id}, {"a": 1}):
        with pytest.raises(Invalid) as refused:
            set_section(house.ada, tailed, None, None, 0, 50, OriginFacts(outlet="post", new_outlet=values))
        assert refused.value.code == "unknown_field"
    other.refresh_from_db()
    assert (other.name, house.project.outlets.count()) == ("The Gazette", 1)


def test_the_history_says_who_ruled_what_the_latest_first(house: House, tailed: Document) -> None:
    row = Proposal.objects.get()
    accept(house.ada, tailed, row.uuid, 1, note="Plain to see.")
    take_back(house.ann, tailed, row.uuid, 2)
    ann, ada = (house.project.reviewers.get(user=viewer.user).code_name for viewer in (house.ann, house.ada))
    said = [(entry.what, entry.of, entry.by) for entry in story(house.vera, tailed).ruled]
    assert said == [
        ("taken back", "proposal", ann),
        ("accepted", "proposal", ada),
    ]  # each with its range
    assert "Plain to see." in [entry.note for entry in story(house.vera, tailed).ruled]


def test_only_keepers_rule(house: House, tailed: Document) -> None:
    name = Proposal.objects.get().uuid
    for viewer in (house.bob, house.vera):
        with pytest.raises(Forbidden):
            accept(viewer, tailed, name, 1)


def test_marks_of_readers_propose_to_whoever_sees_them_and_are_stored_with_a_ruling_only(
    house: House, tailed: Document
) -> None:
    house.mark("bob", "Nobody signed a statement", "not-part", document=tailed)
    assert [row.n_readers for row in open_proposals(house.ada, tailed)] == [0]  # not submitted yet
    house.submit("bob", tailed)
    made = open_proposals(house.ada, tailed)[0]
    assert (made.pk, made.n_readers, words_of(made)) == (None, 1, "Nobody signed a statement")
    assert [row.n_readers for row in open_proposals(house.cem, tailed)] == [0]
    with pytest.raises(NotFound):
        accept(house.cem if house.cem.may("provenance") else house.ada, house.document, made.uuid, 1)
    accept(house.ada, tailed, made.uuid, 1)
    assert Excluded.objects.get(document=tailed).reason == "not part of the article"
    assert "Nobody" not in str(Proposal.objects.get(uuid=made.uuid).why)
    assert made.uuid not in [row.uuid for row in open_proposals(house.ada, tailed)]


def borders_of(document: Document) -> list[tuple[int, int]]:
    return list(Section.objects.filter(document=document).order_by("start").values_list("start", "end"))


@pytest.mark.django_db(transaction=True)  # what belongs together is known by its moment
def test_a_neighbour_follows_a_moved_border_and_one_step_takes_both_back(house: House, tailed: Document) -> None:
    _, two = (
        set_section(house.ada, tailed, None, None, start, end, OriginFacts(outlet="gazette"))
        for start, end in ((0, 50), (50, 100))
    )
    for to in (70, 30):
        moved = set_section(house.ada, tailed, 50, two.version, to, 100, OriginFacts(), meet=True)
        assert borders_of(tailed) == [(0, to), (to, 100)]
        assert {entry.was for entry in story(house.ada, tailed).ruled[:2]} == {(0, 50), (50, 100)}
        assert take_back_borders(house.ada, tailed, Section, to, moved.version) == 50
        assert borders_of(tailed) == [(0, 50), (50, 100)]
        two = replace(two, version=last_change(two.row))
    with pytest.raises(Conflict, match="moved no border"):
        take_back_borders(house.ada, tailed, Section, 50, set_section(
            house.ada, tailed, 50, two.version, None, None, OriginFacts(title="Other")).version)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_ruling_that_moved_a_neighbour_puts_it_back_and_says_when_it_cannot(house: House, taken: Document) -> None:
    row = Proposal.objects.get(document=taken)
    set_section(house.ada, taken, None, None, 0, row.start, OriginFacts(outlet="gazette"))
    with pytest.raises(Conflict, match="let that one follow"):
        move(house.ada, taken, row.uuid, 1, row.start - 9, row.end)
    move(house.ada, taken, row.uuid, 1, row.start - 9, row.end, meet=True)
    assert borders_of(taken) == [(0, row.start - 9), (row.start - 9, row.end)]
    take_back(house.ada, taken, row.uuid, 2)
    assert borders_of(taken) == [(0, row.start)]
    move(house.ada, taken, row.uuid, 3, row.start + 9, row.end, meet=True)  # it touched where it was proposed
    assert borders_of(taken) == [(0, row.start + 9), (row.start + 9, row.end)]
    first = Section.objects.get(document=taken, start=0)
    set_section(house.ada, taken, 0, last_change(first), 2, None, OriginFacts())
    with pytest.raises(Conflict, match="has other borders by now"):
        take_back(house.ada, taken, row.uuid, 4)
    assert Proposal.objects.get(pk=row.pk).state == "moved"
