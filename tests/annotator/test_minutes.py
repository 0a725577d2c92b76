"""The minutes as a text: what they tell, and that what people write stays words."""

import doctest

import pytest

from annotator.pages import minutes, session_overlay
from core.models import Comment, Decision, Thread
from core.services import sessions
from core.services.projects import reviewer_of

ROOM = "/projects/house/documents/d1/session/"
QUOTE = "There is no proof of state policy"


@pytest.fixture
def held(house):
    """A session that was revealed, talked over, ruled on and closed."""
    house.session = sessions.make_session(house.ann, house.document, name="Media *ethics*", details=[])
    for name in ("bob", "cem", "dan"):
        sessions.enter(house.join(name, "reviewer"), house.session)
    sessions.open_article(house.ann, house.session)
    mark = house.mark("bob", QUOTE, "assertion")
    house.mark("cem", QUOTE, "evidence")
    sessions.reveal(house.ann, house.session)
    thread = Thread.objects.create(
        project=house.project, document=house.document, session=house.session, start=mark.start, end=mark.end,
        started_by=reviewer_of(house.bob),
    )  # fmt: skip
    Comment.objects.create(thread=thread, author=reviewer_of(house.bob), text="# Who *looked*?\n\n[Nobody](x)")
    Decision.objects.create(
        project=house.project, document=house.document, start=mark.start, end=mark.end, quote=mark.quote,
        label=mark.label, outcome="accept", reason="It names no basis.", decided_by=reviewer_of(house.ann),
    )  # fmt: skip
    beside = Thread.objects.create(
        project=house.project, document=house.document, start=0, end=10, started_by=reviewer_of(house.ann)
    )
    Comment.objects.create(thread=beside, author=reviewer_of(house.ann), text="The host asks.")
    sessions.close(house.ann, house.session)
    later = Thread.objects.create(
        project=house.project, document=house.document, start=0, end=10, started_by=reviewer_of(house.ann)
    )
    Comment.objects.create(thread=later, author=reviewer_of(house.ann), text="A week later.")
    return house


def text_of(house, client, name="bob"):
    client.force_login(house.viewers[name].user)
    response = client.get(f"{ROOM}minutes.md")
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="minutes-media-ethics-d1.md"'
    return response.content.decode()


def test_the_minutes_tell_the_whole_session(held, client):
    text = text_of(held, client)
    bob, cem = (reviewer_of(held.viewers[name]).code_name for name in ("bob", "cem"))
    assert "# Minutes: Media \\*ethics\\*" in text
    assert "Read by 3 readers under code names, of whom 1 had read nothing when the marks were revealed" in text
    assert bob in text and cem in text  # noqa: PT018
    assert "* Asked: labels only" in text
    assert "The host asks." in text
    assert "A week later." not in text
    assert f"1. “{QUOTE}”\n   1 evidence · 1 assertion" in text
    assert "0 of 3 readers changed their marks" in text  # Dan read nothing, and is a reader all the same
    assert f"* **{bob}** \\# Who \\*looked\\*? \\[Nobody\\](x)" in text
    assert f"* “{QUOTE}”: taken as marked, assertion. It names no basis." in text


def test_the_minutes_name_nobody(held, client):
    text = text_of(held, client, "ann")
    assert not [name for name in ("bob", "cem", "dan", "ann") if f" {name}" in text or f"*{name}" in text]


@pytest.mark.parametrize("module", [minutes, session_overlay])
def test_examples_in_the_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed
