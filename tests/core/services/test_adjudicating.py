"""Rulings: made once, never changed, at the versions that were seen, and only by whoever sees everything."""

import threading
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, StaleVersion
from core.models import Annotation, Decision, Event
from core.queries.adjudication import queue
from core.queries.events import visible_events
from core.queries.rulings import own_verdicts
from core.services import annotating, readings
from core.services.adjudicating import decide, finish_adjudication, reopen_adjudication, take_agreed
from core.services.decision_drafts import read_decision
from core.services.drafts import read_mark
from tests.house import House

QUOTE = "There is no proof of state policy"
ABOUT = {"target": "ccp", "role": "R5", "stance": "denies", "voice": "own-voice"}


@pytest.fixture
def read(house: House) -> House:
    """Bob and Cem have submitted: Bob calls the quote an assertion, Cem an opinion."""
    house.bobs = house.mark("bob", QUOTE, facets=ABOUT)
    house.cems = house.mark("cem", QUOTE, "opinion")
    house.submit("bob")
    house.submit("cem")
    return house


def body(*marks: Annotation, **more: Any) -> dict[str, Any]:
    """To accept the first mark, resting on all of them."""
    first = marks[0]
    return {
        "id": str(uuid.uuid4()), "start": first.start, "end": first.end, "quote": first.quote,
        "label": first.label.key, "facets": first.facets, "outcome": "accept", "reason": "The text says so.",
        "rests_on": [{"annotation": str(row.uuid), "version": row.version} for row in marks],
    } | more  # fmt: skip


def rejecting(*marks: Annotation, **more: Any) -> dict[str, Any]:
    return body(*marks, outcome="reject") | {"label": None, "facets": {}} | more


def rule(house: House, data: dict[str, Any], name: str = "ada") -> tuple[Decision, bool]:
    return decide(house.viewers[name], house.document, read_decision(data))


def test_a_ruling_is_stored_with_its_words_its_basis_and_one_event(read: House) -> None:
    decision, is_new = rule(read, body(read.bobs, read.cems))
    assert is_new
    assert (decision.quote, decision.label.key, decision.role, decision.outcome) == (QUOTE, "assertion", "R5", "accept")
    assert {(row.annotation_id, row.version) for row in decision.basis.all()} == {(read.bobs.pk, 1), (read.cems.pk, 1)}
    assert decision.part.outlet.key == "gazette"
    assert decision.in_figures
    event = Event.objects.order_by("number").last()
    assert (event.kind, event.decision_id) == ("decision-made", decision.pk)


def test_the_same_id_and_body_again_gives_the_row_also_once_superseded(read: House) -> None:
    data = body(read.bobs, read.cems)
    first, _ = rule(read, data)
    rule(read, rejecting(read.bobs, supersedes=str(first.uuid)))
    again, is_new = rule(read, data)
    assert (again.pk, is_new) == (first.pk, False)
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("change", [{"reason": "Another."}, {"outcome": "edit"}, {"facets": {}, "outcome": "edit"}])
def test_the_same_id_with_another_body_is_refused(read: House, change: dict[str, Any]) -> None:
    data = body(read.bobs)
    rule(read, data)
    with pytest.raises(Invalid) as refused:
        rule(read, data | change)
    assert refused.value.code == "id_reused"


