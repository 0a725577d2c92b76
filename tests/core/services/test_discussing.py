"""Talking about passages: what is stored, who may, what a retry does, what blind colleagues learn (nothing)."""

import uuid

import pytest

from core import access
from core.errors import Forbidden, Gone, Invalid, NotFound, StaleVersion, TextRefused
from core.models import Comment, Event, Participant, Project, Session, Thread
from core.queries.discussions import questions, talk, talk_of, talked_of, threads_of, threads_on
from core.queries.events import events_after
from core.services import annotating, discussing

ID = uuid.UUID("11111111-1111-4111-8111-111111111111")


def begin(house, name="bob", *, quote="Beijing", text="Is it?", **more):
    start = house.document.text.index(quote)
    told = {"id": uuid.uuid4(), "start": start, "end": start + len(quote), "text": text} | more
    return discussing.start_thread(getattr(house, name), house.document, **told)[0]


def reply(house, name, thread, text="It is.", **more):
    return discussing.add_comment(getattr(house, name), thread.uuid, **{"id": uuid.uuid4(), "text": text} | more)[0]


@pytest.fixture
def both(house):
    """Bob and Cem have both submitted: they see each other."""
    house.first = house.mark("bob", "Beijing")
    house.second = house.mark("cem", "Nobody asked")
    house.submit("bob")
    house.submit("cem")
    return house


def test_a_thread_has_its_words_its_place_and_its_author_by_code_name(both):
    thread = begin(both, text="  Is it?\r\nReally? ")
    found = talk(both.cem, thread.uuid)
    assert (found.quote, found.n, found.comments[0].text) == ("Beijing", 1, "Is it?\nReally?")
    assert found.comments[0].author == both.first.reading.reviewer
    assert found.comments[0].uuid == thread.uuid


def test_each_change_is_an_event_about_the_comment(both):
    thread = begin(both)
    said = reply(both, "cem", thread)
    discussing.change_comment(both.cem, said.uuid, 1, "It is not.")
    discussing.delete_comment(both.cem, said.uuid, 2)
    discussing.resolve_thread(both.bob, thread.uuid)
    discussing.reopen_thread(both.bob, thread.uuid)
    kinds = Event.objects.filter(comment__isnull=False).order_by("number").values_list("kind", "comment__uuid")
    assert list(kinds) == [
        ("comment-added", thread.uuid), ("comment-added", said.uuid), ("comment-changed", said.uuid),
        ("comment-deleted", said.uuid), ("thread-resolved", thread.uuid), ("thread-reopened", thread.uuid),
    ]  # fmt: skip


def test_whoever_saw_a_comment_is_told_that_it_went(both):
    thread = begin(both)
    said = reply(both, "cem", thread)
    cursor = events_after(both.bob, both.document, None, limit=100).cursor
    discussing.delete_comment(both.cem, said.uuid, 1)
    page = events_after(both.bob, both.document, cursor, limit=100)
    assert (page.reload, [row.kind for row in page.events]) == (False, ["comment-deleted"])


def test_the_same_thread_and_comment_again_change_nothing(both):
    told = {"id": ID, "start": 0, "end": 10, "text": "Is it?"}
    first = discussing.start_thread(both.bob, both.document, **told)
    again = discussing.start_thread(both.bob, both.document, **told | {"text": " Is it? "})
    assert (first[1], again[1], first[0].pk) == (True, False, again[0].pk)
    said = reply(both, "cem", first[0], id=uuid.UUID(int=7))
    assert discussing.add_comment(both.cem, ID, id=uuid.UUID(int=7), text="It is.") == (said, False)
    assert (Comment.objects.count(), Event.objects.filter(kind="comment-added").count()) == (2, 2)


def test_a_retry_is_recognised_after_a_change_and_refused_after_a_deletion(both):
    thread = begin(both, id=ID, quote="A headline", text="Is it?")
    discussing.change_comment(both.bob, ID, 1, "Was it?")
    assert begin(both, id=ID, quote="A headline", text="Is it?").pk == thread.pk
    discussing.delete_comment(both.bob, ID, 2)
    with pytest.raises(Gone):
        begin(both, id=ID, quote="A headline", text="Is it?")


@pytest.mark.parametrize(
    "other", [{"text": "Else"}, {"quote": "Officials"}, {"kind": "guideline-gap"}, {"name": "cem"}]
)
def test_an_id_of_another_thread_is_refused(both, other):
    begin(both, id=ID)
    with pytest.raises(Invalid, match="another comment") as caught:
        begin(both, id=ID, **other)
    assert caught.value.code == "id_reused"


