"""Marks created per second through the production server, at the interface and at the page's address."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, load_now, median, percentile
from tests.bench.one import say
from tests.processes.database import ask
from tests.processes.furnish import furnish
from tests.processes.server import ROOT, Server, cpu_s_of

N_USERS, N_ROUNDS, ROUND_S = 32, 3, 4.0
ADDRESSES = {
    "api": "/api/v1/projects/{project}/documents/{document}/annotations/",
    "page": "/projects/{project}/documents/{document}/marks/",
}
CROWDS = ((8, 8), (8, 1), (32, 32))  # so many users on so many documents
AIM, PEERS = {8: ("350", "doccano 115-245")}, {8: ("under 40", "doccano 56-112")}


def measure() -> Iterator[Figure]:
    """For each way in and each crowd: marks a second, median and 95th percentile of the time to an answer."""
    url = os.environ["DATABASE_URL"]
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(url, f"SHOW {setting}") == "on", f"{setting} must be on, or the figures mean nothing"
    world = furnish(N_USERS, N_USERS)
    with Server(url) as server:
        crowd = Crowd(world, server, url)
        for way in ADDRESSES:
            crowd.run(way, 8, 8)  # warm: connections, imports, caches
            for n_users, n_documents in CROWDS:
                say(f"marks: {way}, {n_users} users on {n_documents} document{'s' if n_documents > 1 else ''}")
                yield from figures(way, n_users, n_documents, [crowd.run(way, n_users, n_documents)
                                                               for _ in range(N_ROUNDS)])  # fmt: skip
    n_stored = ask(url, "SELECT count(*) FROM core_annotation")
    assert n_stored == crowd.n_created, f"{crowd.n_created} marks were acknowledged and {n_stored} are stored"


class Crowd:
    """The users, whose marks go on where they ended in the last round."""

    def __init__(self, world: dict[str, Any], server: Server, url: str) -> None:
        self.world, self.server, self.url = world, server, url
        self.texts = list(world["documents"].items())
        self.next_mark: dict[tuple[int, str], int] = {}
        self.n_created = 0

    def run(self, way: str, n_users: int, n_documents: int) -> dict[str, Any]:
        """One round."""
        users = []
        for number in range(n_users):
            key, text = self.texts[number % n_documents]
            path = ADDRESSES[way].format(project=self.world["project"], document=key)
            first = self.next_mark.get((number, key), 0)
            headers = self.world["users"][number][way]
            users.append({"path": path, "headers": headers, "text": text, "first": first, "key": key})
        plan = json.dumps({"port": self.server.port, "seconds": ROUND_S, "users": users})
        command = [sys.executable, "-m", "tests.bench.crowd"]
        began = self._cpu_s()
        done = subprocess.run(command, cwd=ROOT, input=plan, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout)
        found["server_cpu_s"], found["postgres_cpu_s"] = (
            after - before for before, after in zip(began, self._cpu_s(), strict=True)
        )
        for number, (user, did) in enumerate(zip(users, found["users"], strict=True)):
            assert not did["refused"], f"user {number} was refused: {did['refused']}"
            self.next_mark[number, user["key"]] = user["first"] + len(did["latencies"])
            self.n_created += len(did["latencies"])
        return found

    def _cpu_s(self) -> tuple[float, float]:
        """Processor time of the web server, and of the sessions of this database where they are on this machine."""
        pids = ask(self.url, "SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = current_database()")
        sessions = [pid for pid in pids if _is_postgres(pid)]
        return self.server.cpu_s(), cpu_s_of(sessions)


def _is_postgres(pid: int) -> bool:
    name = Path(f"/proc/{pid}/comm")
    return name.exists() and name.read_text().strip() == "postgres"


def figures(way: str, n_users: int, n_documents: int, rounds: list[dict[str, Any]]) -> Iterator[Figure]:
    """Medians over the rounds."""
    name = f"marks, {way}, {n_users} users on {n_documents} document{'s' if n_documents > 1 else ''}"
    latencies = [[value for user in found["users"] for value in user["latencies"]] for found in rounds]
    rates = [len(values) / found["wall_s"] for values, found in zip(latencies, rounds, strict=True)]
    client = median(found["cpu_s"] / found["wall_s"] for found in rounds)
    server, postgres = (
        median(found[name] / len(values) * 1000 for found, values in zip(rounds, latencies, strict=True))
        for name in ("server_cpu_s", "postgres_cpu_s")
    )
    load = load_now()
    note = (
        f"rounds {', '.join(f'{rate:.0f}' for rate in rates)}; processor time a mark: server {server:.1f} ms, "
        f"Postgres {postgres:.1f} ms; client {client:.0%} of a core"
    )
    yield Figure(name, median(rates), "marks/s", *AIM.get(n_users, ("", "")), note=note, load=load)
    p50, p95 = (median(percentile(values, share) * 1000 for values in latencies) for share in (0.5, 0.95))
    yield Figure(f"{name}, p50", p50, "ms", load=load)
    yield Figure(f"{name}, p95", p95, "ms", *PEERS.get(n_users, ("", "")), load=load)