def test_the_id_of_another_adjudicator_is_refused(read: House) -> None:
    data = body(read.bobs)
    rule(read, data)
    with pytest.raises(Invalid) as refused:
        rule(read, data, "ann")
    assert refused.value.code == "id_reused"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quote": "other words"}, "quote_mismatch"),
        ({"start": 9, "end": 3}, "span_invalid"),
        ({"end": 10**6, "quote": None}, "span_invalid"),
        ({"label": "truth"}, "unknown_label"),
        ({"facets": {"role": "R9"}}, "unknown_facet"),
        ({"label": None}, "label_missing"),
        ({"outcome": "reject"}, "label_not_wanted"),
        ({"outcome": "perhaps"}, "unknown_outcome"),
        ({"outcome": ["accept"]}, "unknown_outcome"),
        ({"reason": " \n"}, "reason_missing"),
        ({"reason": None}, "reason_missing"),
        ({"reason": "x" * 2001}, "reason_too_long"),
        ({"reason": "a\x00"}, "text_refused"),
        ({"rests_on": []}, "basis_invalid"),
        ({"rests_on": ["x"]}, "basis_invalid"),
        ({"supersedes": "7"}, "id_invalid"),
        ({"by": "me"}, "unknown_field"),
        ({"outcome": "merge"}, "basis_invalid"),
        ({"label": "evidence", "facets": {}}, "not_as_marked"),
        ({"facets": {}}, "not_as_marked"),
    ],
)
def test_a_body_that_does_not_hold_is_refused_by_code_and_stores_nothing(
    read: House, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        rule(read, body(read.bobs) | change)
    assert refused.value.code == code
    assert not Decision.objects.exists()


def test_a_mark_that_was_changed_since_is_shown_as_it_is_now(read: House) -> None:
    data = body(read.bobs)
    readings.reopen_reading(read.bob, read.document)
    annotating.change_annotation(read.bob, read.bobs.uuid, 1, {"note": "on second thoughts"})
    readings.submit_reading(read.bob, read.document)
    with pytest.raises(StaleVersion) as refused:
        rule(read, data)
    assert (refused.value.current.version, refused.value.current.note) == (2, "on second thoughts")


def test_a_mark_that_was_deleted_since_carries_no_ruling(read: House) -> None:
    data = body(read.bobs)
    readings.reopen_reading(read.bob, read.document)
    annotating.delete_annotation(read.bob, read.bobs.uuid, 1)
    with pytest.raises(Conflict) as refused:
        rule(read, data)
    assert refused.value.code == "mark_deleted"


def test_a_ruling_rests_on_no_mark_of_another_article_nor_on_practice(read: House) -> None:
    other = read.add_document("d2", "Another text about China.")
    elsewhere = read.mark("bob", "about China", document=other)
    practice = read.body("A headline")
    practised, _ = annotating.add_annotation(read.ada, read.document, read_mark(practice), practice=True)
    for mark in (elsewhere, practised):
        with pytest.raises(NotFound) as refused:
            rule(read, body(read.bobs) | {"rests_on": [{"annotation": str(mark.uuid), "version": 1}]})
        assert refused.value.code == "unknown_annotation"


def test_of_two_rulings_on_the_same_words_label_and_target_one_stands(read: House) -> None:
    first, _ = rule(read, body(read.bobs))
    with pytest.raises(Conflict) as refused:
        rule(read, body(read.bobs))
    assert (refused.value.code, refused.value.details) == ("duplicate_decision", {"decision": str(first.uuid)})
    second, _ = rule(read, body(read.bobs, supersedes=str(first.uuid), reason="Better said."))
    assert second.supersedes_id == first.pk


def test_a_superseded_ruling_has_one_successor(read: House) -> None:
    first, _ = rule(read, body(read.bobs))
    second, _ = rule(read, rejecting(read.bobs, supersedes=str(first.uuid)))
    with pytest.raises(Conflict) as refused:
        rule(read, body(read.cems, supersedes=str(first.uuid)), "ann")
    assert (refused.value.code, refused.value.details) == ("superseded", {"superseded_by": str(second.uuid)})


def test_what_it_supersedes_is_a_ruling_on_this_article(read: House) -> None:
    with pytest.raises(NotFound) as refused:
        rule(read, body(read.bobs, supersedes=str(uuid.uuid4())))
    assert refused.value.code == "unknown_decision"


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_only_keepers_rule(read: House, name: str) -> None:
    for attempt in (
        lambda: rule(read, body(read.bobs), name),
        lambda: finish_adjudication(read.viewers[name], read.document),
        lambda: reopen_adjudication(read.viewers[name], read.document),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_whoever_has_begun_a_reading_rules_once_it_is_submitted(read: House) -> None:
    read.mark("ada", "Nobody asked the firms")
    with pytest.raises(Conflict, match="Submit it before you rule") as refused:
        rule(read, body(read.bobs))
    assert refused.value.code == "readings_withheld"
    read.submit("ada")
    assert rule(read, body(read.bobs))[1]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_decision SET reason = 'forged'",
        "UPDATE core_decision SET outcome = 'reject', label_id = NULL",
        "UPDATE core_decision SET supersedes_id = NULL, quote = 'x'",
        "DELETE FROM core_decision",
        "UPDATE core_decisionbasis SET version = 9",
        "DELETE FROM core_decisionbasis",
    ],
)
def test_the_database_lets_no_ruling_change_or_go(read: House, change: str) -> None:
    rule(read, body(read.bobs))
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Decision.objects.get().reason == "The text says so."


