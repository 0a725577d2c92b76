"""Callers of the interface: `call("bob").get("documents/")` asks within the project `house` as Bob."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.models import User
from tests.house import House

BASE = "/api/v1/"


class Caller:
    """One person at the interface. Addresses are within the project unless they begin with a slash."""

    def __init__(self, username: str | None, project: str = "house") -> None:
        self.client = APIClient()
        self.project = project
        if username:
            self.client.force_login(User.objects.get(username=username))

    def address(self, path: str) -> str:
        return path if path.startswith("/") else f"{BASE}projects/{self.project}/{path}"

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(self.address(path), headers=headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.send("POST", path, json.dumps({} if data is None else data).encode(), **headers)

    def patch(self, path: str, data: Any, version: int | str | None = None) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"' if isinstance(version, int) else version}
        return self.send("PATCH", path, json.dumps(data).encode(), **headers)

    def delete(self, path: str, version: int | None = None) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self.client.delete(self.address(path), headers=headers)

    def send(self, method: str, path: str, raw: bytes, content_type: str = "application/json", **headers: str) -> Any:
        return self.client.generic(method, self.address(path), raw, content_type=content_type, headers=headers)


@pytest.fixture
def call(house: House) -> Callable[..., Caller]:
    """Makes callers by name; None is nobody."""
    return Caller


def problem(response: Any, status: int, code: str | None = None) -> dict[str, Any]:
    """The problem document of an answer, checked for its form."""
    assert response.status_code == status, (response.status_code, response.content[:400])
    assert response.headers["Content-Type"] == "application/problem+json"
    document = response.json()
    assert {"type", "title", "status", "detail", "code"} <= set(document)
    assert document["status"] == status
    if code is not None:
        assert document["code"] == code, document
    return document
