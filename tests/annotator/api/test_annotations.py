"""Marks over HTTP: list, add, read, change, delete."""

import uuid

from core.models import Annotation
from tests.annotator.api.conftest import problem

ALL = "documents/d1/annotations/"


def one(mark_id):
    return f"annotations/{mark_id}/"


def test_a_new_mark_is_answered_with_201_an_etag_and_what_was_stored(house, call):
    body = house.body("Beijing does little", facets={"target": "ccp", "unsure": "yes"}, note="so they say")
    response = call("bob").post(ALL, body)
    assert response.status_code == 201
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Location"].endswith(f"/api/v1/projects/house/annotations/{body['id']}/")
    answer = response.json()
    assert {name: answer[name] for name in body} == body
    assert (answer["document"], answer["version"]) == ("d1", 1)
    assert answer["reviewer"] == Annotation.objects.get().reading.reviewer.code_name
    assert answer["created_at"].endswith("Z")


def test_the_same_id_and_body_again_is_200_and_the_same_row(house, call):
    body = house.body("Beijing")
    first = call("bob").post(ALL, body).json()
    again = call("bob").post(ALL, body)
    assert again.status_code == 200
    assert again.json() == first
    assert Annotation.objects.count() == 1


def test_a_retry_after_a_change_and_a_submission_gives_the_row_as_it_is_now(house, call):
    body, bob = house.body("Beijing"), call("bob")
    bob.post(ALL, body)
    bob.patch(one(body["id"]), {"note": "later"}, 1)
    bob.post("documents/d1/submit/")
    again = bob.post(ALL, body)
    assert (again.status_code, again.json()["note"], again.headers["ETag"]) == (200, "later", '"2"')


def test_the_same_id_with_another_body_is_422(house, call):
    body = house.body("Beijing")
    call("bob").post(ALL, body)
    problem(call("bob").post(ALL, body | {"note": "other"}), 422, "id_reused")


def test_somebody_elses_id_is_422(house, call):
    body = house.body("Beijing")
    call("bob").post(ALL, body)
    problem(call("cem").post(ALL, body), 422, "id_reused")


def test_the_id_of_a_deleted_mark_is_410(house, call):
    body, bob = house.body("Beijing"), call("bob")
    bob.post(ALL, body)
    assert bob.delete(one(body["id"]), 1).status_code == 204
    problem(bob.post(ALL, body), 410, "gone")
    problem(bob.get(one(body["id"])), 410, "gone")
    problem(bob.patch(one(body["id"]), {"note": "x"}, 2), 410, "gone")
    problem(bob.delete(one(body["id"]), 2), 410, "gone")


def test_a_second_mark_of_the_same_span_label_and_target_is_409(house, call):
    call("bob").post(ALL, house.body("Beijing"))
    problem(call("bob").post(ALL, house.body("Beijing")), 409, "duplicate_mark")
    assert call("bob").post(ALL, house.body("Beijing", facets={"target": "ccp"})).status_code == 201


def test_a_submitted_reading_is_closed_until_reopened(house, call):
    bob = call("bob")
    body = house.body("Beijing")
    bob.post(ALL, body)
    bob.post("documents/d1/submit/")
    problem(bob.post(ALL, house.body("China banned")), 409, "reading_submitted")
    problem(bob.patch(one(body["id"]), {"note": "x"}, 1), 409, "reading_submitted")
    problem(bob.delete(one(body["id"]), 1), 409, "reading_submitted")
    bob.post("documents/d1/reopen/")
    assert bob.patch(one(body["id"]), {"note": "x"}, 1).status_code == 200


def test_where_documents_are_assigned_a_mark_elsewhere_is_403(house, call):
    house.project.assignment = "assigned"
    house.project.save()
    problem(call("bob").post(ALL, house.body("Beijing")), 403, "not_assigned")


def test_reading_a_mark_gives_it_with_its_etag(house, call):
    mark = house.mark("bob", "Beijing")
    response = call("bob").get(one(mark.uuid))
    assert (response.status_code, response.headers["ETag"]) == (200, '"1"')
    assert response.json()["quote"] == "Beijing"


def test_head_answers_like_get_without_a_body(house, call):
    mark = house.mark("bob", "Beijing")
    bob = call("bob")
    response = bob.client.head(bob.address(one(mark.uuid)))
    assert (response.status_code, response.content, response.headers["ETag"]) == (200, b"", '"1"')


