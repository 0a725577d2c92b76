"""Sessions, step by step: who may lead, what each step does, and what is refused in which words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core import access
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Coverage, Event, Participant, Project, Reading, Session
from core.queries.sessions import room
from core.queries.visibility import counted_readings, visible_annotations
from core.services import leaving, readings, sessions
from core.services.adjudicating import decide
from core.services.bookmarks import keep_bookmark
from core.services.decision_drafts import read_decision
from tests.house import TEXT, House

HEADLINE, SECOND, THIRD = (0, 22), (24, 131), (133, 188)  # the three paragraphs of the house's text


@pytest.fixture
def klass(house):
    """A session on d1 in its lobby; Bob and Cem take part."""
    house.session = sessions.make_session(house.ann, house.document, name="Thursday", n_minutes=20)
    for name in ("bob", "cem"):
        sessions.enter(getattr(house, name), house.session)
    return house


def reading_of(house, name):
    return Reading.objects.get(document=house.document, reviewer__user=getattr(house, name).user)


def kinds(house):
    return list(Event.objects.filter(document=house.document).order_by("number").values_list("kind", flat=True))


def test_the_paragraphs_of_the_house_are_where_these_tests_have_them():
    assert [TEXT[start:end][:9] for start, end in (HEADLINE, SECOND, THIRD)] == ["A headlin", "China ban", "Nobody as"]
    assert [TEXT[end : end + 1] for _, end in (HEADLINE, SECOND, THIRD)] == ["\n", "\n", ""]


@pytest.mark.parametrize("name", ["bob", "vera"])
@pytest.mark.parametrize("step", ["make_session", "open_article", "reveal", "close", "change_timer", "extend"])
def test_only_owners_and_adjudicators_lead(klass, name, step):
    given = {"make_session": (klass.document,), "change_timer": (klass.session, 5), "extend": (klass.session, 5)}
    with pytest.raises(Forbidden):
        getattr(sessions, step)(getattr(klass, name), *given.get(step, (klass.session,)))


def test_any_keeper_may_go_on_where_another_began(klass):
    assert sessions.open_article(klass.ada, klass.session).state == "marking"


def test_a_document_has_one_session_at_a_time(klass):
    with pytest.raises(Conflict) as refused:
        sessions.make_session(klass.ada, klass.document)
    assert refused.value.code == "session_exists"
    sessions.close(klass.ann, klass.session)
    assert sessions.make_session(klass.ada, klass.document).state == "lobby"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "x" * 201}, "invalid"),
        ({"name": 3}, "invalid"),
        ({"details": "role"}, "invalid"),
        ({"details": ["mood"]}, "unknown_facet"),
        ({"details": [3]}, "invalid"),
        ({"source_blind": "yes"}, "invalid"),
        ({"n_minutes": 0}, "invalid"),
        ({"n_minutes": True}, "invalid"),
        ({"n_minutes": 601}, "invalid"),
        ({"n_minutes": 5.5}, "invalid"),
    ],
)
def test_a_session_that_cannot_be_is_refused(house, given, code):
    with pytest.raises(Invalid) as refused:
        sessions.make_session(house.ann, house.document, **given)
    assert refused.value.code == code
    assert not Session.objects.exists()


def test_details_are_kept_in_the_order_of_the_codebook(house):
    session = sessions.make_session(house.ann, house.document, details=["role", "voice", "role"])
    assert session.details == ["voice", "role"]


def test_a_session_of_another_project_is_not_there(klass):
    other = House("other")
    for step in (sessions.enter, sessions.open_article, sessions.reveal, sessions.close, sessions.hand_in):
        with pytest.raises(NotFound):
            step(other.ann, klass.session)
    assert not sessions.heard(other.ann, klass.session)


def test_opening_starts_the_clock_and_begins_everybodys_reading(klass):
    sessions.enter(klass.vera, klass.session)
    session = sessions.open_article(klass.ann, klass.session)
    assert session.ends_at - session.opened_at == timedelta(minutes=20)
    assert {row.reviewer.user for row in Reading.objects.all()} == {klass.bob.user, klass.cem.user}
    assert kinds(klass) == ["session-made", "session-opened"]


def test_participants_read_also_where_documents_are_assigned(klass):
    Project.objects.update(assignment="assigned")
    klass.bob = access.viewer(klass.bob.user, "house")
    sessions.open_article(klass.ann, klass.session)
    assert klass.mark("bob", "Beijing").reading == reading_of(klass, "bob")
    dan = access.viewer(klass.join("dan", "reviewer").user, "house")
    sessions.enter(dan, klass.session)
    assert klass.mark("dan", "Beijing").reading.state == "open"


@pytest.mark.parametrize(
    ("before", "step", "code"),
    [
        ("lobby", "reveal", "session_lobby"),
        ("lobby", "hand_in", "no_reading"),
        ("revealed", "open_article", "session_revealed"),
        ("closed", "open_article", "session_closed"),
        ("closed", "reveal", "session_closed"),
        ("closed", "enter", "session_closed"),
    ],
)
def test_a_step_out_of_turn_is_refused_in_words(klass, before, step, code):
    if before != "lobby":
        Session.objects.update(state=before)
    with pytest.raises(Conflict) as refused:
        getattr(sessions, step)(klass.ann, klass.session)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(("before", "step"), [("marking", "open_article"), ("revealed", "reveal"), ("closed", "close")])
def test_a_step_that_was_taken_already_changes_nothing(klass, before, step):
    Session.objects.update(state=before)
    assert getattr(sessions, step)(klass.ann, klass.session).state == before
    assert kinds(klass) == ["session-made"]


@pytest.mark.parametrize("step", [sessions.change_timer, sessions.extend])
def test_the_clock_has_stopped_after_the_reveal(klass, step):
    Session.objects.update(state="revealed", ends_at=timezone.now())
    with pytest.raises(Conflict):
        step(klass.ann, klass.session, 5)


def test_the_timer_is_changed_from_now_and_extended_from_its_end(klass):
    assert sessions.change_timer(klass.ann, klass.session, 30).n_minutes == 30
    with pytest.raises(Conflict) as refused:
        sessions.extend(klass.ann, klass.session, 5)
    assert refused.value.code == "no_timer"
    opened = sessions.open_article(klass.ann, klass.session)
    assert sessions.extend(klass.ann, klass.session, 5).ends_at == opened.ends_at + timedelta(minutes=5)
    left = sessions.change_timer(klass.ann, klass.session, 10).ends_at - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert sessions.change_timer(klass.ann, klass.session, None).ends_at is None


def test_time_that_is_up_is_extended_from_now(klass):
    sessions.open_article(klass.ann, klass.session)
    Session.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    assert sessions.extend(klass.ann, klass.session, 5).ends_at > timezone.now() + timedelta(minutes=4)


def revealed(house):
    sessions.open_article(house.ann, house.session)
    house.mark("bob", "Beijing")
    keep_bookmark(house.bob, house.document, 10, [[HEADLINE[0], HEADLINE[1]]])
    return sessions.reveal(house.ann, house.session)


def test_the_reveal_submits_what_was_seen_and_the_paragraphs_of_ones_marks(klass):
    revealed(klass)
    reading = reading_of(klass, "bob")
    assert (reading.state, reading.ranges, reading.none_here) == ("submitted", [list(HEADLINE), list(SECOND)], [])
    assert reading.first_submitted_at == reading.submitted_at
    # `A headline about China` has 4 words; the second paragraph's three sentences have 6, 5 and 7.
    assert sum(Coverage.objects.filter(reading=reading).values_list("n_words", flat=True)) == 22
    assert kinds(klass) == ["session-made", "session-opened", "annotation-added", "reading-submitted",
                            "reading-submitted", "session-revealed"]  # fmt: skip


def test_who_saw_and_marked_nothing_has_read_nothing_and_counts_for_nothing(klass):
    revealed(klass)
    reading = reading_of(klass, "cem")
    assert (reading.state, reading.ranges, reading.none_here) == ("submitted", [], [])
    assert not Coverage.objects.filter(reading=reading).exists()
    assert [row.reviewer.user for row in counted_readings(klass.ann)] == [klass.bob.user]


def test_who_submitted_early_keeps_what_they_said(klass):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "Beijing")
    readings.submit_reading(klass.bob, klass.document, ranges=[list(SECOND)])
    early = reading_of(klass, "bob")
    sessions.reveal(klass.ann, klass.session)
    late = reading_of(klass, "bob")
    assert (late.submitted_at, late.ranges) == (early.submitted_at, [list(SECOND)])
    assert set(late.none_here) == {"evidence", "opinion"}


def test_a_reading_reopened_before_the_reveal_keeps_what_was_said_of_it_once(klass):
    klass.submit("bob")
    readings.reopen_reading(klass.bob, klass.document)
    first = reading_of(klass, "bob").first_submitted_at
    sessions.open_article(klass.ann, klass.session)
    sessions.reveal(klass.ann, klass.session)
    assert (reading_of(klass, "bob").ranges, reading_of(klass, "bob").first_submitted_at) == (None, first)


def test_a_mark_across_paragraphs_is_within_what_was_read(klass):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "policy.\n\nNobody")
    sessions.reveal(klass.ann, klass.session)
    assert reading_of(klass, "bob").ranges == [[SECOND[0], THIRD[1]]]


def test_after_the_reveal_everybody_who_took_part_sees_and_may_revise(klass):
    revealed(klass)
    assert visible_annotations(klass.cem).count() == 1
    readings.reopen_reading(klass.bob, klass.document)
    klass.mark("bob", "Nobody asked")
    assert visible_annotations(klass.cem).count() == 2


def test_who_comes_after_the_reveal_looks_on_and_is_sighted_once_they_begin(klass):
    revealed(klass)
    dan = klass.join("dan", "reviewer")
    assert not visible_annotations(dan).exists()
    sessions.enter(dan, klass.session)
    assert visible_annotations(dan).count() == 1
    assert not Reading.objects.filter(reviewer__user=dan.user).exists()
    assert klass.mark("dan", "Beijing").reading.sighted
    assert not reading_of(klass, "bob").sighted


def test_handing_in_ends_ones_own_reading_alone(klass):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "Beijing")
    reading = sessions.hand_in(klass.bob, klass.session)
    assert (reading.state, reading.ranges) == ("submitted", [list(SECOND)])
    assert sessions.hand_in(klass.bob, klass.session).submitted_at == reading.submitted_at
    assert reading_of(klass, "cem").state == "open"
    assert not visible_annotations(klass.cem).exists()


def test_what_was_revised_is_handed_in_by_its_reader_or_when_the_session_is_closed(klass):
    revealed(klass)
    for name in ("bob", "cem"):
        readings.reopen_reading(getattr(klass, name), klass.document)
    klass.mark("bob", "Nobody asked")
    assert sessions.hand_in(klass.bob, klass.session).ranges == [[HEADLINE[0], HEADLINE[1]], list(SECOND), list(THIRD)]
    assert reading_of(klass, "cem").state == "open"
    dan = klass.join("dan", "reviewer")
    sessions.enter(dan, klass.session)
    klass.mark("dan", "Beijing")
    sessions.close(klass.ann, klass.session)
    assert {name: reading_of(klass, name).state for name in ("bob", "cem", "dan")} == {
        "bob": "submitted", "cem": "submitted", "dan": "open",
    }  # fmt: skip


def test_a_session_may_be_closed_without_a_reveal_and_submits_nothing(klass):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "Beijing")
    session = sessions.close(klass.ann, klass.session)
    assert (session.state, session.revealed_at) == ("closed", None)
    assert {row.state for row in Reading.objects.all()} == {"open"}


def test_presence_is_written_at_most_every_ten_seconds(klass):
    def seen(seconds_ago):
        Participant.objects.update(seen_at=timezone.now() - timedelta(seconds=seconds_ago))
        before = Participant.objects.get(user=klass.bob.user).seen_at
        assert sessions.heard(klass.bob, klass.session)
        return Participant.objects.get(user=klass.bob.user).seen_at != before

    assert [seen(3), seen(12), seen(100)] == [False, True, True]
    assert not sessions.heard(klass.ann, klass.session)  # she leads and does not take part


def test_the_room_tells_who_is_here_and_who_has_finished_and_no_more(klass):
    Participant.objects.filter(user=klass.cem.user).update(seen_at=timezone.now() - timedelta(minutes=2))
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "Beijing")
    sessions.hand_in(klass.bob, klass.session)
    now = room(klass.cem, klass.session)
    told = [(row.name, row.is_here, row.has_finished, row.is_viewer) for row in now.people]
    assert told == [("bob", True, True, False), ("cem", False, False, True)]
    assert (now.n_here, now.n_reading, now.n_finished) == (1, 2, 1)


def test_a_name_given_with_a_code_is_shown_until_it_is_to_be_erased(klass):
    from core.models import Guest, Invitation

    invitation = Invitation.objects.create(
        project=klass.project, kind="code", code="ABC", expires_at=timezone.now() + timedelta(days=1)
    )
    today = timezone.localdate()
    for name, given, until in (("bob", "Ines", today), ("cem", "Jo", today - timedelta(days=1))):
        user = getattr(klass, name).user
        Guest.objects.create(user=user, invitation=invitation, name=given, names_until=until)
    assert [row.name for row in room(klass.ann, klass.session).people] == ["Ines", "somebody"]


def test_who_left_is_not_in_the_room_and_may_come_back(klass):
    Participant.objects.filter(user=klass.cem.user).update(left_at=timezone.now())
    assert len(room(klass.ann, klass.session).people) == 1
    sessions.enter(klass.cem, klass.session)
    assert len(room(klass.ann, klass.session).people) == 2
    assert Participant.objects.count() == 2


@pytest.mark.parametrize(("marks", "state"), [("delete", "open"), ("keep", "submitted")])
def test_who_left_with_their_marks_is_not_said_to_have_found_nothing(klass, marks, state):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "Beijing")
    reading = reading_of(klass, "bob")
    leaving.leave(klass.bob, marks=marks)
    sessions.reveal(klass.ann, klass.session)
    reading.refresh_from_db()
    assert reading.state == state


def test_who_left_after_a_ruling_does_not_come_back_into_figures_when_the_room_closes(klass):
    sessions.open_article(klass.ann, klass.session)
    mark = klass.mark("bob", "Beijing")
    klass.mark("bob", "Officials say")
    sessions.reveal(klass.ann, klass.session)
    body = {"id": str(uuid4()), "start": mark.start, "end": mark.end, "label": "assertion", "outcome": "accept",
            "reason": "No basis is given.", "rests_on": [{"annotation": str(mark.uuid), "version": 1}]}  # fmt: skip
    decide(klass.ann, klass.document, read_decision(body))
    left = leaving.leave(klass.bob, marks="delete")
    assert (left.n_deleted, left.n_kept) == (1, 1)
    sessions.close(klass.ann, klass.session)
    assert reading_of(klass, "bob").state == "open"
