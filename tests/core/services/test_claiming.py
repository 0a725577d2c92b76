"""Claims: joined, taken apart, reworded, merged, told apart; retries change nothing, two at once are told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from core.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from core.models import Claim, ClaimMark, NotTheSame
from core.queries.claims import claim_seen, claims_seen
from core.services import annotating, claiming, speakers
from tests.core.claimed import Claimed


def test_a_claim_is_called_by_its_shortest_mark_unless_it_gets_words(world):
    short, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency", "times"))
    worded, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("blog"), text=" It employed\nmany. ")
    assert (short.text, worded.text) == ("70 000 people worked in the Ningbo plant", "It employed many.")


def test_the_same_request_again_makes_no_second_claim(world):
    id, marks = uuid4(), world.of("agency", "blog")
    claim, is_new = claiming.make_claim(world.ann, id=id, marks=marks)
    claiming.take_out(world.ann, id, marks[1:])
    again, is_new_again = claiming.make_claim(world.ann, id=id, marks=marks)
    assert (claim.pk, is_new, is_new_again) == (again.pk, True, False)
    assert ClaimMark.objects.filter(claim=claim).count() == 1


@pytest.mark.parametrize(
    ("who", "keys", "text"), [("ann", ("times",), ""), ("ann", ("agency",), "x"), ("ada", ("agency",), "")]
)
def test_an_id_in_use_makes_no_other_claim(world, who, keys, text):
    id = uuid4()
    claiming.make_claim(world.ann, id=id, marks=world.of("agency"))
    with pytest.raises(Invalid) as refused:
        claiming.make_claim(world.viewers[who], id=id, marks=world.of(*keys), text=text)
    assert refused.value.code == "id_reused"


def test_a_mark_states_one_claim_and_the_refusal_of_a_second_names_the_first(world):
    first, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency"), text="Many worked there.")
    other, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("times"))
    for attempt in (
        lambda: claiming.make_claim(world.ann, id=uuid4(), marks=world.of("blog", "agency")),
        lambda: claiming.join_marks(world.ann, other.uuid, world.of("blog", "agency")),
    ):
        with pytest.raises(Conflict, match="Many worked there") as refused:
            attempt()
        assert refused.value.details == {"claim": str(first.uuid)}
    assert ClaimMark.objects.count() == 2


def test_marks_join_and_leave_once_however_often_it_is_asked(world):
    claim, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency"))
    for _ in range(2):
        claiming.join_marks(world.bob, claim.uuid, world.of("times", "blog"))
    assert len(claim_seen(world.ann, claim.uuid).marks) == 3
    for _ in range(2):
        claiming.take_out(world.bob, claim.uuid, world.of("agency", "times", "blog"))
    with pytest.raises(NotFound):
        claim_seen(world.ann, claim.uuid)


def test_the_history_says_who_took_a_mark_out(world):
    world.join("dan", "adjudicator")
    claim, _ = claiming.make_claim(world.bob, id=uuid4(), marks=world.of("agency", "times"))
    claiming.take_out(world.dan, claim.uuid, world.of("times"))
    history = ClaimMark._meta.get_field("history").related_model.objects
    rows = history.filter(annotation=world.marks["times"]).order_by("pgh_id")
    assert [rows.first().joined_by_id, rows.last().joined_by_id] == [world.bob.user.pk, world.dan.user.pk]
    assert rows.last().pgh_label == "deleted"


def test_rewording_a_claim_that_was_reworded_meanwhile_is_refused_with_what_stands(world):
    claim, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency"))
    claiming.reword(world.ann, claim.uuid, 1, "Many people worked there.")
    with pytest.raises(StaleVersion) as refused:
        claiming.reword(world.ada, claim.uuid, 1, "Few people worked there.")
    assert (refused.value.current.text, refused.value.current.version) == ("Many people worked there.", 2)
    with pytest.raises(Invalid):
        claiming.reword(world.ada, claim.uuid, 2, "x" * 501)


def test_of_two_merged_claims_one_stands_and_merging_again_changes_nothing(world):
    one, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency"))
    other, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of("times"))
    for _ in range(2):
        claiming.merge_claims(world.ann, one.uuid, 1, other.uuid)
    (found,) = claims_seen(world.ann)
    assert (found.uuid, len(found.marks), found.version) == (one.uuid, 2, 2)
    assert Claim.objects.count() == 2
    with pytest.raises(NotFound):
        claiming.merge_claims(world.ann, other.uuid, 1, one.uuid)


def test_marks_told_apart_stay_so_and_joined_ones_are_not_told_apart(world):
    (agency, times) = world.of("agency", "times")
    assert [claiming.tell_apart(world.ann, [agency], [times]) for _ in range(2)] == [1, 0]
    assert NotTheSame.objects.count() == 1
    claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency", "blog"))
    with pytest.raises(Invalid) as refused:
        claiming.tell_apart(world.ann, [agency], world.of("blog"))
    assert refused.value.code == "same_claim"


def test_who_may_not_see_a_mark_or_only_looks_joins_nothing(world):
    hidden = world.mark("bob", "Nobody asked")
    with pytest.raises(NotFound):
        claiming.make_claim(world.ann, id=uuid4(), marks=[hidden.uuid])
    with pytest.raises(NotFound):
        claiming.make_claim(world.cem, id=uuid4(), marks=world.of("agency"))
    with pytest.raises(Forbidden):
        claiming.make_claim(world.vera, id=uuid4(), marks=world.of("agency"))
    annotating.delete_annotation(world.bob, hidden.uuid, 1)
    with pytest.raises(NotFound):
        claiming.make_claim(world.bob, id=uuid4(), marks=[hidden.uuid])


@pytest.mark.parametrize("text", ["\u200b\u200b", "…", "\u2060 \u00ad"])
def test_a_claim_that_nobody_could_read_is_refused(world, text):
    with pytest.raises(Invalid) as refused:
        claiming.make_claim(world.ann, id=uuid4(), marks=world.of("agency"), text=text)
    assert refused.value.code == "text_invalid"
    with pytest.raises(Invalid):
        speakers.add_speaker(world.ann, {"name": text})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_a_claim_of_one_mark_at_once_one_is_told_and_two_who_say_the_same_are_one(transactional_db):
    world, gate = Claimed(), threading.Barrier(2)

    def at_once(ask):
        def one(name):
            try:
                gate.wait(20)
                return ask(world.viewers[name])
            except Conflict as error:
                return error.code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, ("ann", "ada")))

    made = at_once(lambda viewer: claiming.make_claim(viewer, id=uuid4(), marks=world.of("agency", "times"))[1])
    assert sorted(made, key=str) == [True, "states_another"]
    assert (Claim.objects.count(), ClaimMark.objects.count()) == (1, 2)
    claiming.take_out(world.ann, Claim.objects.get().uuid, world.of("agency", "times"))
    joined = at_once(lambda viewer: claiming.join_passages(viewer, id=uuid4(), marks=world.of("agency", "blog")).pk)
    assert joined[0] == joined[1]
    assert ClaimMark.objects.count() == 2
