"""The page of versions: what was changed, what waits, and the forms that settle it."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import Anchoring, Document
from core.services.versions import add_version
from tests.house import TEXT

DENIES = "The Chinese ministry denies it"
NEW = TEXT.replace(DENIES, "The Chinese ministry now concedes it")
PAGE = "/projects/house/documents/{}/versions/"


@pytest.fixture
def doubtful(house):
    """Bob's submitted mark, of whose words one was changed in d1.2."""
    mark = house.mark("bob", DENIES)
    house.submit("bob")
    add_version(house.ann, house.document, NEW, note="Found on Monday.")
    return mark


@pytest.fixture
def ask(client, house):
    """A page as one of the house gets it; with data it is posted, and where it leads is opened."""

    def send(name, address, data=None):
        client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(address) if data is None else client.post(address, data, follow=True)

    return send


def words_of(answer):
    text = re.sub(r"<[^>]+>", "", answer.content.decode())
    return " ".join(text.split())


def settle(ask, mark, name="ann", **data):
    return ask(name, PAGE.format("d1.2") + f"marks/{mark.uuid}/", {"version": 1, **data})


def test_the_change_is_told_in_a_sentence_and_shown_word_by_word(doubtful, ask):
    answer = ask("ann", PAGE.format("d1.2"))
    words = words_of(answer)
    assert "2 words added, 1 removed: 1 paragraph altered." in words
    assert "1 mark stood on words that were changed or went." in words
    assert "One mark waits for a person to say where it stands now." in words
    assert "Figures still count version 1" in words
    assert "<del>denies</del><ins>now concedes</ins>" in answer.content.decode()
    assert "Found on Monday." in words


def test_a_place_is_accepted_and_taken_back_by_forms(doubtful, ask):
    assert "Stands here now." in words_of(settle(ask, doubtful, act="accept"))
    assert Anchoring.objects.get().annotation.quote == "The Chinese ministry now concedes it"
    assert "Figures" not in words_of(settle(ask, doubtful, act="take-back", version=2))
    assert Anchoring.objects.get().state == "doubtful"


def test_other_words_are_looked_for_in_the_new_text(doubtful, ask):
    refused = settle(ask, doubtful, act="place", words="Not in it")
    assert refused.status_code == 422
    assert "Copy them from its text" in words_of(refused)
    assert ">Not in it</textarea>" in refused.content.decode()  # what was written is not lost
    settle(ask, doubtful, act="place", words=" ministry now\r\n")
    assert Anchoring.objects.get().annotation.quote == "ministry now"


def test_who_comes_too_late_is_told(doubtful, ask):
    settle(ask, doubtful, act="set-aside")
    assert "Somebody has settled this mark meanwhile." in words_of(settle(ask, doubtful, act="accept"))


def test_a_reader_settles_their_own_and_sees_no_form_to_add_a_version(doubtful, ask):
    answer = ask("bob", PAGE.format("d1.2"))
    assert "It stands here" in words_of(answer)
    assert "Add a version" not in words_of(answer)
    assert "Nothing" not in words_of(settle(ask, doubtful, "bob", act="accept"))
    assert Anchoring.objects.get().state == "carried"


def test_who_reads_blind_learns_nothing_of_what_waits(doubtful, house, ask):
    house.mark("ada", "There is no proof", document=Document.objects.get(key="d1.2"))
    words = words_of(ask("ada", PAGE.format("d1.2")))
    assert "Every mark that you see was carried without doubt." in words
    assert "mark stood" not in words
    assert "count" not in words.replace("Count this", "count").split("Marks on this change")[1]


def test_a_version_is_added_by_a_form_that_keeps_what_it_refuses(house, ask):
    address = PAGE.format("d1") + "add/"
    refused = ask("ann", address, {"text": TEXT, "note": "Seen again."})
    assert refused.status_code == 422
    assert "This is the text of version 1" in words_of(refused)
    assert "Seen again." in refused.content.decode()
    stored = ask("ann", address, {"text": NEW.replace("\n", "\r\n"), "note": "Seen again.", "key": ""})
    assert stored.redirect_chain[-1][0] == PAGE.format("d1.2")
    assert "Stored. 0 marks stand in it." in words_of(stored)
    assert Document.objects.get(key="d1.2").text == NEW


def test_the_earlier_text_says_where_marks_are_made_now(doubtful, house, ask):
    earlier = words_of(ask("bob", "/projects/house/documents/d1/read/?plain=1"))
    assert "version 1 of 2" in earlier
    assert "This text has a later version." in earlier
    assert "version 2 of 2" in words_of(ask("bob", "/projects/house/documents/d1.2/read/?plain=1"))
    assert "This text has a later version." in words_of(ask("bob", f"/projects/house/quotes/{doubtful.uuid}/"))


def test_an_article_stands_once_in_every_list(doubtful, ask):
    articles = ask("ann", "/projects/house/articles/").content.decode()
    assert articles.count('class="title"') == 1
    assert "version 2" in articles
    assert "/documents/d1/read/" not in ask("bob", "/").content.decode()


def test_the_page_costs_the_same_however_many_marks_wait(client, house, ask):
    def n_queries(address):
        ask("ann", address)  # who comes first pays for the session
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    counts = []
    for key, n in (("few", 1), ("many", 8)):
        lines = [f"Line {number} says that nothing was ever done about it." for number in range(n)]
        document = house.add_document(key, "\n".join(lines))
        for line in lines:
            house.mark("bob", line[:-1], document=document)
        house.submit("bob", document)
        add_version(house.ann, document, "\n".join(lines).replace("ever done", "done"))
        counts.append(n_queries(PAGE.format(f"{key}.2")))
    assert counts[0] == counts[1]


CHANGES = re.compile(
    rb"csrf[^>]*>|X-CSRFToken[^>]*>|\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|text-\w{8}"
)
WORLD_PAGES = (
    PAGE.format("d1"), PAGE.format("d1.2"), "/projects/house/articles/", "/projects/house/documents/d1.2/read/?plain=1",
    "/api/v1/projects/house/documents/d1.2/versions/", "/api/v1/projects/house/documents/d1.2/versions/anchorings/",
    *(f"/projects/house/documents/{key}/provenance/" for key in ("d1", "d1.2")),
    *(f"/projects/house/documents/d1/{page}/" for page in ("report", "adjudicate", "rulings", "history", "threads")),
    *(f"/api/v1/projects/house/documents/d1/{rows}/" for rows in ("annotations", "events", "disagreements", "report")),
    "/projects/house/documents/d1/read/?plain=1", "/projects/house/sources/",
)  # fmt: skip


@pytest.mark.parametrize("name", ["cem", "ada"])
def test_a_blind_reader_learns_nothing_of_a_colleagues_marks_by_way_of_versions(name, house, ask):
    """Two worlds: in one a mark of Bob's is doubtful, in the other all three were carried. Ada keeps the project."""
    house.mark("cem", "Officials say")
    found = []
    for quotes in ((DENIES,), ("Nobody asked the firms", "There is no proof", "Officials say")):
        with transaction.atomic():
            for quote in quotes:
                house.mark("bob", quote)
            house.submit("bob")
            new = add_version(house.ann, house.document, NEW).document
            if name == "ada":
                house.mark("ada", "There is no proof", document=new)
            answers = [ask(name, address).content for address in WORLD_PAGES]
            found.append([CHANGES.sub(b"", row) for row in answers])
            transaction.set_rollback(True)
    for address, one, other in zip(WORLD_PAGES, *found, strict=True):
        assert one == other, address
