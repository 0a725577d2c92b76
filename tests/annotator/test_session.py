"""The room of a session: what each kind of person sees and may do in each state."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Participant, Reading, Session
from core.services import annotating, readings, sessions
from core.services.projects import reviewer_of
from core.text.codes import grouped

ROOM = "/projects/house/documents/d1/session/"
SECRET = "a note that only Bob knows"


@pytest.fixture
def klass(house):
    """A session on d1 in its lobby; Bob and Cem take part, Dan does not."""
    house.join("dan", "reviewer")
    house.session = sessions.make_session(house.ann, house.document, name="Media ethics", details=["voice"])
    for name in ("bob", "cem"):
        sessions.enter(getattr(house, name), house.session)
    return house


@pytest.fixture
def visit(client, house):
    """What somebody gets at an address of the room, in words."""

    def ask(name, path="", **headers):
        client.force_login(getattr(house, name).user)
        response = client.get(ROOM + path, headers=headers)
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()

    return ask


@pytest.fixture
def send(client, house):
    """The status of a POST of somebody to a step."""

    def post(name, step, /, **data):
        client.force_login(getattr(house, name).user)
        return client.post(ROOM + step, data)

    return post


def mark_and_reveal(house):
    sessions.open_article(house.ann, house.session)
    house.mark("bob", "There is no proof of state policy", "assertion", facets={"stance": "denies"}, note=SECRET)
    house.mark("cem", "There is no proof of state policy", "evidence")
    house.mark("cem", "Nobody asked the firms", "opinion")
    sessions.reveal(house.ann, house.session)


def test_without_a_session_its_host_may_start_one_and_others_are_told(house, visit, send):
    assert "Start a session" in visit("ann")
    assert "No session runs on this article" in visit("bob")
    answer = send("ann", "", name="Thursday", asked="first", n_minutes="20")
    assert answer.status_code == 302
    session = Session.objects.get()
    assert (session.name, session.details, session.n_minutes) == ("Thursday", ["voice", "speaker", "target", "role",
                                                                             "stance"], 20)  # fmt: skip


@pytest.mark.parametrize(("asked", "details"), [("none", []), ("all", None)])
def test_the_host_says_which_details_are_asked(house, send, asked, details):
    send("ann", "", asked=asked, source_blind="on")
    session = Session.objects.get()
    assert (session.details, session.source_blind, session.n_minutes) == (details, True, None)


def test_a_form_that_cannot_be_is_shown_again_with_its_faults(house, send):
    answer = send("ann", "", asked="first", n_minutes="0")
    assert answer.status_code == 422
    assert "greater than or equal to 1" in answer.content.decode()
    assert send("bob", "", asked="first").status_code == 403


def test_a_member_who_does_not_take_part_is_offered_to_join_and_told_no_name(klass, visit, send):
    page = visit("dan")
    assert "Join the session" in page
    assert "bob" not in page
    assert send("dan", "enter/").url == ROOM
    assert "The article opens by itself" in visit("dan")


def test_the_lobby_shows_who_is_there_and_the_host_what_to_do(klass, visit):
    Participant.objects.filter(user=klass.cem.user).update(seen_at=timezone.now() - timedelta(minutes=5))
    page = visit("ann")
    assert re.findall(r'class="person( away)?"', page) == ["", " away"]
    assert "Open the article" in page
    assert "Open the article" not in visit("bob")


def test_an_article_whose_source_is_hidden_is_not_named_in_the_lobby(house, client):
    document = house.add_document("d2", "A text about China.", title="Told by its title")
    sessions.make_session(house.ann, document, source_blind=True)
    client.force_login(house.bob.user)
    entered = client.post("/projects/house/documents/d2/session/enter/")
    assert document.neutral_key in entered.url
    page = client.get(entered.url).content.decode()
    assert "An article whose source is hidden" in page
    assert "Told by its title" not in page


def test_the_host_leads_through_the_steps(klass, send, visit):
    assert send("ann", "open/").url == ROOM
    assert "Reveal all marks" in visit("ann")
    assert "Go on to the article" in visit("bob")
    send("ann", "timer/", n_minutes="5")
    assert 295 <= int(re.search(r'data-left-s="(\d+)"', visit("bob"))[1]) <= 300
    send("ann", "timer/", n_minutes="5", more="1")
    assert 595 <= int(re.search(r'data-left-s="(\d+)"', visit("ann"))[1]) <= 600
    send("ann", "timer/", stop="1")
    assert "data-left-s" not in visit("ann")
    send("ann", "reveal/")
    send("ann", "close/")
    assert Session.objects.get().state == "closed"


def test_a_step_out_of_turn_is_said_in_the_room(klass, send, client):
    send("ann", "reveal/")
    assert "There is nothing to reveal." in client.get(ROOM).content.decode()
    send("ann", "timer/", n_minutes="many")
    assert "The time is 1 to 600 whole minutes." in client.get(ROOM).content.decode()


@pytest.mark.parametrize("step", ["enter/", "heard/", "done/", "open/", "timer/", "reveal/", "close/"])
def test_without_a_session_there_is_no_step_to_take(house, send, step):
    assert send("ann", step).status_code == 404


def test_joining_while_everybody_marks_leads_to_the_article(klass, send):
    sessions.open_article(klass.ann, klass.session)
    assert send("dan", "enter/").url == "/projects/house/documents/d1/read/"
    assert send("vera", "enter/").url == ROOM


def test_the_article_carries_a_bar_while_its_reader_takes_part(klass, client):
    read = "/projects/house/documents/d1/read/"

    def page_of(name):
        client.force_login(getattr(klass, name).user)
        return client.get(read).content.decode()

    assert "session-bar" not in page_of("bob").split("<main")[1]
    sessions.open_article(klass.ann, klass.session)
    assert "0 of 2 finished" in page_of("bob")
    assert "I am done" in page_of("bob")
    assert "session-bar" not in page_of("dan").split("<main")[1]


def test_only_the_details_of_the_session_are_asked_on_the_article(klass, client):
    sessions.open_article(klass.ann, klass.session)
    client.force_login(klass.bob.user)
    page = client.get("/projects/house/documents/d1/read/").content.decode()
    assert re.findall(r'class="facet" [^>]*data-facet="([^"]+)"', page) == ["voice"]
    data = json.loads(re.search(r'<script id="page-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert [facet["key"] for facet in data["codebook"]["facets"] if facet["first"]] == ["voice"]
    assert "stance" in [facet["key"] for facet in data["codebook"]["facets"]]  # known, where an older mark has it


def test_handing_in_needs_one_tap(klass, send, visit):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "Beijing")
    assert send("bob", "done/").url == ROOM
    assert Reading.objects.get(reviewer__user=klass.bob.user).state == "submitted"
    assert "You have handed in" in visit("bob")
    assert "1</dd>" in visit("ann").split("of 2 finished")[1][:30]


def blind_answers(house, client, name):
    """Every answer in which something of a colleague's could stand."""
    client.force_login(getattr(house, name).user)
    document, project = "/projects/house/documents/d1/", "/projects/house/"
    paths = (f"{document}session/", f"{document}session/now/", f"{document}read/", f"{document}read/?plain=1",
             f"{document}report/", f"{project}compare/", f"{project}compare/?view=numbers", f"{project}quotes/",
             f"{project}data/jsonl/", f"{project}data/csv/", f"{project}articles/", "/",
             "/api/v1/projects/house/comparison/", "/api/v1/projects/house/documents/d1/annotations/",
             "/api/v1/projects/house/documents/d1/events/", "/api/v1/projects/house/documents/d1/session/")  # fmt: skip
    found = {}
    for path in paths:
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[path] = re.sub(
            r'\d\d:\d\d|[\w-]*csrf[\w-]*"[^>]*|"X-CSRFToken": "[^"]*"|value="[\w-]{64}"', "", body.decode()
        )
    for path in (f"{document}session/minutes.md", f"{document}session/minutes.json"):
        assert client.get(path).status_code == 404, path
    return found