def test_the_database_lets_a_ruling_have_one_successor(read: House) -> None:
    first, _ = rule(read, body(read.bobs))
    second, _ = rule(read, rejecting(read.bobs, supersedes=str(first.uuid)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            project=read.project, document=read.document, start=second.start, end=second.end, quote=second.quote,
            outcome="reject", reason="r", decided_by=second.decided_by, supersedes=first,
        )  # fmt: skip


def test_finished_rulings_are_closed_until_they_are_reopened(read: House) -> None:
    rule(read, body(read.bobs))
    assert finish_adjudication(read.ada, read.document, leaving_open=True).adjudicated_at is not None
    finish_adjudication(read.ada, read.document)
    with pytest.raises(Conflict) as refused:
        rule(read, body(read.cems))
    assert refused.value.code == "adjudication_finished"
    assert reopen_adjudication(read.ada, read.document).adjudicated_at is None
    rule(read, body(read.cems))
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-4:] == ["decision-made", "adjudication-ended", "adjudication-opened", "decision-made"]


def test_finishing_needs_a_ruling_on_every_passage_or_the_word_that_some_stay_open(read: House) -> None:
    with pytest.raises(Conflict, match="Passages without a ruling: 1, the first “There is no proof") as refused:
        finish_adjudication(read.ada, read.document)
    assert refused.value.details == {"passages": [[read.bobs.start, read.bobs.end]]}
    rule(read, rejecting(read.bobs, read.cems, outcome="leave-open"))
    assert finish_adjudication(read.ada, read.document).adjudicated_at is not None


def states(house: House) -> list[str]:
    return [row.state for row in queue(house.ada, house.document)]


def test_the_queue_says_what_each_passage_waits_for(read: House) -> None:
    assert states(read) == ["open"]
    first, _ = rule(read, body(read.bobs))
    assert states(read) == ["changed"]  # the ruling did not weigh Cem's mark
    second, _ = rule(read, rejecting(read.bobs, read.cems, outcome="leave-open", supersedes=str(first.uuid)))
    assert states(read) == ["left-open"]
    rule(read, rejecting(read.bobs, read.cems, supersedes=str(second.uuid)))
    assert states(read) == ["ruled"]
    readings.reopen_reading(read.cem, read.document)
    annotating.change_annotation(read.cem, read.cems.uuid, 1, {"label": "assertion"})
    assert states(read) == ["changed"]


def test_a_ruling_on_a_clause_leaves_the_paragraph_around_it_open(house: House) -> None:
    text = "word " * 150 + "China acts. " + "word " * 150
    house.document = house.add_document("long", text)
    clause, whole = house.mark("bob", "China acts"), house.mark("cem", text.strip(), "opinion")
    house.submit("bob")
    house.submit("cem")
    assert states(house) == ["open", "open"]
    rule(house, body(clause))
    assert sorted((row.own[0].pk, row.state) for row in queue(house.ada, house.document)) == [
        (clause.pk, "ruled"), (whole.pk, "open"),
    ]  # fmt: skip


def test_nothing_is_queued_where_something_is_withheld(read: House) -> None:
    dee = read.join("dee", "reviewer")
    read.mark("dee", "A headline")
    read.mark("ada", "A headline")
    assert queue(dee, read.document) == queue(read.ada, read.document) == []


def agreeing(house: House) -> House:
    """Bob and Cem agree on an assertion of two targets and on evidence but for one word; they differ on the rest."""
    for name in ("bob", "cem"):
        house.mark(name, QUOTE, facets={"target": "ccp"})
        house.mark(name, QUOTE, facets={"target": "china"})
        house.mark(name, "China banned the trade in 2019", "evidence")
    house.mark("bob", "Nobody asked the firms", "opinion", facets={"voice": "own-voice"})
    house.mark("cem", "Nobody asked the firms", "opinion", facets={"voice": "nested"})
    house.mark("bob", "A headline")
    house.submit("bob")
    house.submit("cem")
    return house


