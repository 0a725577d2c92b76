"""A house on a running server: `live.follow("bob")` opens a stream as Bob, `live.fresh("bob")` is what he may see."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from knox.models import AuthToken

from annotator.api.shapes import mark_data
from core import access
from core.queries.reading_page import marks_to_read
from tests.house import House
from tests.processes.database import let_the_site_finish, url_of_tests
from tests.processes.server import LiveServer
from tests.processes.streams import Stream

PATH = "/live/projects/house/documents/d1/"


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    """One uvicorn over the test database of this process."""
    server = LiveServer(url_of_tests())
    server.environ |= {"SECRET_KEY": settings.SECRET_KEY, "DEBUG": "off"}  # its sessions are made here
    with server:
        yield server


class Live:
    """The house, who follows it, and what each has heard."""

    def __init__(self, server: LiveServer, house: House) -> None:
        self.server, self.house = server, house
        self.streams: list[Stream] = []
        self.keys: dict[str, str] = {}

    def headers(self, name: str) -> dict[str, str]:
        """A token of that person."""
        if name not in self.keys:
            self.keys[name] = AuthToken.objects.create(self.house.viewers[name].user)[1]
        return {"Authorization": f"Token {self.keys[name]}"}

    def signed_in(self, name: str) -> tuple[Client, dict[str, str]]:
        """A browser of that person, and its cookie."""
        client = Client()
        client.force_login(self.house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
        return client, {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}

    def follow(
        self, name: str, *, cursor: str | None = None, headers: dict[str, str] | None = None, path: str = PATH
    ) -> Stream:
        """An open stream."""
        stream = Stream(self.server.port, path, headers or self.headers(name), cursor=cursor).opened()
        self.streams.append(stream)
        return stream

    def fresh(self, name: str) -> dict[str, Any]:
        """The marks that a fresh look shows this person."""
        viewer = access.viewer(self.house.viewers[name].user, "house")
        return {str(row.uuid): mark_data(row) for row in marks_to_read(viewer, self.house.document)}


@pytest.fixture
def live(server: LiveServer, transactional_db: None) -> Iterator[Live]:
    """Everything is cut before the database is emptied."""
    found = Live(server, House())
    yield found
    for stream in found.streams:
        stream.cut()
    let_the_site_finish()