def differing(one, two):
    """The lines in which two answers differ."""
    return set(one.splitlines()) ^ set(two.splitlines())


@pytest.mark.parametrize("visibility", ["blind", "open"])
@pytest.mark.parametrize("name", ["cem", "ann", "ada", "vera", "dan"])
def test_before_the_reveal_no_answer_changes_by_what_somebody_marks(klass, client, name, visibility):
    klass.project.visibility = visibility
    klass.project.save()
    sessions.open_article(klass.ann, klass.session)
    reviewer_of(klass.bob)
    before = blind_answers(klass, client, name)
    mark = klass.mark("bob", "There is no proof of state policy", note=SECRET)
    annotating.delete_annotation(klass.bob, klass.mark("bob", "Beijing").uuid, 1)
    after = blind_answers(klass, client, name)
    assert {path: differing(before[path], body) for path, body in after.items() if body != before[path]} == {}
    assert not [path for path, body in after.items() if SECRET in body or str(mark.uuid) in body]


@pytest.mark.parametrize("name", ["cem", "ann", "ada", "vera"])
def test_whoever_submits_early_stays_hidden_until_the_reveal(klass, client, name):
    sessions.open_article(klass.ann, klass.session)
    mark = klass.mark("bob", "There is no proof of state policy", note=SECRET)
    readings.submit_reading(klass.bob, klass.document)
    code_name = reviewer_of(klass.bob).code_name
    found = blind_answers(klass, client, name)
    assert not [path for path, body in found.items() if any(w in body for w in (SECRET, str(mark.uuid), code_name))]


