"""Opening a long article in Chromium: from the request to the frame in which text and marks are painted."""

import os
from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure, load_now, median
from tests.bench.one import say
from tests.processes.furnish import furnish, text_of
from tests.processes.marks import mark_body
from tests.processes.server import Server

LENGTH_CP, N_RUNS = 115_000, 5
READY = "() => performance.getEntriesByName('article-ready')[0]?.startTime"
FIRST_BYTE = "() => performance.getEntriesByType('navigation')[0].responseStart"

Times = tuple[float, float]


def measure() -> Iterator[Figure]:
    """A generated text with 500 marks of one's own, and seed 001 where the texts are there."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    asked = [("article of 115,000 characters, 500 marks", *generated())]
    if seeds := the_seed():
        asked.append(("seed 001", *seeds))
    with Server(os.environ["DATABASE_URL"]) as server:
        for name, path, cookie in asked:
            say(f"article: {name}")
            cold, warm = opened(f"http://127.0.0.1:{server.port}", path, cookie)
            load = load_now()
            for visit, times in (("first visit", cold), ("styles and scripts cached", warm)):
                ready, first_byte = (median(values) for values in zip(*times, strict=True))
                note = f"first byte after {first_byte:.0f}; runs {', '.join(f'{time:.0f}' for time, _ in times)}"
                yield Figure(f"{name}, {visit}", ready, "ms", "300", load=load, note=note)


def generated() -> tuple[str, str]:
    """Address and session of a long article with marks."""
    from core import access
    from core.models import Document, Outlet, User
    from core.services import annotating, documents
    from core.services.drafts import read_mark

    world = furnish(1, 1)
    owner = access.viewer(User.objects.get(username="owner"), "crowd")
    outlet = Outlet.objects.get(project=owner.project).key
    text = text_of(LENGTH_CP)
    documents.add_document(owner, documents.DocumentDraft(key="long", outlet=outlet, text=text))
    document = Document.objects.get(project=owner.project, key="long")
    for number in range(500):
        annotating.add_annotation(owner, document, read_mark(mark_body(text, number * 4)))
    return "/projects/crowd/documents/long/read/", _session(world["owner"])


def the_seed() -> tuple[str, str] | None:
    """Address and session of seed 001; None where texts or loader are missing."""
    from django.conf import settings

    from core.models import Document, User
    from core.services import projects

    try:
        from core.importing.seeding import load_seeds
    except ImportError:
        return None
    load_seeds(settings.SEED_TEXTS)
    document = Document.objects.filter(project__slug="seeds", key="001").select_related("project").first()
    if document is None:
        return None
    projects.add_member(document.project, "owner", "owner")
    from tests.processes.furnish import ways_in

    return "/projects/seeds/documents/001/read/", _session(ways_in(User.objects.get(username="owner")))


def _session(ways: dict[str, dict[str, str]]) -> str:
    return ways["page"]["Cookie"].split(";")[0].removeprefix("sessionid=")


def opened(site: str, path: str, session: str) -> tuple[list[Times], list[Times]]:
    """Milliseconds to `article-ready` and to the first byte: in five new browser profiles, twice in each."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import launch

    cold: list[Times] = []
    warm: list[Times] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        _visit(browser, site, path, session)  # the server's and the browser's own first time
        for _ in range(N_RUNS):
            first, second = _visit(browser, site, path, session)
            cold.append(first)
            warm.append(second)
        browser.close()
    return cold, warm


def _visit(browser: Any, site: str, path: str, session: str) -> list[Times]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    times = []
    for _ in range(2):
        page = context.new_page()
        answer = page.goto(site + path)
        assert answer.status == 200, (path, answer.status)
        page.wait_for_function(READY, timeout=10_000)
        times.append((page.evaluate(READY), page.evaluate(FIRST_BYTE)))
        page.close()
    context.close()
    return times