def test_options_names_the_methods(house, call):
    mark = house.mark("bob", "Beijing")
    bob = call("bob")
    response = bob.client.options(bob.address(one(mark.uuid)))
    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, PATCH, DELETE, HEAD, OPTIONS"


def test_a_change_counts_the_version_up(house, call):
    mark = house.mark("bob", "Beijing")
    response = call("bob").patch(one(mark.uuid), {"label": "opinion", "facets": {"voice": "own-voice"}}, 1)
    assert (response.status_code, response.headers["ETag"]) == (200, '"2"')
    answer = response.json()
    assert (answer["label"], answer["facets"], answer["version"]) == ("opinion", {"voice": "own-voice"}, 2)


def test_the_weak_form_of_an_etag_is_accepted(house, call):
    mark = house.mark("bob", "Beijing")
    assert call("bob").patch(one(mark.uuid), {"note": "x"}, 'W/"1"').status_code == 200


def test_a_change_without_if_match_is_428(house, call):
    mark = house.mark("bob", "Beijing")
    problem(call("bob").patch(one(mark.uuid), {"note": "x"}), 428, "if_match_missing")
    problem(call("bob").delete(one(mark.uuid)), 428, "if_match_missing")


def test_if_match_star_is_refused(house, call):
    mark = house.mark("bob", "Beijing")
    problem(call("bob").patch(one(mark.uuid), {"note": "x"}, "*"), 400, "if_match_invalid")
    mark.refresh_from_db()
    assert mark.version == 1


def test_a_stale_change_is_412_with_the_stored_mark(house, call):
    mark, bob = house.mark("bob", "Beijing"), call("bob")
    bob.patch(one(mark.uuid), {"note": "first"}, 1)
    response = bob.patch(one(mark.uuid), {"note": "second"}, 1)
    document = problem(response, 412, "stale_version")
    assert document["current"] == bob.get(one(mark.uuid)).json()
    assert document["current"]["note"] == "first"
    assert response.headers["ETag"] == '"2"'
    problem(bob.delete(one(mark.uuid), 1), 412)


def test_a_change_to_a_span_without_a_quote_cuts_the_new_one(house, call):
    mark = house.mark("bob", "Beijing")
    response = call("bob").patch(one(mark.uuid), {"end": mark.end + 5}, 1)
    assert response.json()["quote"] == "Beijing does"


def test_an_empty_change_changes_nothing(house, call):
    mark = house.mark("bob", "Beijing")
    response = call("bob").patch(one(mark.uuid), {}, 1)
    assert (response.status_code, response.headers["ETag"]) == (200, '"1"')


def test_a_colleague_may_not_change_a_mark_that_is_visible(house, call):
    mark = house.mark("bob", "Beijing")
    house.submit("bob")
    for name in ("ann", "ada", "vera"):
        assert call(name).get(one(mark.uuid)).status_code == 200
        problem(call(name).patch(one(mark.uuid), {"note": "x"}, 1), 403)
        problem(call(name).delete(one(mark.uuid), 1), 403)


def test_a_colleagues_hidden_mark_is_404_in_every_way(house, call):
    mark = house.mark("bob", "Beijing")
    cem = call("cem")
    for response in (cem.get(one(mark.uuid)), cem.patch(one(mark.uuid), {}, 1), cem.delete(one(mark.uuid), 1),
                     cem.get(one(mark.uuid) + "history/"), cem.get(one(mark.uuid) + "links/")):  # fmt: skip
        problem(response, 404, "not_found")


def test_marks_are_listed_in_the_order_of_the_text_with_their_versions(house, call):
    for quote in ("Beijing", "A headline", "Officials say"):
        house.mark("bob", quote)
    answer = call("bob").get(ALL).json()
    assert [row["quote"] for row in answer["results"]] == ["A headline", "Officials say", "Beijing"]
    assert {row["version"] for row in answer["results"]} == {1}
    assert (answer["next"], answer["previous"]) == (None, None)


def test_deleted_marks_are_not_listed(house, call):
    mark = house.mark("bob", "Beijing")
    call("bob").delete(one(mark.uuid), 1)
    assert call("bob").get(ALL).json()["results"] == []


def test_a_mark_on_an_unknown_document_is_404(house, call):
    problem(call("bob").post("documents/nothing/annotations/", house.body("Beijing")), 404)


def test_an_unknown_mark_is_404(house, call):
    problem(call("bob").get(one(uuid.uuid4())), 404)
    problem(call("bob").patch(one(uuid.uuid4()), {}, 1), 404)
