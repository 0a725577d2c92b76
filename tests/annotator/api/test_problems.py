"""Refusals of the interface itself: who, where, how."""

import logging

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from core.models import Membership, User
from core.queries import documents
from tests.annotator.api.conftest import problem

PROJECT = "/api/v1/projects/house/"


def test_nobody_is_asked_to_authenticate(house, call):
    response = call(None).get("")
    problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == "Token"


def test_nobody_is_asked_to_authenticate_when_posting(house, call):
    problem(call(None).post("documents/d1/submit/"), 401)


def test_a_token_opens_what_its_owner_may_see(house):
    _, key = AuthToken.objects.create(house.bob.user)
    client = APIClient()
    assert client.get(PROJECT, headers={"Authorization": f"Token {key}"}).json()["role"] == "reviewer"


def test_a_token_is_stored_hashed(house):
    stored, key = AuthToken.objects.create(house.bob.user)
    assert key not in (stored.digest, stored.token_key)
    assert key not in stored.digest


def test_a_token_needs_no_csrf_token(house):
    _, key = AuthToken.objects.create(house.bob.user)
    client = APIClient(enforce_csrf_checks=True)
    url = f"{PROJECT}documents/d1/submit/"
    assert client.post(url, {}, format="json", headers={"Authorization": f"Token {key}"}).status_code == 200


@pytest.mark.parametrize(
    "header", ["Token", "Token a b", "Token wrong", "Token \xff\xfe", "Token a\x00b", "Token " + "a" * 5000]
)
def test_a_bad_token_is_401(house, header):
    response = APIClient().get(PROJECT, HTTP_AUTHORIZATION=header)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Token"


def test_a_bad_token_beside_a_good_session_is_401(house, call):
    problem(call("bob").get("", Authorization="Token wrong"), 401)


def test_an_inactive_account_loses_session_and_token_at_once(house, call):
    _, key = AuthToken.objects.create(house.bob.user)
    bob = call("bob")
    User.objects.filter(username="bob").update(is_active=False)
    problem(bob.get(""), 401)
    problem(APIClient().get(PROJECT, headers={"Authorization": f"Token {key}"}), 401)


def test_a_removed_member_is_an_outsider_at_once(house, call):
    from django.utils import timezone

    mark, bob = house.mark("bob", "Beijing"), call("bob")
    Membership.objects.filter(user__username="bob").update(removed_at=timezone.now())
    problem(bob.get(""), 404, "not_found")
    problem(bob.get(f"annotations/{mark.uuid}/"), 404)
    assert bob.get("/api/v1/projects/").json()["results"] == []


def test_an_outsider_cannot_tell_a_project_from_none(house, call):
    there, nowhere = call("stan").get(""), call("stan").get("/api/v1/projects/none/")
    assert problem(there, 404) == problem(nowhere, 404)


def test_a_session_without_csrf_token_is_403(house):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(house.bob.user)
    problem(client.post(f"{PROJECT}documents/d1/submit/", {}, format="json"), 403, "csrf_failed")


@pytest.mark.parametrize(
    "path", ["nothing/", "projects/house", "projects/house/persons/", "projects/house/annotations/x/", "",
             "projects/house/releases/x/", "join"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete", "options", "head"])
def test_an_unknown_address_is_a_problem_document(house, call, path, method):
    response = getattr(call("bob").client, method)("/api/v1/" + path)
    if method == "head":
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"
    else:
        problem(response, 404, "not_found")


def test_a_method_that_is_not_there_is_405_and_says_which_are(house, call):
    response = call("bob").client.put(PROJECT, {}, format="json")
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, PATCH, HEAD, OPTIONS"


def test_whoever_takes_no_json_gets_406(house, call):
    problem(call("bob").get("", Accept="text/html"), 406, "not_acceptable")


def test_a_browser_gets_json_too(house, call):
    response = call("bob").get("", Accept="text/html,*/*;q=0.8")
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "garbage"]
)
def test_another_content_type_is_415(house, call, kind):
    problem(call("bob").send("POST", "documents/d1/submit/", b'{"a": 1}', kind), 415, "unsupported_media_type")


def test_a_body_without_length_is_411_instead_of_taken_for_empty(house, call):
    response = call("bob").post("documents/d1/submit/", {"ranges": [[0, 5]]}, **{"Transfer-Encoding": "chunked"})
    problem(response, 411, "length_required")


def test_an_unexpected_error_is_500_without_details_and_logged(house, call, monkeypatch, caplog):
    def broken(viewer, key):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(documents, "whole_document", broken)
    bob = call("bob")
    bob.client.raise_request_exception = False
    with caplog.at_level(logging.ERROR, "annotator.api"):
        response = bob.get("documents/d1/")
    assert "secret" not in str(problem(response, 500, "unexpected"))
    assert "error=RuntimeError view=DocumentDetail method=GET" in caplog.text


def test_with_debug_on_an_unexpected_error_passes(house, call, monkeypatch, settings):
    def broken(viewer, key):
        raise RuntimeError("for the developer")

    settings.DEBUG = True
    monkeypatch.setattr(documents, "whole_document", broken)
    with pytest.raises(RuntimeError, match="for the developer"):
        call("bob").get("documents/d1/")


def test_nothing_is_kept_in_a_cache(house, call):
    response = call("bob").get("")
    assert "no-store" in response.headers["Cache-Control"]
    assert {"Authorization", "Cookie"} <= {name.strip() for name in response.headers["Vary"].split(",")}


@pytest.mark.parametrize("query", ["x=1", "reviewer__password=a", "cursor=", "format=json", "format=", "%00=1"])
def test_an_unknown_parameter_is_400(house, call, query):
    document = problem(call("bob").get(f"?{query}"), 400, "unknown_parameter")
    assert document["errors"]


def test_a_change_takes_no_parameters(house, call):
    problem(call("bob").post("documents/d1/submit/?cursor=x"), 400, "unknown_parameter")


def test_a_parameter_given_twice_is_400(house, call):
    problem(call("bob").get("documents/?genre=a&genre=b"), 400, "invalid_parameter")


def test_a_parameter_that_no_column_can_hold_is_400(house, call):
    problem(call("bob").get("documents/?genre=%00"), 400, "invalid_parameter")
    problem(call("bob").get("comparison/?genre=a%00"), 400, "invalid_parameter")