def test_after_the_reveal_the_room_shows_where_readers_differ_and_who_said_what(klass, visit):
    mark_and_reveal(klass)
    page = visit("cem")
    chosen = page.split('id="session-said"')[1]
    assert "There is no proof of state policy" in page.split('id="session-differ"')[1]
    for name in ("bob", "cem"):
        assert reviewer_of(getattr(klass, name)).code_name in chosen
    assert "1 assertion" in page
    assert "1 evidence" in page
    assert SECRET in chosen
    assert "you are <b>" + reviewer_of(klass.cem).code_name in page
    assert re.search(r'<p id="p24"[^>]* data-heat="5"', page)  # two readers, two labels: every pair differs
    assert ">bob<" not in page


def test_another_passage_is_chosen_by_its_place(klass, visit):
    mark_and_reveal(klass)
    start = klass.document.text.index("Nobody asked the firms")
    page = visit("bob", f"?passage={start}-{start + 22}")
    assert "Nobody asked the firms" in page.split('class="said-quote"')[1][:80]
    assert "data-active>Nobody asked the firms</mark>" in page
    fragment = visit("bob", f"now/?passage={start}-{start + 22}")
    assert "Nobody asked the firms" in fragment.split('class="said-quote"')[1][:80]
    assert "<article" not in fragment


@pytest.mark.parametrize(
    ("passage", "status"), [("x", 400), ("9-2", 400), ("1-99999999999999999999", 400), ("0-3", 404)]
)
def test_an_address_that_names_no_passage_is_refused(klass, client, passage, status):
    mark_and_reveal(klass)
    client.force_login(klass.bob.user)
    assert client.get(f"{ROOM}?passage={passage}").status_code == status


def test_whoever_did_not_take_part_sees_nothing_of_it_before_coming_in(klass, visit, send):
    mark_and_reveal(klass)
    assert "Come in" in visit("dan")
    assert SECRET not in visit("dan") + visit("dan", "now/")
    send("dan", "enter/")
    assert SECRET in visit("dan")


