"""Documents over HTTP."""

import hashlib

import pytest

from core.models import Document, Section
from tests.annotator.api.conftest import problem
from tests.house import TEXT, House

NEW = {
    "key": "d2",
    "outlet": "gazette",
    "text": "First line.\nSecond 👩‍👩‍👧 line.",
    "title": "Two lines",
    "url": "https://gazette.example/2",
    "author": "A. Writer",
    "published_on": "2023-11",
    "language": "en",
    "genre": "news",
    "event": "summit",
}
SECTION = {
    "start": 0,
    "end": 11,
    "outlet": "gazette",
    "title": "One",
    "author": "",
    "published_on": "2020",
    "genre": "op-ed",
    "originality": "D",
    "attribution": "C",
    "fidelity": "as-reposted",
    "copy_of": "d1",
}


def test_a_document_carries_text_hash_length_sections_and_excluded(house, call):
    answer = call("vera").get("documents/d1/").json()
    assert answer["text"] == TEXT
    assert answer["length"] == len(TEXT)
    assert answer["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (answer["sections"], answer["excluded"], answer["reading"]) == ([], [], None)
    assert (answer["id"], answer["key"], answer["outlet"]) == ("d1", "d1", "gazette")


def test_a_document_shows_the_callers_own_reading_and_where_to_follow(house, call):
    house.mark("bob", "Beijing")
    bob, cem = call("bob").get("documents/d1/").json(), call("cem").get("documents/d1/").json()
    assert (bob["reading"]["state"], cem["reading"]) == ("open", None)
    assert bob["last_event"]
    assert cem["last_event"] is None


def test_documents_are_listed_by_key_without_text(house, call):
    house.add_document("a1", "Some text.")
    rows = call("bob").get("documents/").json()["results"]
    assert [row["key"] for row in rows] == ["a1", "d1"]
    assert all("text" not in row and row["length"] for row in rows)


def test_the_list_is_narrowed_by_outlet_genre_and_event(house, call):
    call("ann").post("outlets/", {"key": "herald"})
    house.add_document("h1", "Some text.", outlet="herald", genre="news", event="summit")
    house.add_document("h2", "Some text.", outlet="herald", genre="op-ed", event="summit")

    def keys(query):
        return [row["key"] for row in call("bob").get(f"documents/?{query}").json()["results"]]

    assert keys("outlet=herald") == ["h1", "h2"]
    assert keys("outlet=herald&genre=op-ed") == ["h2"]
    assert keys("event=summit&genre=news") == ["h1"]
    assert keys("genre=") == ["d1"]
    assert keys("outlet=nobody") == []


def test_an_owner_adds_a_document(house, call):
    response = call("ann").post(
        "documents/", NEW | {"sections": [SECTION], "excluded": [{"start": 12, "end": 14, "reason": "junk"}]}
    )
    assert response.status_code == 201
    answer = response.json()
    assert {name: answer[name] for name in NEW} == NEW
    assert answer["sections"] == [SECTION | {"reason": ""}]
    assert answer["excluded"] == [{"start": 12, "end": 14, "reason": "junk"}]
    assert call("bob").get("documents/d2/").json() == answer


def test_line_ends_are_stored_as_lf(house, call):
    response = call("ann").post("documents/", NEW | {"text": "\ufeffa\r\nb\rc"})
    assert response.json()["text"] == "a\nb\nc"


def test_a_text_that_would_shift_is_refused_when_it_comes_with_offsets(house, call):
    response = call("ann").post(
        "documents/", NEW | {"text": "a\r\nb", "excluded": [{"start": 0, "end": 1, "reason": "x"}]}
    )
    assert "text" in problem(response, 422)["errors"]


def test_a_hash_must_match_the_stored_text(house, call):
    problem(call("ann").post("documents/", NEW | {"sha256": "0" * 64}), 422, "sha256_mismatch")
    right = hashlib.sha256(NEW["text"].encode()).hexdigest()
    assert call("ann").post("documents/", NEW | {"sha256": right}).status_code == 201


def test_the_id_is_taken_for_the_key(house, call):
    body = {name: value for name, value in NEW.items() if name != "key"} | {"id": "d3"}
    assert call("ann").post("documents/", body).json()["key"] == "d3"
    problem(call("ann").post("documents/", body | {"key": "d4"}), 422)


def test_a_taken_key_is_409(house, call):
    problem(call("ann").post("documents/", NEW | {"key": "d1"}), 409, "document_exists")


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_who_keeps_no_documents_adds_none(house, call, name):
    problem(call(name).post("documents/", NEW), 403, "role_required")
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": 5}, "text"),
        ({"text": None}, "text"),
        ({"key": ""}, "key"),
        ({"key": 5}, "key"),
        ({"key": "a b"}, "key"),
        ({"outlet": "nobody"}, "outlet"),
        ({"outlet": None}, "outlet"),
        ({"outlet": 3}, "outlet"),
        ({"title": 5}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"published_on": "2023-13"}, "published_on"),
        ({"published_on": "yesterday"}, "published_on"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"project": 1}, "project"),
        ({"last_event": 9}, "last_event"),
        ({"length": 3}, "length"),
        ({"created_at": "2020"}, "created_at"),
        ({"sections": {}}, "sections"),
        ({"sections": [1]}, "sections"),
        ({"sections": [SECTION | {"start": 1.0}]}, "sections[0].start"),
        ({"sections": [SECTION | {"end": True}]}, "sections[0].end"),
        ({"sections": [SECTION | {"id": 1}]}, "sections[0].id"),
        ({"sections": [SECTION | {"genre": 1}]}, "sections[0].genre"),
        ({"excluded": [{"start": 0, "end": 1}]}, "excluded[0].reason"),
        ({"excluded": [{"start": 0, "end": 1, "reason": ""}]}, "excluded[0].reason"),
    ],
)
def test_a_bad_document_is_422_and_names_the_field(house, call, change, field):
    assert field in problem(call("ann").post("documents/", NEW | change), 422).get("errors", {})
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"sections": [SECTION | {"start": 5, "end": 5}]},
        {"sections": [SECTION | {"end": 900}]},
        {"sections": [SECTION, SECTION | {"start": 5}]},
        {"sections": [SECTION | {"outlet": "nobody"}]},
        {"sections": [SECTION | {"copy_of": "d2"}]},
        {"sections": [SECTION | {"copy_of": "nothing"}]},
        {"sections": [SECTION | {"originality": "Z"}]},
        {"sections": [SECTION | {"start": -1}]},
        {"text": "a\x07b"},
    ],
)
def test_ranges_and_texts_that_do_not_hold_are_422(house, call, change):
    problem(call("ann").post("documents/", NEW | change), 422)
    assert (Document.objects.count(), Section.objects.count()) == (1, 0)


def test_a_text_of_more_than_12_mb_is_413(house, call):
    problem(call("ann").post("documents/", NEW | {"text": "a" * 12_000_001}), 413, "body_too_large")


def test_a_text_of_a_few_mb_is_taken(house, call):
    assert call("ann").post("documents/", NEW | {"text": "word " * 500_000}).status_code == 201


def test_another_projects_document_is_404(house, call):
    House("other").add_document("theirs", "Some text.")
    for path in ("", "annotations/", "events/"):
        problem(call("ann").get(f"documents/theirs/{path}"), 404)
    problem(call("ann").get("documents/a%00b/"), 404)
