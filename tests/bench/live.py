"""The live stream: how soon 200 readers hear of a mark, what the process holds, and what streams cost writers."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure, load_now, median, percentile
from tests.bench.marks import Crowd
from tests.bench.one import say
from tests.processes.client import Connection
from tests.processes.furnish import furnish
from tests.processes.marks import mark_body
from tests.processes.server import ROOT, LiveServer, Server, wait_until

N_STREAMS, N_FEWER = 200, 100
MARKS_PER_S, SECONDS = 50, 10
N_USERS = 32
DOCUMENT = "d0"


def measure() -> Iterator[Figure]:
    """All streams are an open project's, so that every mark goes to every one of them."""
    url = os.environ["DATABASE_URL"]
    world = furnish(N_USERS, N_USERS)
    from core.models import Project

    Project.objects.update(visibility="open")
    with Server(url) as pages, LiveServer(url) as live:
        yield from _deliveries(world, pages, live)
        crowd = Crowd(world, pages, url)
        crowd.next_mark = {(number, DOCUMENT): 5_000 for number in range(N_USERS)}
        for n_writers in (8, 32):
            yield from _writers(crowd, world, live, n_writers)


def _deliveries(world: dict[str, Any], pages: Server, live: LiveServer) -> Iterator[Figure]:
    say(f"live: {N_STREAMS} streams, {MARKS_PER_S} marks a second for {SECONDS} s")
    idle_mb = live.memory_mb()
    with _Audience(live.port, world, N_STREAMS) as audience:
        opened_mb, cpu = live.memory_mb(), live.cpu_s()
        sent = _write_steadily(pages.port, world)
        load = load_now()
        wait_until(lambda: audience.count() >= N_STREAMS * len(sent), 30, "everything is delivered")
        cpu = (live.cpu_s() - cpu) / SECONDS
    delays = [(at - sent[mark]) * 1000 for heard in audience.heard for mark, at in heard]
    assert len(delays) == N_STREAMS * len(sent), f"{len(delays)} deliveries of {N_STREAMS * len(sent)}"
    name, note = f"live, {N_STREAMS} streams at {MARKS_PER_S} marks/s", f"{len(delays):,} deliveries, none missed"
    yield Figure(f"{name}, p50", percentile(delays, 0.5), "ms", note=note, load=load)
    yield Figure(f"{name}, p95", percentile(delays, 0.95), "ms", "15", note="from the answer to the writer", load=load)
    note = f"{idle_mb:.0f} MB without streams, {opened_mb:.0f} MB with all open; {cpu:.0%} of a core"
    yield Figure(f"{name}, memory of the process", live.memory_mb(), "MB", note=note, load=load)


def _writers(crowd: Crowd, world: dict[str, Any], live: LiveServer, n_writers: int) -> Iterator[Figure]:
    for n_streams in (0, N_FEWER):
        say(f"live: {n_writers} writers, {n_streams} streams open")
        with _Audience(live.port, world, n_streams):
            found = crowd.run("api", n_writers, n_writers)
        latencies = [value * 1000 for user in found["users"] for value in user["latencies"]]
        name, load = f"marks, {n_writers} writers, {n_streams} streams open", load_now()
        yield Figure(name, len(latencies) / found["wall_s"], "marks/s", load=load)
        yield Figure(f"{name}, p95", percentile(latencies, 0.95), "ms", load=load)


def _write_steadily(port: int, world: dict[str, Any]) -> dict[str, float]:
    """When each mark was answered. Four writers share the pace."""
    sent: dict[str, float] = {}
    text, n_writers = world["documents"][DOCUMENT], 4
    began = time.monotonic() + 0.5

    def write(place: int) -> None:
        with Connection(port) as connection:
            for number in range(place, MARKS_PER_S * SECONDS, n_writers):
                time.sleep(max(0.0, began + number / MARKS_PER_S - time.monotonic()))
                body = mark_body(text, number)
                path = f"/api/v1/projects/crowd/documents/{DOCUMENT}/annotations/"
                answer = connection.request("POST", path, body, world["users"][place]["api"])
                assert answer.status == 201, answer
                sent[body["id"]] = time.monotonic()

    threads = [threading.Thread(target=write, args=(place,)) for place in range(n_writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert median(sent.values()) > began
    return sent


class _Audience:
    """Streams in a process of their own, which says what each heard and when, by the clock that both share."""

    def __init__(self, port: int, world: dict[str, Any], n_streams: int) -> None:
        users = world["users"]
        self.plan = {
            "port": port,
            "path": f"/live/projects/crowd/documents/{DOCUMENT}/",
            "headers": [users[number % len(users)]["api"] for number in range(n_streams)],
        }
        self.heard: list[list[tuple[str, float]]] = []

    def __enter__(self) -> "_Audience":
        command = [sys.executable, "-m", "tests.bench.audience"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(self.plan) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "open\n"
        return self

    def count(self) -> int:
        """How many marks were heard, of all streams together."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("count\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def __exit__(self, *error: object) -> None:
        self.heard = json.loads(self.process.communicate("end\n", timeout=60)[0].splitlines()[-1])
