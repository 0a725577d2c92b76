"""Marking and scrolling in a long article: how soon a mark is on screen and stored, and the longest frame."""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.bench.article_browser import TIMEOUT_MS, browser, opened, profile
from tests.bench.article_world import N_MARKS, World, world
from tests.bench.figures import Figure, load_now, median, percentile
from tests.bench.one import say
from tests.processes.server import Server

N_RUNS = 5
LABEL = "opinion"
# A passage of its own for each run: from the fourth word of a long paragraph so far down the text.
SELECT = """(share) => {
  const all = Array.from(document.querySelectorAll('#article p[data-start]'));
  const long = all.filter((p) => p.textContent.length > 250);
  const node = long[Math.floor(share * (long.length - 1))].firstChild;
  const ends = Array.from(node.data.matchAll(/\\s/g), (match) => match.index);
  node.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
  document.getSelection().setBaseAndExtent(node, ends[3] + 1, node, ends[12]);
  const how = { bubbles: true, pointerType: 'mouse' };
  node.parentElement.dispatchEvent(new PointerEvent('pointerup', how));
  document.dispatchEvent(new PointerEvent('pointerup', how));
}"""
# From the click on a label to the frame that shows the mark, and to its card that says *saved*: a new one, and lit.
WATCH = """() => {
  performance.clearMarks('mark-painted');
  const there = new Set(Array.from(document.querySelectorAll('[data-mark]'), (card) => card.dataset.mark));
  const found = globalThis.found = {};
  new MutationObserver(() => {
    const card = document.querySelector('[data-mark].active');
    if (!card || there.has(card.dataset.mark)) return;
    if (card.querySelector('.state')?.dataset.state === 'saved') found.saved ??= performance.now();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-state'] });
  addEventListener('click', (event) => (found.began = event.timeStamp), { capture: true, once: true });
}"""
TIMES = """() => {
  const painted = performance.getEntriesByName('mark-painted')[0]?.startTime;
  const { began, saved } = globalThis.found;
  return painted && saved ? [painted - began, saved - began] : null;
}"""
# The whole text in steps of a third of the window, a step a frame.
SCROLL = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const end = document.getElementById('article').getBoundingClientRect().bottom + scrollY;
  scrollTo({ top: 0, behavior: 'instant' });
  for (let i = 0; i < 20; i += 1) await frame();
  const frames = [];
  for (let last = await frame(); scrollY + innerHeight < end; ) {
    const before = scrollY;
    scrollBy({ top: innerHeight / 3, behavior: 'instant' });
    const now = await frame();
    frames.push(now - last);
    last = now;
    if (scrollY === before) break;
  }
  return frames;
}"""


class Marked(NamedTuple):
    """One mark: milliseconds from the click to the frame that shows it, and to the card that says *saved*."""

    painted_ms: float
    saved_ms: float


def measure() -> Iterator[Figure]:
    """On seed 001 (or a text of its length) with no and with 5,000 marks of one's own."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    say("reading: texts and marks")
    place = world()
    with Server(os.environ["DATABASE_URL"]) as server, browser() as found:
        for n_marks in (N_MARKS[0], N_MARKS[-1]):
            yield from _figures(found, f"http://127.0.0.1:{server.port}", place, n_marks)


def _figures(browser: Any, site: str, place: World, n_marks: int) -> Iterator[Figure]:
    say(f"reading: {n_marks} marks")
    with profile(browser, site, place.sessions[n_marks]) as context:
        page, _ = opened(context, site + place.path)
        marked = [_mark(page, (run + 1) / (N_RUNS + 2)) for run in range(N_RUNS + 1)][1:]
        page.keyboard.press("Escape")
        scrolls = [page.evaluate(SCROLL) for _ in range(N_RUNS)]
    name, load = f"{place.name}, {n_marks:,} marks", load_now()
    for what, aim, times in (
        ("from the label to the mark on screen", "17", [run.painted_ms for run in marked]),
        ("from the label to saved", "100", [run.saved_ms for run in marked]),
        ("scrolling through, longest frame", "50", [max(frames) for frames in scrolls]),
        ("scrolling through, 95 % of frames within", "", [percentile(frames, 0.95) for frames in scrolls]),
    ):
        runs = ", ".join(f"{time:.0f}" for time in times)
        yield Figure(f"{name}: {what}", median(times), "ms", aim, "", f"runs {runs}", load)


def _mark(page: Any, share: float) -> Marked:
    """Selects words so far down the text and labels them with the mouse."""
    page.evaluate(SELECT, share)
    button = page.locator(f"#palette [data-label={LABEL}]:visible")
    button.hover(timeout=TIMEOUT_MS)
    page.wait_for_timeout(300)  # what scrolling began is done
    page.evaluate(WATCH)
    button.click()
    page.wait_for_function(TIMES, timeout=TIMEOUT_MS)
    times = Marked(*page.evaluate(TIMES))
    page.wait_for_timeout(200)
    return times
