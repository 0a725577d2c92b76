"""A page that holds the marks beside an article, without a site behind it; `way_page.stage` serves it."""

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape

from core.text.segments import paragraphs

STYLES = ("tokens", "base", "components", "article", "reading", "rail")
LABELS = ("evidence", "assertion", "opinion")
SCRIPT = """
import { rangeOf, textBetween } from "/js/text/codepoints.js";
import { Cards } from "/js/rail/cards.js";
import { Filters } from "/js/rail/filters.js";
import { Here } from "/js/rail/here.js";
import { Links } from "/js/rail/links.js";
import { Marks } from "/js/marks/marks.js";
import { Stage } from "/js/marks/stage.js";
import { Ties } from "/js/rail/ties.js";
import { Words } from "/js/marks/words.js";
const at = (id) => document.getElementById(id);
const data = JSON.parse(at("page-data").textContent);
const [page, article, rail] = [at("reading"), at("article"), at("marks-rail")];
const quoteOf = ({ start, end }) => textBetween(article, start, end);
const words = new Words(data.codebook);
const marks = new Marks(data.marks, { isOpen: (mark) => words.missing(mark).length > 0 });
const done = [];
const stage = new Stage(article, marks, words, { isLook: false });
const light = (ids) => (stage.light(ids), cards.light(ids));
function act(what, id) {
  done.push([what, id]);
  if (what === "show") light([id]), stage.bring(marks.get(id));
  if (what === "link") links.start(id);
  if (what === "delete") marks.remove(id);
}
const cards = new Cards({ page, article, rail, marks, words, quoteOf, act, mode: data.mode, canMark: true,
  here: (ids) => here.open(ids) });
const here = new Here(at("here"), cards);
const relink = (from, to, kind) => {
  const mark = marks.get(from);
  const others = mark.links.filter(([end]) => end !== to);
  marks.put({ ...mark, links: kind ? [...others, [to, kind]] : others });
};
const links = new Links({
  page, article, rail, marks, words, quoteOf, cards, light,
  marksAt: (x, y) => stage.painter.marksAt(x, y),
  bring: (mark) => stage.bring(mark),
  link: (from, to, kind) => (done.push(["tied", from, to, kind]), relink(from, to, kind)),
  unlink: (from, to) => (done.push(["untied", from, to]), relink(from, to, "")),
});
const ties = new Ties({ article, marks, cards });
const filters = new Filters(at("mark-filters"), marks, { showTies: (areShown) => ties.showAll(areShown) });
const acted = (event) => {
  const target = event.target.closest("[data-goto]")?.dataset.goto;
  const id = target ?? event.target.closest("[data-mark]")?.dataset.mark;
  if (id) act(target ? "show" : (event.target.closest("[data-do]")?.dataset.do ?? "show"), id);
};
for (const place of [rail, here.element]) place.addEventListener("click", acted);
article.addEventListener("click", (event) => {
  const ids = stage.painter.marksAt(event.clientX, event.clientY);
  light(ids);
  if (ids.length && !rail.checkVisibility()) here.open(ids);
});
document.addEventListener("keydown", ({ key, target }) => {
  const id = target.closest?.("[data-mark]")?.dataset.mark;
  if (key === "l" && id) act("link", id);
});
globalThis.desk = { article, rail, marks, words, cards, here, links, ties, filters, light, done, rangeOf };
"""


def page_html(text: str, *, marks: Sequence[dict[str, Any]] = (), readers: Sequence[tuple[str, str]] = (),
              mode: str = "read") -> str:  # fmt: skip
    """The page of a text; a mark is what differs from one of one's own without links."""
    spans = paragraphs(text)
    following = [span.start for span in spans[1:]] + [len(text)]
    rows = "".join(
        f'<p id="p{span.start}" data-start="{span.start}" data-end="{span.end}" '
        f'data-gap="{escape(text[span.end : end])}">{escape(span.cut(text))}</p>'
        for span, end in zip(spans, following, strict=True)
    )
    data = json.dumps({"marks": _whole(marks), "codebook": _codebook(), "mode": mode}).replace("<", "\\u003c")
    return _frame(rows, _filters(readers, mode), data)


def _frame(rows: str, filters: str, data: str) -> str:
    styles = "".join(f'<link rel="stylesheet" href="/css/{name}.css">' for name in STYLES)
    template = render_to_string("annotator/_card_template.html")
    return f"""<!doctype html><html lang="en" class="js"><head><meta charset="utf-8"><title>Rail</title>
      <meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline'; style-src 'self'">
      <meta name="viewport" content="width=device-width, initial-scale=1">{styles}</head><body>
      <main class="reading-page"><div class="reading" id="reading">
      <aside class="rail sticky rule"><h2 class="rail-title">The rule</h2></aside>
      <div class="reading-middle"><header class="article-head"><h1>Drugs a common problem for two countries</h1>
      <p class="article-facts">The Gazette, op-ed, 2022</p>
      <p class="reading-tools"><button type="button" class="button rail-open" popovertarget="marks-rail">Marks
      <span data-n-shown></span></button></p></header>
      <article id="article" tabindex="0" data-excluded="[]">{rows}</article>
      <section class="sheet here" id="here" aria-label="Marks at this place" hidden></section></div>
      <aside class="rail drawer marks" id="marks-rail" popover aria-label="Marks">
      <div class="drawer-head"><h2 class="rail-title">Your marks</h2>
      <button type="button" class="button quiet" popovertarget="marks-rail" popovertargetaction="hide">Close</button>
      </div>
      {filters}<p class="small faint rail-empty" hidden>None yet.</p><div id="cards"></div></aside>
      </div></main>{template}<div id="announcer" class="visually-hidden" aria-live="polite"></div>
      <div id="toasts" class="toasts"></div><script type="application/json" id="page-data">{data}</script>
      <script type="module">{SCRIPT}</script></body></html>"""


def _whole(marks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    plain = {"label": "assertion", "facets": {}, "note": "", "version": 1, "own": True, "reviewer": "", "links": []}
    return [{"id": f"m{index}"} | plain | mark for index, mark in enumerate(marks)]


def _codebook() -> dict[str, Any]:
    labels = [{"key": key, "name": key.title(), "letter": key[0].upper(), "counted": True} for key in LABELS]
    return {"labels": labels, "facets": [_facet("voice", **{"own-voice": "own voice"}), _facet("target"),
            _facet("role", R5="deliberate policy"), _facet("stance", unproven="unproven"),
            _facet("speaker", "text"), _facet("unsure", "flag")], "focus_targets": []}  # fmt: skip


def _facet(key: str, kind: str = "choice", **values: str) -> dict[str, Any]:
    return {"key": key, "name": key.title(), "kind": kind, "first": True, "labels": list(LABELS), "values": values}


def _filters(readers: Sequence[tuple[str, str]], mode: str) -> str:
    labels = [SimpleNamespace(key=key, name=key.title()) for key in LABELS]
    page = SimpleNamespace(readers=readers, labels=labels, mode=mode)
    return render_to_string("annotator/_mark_filters.html", {"page": page})
