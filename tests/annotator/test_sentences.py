"""What can be said, on the comparison page and beside two origins: numbers open their marks, ways their figures."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from core import access
from core.services.codebooks import publish_codebook
from core.services.outlets import add_outlet
from tests.house import House

LINES = [f"China acts {number} now" for number in range(6)]
TEXT = "\n".join(f"{'word ' * 80}{line}." for line in LINES)
ROLE = {"target": "ccp", "stance": "affirms"}


def page(house: House, address: str, name: str = "vera", status: int = 200, **query: str) -> str:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address, query)
    assert response.status_code == status, response.content
    return unescape(response.content.decode())


@pytest.fixture
def two(house: House) -> House:
    """The Gazette affirms deliberate policy in others' words; The Post doubts it itself. One shared event, one not."""
    add_outlet(house.ann, "post", {"name": "The Post"})
    for key, outlet, event in (("g1", "gazette", "port-seizure"), ("p1", "post", "port-seizure"),
                               ("p2", "post", "trial")):  # fmt: skip
        document = house.add_document(key, TEXT, outlet=outlet, genre="news", event=event, published_on="2030-01")
        roles = [("R5", "affirms"), ("R5", "affirms"), ("R1", "affirms")]
        roles = roles if outlet == "gazette" else [("R5", "unproven"), ("R1", "affirms"), ("R3", "denies")]
        for line, (role, stance) in zip(LINES, roles, strict=False):
            voice = "named-person" if outlet == "gazette" else "own-voice"
            facets = {"target": "ccp", "role": role, "stance": stance, "voice": voice}
            house.mark("bob", line, "assertion", document=document, facets=facets)
        house.submit("bob", document)
    return house


def said(house: House, name: str = "vera", **query: str) -> str:
    return page(house, reverse("compare", args=["house"]), name, view="sentences", **query)


def beside(house: House, status: int = 200, **query: str) -> str:
    return page(house, reverse("side_by_side", args=["house"]), status=status, **query)


def test_the_sentences_stand_with_their_ways_and_their_words(two: House) -> None:
    html = said(two)
    assert "The Gazette affirms deliberate policy more often than The Post." in html
    assert "The Post calls deliberate policy unproven or denies it more often than The Gazette." in html
    assert "Whether" not in html  # in its own voice The Gazette says nothing: that way cannot be counted
    assert "Holds in all 8 ways in which it can be counted, of 16." in html
    sentence = html[html.index('id="affirms-R5-gazette-post"') :]
    sentence = sentence[: sentence.index("</article>")]
    strip = sentence[sentence.index('class="strip"') : sentence.index("</div></div>")]
    assert (strip.count('data-outcome="holds"'), strip.count('data-outcome="undefined"')) == (8, 8)
    assert "Nothing to count on one side with: own voice only." in sentence
    assert "China acts 0 now" in sentence  # the words of The Gazette, and what The Post says of the role instead
    assert "What it says of that role:" in sentence
    assert "Not the same events: only The Post writes of trial" in sentence
    assert "It rests on one reader." in sentence


def test_every_count_of_a_sentence_opens_as_many_marks_as_it_says(two: House) -> None:
    links = re.findall(r'class="opens" href="([^"]*/quotes/\?[^"]*)">(\d+)', said(two))
    assert len(links) == 4
    for address, n in links:
        assert f"<h1>{n} mark" in page(two, address), address


def test_every_way_opens_the_figures_under_its_filters(two: House) -> None:
    html = said(two, genre="news")
    ways = set(re.findall(r'class="way" tabindex="-1" data-outcome="\w+" href="([^"]+)"', html))
    assert len(ways) == 16
    assert all("genre=news" in way and "view=numbers" in way for way in ways)
    fewest = max(ways, key=len)
    assert "n 0" in page(two, fewest)  # the own voice of The Gazette


def test_a_blind_reader_is_told_of_no_sentence(two: House) -> None:
    two.mark("cem", LINES[0], document=two.project.documents.get(key="g1"))
    html = said(two, "cem")
    assert "Nothing can be said of two origins yet" in html
    assert "China acts" not in html


def test_a_codebook_without_roles_and_voices_has_sentences_about_its_labels(house: House) -> None:
    bare = {"key": "bare", "version": 1, "labels": [{"key": "good", "name": "Good"}, {"key": "bad", "name": "Bad"}]}
    house.project.codebook = publish_codebook(house.project, bare)
    house.project.save()
    for name, viewer in house.viewers.items():
        house.viewers[name] = access.viewer(viewer.user, "house")
    add_outlet(house.ann, "post", {"name": "The Post"})
    for key, outlet, label in (("g1", "gazette", "good"), ("p1", "post", "bad")):
        document = house.add_document(key, TEXT, outlet=outlet)
        house.mark("bob", LINES[0], label, document=document)
        house.submit("bob", document)
    html = said(house)
    assert "More of what The Gazette says is good than of what The Post says." in html
    assert "More of what The Post says is bad than of what The Gazette says." in html
    assert html.count('<article class="sentence"') == 2
    assert "Neither states a role" in beside(house, a="gazette", b="post")


def test_two_origins_stand_on_the_event_that_both_wrote_of(two: House) -> None:
    html = beside(two, a="gazette", b="post")
    assert "<h1>Two origins side by side: port seizure</h1>" in html
    assert '<option value="trial"' not in html
    assert "Not a contrast between outlets" not in html
    everything = beside(two, a="gazette", b="post", event="")
    assert "Not the same events: only The Post writes of trial" in everything
    assert "Nothing here of The Gazette" in beside(two, a="gazette", b="post", event="trial")


def test_what_one_says_and_the_other_leaves_out_is_named_with_its_words(two: House) -> None:
    html = beside(two, a="gazette", b="post")
    left, right = re.findall(r'<section class="only".*?</section>', html, re.DOTALL)
    assert re.findall(r"<b>(.*?)</b>", left) == ["named person"]
    assert re.findall(r"<b>(.*?)</b>", right) == ["withholds or trades cooperation", "own voice"]
    assert "China acts 2 now" in right
    for address, n in re.findall(r'href="([^"]*/quotes/\?[^"]*)">(\d+)', left + right):
        assert f"<h1>{n} mark" in page(two, address), address


def test_filters_stay_when_the_event_is_chosen(two: House) -> None:
    html = beside(two, a="gazette", b="post", voice="quoted")
    assert '<input type="hidden" name="voice" value="quoted">' in html
    assert "China acts 0 now" in html
    assert "The Post, via" not in html
    assert beside(two, status=422, a="nobody")


def test_the_two_have_their_sentences_too(two: House) -> None:
    html = beside(two, a="gazette", b="post")
    assert "What can be said of the two" in html
    assert html.count('<article class="sentence"') == 3  # affirms, doubts, own voice; all is assertion at both
