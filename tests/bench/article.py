"""Opening a long article in Chromium: from the request to the frame in which text and marks are painted."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from tests.bench.article_browser import Opening, browser, opened, profile
from tests.bench.article_world import World, world
from tests.bench.figures import Figure, load_now, median
from tests.bench.one import say
from tests.processes.server import Server

N_RUNS = 5
AIMS = {0: "300", 1_000: "350", 5_000: "400"}
PEERS = {
    0: "Label Studio 1,500, doccano 1,400, taguette 300",
    5_000: "Label Studio 10,000, doccano 2,000, taguette over 120,000",
}
VISITS = ("first visit", "files cached")


def measure() -> Iterator[Figure]:
    """Seed 001 (or a text of its length) with no, 1,000 and 5,000 marks of one's own."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    say("article: texts and marks")
    place = world()
    with Server(os.environ["DATABASE_URL"]) as server, browser() as found:
        for n_marks in place.sessions:
            say(f"article: {n_marks} marks")
            yield from _figures(place, n_marks, _visits(found, f"http://127.0.0.1:{server.port}", place, n_marks))


def _visits(browser: Any, site: str, place: World, n_marks: int) -> tuple[list[Opening], list[Opening]]:
    """In five new browser profiles, twice in each, after one for the server's and the browser's own first time."""
    runs = [_twice(browser, site, place, n_marks) for _ in range(N_RUNS + 1)][1:]
    return [first for first, _ in runs], [second for _, second in runs]


def _twice(browser: Any, site: str, place: World, n_marks: int) -> list[Opening]:
    found = []
    with profile(browser, site, place.sessions[n_marks]) as context:
        for _ in VISITS:
            page, opening = opened(context, site + place.path)
            page.close()
            found.append(opening)
    return found


def _figures(place: World, n_marks: int, visits: Sequence[list[Opening]]) -> Iterator[Figure]:
    name, load = f"{place.name}, {n_marks:,} marks", load_now()
    for visit, runs in zip(VISITS, visits, strict=True):
        times = ", ".join(f"{run.ready_ms:.0f}" for run in runs)
        note = f"first byte after {median(run.first_byte_ms for run in runs):.0f}; runs {times}"
        ready = median(run.ready_ms for run in runs)
        yield Figure(f"{name}: ready, {visit}", ready, "ms", AIMS[n_marks], PEERS.get(n_marks, ""), note, load)
    for visit, runs, aim in zip(VISITS, visits, ("250" if n_marks == 0 else "", ""), strict=True):
        yield Figure(f"{name}: over the network, {visit}", median(run.n_bytes for run in runs) / 1000, "kB", aim)
    heap = median(run.heap_bytes for run in visits[0]) / 1e6
    yield Figure(f"{name}: JS heap", heap, "MB", "10" if n_marks == 5_000 else "")
