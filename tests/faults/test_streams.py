"""Postgres is killed under writers and open streams: what was acknowledged is there, and told to whoever may see it."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.config import private_postgres
from tests.faults.test_crash import N_DOCUMENTS, World, furnish, kill_postgres
from tests.processes.server import LiveServer, Server, wait_until
from tests.processes.streams import Stream

N_USERS = 20
RECONNECT_S, RECOVERED_S = 10, 20


@pytest.fixture
def own_postgres() -> Iterator[Path]:
    """A folder with a private Postgres that nobody else uses."""
    root = Path(tempfile.mkdtemp(prefix="crash-", dir="/tmp"))
    root.chmod(0o755)
    yield root
    private_postgres.delete(root)
    shutil.rmtree(root)


class Writer(threading.Thread):
    """Posts mark after mark; each until it is acknowledged, with the same id."""

    def __init__(self, world: World, port: int, user: int, stop: threading.Event) -> None:
        super().__init__()
        self.world, self.port, self.user, self.stop = world, port, user, stop
        self.acknowledged: list[tuple[float, str]] = []
        self.n_failed = 0

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            body = self.world.body(self.user, number)
            while (status := self.world.post(self.port, self.user, body)) not in (200, 201):
                self.n_failed += 1
                time.sleep(0.05)
                if self.stop.is_set() and self.n_failed > 1000:
                    raise AssertionError(f"still {status}")
            self.acknowledged.append((time.monotonic(), body["id"]))
            number += 1


def count_after(writers: list[Writer], n_wanted: int) -> None:
    """Waits until so many marks are acknowledged."""

    def count() -> int:
        return sum(len(writer.acknowledged) for writer in writers)

    wait_until(lambda: count() >= n_wanted, 30, f"{n_wanted} marks are acknowledged")


def heard(n):
    return lambda stream: len(stream.changes) >= n


def test_kill_9_of_postgres_loses_nothing_acknowledged_site_and_streams_go_on_and_tell_all_of_it(own_postgres):
    url = private_postgres.ensure_running(own_postgres)
    world = World(url, furnish(url, N_USERS))
    with Server(url) as server, LiveServer(url) as live:
        streams = [
            Stream(
                live.port, f"/live/projects/crowd/documents/d{user % N_DOCUMENTS}/", world.facts["users"][user]["api"]
            )
            for user in range(N_USERS)
        ]
        for stream in streams:
            stream.opened()
        stop = threading.Event()
        writers = [Writer(world, server.port, user, stop) for user in range(N_USERS)]
        for writer in writers:
            writer.start()
        try:
            count_after(writers, 2 * N_USERS)
            kill_postgres(own_postgres)
            died_with = {mark for writer in writers for _, mark in writer.acknowledged}
            time.sleep(2)
            private_postgres.ensure_running(own_postgres)
            back_at = time.monotonic()
            assert died_with <= set(world.ids()), "acknowledged before the kill"
            count_after(writers, len(died_with) + 2 * N_USERS)
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        for stream, writer in zip(streams, writers, strict=True):
            wanted = [mark for _, mark in writer.acknowledged]
            stream.wait(heard(len(wanted)), "every mark", timeout_s=RECOVERED_S)
            assert [row.data["annotation"] for row in stream.changes] == wanted
            assert {row.name for row in stream.heard} == {"change"}
            assert not stream.ended_at, "no stream was cut"
            stream.cut()
    assert any(writer.n_failed for writer in writers), "the writers noticed"
    first = min(at for writer in writers for at, _ in writer.acknowledged if at > back_at)
    assert first - back_at < RECONNECT_S
    world.check_whole({mark for writer in writers for _, mark in writer.acknowledged})
