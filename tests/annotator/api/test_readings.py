"""Submitting and reopening one's reading over HTTP."""

import pytest

from core.models import Reading
from tests.annotator.api.conftest import problem

SUBMIT, REOPEN = "documents/d1/submit/", "documents/d1/reopen/"


def test_an_empty_body_says_that_all_was_read(house, call):
    house.mark("bob", "Beijing", "opinion")
    response = call("bob").send("POST", SUBMIT, b"")
    answer = response.json()
    assert (response.status_code, answer["state"], answer["ranges"]) == (200, "submitted", None)
    assert answer["document"] == "d1"
    assert "opinion" not in answer["none_here"]
    assert {"evidence", "assertion"} <= set(answer["none_here"])
    assert answer["submitted_at"] == answer["first_submitted_at"]


def test_ranges_and_none_here_are_kept(house, call):
    labels = ["assertion", "evidence", "opinion"]
    answer = call("bob").post(SUBMIT, {"ranges": [[10, 30], [0, 10]], "none_here": labels}).json()
    assert (answer["ranges"], sorted(answer["none_here"])) == ([[0, 30]], labels)


def test_submitting_again_changes_nothing(house, call):
    first = call("bob").post(SUBMIT).json()
    assert call("bob").post(SUBMIT, {"ranges": [[0, 5]]}).json() == first


def test_reopening_keeps_the_first_submission(house, call):
    first = call("bob").post(SUBMIT).json()
    answer = call("bob").post(REOPEN).json()
    assert (answer["state"], answer["submitted_at"]) == ("open", None)
    assert answer["first_submitted_at"] == first["first_submitted_at"]


def test_reopening_without_a_reading_is_409(house, call):
    problem(call("bob").post(REOPEN), 409, "no_reading")


def test_a_viewer_submits_and_reopens_nothing(house, call):
    problem(call("vera").post(SUBMIT), 403, "role_required")
    problem(call("vera").post(REOPEN), 403, "role_required")


@pytest.mark.parametrize(
    ("body", "status"),
    [({"ranges": []}, 422), ({"ranges": {}}, 422), ({"ranges": "all"}, 422), ({"ranges": [[5, 5]]}, 422),
     ({"ranges": [[0, 9999]]}, 422), ({"ranges": [[0.0, 5]]}, 422), ({"ranges": [[True, 5]]}, 422),
     ({"ranges": [[0, 5, 6]]}, 422), ({"ranges": [5]}, 422), ({"none_here": "evidence"}, 422),
     ({"none_here": ["nothing"]}, 422), ({"none_here": [1]}, 422), ({"none_here": []}, 422),
     ({"state": "submitted"}, 422), ({"reviewer": "ann"}, 422)],
)  # fmt: skip
def test_a_bad_submission_is_refused_and_leaves_the_reading_alone(house, call, body, status):
    problem(call("bob").post(SUBMIT, body), status)
    assert not Reading.objects.exists()


def test_reopening_takes_no_fields(house, call):
    call("bob").post(SUBMIT)
    problem(call("bob").post(REOPEN, {"state": "open"}), 422, "unknown_field")


def test_a_mark_outside_the_ranges_read_is_refused(house, call):
    house.mark("bob", "Beijing")
    problem(call("bob").post(SUBMIT, {"ranges": [[0, 5]]}), 422, "mark_outside_ranges")
