"""Kills under open streams: they go on by themselves, and tell every mark that was acknowledged."""

import json
import subprocess
import sys
import threading
import time

from annotator.config import private_postgres
from tests.faults.test_crash import World, Writer, count_after, kill_postgres, own_postgres
from tests.processes.database import ROOT
from tests.processes.server import LiveServer, Server, environment
from tests.processes.streams import Stream

__all__ = ["own_postgres"]

N_USERS, N_DOCUMENTS = 20, 4
RECOVERED_S = 20


def furnish(url):
    command = [sys.executable, "-m", "tests.processes.furnish", str(N_USERS), str(N_DOCUMENTS)]
    return json.loads(
        subprocess.run(command, cwd=ROOT, env=environment(url), stdout=subprocess.PIPE, check=True).stdout
    )


def heard(n):
    return lambda stream: len(stream.changes) >= n


def test_20_streams_over_20_writers_go_on_after_kill_9_of_postgres_and_tell_every_acknowledged_mark(own_postgres):
    url = private_postgres.ensure_running(own_postgres)
    world = World(url, furnish(url))
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
            n_before = sum(len(writer.acknowledged) for writer in writers)
            time.sleep(1)
            private_postgres.ensure_running(own_postgres)
            count_after(writers, n_before + N_USERS)
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
    world.check_whole({mark for writer in writers for _, mark in writer.acknowledged})