def test_revising_leads_to_the_article_and_shows_in_the_strip(klass, client, visit):
    mark_and_reveal(klass)
    assert "0 of 2 have revised" in visit("ann")
    client.force_login(klass.bob.user)
    answer = client.post("/projects/house/documents/d1/reopen/")
    assert answer.url == "/projects/house/documents/d1/read/"
    mark = next(iter(Reading.objects.get(reviewer__user=klass.bob.user).annotations.all()))
    annotating.change_annotation(klass.bob, mark.uuid, mark.version, {"label": "evidence", "facets": {}})
    page = visit("ann")
    assert "1 of 2 have revised" in page
    assert "2 evidence" in page


def test_a_closed_session_ends_with_what_divided_most_and_minutes(klass, visit):
    mark_and_reveal(klass)
    sessions.close(klass.ann, klass.session)
    page = visit("bob")
    assert "What divided you most" in page
    assert "minutes.md" in page
    assert "Open the room" not in page
    assert "Open the room" in visit("ann")  # the next one


def test_a_session_closed_without_a_reveal_is_over_for_everybody(klass, visit):
    sessions.open_article(klass.ann, klass.session)
    klass.mark("bob", "There is no proof of state policy", note=SECRET)
    sessions.close(klass.ann, klass.session)
    for name in ("ann", "cem", "dan"):
        page = visit(name)
        assert "This session is over" in page
        assert SECRET not in page


def test_earlier_sessions_are_found_again(klass, visit):
    mark_and_reveal(klass)
    sessions.close(klass.ann, klass.session)
    again = sessions.make_session(klass.ann, klass.document, name="Friday")
    assert "Friday" in visit("ann")
    page = visit("ann", f"?session={klass.session.uuid}")
    assert "What divided you most" in page
    sessions.close(klass.ann, again)
    assert f'href="{ROOM}?session={klass.session.uuid}"' in visit("ann")


def test_lists_lead_to_a_session_that_runs_and_offer_to_start_one(house, client):
    def words(name, path):
        client.force_login(getattr(house, name).user)
        return client.get(path).content.decode()

    articles = "/projects/house/articles/"
    assert "Start a session" in words("ann", articles)
    assert "session/" not in words("bob", articles)
    sessions.make_session(house.ann, house.document, name="Media ethics")
    for name in ("ann", "bob"):
        assert "Session running: join" in words(name, articles)
        assert "Media ethics" in words(name, "/")


def test_a_code_leads_a_class_into_the_room_and_only_its_leaders_see_it(klass, visit, send):
    assert "Make a code" in visit("ada")
    send("ada", "code/")
    code = grouped(klass.session.invitations.get().code)
    assert code in visit("ann")
    assert 'class="qr"' in visit("ann", "now/")
    assert code not in visit("bob") + visit("bob", "now/")
    sessions.close(klass.ann, klass.session)
    assert code not in visit("ann")


def test_who_joins_by_the_code_of_a_session_is_in_the_room_without_asking_again(klass, client, send):
    send("ann", "code/")
    client.logout()
    client.post("/join/", {"code": klass.session.invitations.get().code, "name": "Ines"})
    assert client.post("/join/welcome/").url == ROOM
    assert "You are in." in client.get(ROOM).content.decode()
    assert Participant.objects.count() == 3


def test_after_the_reveal_a_look_without_news_costs_little_and_news_is_told(
    klass, client, django_assert_max_num_queries
):
    mark_and_reveal(klass)
    client.force_login(klass.bob.user)
    first = client.get(f"{ROOM}now/")
    known = {"If-None-Match": first["ETag"]}
    with django_assert_max_num_queries(14):
        again = client.get(f"{ROOM}now/", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    client.force_login(klass.cem.user)
    assert client.get(f"{ROOM}now/", headers=known).status_code == 200  # a tag is one person's
    readings.reopen_reading(klass.cem, klass.document)
    client.force_login(klass.bob.user)
    told = client.get(f"{ROOM}now/", headers=known)
    assert (told.status_code, told["ETag"] != first["ETag"]) == (200, True)


def test_before_the_reveal_no_answer_has_a_tag_that_would_tell_of_others_work(klass, client):
    sessions.open_article(klass.ann, klass.session)
    client.force_login(klass.cem.user)
    assert "ETag" not in client.get(f"{ROOM}now/")
