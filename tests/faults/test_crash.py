"""Kills, for real: of the web server, of Postgres, of everything. What was acknowledged is there, once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from annotator.config import private_postgres
from annotator.config.postgres_home import cluster_of
from tests.processes.client import Connection
from tests.processes.database import ROOT, ask, name_in, own_database
from tests.processes.marks import mark_body
from tests.processes.migrated import template
from tests.processes.server import Server, environment, free_port, wait_until

N_USERS, N_DOCUMENTS, N_WRITES = 8, 4, 500
START_S = 120


@dataclass
class World:
    """A furnished database of its own, and how to call."""

    url: str
    facts: dict[str, Any]

    def path(self, user: int) -> str:
        return f"/api/v1/projects/crowd/documents/d{user % N_DOCUMENTS}/annotations/"

    def body(self, user: int, number: int) -> dict[str, Any]:
        return mark_body(self.facts["documents"][f"d{user % N_DOCUMENTS}"], number)

    def post(self, port: int, user: int, body: dict[str, Any]) -> int:
        """The status of a POST over a connection of its own; 0 when there was no whole answer."""
        with suppress(OSError), Connection(port) as connection:
            return connection.request("POST", self.path(user), body, self.facts["users"][user]["api"]).status
        return 0

    def ids(self) -> list[str]:
        """The ids of all stored marks."""
        with psycopg.connect(self.url) as connection:
            return [str(row[0]) for row in connection.execute("SELECT uuid FROM core_annotation")]

    def check_whole(self, ids: set[str]) -> None:
        """Exactly these marks: one row, one entry of history and one event each, numbers without a gap."""
        stored = self.ids()
        assert sorted(stored) == sorted(ids)
        assert ask(self.url, "SELECT count(*) FROM core_annotationhistory") == len(ids)
        with psycopg.connect(self.url) as connection:
            logs = connection.execute("""
                SELECT document.last_event, array_agg(event.number ORDER BY event.number), count(DISTINCT annotation_id)
                FROM core_document document JOIN core_event event ON event.document_id = document.id
                GROUP BY document.id""").fetchall()
        assert sum(n_marks for *_, n_marks in logs) == len(ids)
        for last, numbers, _ in logs:
            assert numbers == list(range(1, last + 1))


def furnish(url: str, n_users: int = N_USERS) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.processes.furnish", str(n_users), str(N_DOCUMENTS)]
    done = subprocess.run(command, cwd=ROOT, env=environment(url), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def furnished() -> Iterator[World]:
    with own_database("crash", template=template()) as url:
        yield World(url, furnish(url))


@pytest.fixture
def world(furnished: World) -> Iterator[World]:
    with own_database("crash", template=name_in(furnished.url)) as url:
        yield World(url, furnished.facts)


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    """With one worker, which starts in half the time; where two count they are started."""
    with Server(world.url, workers=1) as server:
        yield server


# ---- the web server --------------------------------------------------------------------------------


def test_kill_9_of_the_server_amid_500_writes_loses_nothing_acknowledged(world):
    writes = [(number % N_USERS, world.body(number % N_USERS, number)) for number in range(N_WRITES)]
    statuses = [-1] * N_WRITES
    start = threading.Barrier(N_WRITES)

    with Server(world.url) as server:

        def write(place: int) -> None:
            start.wait()
            statuses[place] = world.post(server.port, *writes[place])

        threads = [threading.Thread(target=write, args=(place,)) for place in range(N_WRITES)]
        for thread in threads:
            thread.start()
        wait_until(lambda: statuses.count(201) >= 30, 30, "30 marks are acknowledged", every_s=0.002)
        server.kill()
        for thread in threads:
            thread.join()
    acknowledged = {body["id"] for (_, body), status in zip(writes, statuses, strict=True) if status == 201}
    assert 30 <= len(acknowledged) < N_WRITES, "the kill came in the middle"
    assert acknowledged <= set(world.ids())

    with Server(world.url, workers=1) as again:
        retried = [world.post(again.port, user, body) for user, body in writes]
    answers = {body["id"]: status for (_, body), status in zip(writes, retried, strict=True)}
    assert set(answers.values()) <= {200, 201}
    assert {answers[mark] for mark in acknowledged} == {200}
    world.check_whole({body["id"] for _, body in writes})


@pytest.mark.parametrize("killed", [True, False], ids=["server killed", "client gone"])
def test_a_retry_after_a_lost_answer_gives_the_first_row(world, server, killed):
    body = world.body(0, 1)
    with Connection(server.port) as connection:
        connection.send("POST", world.path(0), body, world.facts["users"][0]["api"])
        wait_until(lambda: ask(world.url, "SELECT count(*) FROM core_annotation"), 10, "committed", every_s=0)
        if killed:
            server.kill()
    with Server(world.url, workers=1) if killed else Connection(server.port) as other:
        port = other.port if killed else server.port
        with Connection(port) as connection:
            again = connection.request("POST", world.path(0), body, world.facts["users"][0]["api"])
    assert (again.status, again.headers["etag"]) == (200, '"1"')
    created_at = ask(world.url, "SELECT created_at FROM core_annotation")
    assert again.json()["created_at"] == f"{created_at:%Y-%m-%dT%H:%M:%S.%f}Z"
    world.check_whole({body["id"]})


def kill_postgres(root: Path) -> None:
    """The server and all its children at once, as when the machine loses power (but for what the disk has)."""
    pid = int((cluster_of(root).data / "postmaster.pid").read_text().split("\n")[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for number in (pid, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


# ---- `make run` ------------------------------------------------------------------------------------


class Site:
    """`manage.py run` in a folder, as `make run` starts it, on the folder's own Postgres."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.said = port, ""
        more = {"PORT": str(port), "PYTHONUNBUFFERED": "1", "SEED_TEXTS": ""}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"], cwd=folder, env=environment(None, **more), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said += line

    def ready(self) -> "Site":
        def is_so() -> bool:
            assert self.process.poll() is None or "Ready:" in self.said, self.said
            return "Ready:" in self.said

        wait_until(is_so, START_S, "the site is ready")
        return self

    def worker(self) -> int:
        """The process that does long work, once it is at work."""
        threads = Path(f"/proc/{self.process.pid}/task")

        def children() -> list[str]:
            return [pid for found in threads.glob("*/children") for pid in found.read_text().split()]

        wait_until(children, 20, "a worker beside the site")
        return int(children()[0])

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(30)
        self.reader.join(20)
        assert not self.reader.is_alive(), "a process that the site started has outlived it"
        return code


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A copy of this checkout without its data."""
    folder = Path(tempfile.mkdtemp(prefix="checkout-", dir="/tmp"))
    folder.chmod(0o755)
    for name in ("annotator", "core", "seeds"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "texts"))
    for name in ("manage.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder / name)
    yield folder
    private_postgres.delete(folder)
    shutil.rmtree(folder)


def check_installation(folder: Path, *, port: int) -> None:
    """The site answers, and its store holds each shipped project once, with its documents."""
    with Connection(port) as connection:
        assert connection.request("GET", "/accounts/login/").status == 200
    url = private_postgres.database_url(folder)
    with psycopg.connect(url) as connection:
        rows = connection.execute("""
            SELECT project.slug, count(DISTINCT document.id), count(DISTINCT mark.id)
            FROM core_project project JOIN core_document document ON document.project_id = project.id
            JOIN core_annotation mark ON mark.project_id = project.id GROUP BY project.slug""").fetchall()
        assert connection.execute("SELECT count(*) FROM core_user WHERE username = 'owner'").fetchone() == (1,)
    demo = {slug: (n_documents, n_marks > 0) for slug, n_documents, n_marks in rows}["demo"]
    assert demo == (25, True)


def test_two_starts_at_once_in_one_folder_share_one_whole_installation(checkout):
    sites = [Site(checkout, free_port()) for _ in range(2)]
    try:
        for site in sites:
            site.ready()
            check_installation(checkout, port=site.port)
        workers = [site.worker() for site in sites]
    finally:
        codes = [site.end() for site in sites]
    assert codes == [0, 0], [site.said for site in sites]
    assert "Traceback" not in "".join(site.said for site in sites)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers), "workers end with their sites"
    assert not private_postgres.is_running(checkout), "the last one to leave stops the database"


def test_a_second_start_on_the_same_port_says_so_in_one_sentence_and_harms_nothing(checkout):
    first = Site(checkout, free_port())
    try:
        first.ready()
        second = Site(checkout, first.port)
        assert second.process.wait(START_S) != 0
        second.end()
        said = [line for line in second.said.splitlines() if not line.startswith("Starting the private")]
        assert len(said) == 1, second.said
        assert f"Port {first.port} on 127.0.0.1 is taken" in said[0]
        check_installation(checkout, port=first.port)
    finally:
        first.end()


def test_after_kill_9_of_everything_it_starts_again(checkout):
    site = Site(checkout, free_port()).ready()
    os.kill(site.worker(), signal.SIGKILL)  # left alone it would see its site gone, and stop the database in good order
    site.end(signal.SIGKILL)
    kill_postgres(checkout)
    again = Site(checkout, site.port)
    try:
        again.ready()
        check_installation(checkout, port=again.port)
    finally:
        again.end()