def test_what_all_readers_agree_on_is_taken_in_one_gesture(house: House) -> None:
    agreeing(house)
    made = take_agreed(house.ada, house.document, uuid.uuid4(), "All readers agree.")
    assert sorted((row.label.key, row.target, row.outcome, row.basis.count()) for row in made) == [
        ("assertion", "ccp", "accept", 2), ("assertion", "china", "accept", 2), ("evidence", "", "accept", 2),
    ]  # fmt: skip
    assert sorted(states(house)) == ["open", "open", "ruled", "ruled"]
    assert take_agreed(house.ada, house.document, uuid.uuid4(), "All readers agree.") == []
    with pytest.raises(Forbidden):
        take_agreed(house.bob, house.document, uuid.uuid4(), "All readers agree.")


def test_an_article_that_nobody_submitted_has_nothing_to_rule(house: House) -> None:
    house.mark("bob", QUOTE)
    with pytest.raises(Conflict) as refused:
        finish_adjudication(house.ada, house.document)
    assert refused.value.code == "nothing_to_rule"


def test_a_blind_reader_hears_of_no_ruling(read: House) -> None:
    dee = read.join("dee", "reviewer")
    read.mark("dee", "A headline")
    rule(read, body(read.bobs, read.cems))
    finish_adjudication(read.ada, read.document)
    heard = {"decision-made", "adjudication-ended"}
    assert not heard & set(visible_events(dee, read.document).values_list("kind", flat=True))
    assert heard <= set(visible_events(read.bob, read.document).values_list("kind", flat=True))


def verdicts(house: House, name: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.kind, row.how) for row in own_verdicts(house.viewers[name], house.document)]


def test_each_reader_learns_what_became_of_a_mark(read: House) -> None:
    assert verdicts(read, "bob") == [("none", ())]
    first, _ = rule(read, body(read.bobs, read.cems))
    assert verdicts(read, "bob") == [("taken", ())]
    assert verdicts(read, "cem") == [("changed", ("label", *sorted(ABOUT)))]
    second, _ = rule(read, rejecting(read.bobs, read.cems, supersedes=str(first.uuid)))
    assert verdicts(read, "bob") == verdicts(read, "cem") == [("rejected", ())]
    left = rejecting(read.bobs, supersedes=str(second.uuid), outcome="leave-open")
    third, _ = rule(read, left)
    assert verdicts(read, "bob") == [("open", ())]
    rule(read, body(read.bobs, read.cems, outcome="merge", facets={}, supersedes=str(third.uuid)))
    assert verdicts(read, "bob") == [("merged", tuple(sorted(ABOUT)))]


def test_a_mark_of_two_targets_finds_the_ruling_of_its_own_target(house: House) -> None:
    one = house.mark("bob", QUOTE, facets={"target": "ccp"})
    two = house.mark("bob", QUOTE, facets={"target": "china"})
    house.submit("bob")
    for mark in (one, two):
        rule(house, body(mark) | {"rests_on": [{"annotation": str(row.uuid), "version": 1} for row in (one, two)]})
    assert verdicts(house, "bob") == [("taken", ()), ("taken", ())]


def test_a_mark_changed_after_the_ruling_is_told_so(read: House) -> None:
    rule(read, body(read.bobs))
    readings.reopen_reading(read.bob, read.document)
    annotating.change_annotation(read.bob, read.bobs.uuid, 1, {"label": "evidence"})
    (found,) = own_verdicts(read.bob, read.document)
    assert (found.kind, found.how, found.since) == ("changed", ("label",), True)


@pytest.mark.django_db(transaction=True)
def test_of_two_adjudicators_who_supersede_the_same_ruling_at_once_one_is_told() -> None:
    house = House()
    mark = house.mark("bob", QUOTE, facets=ABOUT)
    house.submit("bob")
    first, _ = rule(house, body(mark))
    ready, outcomes = threading.Barrier(2), []

    def supersede(name: str) -> None:
        try:
            ready.wait()
            rule(house, rejecting(mark, supersedes=str(first.uuid), reason=f"{name} says so."), name)
            outcomes.append("made")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=supersede, args=[name]) for name in ("ada", "ann")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "superseded"]
    assert Decision.objects.filter(supersedes=first).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_request_ten_times_at_once_is_one_ruling() -> None:
    house = House()
    data = body(house.mark("bob", QUOTE))
    house.submit("bob")
    ready, made = threading.Barrier(10), []

    def again() -> None:
        try:
            ready.wait()
            made.append(rule(house, data)[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=again) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 9 + [True]
    assert Decision.objects.count() == 1
