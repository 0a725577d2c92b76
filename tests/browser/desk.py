"""A small page with an article, a card, details and the real key sheet: what keys do, without a server's page."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Browser, Page

from core.text.segments import paragraphs, sentences
from tests.browser.test_text_modules import SHOW, STATIC, Static

KEYS = STATIC.parents[1] / "templates" / "annotator" / "_keys.html"
SHEETS = ("tokens", "base", "components", "article", "reading", "keys")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Desk</title>
<meta name="viewport" content="width=device-width">{links}
<body><main class="reading-page">
<p><a href="#" id="before">Before</a> <input id="field"></p>
<h1 class="article-head">Desk</h1>
<article id="article" tabindex="0" dir="auto" aria-label="Text of the article"></article>
<section class="sheet" id="sheet" hidden><button id="in-sheet">Voice</button><input id="note"></section>
<div class="card" data-mark="m1"><button id="in-card">Open</button></div>
<p><a href="#" id="after">After</a></p></main>
<div id="announcer" class="visually-hidden" aria-live="polite"></div><div id="toasts" class="toasts"></div>
{keys}"""
# What is said comes by timers; longer ones put toasts away.
TIMERS = """(() => {
  const [set, clear] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
  const waiting = new Set();
  window.setTimeout = (run, ms = 0, ...given) => {
    const timer = set(() => { waiting.delete(timer); run(...given); }, ms);
    if (ms < 1000) waiting.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => { waiting.delete(timer); clear(timer); };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  window.quiet = async () => { do { await frame(); await frame(); } while (waiting.size); };
})()"""
WATCH = """() => {
  Object.assign(window, { heard: [], done: [] });
  const region = document.getElementById('announcer');
  new MutationObserver(() => region.textContent && heard.push(region.textContent)).observe(region, { childList: true });
}"""
START = """async ({ sentences, labels }) => {
  const article = document.getElementById('article');
  const load = (name) => import(`/js/${name}.js`);
  const modules = await Promise.all(['keys/cursor', 'keys/walking', 'keys/keys', 'keys/keymode'].map(load));
  const [{ Cursor }, { cursorCommands }, { Keys }, { offerKeyMode }] = modules;
  Object.assign(window, { told: [], within: () => '', naming: () => [] });
  window.cursor = new Cursor(article, { sentences, describe: (at) => within(at), naming: () => naming() });
  for (const type of ['move', 'select']) cursor.addEventListener(type, ({ detail }) => told.push([type, detail]));
  const names = 'label detail unsure enter mark hold split again link source history remove article undo redo find'
    + ' back';
  const others = names.split(' ').map((name) => [name, (...given) => { done.push([name, ...given]); }]);
  const commands = { ...cursorCommands(cursor), ...Object.fromEntries(others) };
  window.keys = new Keys({ commands, labels, dialog: document.getElementById('keys') });
  offerKeyMode(article, keys.rows);
}"""
LABELS: list[dict[str, Any]] = [
    {"key": "evidence", "name": "Evidence", "letter": "E", "counted": True},
    {"key": "assertion", "name": "Assertion", "letter": "A", "counted": True},
    {"key": "opinion", "name": "Opinion", "letter": "O", "counted": True},
    {"key": "not-part", "name": "Not part of the article", "letter": "X", "counted": False},
]


class _Desk(Static):
    """The static folder, and the page under `/blank`."""

    def _blank(self) -> bytes:
        links = "".join(f'<link rel="stylesheet" href="/css/{name}.css">' for name in SHEETS)
        sheet = re.sub(r"{#.*?#}", "", KEYS.read_text(encoding="utf-8"))
        return PAGE.format(links=links, keys=sheet).encode()

    def do_GET(self) -> None:
        if self.path != "/desk":
            super().do_GET()
            return
        body = self._blank()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Desk:
    """The page and what happened on it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.add_init_script(TIMERS)

    def lay(self, text: str, *, then: str = "", start: str = START, **given: Any) -> "Desk":
        """Opens the page anew with a text; `then` is run before `start` starts the modules with what is given."""
        self.text = text
        self.page.goto(f"{self.url}/desk")
        spans = paragraphs(text)
        following = [span.start for span in spans[1:]] + [len(text)]
        blocks = [[s.start, s.end, s.cut(text), text[s.end : n]] for s, n in zip(spans, following, strict=True)]
        self.page.evaluate(SHOW, blocks)
        if then:
            self.page.evaluate(f"() => {{ const article = document.getElementById('article'); {then} }}")
        flat = [place for span in sentences(text) for place in (span.start, span.end)]
        self.page.evaluate(WATCH)
        self.page.evaluate(start, {"labels": LABELS, "sentences": flat} | given)
        self.page.evaluate("document.fonts.ready")
        return self

    def at(self, place: int) -> "Desk":
        """Focuses the article and puts the cursor at a place."""
        self.page.evaluate("(place) => { article.focus(); cursor.moveTo(place); }", place)
        return self

    def press(self, *keys: str) -> "Desk":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    @property
    def place(self) -> int:
        return self.page.evaluate("cursor.place")

    @property
    def selected(self) -> str | None:
        """What a mark would take; the browser's selection must hold the same words."""
        quote = self.page.evaluate("cursor.selected?.quote ?? null")
        lit = self.page.evaluate("document.getSelection().toString()")
        assert re.sub(r"\s+", " ", lit) == re.sub(r"\s+", " ", quote or ""), json.dumps([lit, quote])
        return quote

    @property
    def done(self) -> list[list[str]]:
        """Commands since this was last asked."""
        return self.page.evaluate("done.splice(0)")

    def settle(self) -> None:
        """Waits until the page has drawn what happened and no short timer runs."""
        self.page.evaluate("quiet()")

    def heard(self) -> str:
        """What was said last, once all is said."""
        self.settle()
        return self.page.evaluate("heard.at(-1) ?? ''")

    def caret(self) -> dict[str, float] | None:
        """The drawn caret in the window: x, top, bottom; nothing when it is hidden."""
        return self.page.evaluate("""() => {
          const caret = document.querySelector('.text-caret');
          if (!caret || !caret.checkVisibility()) return null;
          const { left, top, bottom } = caret.getBoundingClientRect();
          return { x: left + 1, top, bottom };
        }""")


@contextmanager
def open_desk(browser: Browser, **context: Any) -> Iterator[Desk]:
    """A desk in a browser context of its own; what broke on its page fails whoever opened it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Desk, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = browser.new_context(**{"viewport": {"width": 1000, "height": 700}} | context)
    try:
        desk = Desk(made.new_page(), f"http://127.0.0.1:{server.server_port}")
        yield desk
        assert desk.errors == []
    finally:
        made.close()
        server.shutdown()
        server.server_close()