def test_an_id_of_another_comment_is_refused(both):
    thread, other = begin(both), begin(both, quote="Officials")
    reply(both, "cem", thread, id=ID)
    for name, where, text in (("bob", thread, "It is."), ("cem", other, "It is."), ("cem", thread, "Else")):
        with pytest.raises(Invalid) as caught:
            reply(both, name, where, text, id=ID)
        assert caught.value.code == "id_reused"
    with pytest.raises(Invalid) as caught:
        begin(both, id=ID)  # a thread's first comment would have it
    assert caught.value.code == "id_reused"


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 5001, None, 3, ["a"]])
def test_a_comment_has_1_to_5000_characters(both, text):
    thread = begin(both, text="a" * 5000)
    for write in (lambda: begin(both, text=text), lambda: reply(both, "bob", thread, text),
                  lambda: discussing.change_comment(both.bob, thread.uuid, 1, text)):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            write()
        assert caught.value.code == "text_invalid"
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x07b", "\x85"])
def test_what_cannot_be_stored_is_refused(both, text):
    with pytest.raises(TextRefused):
        begin(both, text=text)


@pytest.mark.parametrize("span", [(3, 3), (5, 3), (-1, 3), (0, 10_000), (True, 3), (0.0, 3), (None, None), ("0", "3")])
def test_a_thread_stands_on_a_passage_of_the_text(both, span):
    with pytest.raises(Invalid) as caught:
        begin(both, start=span[0], end=span[1])
    assert caught.value.code == "span_invalid"


def test_a_thread_on_a_mark_follows_it_and_stays_where_it_was_when_it_goes(house):
    mark = house.mark("bob", "Officials say Beijing")
    thread = begin(house, annotation=mark.uuid, start=None, end=None)
    annotating.change_annotation(house.bob, mark.uuid, 1, {"start": mark.start + 14, "quote": "Beijing"})
    assert talk(house.bob, thread.uuid).quote == "Beijing"
    annotating.delete_annotation(house.bob, mark.uuid, 2)
    assert talk(house.bob, thread.uuid).quote == "Officials say Beijing"


def test_a_mark_of_another_document_or_of_practice_is_not_talked_about(house):
    from core.services.drafts import read_mark

    other = house.add_document("d2", "Beijing.")
    mark = house.mark("bob", "Beijing", document=other)
    practice, _ = annotating.add_annotation(house.bob, house.document, read_mark(house.body("Beijing")), practice=True)
    for row in (mark, practice):
        with pytest.raises(NotFound):
            begin(house, annotation=row.uuid)


def test_threads_on_a_passage_share_words_with_it(both):
    one, two = begin(both, quote="Officials say Beijing"), begin(both, quote="Nobody asked")
    start = both.document.text.index("say")
    assert [row.thread.pk for row in threads_on(both.cem, both.document, start, start + 3)] == [one.pk]
    assert threads_on(both.cem, both.document, one.start - 3, one.start) == []  # it ends where the other begins
    assert [row.thread.pk for row in threads_of(both.cem, both.document)] == [one.pk, two.pk]


def test_only_its_author_changes_a_comment_and_only_at_its_version(both):
    thread = begin(both)
    with pytest.raises(Forbidden):
        discussing.change_comment(both.cem, thread.uuid, 1, "Else")
    with pytest.raises(Forbidden):
        discussing.delete_comment(both.ann, thread.uuid, 1)
    changed = discussing.change_comment(both.bob, thread.uuid, 1, "Was it?")
    assert (changed.version, discussing.change_comment(both.bob, thread.uuid, 2, "Was it?").version) == (2, 2)
    with pytest.raises(StaleVersion) as caught:
        discussing.change_comment(both.bob, thread.uuid, 1, "Mine")
    assert caught.value.current.text == "Was it?"
    with pytest.raises(StaleVersion):
        discussing.delete_comment(both.bob, thread.uuid, 1)


def test_a_thread_whose_last_comment_went_is_not_there_and_its_history_is(both):
    thread = begin(both)
    discussing.delete_comment(both.bob, thread.uuid, 1)
    assert threads_of(both.bob, both.document) == talked_of(both.bob, both.document) == []
    for write in (lambda: reply(both, "cem", thread), lambda: discussing.resolve_thread(both.bob, thread.uuid)):
        with pytest.raises(NotFound):
            write()
    with pytest.raises(Gone):
        discussing.change_comment(both.bob, thread.uuid, 2, "Else")
    assert [row.text for row in Comment.objects.get().history.all()] == ["Is it?", "Is it?"]


