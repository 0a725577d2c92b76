"""A page that holds the parts for finding the way in an article, without a site behind it."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape

from core.text.naming import naming_sentences
from core.text.segments import paragraphs, sentences

STATIC = Path(__file__).resolve().parents[2] / "annotator" / "static" / "annotator"
STYLES = ("tokens", "base", "components", "article", "reading", "way")
LABELS = ("evidence", "assertion", "opinion")
BUTTONS = "".join(
    f'<button type="button" data-label="{key}"><kbd>{key[0]}</kbd> {key.title()}</button>' for key in LABELS
)
SCRIPT = """
import { Bookmark, restorePlace } from "/js/way/bookmark.js";
import { Coach } from "/js/way/coach.js";
import { Find } from "/js/way/find.js";
import { keepFinish } from "/js/way/finish.js";
import { MarkMap } from "/js/way/map.js";
import { Marks } from "/js/marks/marks.js";
import { Outline } from "/js/way/outline.js";
import { Progress, namingPlaces, showProgress } from "/js/way/progress.js";
import { Seen } from "/js/way/seen.js";
import { Words } from "/js/marks/words.js";
const at = (id) => document.getElementById(id);
const data = JSON.parse(at("page-data").textContent);
const article = at("article");
const words = new Words(data.codebook);
const marks = new Marks(data.marks, { isOpen: (mark) => words.missing(mark).length > 0 });
const progress = new Progress(marks, words, namingPlaces(data));
const seen = new Seen(article, data.seen);
const find = new Find(at("find"), article, (match) => (globalThis.left = match));
const restored = restorePlace(article, data.at, data.bookmarked_at);
const bookmark = new Bookmark("/bookmark", article, seen);
const map = new MarkMap(at("map"), article, marks, progress);
const outline = new Outline(at("outline"), progress);
showProgress(at("progress"), progress, "China");
keepFinish(at("finish"), { article, progress, seen, bring: (place) => (globalThis.brought = place) });
const places = { article, rail: at("marks-rail"), palette: at("palette"), sheet: at("sheet") };
const coach = new Coach(at("coach"), { account: data.account, marks, ...places });
globalThis.way = { data, article, words, marks, progress, seen, find, restored, bookmark, map, outline, coach };
"""


class Handler(SimpleHTTPRequestHandler):
    """The static folder, the page under `/page`, and bookmarks that are counted."""

    def __init__(self, *args: Any, stage: SimpleNamespace, **kwargs: Any) -> None:
        self.stage = stage
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if not self.path.startswith("/page"):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.stage.html.encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.stage.sent.append(json.loads(body))
        self.send_response(self.stage.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def anew(found: SimpleNamespace) -> SimpleNamespace:
    """A stage on which nothing has happened."""
    found.html, found.sent, found.status = "", [], 204
    return found


@contextmanager
def stage() -> Iterator[SimpleNamespace]:
    """`html` is what `/page` answers, `sent` what came to `/bookmark`, `status` its answer, `url` the address."""
    found = anew(SimpleNamespace())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(STATIC), stage=found))
    found.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def page_html(text: str, *, marks: Sequence[dict[str, Any]] = (), sections: Sequence[tuple[int, str]] = (),
              **data: Any) -> str:  # fmt: skip
    """The page of a text; `sections` begin at the paragraph that holds an offset and have a name."""
    spans = paragraphs(text)
    heads = {max(span.start for span in spans if span.start <= start): name for start, name in sections}
    following = [span.start for span in spans[1:]] + [len(text)]
    rows = "".join(
        (f'<header class="section-head"><b>{heads[span.start]}</b></header>' if span.start in heads else "")
        + f'<p id="p{span.start}" data-start="{span.start}" data-end="{span.end}" '
        + f'data-gap="{escape(text[span.end : end])}">{escape(span.cut(text))}</p>'
        for span, end in zip(spans, following, strict=True)
    )
    return _frame(rows, _parts(text, sections), _data(text, marks, data))


def _frame(rows: str, parts: dict[str, str], data: dict[str, Any]) -> str:
    styles = "".join(f'<link rel="stylesheet" href="/css/{name}.css">' for name in STYLES)
    return f"""<!doctype html><html lang="en" class="js"><head><meta charset="utf-8"><title>Way</title>
      <link rel="icon" href="data:,">
      <meta name="viewport" content="width=device-width, initial-scale=1">{styles}</head><body>
      <main class="reading-page">{parts["find"]}<div class="reading" id="reading">
      <aside class="rail sticky rule" aria-label="The codebook">{parts["outline"]}
      <h2 class="rail-title">The rule</h2></aside>
      <div class="reading-middle"><header class="article-head"><h1>A title</h1></header>
      <article id="article" tabindex="0" data-excluded="[]">{rows}</article>
      <div class="palette" id="palette" hidden><div class="label-choice">{BUTTONS}</div></div>
      <section class="sheet" id="sheet" hidden><p>Details</p></section>{parts["coach"]}{parts["finish"]}</div>
      <aside class="rail marks" id="marks-rail" aria-label="Marks">{parts["progress"]}
      <h2 class="rail-title">Your marks</h2></aside>
      </div>{parts["map"]}</main><div id="announcer" class="visually-hidden" aria-live="polite"></div>
      <div id="toasts" class="toasts"></div>
      <script type="application/json" id="page-data">{json.dumps(data)}</script>
      <script type="module">{SCRIPT}</script></body></html>"""


def _data(text: str, marks: Sequence[dict[str, Any]], more: dict[str, Any]) -> dict[str, Any]:
    spans = sentences(text)
    naming = set(naming_sentences(text, ["China"]))
    whole = {"facets": {}, "note": "", "version": 1, "own": True, "reviewer": "", "links": []}
    labels = [{"key": key, "name": key.title(), "letter": key[0].upper(), "counted": True} for key in LABELS]
    voice = {"key": "voice", "name": "Voice", "kind": "choice", "first": True, "labels": list(LABELS), "values": {}}
    return {
        "marks": [{"id": f"m{index}"} | whole | mark for index, mark in enumerate(marks)],
        "sentences": [offset for span in spans for offset in (span.start, span.end)],
        "naming": [index for index, span in enumerate(spans) if span in naming],
        "codebook": {"labels": labels, "facets": [voice], "focus_targets": []},
        "seen": [], "at": None, "bookmarked_at": None, "account": "someone",
    } | more  # fmt: skip


def _parts(text: str, sections: Sequence[tuple[int, str]]) -> dict[str, str]:
    page = SimpleNamespace(plain=False, focus_name="China")
    contexts: dict[str, dict[str, Any]] = {
        "find": {}, "map": {}, "progress": {"page": page}, "coach": {"page": page},
        "outline": {"entries": _entries(text, sections)}, "finish": {"page": page, "finish": _finish(text)},
    }  # fmt: skip
    return {name: render_to_string(f"annotator/_{name}.html", context) for name, context in contexts.items()}


def _entries(text: str, sections: Sequence[tuple[int, str]]) -> list[SimpleNamespace]:
    ends = [*(start for start, _ in sections), len(text)][1:]
    return [
        SimpleNamespace(start=start, end=end, anchor=f"p{start}", origin=name, title="A title of its own",
                        facts="news · 14 November 2023", n_words=120, is_heading=False)
        for (start, name), end in zip(sections, ends, strict=True)
    ]  # fmt: skip


def _finish(text: str) -> SimpleNamespace:
    n = len(paragraphs(text))
    part = SimpleNamespace(words=f"Paragraphs 1-{n}", numbers=f"1-{n}", said="")
    labels = [SimpleNamespace(key=key, name=key.title(), letter=key[0].upper(), n=0, ticked=False) for key in LABELS]
    return SimpleNamespace(
        state="", submitted_on="", labels=labels, read="", parts=[part], n_paragraphs=n, also=None, skipped=[],
        skipped_numbers="", n_skipped=0, n_skipped_words=0, looks=naming_sentences(text, ["China"]), n_left=0, error="",
        submit_url="/submit/", reopen_url="/reopen/",
    )  # fmt: skip
