"""Versions over HTTP."""

import pytest

from core.models import Document
from tests.annotator.api.conftest import problem
from tests.house import TEXT

DENIES = "The Chinese ministry denies it"
NEW = TEXT.replace(DENIES, "The Chinese ministry now concedes it")


@pytest.fixture
def doubtful(house, call):
    """Bob's submitted mark, of whose words one was changed in d1.2."""
    mark = house.mark("bob", DENIES)
    house.submit("bob")
    answer = call("ann").post("documents/d1/versions/", {"text": NEW, "key": "d1.2", "note": "Found on Monday."})
    assert answer.status_code == 201
    assert answer.json() == {"key": "d1.2", "number": 2, "carried": 0, "doubtful": 1, "lost": []}
    return mark


def at(mark, what):
    return f"documents/d1.2/versions/anchorings/{mark.uuid}/{what}/"


def test_versions_tell_what_was_changed_and_which_counts(doubtful, house, call):
    first, second = call("ann").get("documents/d1.2/versions/").json()["versions"]
    assert (first["key"], first["is_latest"], first["counts"], first["changes"]) == ("d1", False, True, None)
    assert (second["number"], second["note"], second["is_latest"], second["counts"]) == (
        2,
        "Found on Monday.",
        True,
        False,
    )
    assert second["changes"] == {
        "words_added": 2, "words_removed": 1, "paragraphs": {"altered": 1}, "marks_on_changed_words": 1,
    }  # fmt: skip


def test_who_reads_blind_is_not_told_what_counts_nor_what_waits(doubtful, house, call):
    house.mark("cem", "There is no proof", document=Document.objects.get(key="d1.2"))
    _, second = call("cem").get("documents/d1.2/versions/").json()["versions"]
    assert (second["counts"], second["changes"]["marks_on_changed_words"]) == (None, 0)
    assert call("cem").get("documents/d1.2/versions/anchorings/").json()["results"] == []


def test_a_doubtful_mark_is_listed_settled_and_taken_back(doubtful, house, call):
    (row,) = call("bob").get("documents/d1.2/versions/anchorings/").json()["results"]
    assert (row["earlier"], row["method"], row["state"], row["annotation"]) == (
        str(doubtful.uuid), "fuzzy", "doubtful", None,
    )  # fmt: skip
    start = NEW.index("The Chinese ministry now")
    assert (row["start"], row["end"]) == (start, start + 36)
    answer = call("bob").post(at(doubtful, "settle"), {}, **{"If-Match": '"1"'})
    assert (answer.json()["state"], answer["ETag"]) == ("carried", '"2"')
    mark = call("bob").get(f"annotations/{answer.json()['annotation']}/").json()
    assert mark["quote"] == "The Chinese ministry now concedes it"
    stale = problem(call("ann").post(at(doubtful, "settle"), {"set_aside": True}, **{"If-Match": '"1"'}), 412)
    assert stale["current"]["state"] == "carried"
    back = call("ann").post(at(doubtful, "unsettle"), **{"If-Match": '"2"'}).json()
    assert (back["state"], back["annotation"], back["decided_at"]) == ("doubtful", None, None)


@pytest.mark.parametrize(
    ("body", "code"),
    [({"start": 5, "end": 2}, "span_invalid"), ({"start": 0, "end": 10_000}, "span_invalid"),
     ({"start": 1}, "span_invalid"), ({"set_aside": "yes"}, "invalid")],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(body, code, doubtful, call):
    problem(call("ann").post(at(doubtful, "settle"), body, **{"If-Match": '"1"'}), 422, code)


def test_a_version_is_refused_with_words_and_the_same_again_is_the_same(doubtful, house, call):
    again = call("ann").post("documents/d1/versions/", {"text": NEW, "key": "d1.2"})
    assert (again.status_code, again.json()["key"]) == (201, "d1.2")
    assert (
        problem(call("ann").post("documents/d1/versions/", {"text": "Other."}), 409, "later_version")["latest"]
        == "d1.2"
    )
    problem(call("ann").post("documents/d1.2/versions/", {"text": "Other."}), 409, "marks_doubtful")
    call("ann").post(at(doubtful, "settle"), {"set_aside": True}, **{"If-Match": '"1"'})
    problem(call("ann").post("documents/d1.2/versions/", {"text": TEXT}), 422, "version_identical")
    problem(call("ann").post("documents/d1.2/versions/", {"text": 3}), 422, "text_empty")


def test_marks_of_an_earlier_version_are_refused_naming_the_newest(doubtful, house, call):
    refused = problem(
        call("bob").post("documents/d1/annotations/", house.body("There is no proof")), 409, "later_version"
    )
    assert "'d1.2'" in refused["detail"]


def test_a_keeper_has_a_version_count(doubtful, call):
    assert call("ann").post("documents/d1.2/versions/count/").json() == {"key": "d1.2", "counts": True}


def test_of_a_hidden_source_no_versions_are_told(house, call):
    house.project.source_blind = True
    house.project.save()
    call("ann").post("documents/d1/versions/", {"text": NEW})
    for document in Document.objects.all():
        problem(call("cem").get(f"documents/{document.neutral_key}/versions/"), 404, "source_hidden")
        problem(call("cem").get(f"documents/{document.neutral_key}/versions/anchorings/"), 404, "source_hidden")
    first, second = (Document.objects.get(key=key).neutral_key for key in ("d1", "d1.2"))
    answer = call("cem").post(f"documents/{first}/annotations/", house.body("There is no proof"))
    assert problem(answer, 409, "later_version")["latest"] == second