@pytest.mark.parametrize(("name", "may"), [("bob", True), ("ann", True), ("ada", True), ("cem", False)])
def test_whoever_began_a_thread_or_keeps_the_project_resolves_it(both, name, may):
    thread = begin(both)
    viewer = getattr(both, name)
    if not may:
        with pytest.raises(Forbidden):
            discussing.resolve_thread(viewer, thread.uuid)
        return
    discussing.resolve_thread(viewer, thread.uuid)
    discussing.resolve_thread(viewer, thread.uuid)
    assert Thread.objects.get().resolved_by == viewer.user
    assert Event.objects.filter(kind="thread-resolved").count() == 1
    discussing.reopen_thread(viewer, thread.uuid)
    assert Thread.objects.get().resolved_at is None


def test_a_viewer_reads_and_does_not_talk(both):
    thread = begin(both)
    assert talk(both.vera, thread.uuid).n == 1
    for write in (lambda: begin(both, "vera"), lambda: reply(both, "vera", thread)):
        with pytest.raises(Forbidden):
            write()


@pytest.mark.parametrize("on_mark", [True, False])
@pytest.mark.parametrize("submitted", [True, False])
def test_a_blind_colleague_does_not_learn_that_there_is_a_thread(house, on_mark, submitted):
    mark = house.mark("bob", "Beijing")
    house.mark("cem", "Nobody asked")
    thread = begin(house, annotation=mark.uuid if on_mark else None)
    if submitted:
        house.submit("bob")
    assert threads_of(house.cem, house.document) == talked_of(house.cem, house.document) == []
    assert threads_on(house.cem, house.document, mark.start, mark.end) == []
    assert "comment-added" not in [row.kind for row in events_after(house.cem, house.document, None, limit=99).events]
    for write in (lambda: reply(house, "cem", thread), lambda: discussing.resolve_thread(house.cem, thread.uuid),
                  lambda: discussing.change_comment(house.cem, thread.uuid, 9, "Else")):  # fmt: skip
        with pytest.raises(NotFound):
            write()


def test_a_colleague_who_has_not_begun_hears_nobody_who_has_not_either(house):
    """What is said before anybody has marked would shape what the others mark."""
    begin(house, "bob")
    begin(house, "ada", quote="Officials")
    assert [len(threads_of(getattr(house, name), house.document)) for name in ("bob", "cem", "ann")] == [1, 0, 2]
    house.submit("cem")
    assert len(threads_of(house.cem, house.document)) == 2


def test_in_a_running_session_nobody_hears_a_participant_and_the_room_hears_all_after_it(house):
    session = Session.objects.create(
        project=house.project, document=house.document, host=house.ann.user, state="marking"
    )
    for name in ("bob", "cem"):
        Participant.objects.create(session=session, user=getattr(house, name).user)
    thread = begin(house, "bob")  # who has marked nothing yet
    for visibility in ("blind", "open"):
        Project.objects.update(visibility=visibility)
        names = ("cem", "ann", "ada", "vera")
        viewers = [access.viewer(getattr(house, name).user, "house") for name in names]
        assert [len(threads_of(viewer, house.document)) for viewer in viewers] == [0, 0, 0, 0]
    from django.utils import timezone

    Project.objects.update(visibility="blind")
    Session.objects.update(state="revealed", revealed_at=timezone.now())
    assert [row.thread.pk for row in threads_of(house.cem, house.document)] == [thread.pk]
    assert thread.session == session


def test_a_question_is_collected_for_the_codebooks_owner(both):
    first = discussing.ask_codebook(both.bob, both.document, 0, 10, "Does a headline count?")
    second = discussing.ask_codebook(both.cem, both.document, 11, 16, "And this?")
    begin(both)
    found = [talk_of(row) for row in questions(both.ann, both.project.codebook)]
    assert [(row.thread.pk, row.quote) for row in found] == [(first.pk, "A headline"), (second.pk, "about")]
    discussing.resolve_thread(both.ann, first.uuid)
    found = [talk_of(row).thread.pk for row in questions(both.ann, both.project.codebook)]
    assert found == [second.pk, first.pk]


def test_a_question_of_an_open_reading_waits_for_its_submission(house):
    house.mark("bob", "Beijing")
    discussing.ask_codebook(house.bob, house.document, 0, 10, "Does a headline count?")
    assert len(questions(house.ann, house.project.codebook)) == 0
    house.submit("bob")
    assert len(questions(house.ann, house.project.codebook)) == 1


@pytest.mark.parametrize("n", [3, 9])
def test_threads_cost_the_same_however_many(both, n, django_assert_num_queries):
    for place in range(n):
        thread = begin(both, start=place, end=place + 5)
        reply(both, "cem", thread)
    with django_assert_num_queries(4):
        assert [row.n for row in threads_of(both.ann, both.document)] == [2] * n
    with django_assert_num_queries(4):
        assert sum(row.n for row in talked_of(both.ann, both.document)) == 2 * n
