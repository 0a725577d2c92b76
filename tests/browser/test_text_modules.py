"""The modules of the text in real Chromium, held against the vectors and the Python of `core/text`."""

import json
import random
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from core.text.offsets import OffsetMap
from core.text.runs import Mark, flat_runs
from core.text.segments import paragraphs, words
from core.text.spans import Span
from core.text.trimming import trim
from tests.core.text.vectors import cases, named

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "annotator" / "static" / "annotator"
ALPHABET = [
    "a",
    "b",
    "Z",
    "7",
    " ",
    " ",
    "\n",
    ".",
    "“",
    "”",
    "’",
    "‘",
    '"',
    "'",
    "-",
    "\u00a0",
    "\u200b",
    "\u0301",
]
ALPHABET += ["😀", "👩\u200d👧", "🇮🇱", "𠮷", "的", "。", "ש", "U.S.", ". "]
BLANK = b"<!doctype html><html lang='en'><meta charset='utf-8'><body><article id='article'></article>"
SHOW = """(blocks) => {
  const article = document.getElementById('article');
  article.replaceChildren(...blocks.map(([start, end, words, gap]) => {
    const p = document.createElement('p');
    Object.assign(p.dataset, {start, end, gap});
    p.append(words);
    return p;
  }));
}"""


class Static(SimpleHTTPRequestHandler):
    """The static folder, and a blank article under `/blank`."""

    def do_GET(self) -> None:
        if self.path != "/blank":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(BLANK)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Static, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto(f"http://127.0.0.1:{server.server_port}/blank")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def show(page: Any, text: str) -> None:
    """Puts a text into the article, the way the server's template does."""
    spans = paragraphs(text)
    following = [span.start for span in spans[1:]] + [len(text)]
    blocks = [[s.start, s.end, s.cut(text), text[s.end : n]] for s, n in zip(spans, following, strict=True)]
    page.evaluate(SHOW, blocks)


def run(page: Any, module: str, body: str, argument: Any = None) -> Any:
    """Runs `body` with the module as `m`, the article as `article`, the argument as `given`."""
    code = f"""async (given) => {{
      const m = await import('/js/{module}.js');
      const article = document.getElementById('article');
      {body}
    }}"""
    return page.evaluate(code, argument)


def random_texts(n: int) -> list[str]:
    dice = random.Random(20)
    texts = ["".join(dice.choices(ALPHABET, k=dice.randint(1, 24))) for _ in range(n)]
    return [text for text in texts if paragraphs(text)]


TEXTS = [case["text"] for case in cases("awkward.json")] + random_texts(200)
ROUND_TRIP = """
  const points = given.map((cp) => m.toPoint(article, cp));
  return points.map(({node, offset}) => [m.toCodePoint(node, offset), offset]);
"""


def test_every_code_point_of_a_paragraph_becomes_the_utf16_place_python_gives(page):
    for text in TEXTS:
        show(page, text)
        for block in paragraphs(text):
            inside = OffsetMap(block.cut(text))
            offsets = list(range(block.start, block.end + 1))
            expected = [[offset, inside.to_utf16(offset - block.start)] for offset in offsets]
            assert run(page, "text/codepoints", ROUND_TRIP, offsets) == expected, text


@pytest.mark.parametrize("case", cases("awkward.json"), ids=named)
def test_quote_is_built_from_text_nodes_and_gaps(page, case):
    show(page, case["text"])
    body = "return given.map(([start, end]) => m.textBetween(article, start, end))"
    assert run(page, "text/codepoints", body, case["spans"]) == [quote for _, _, quote in case["spans"]]


def test_text_between_any_two_places_is_what_python_cuts(page):
    body = "return given.map(([start, end]) => m.textBetween(article, start, end))"
    for text in TEXTS:
        show(page, text)
        first = paragraphs(text)[0].start
        places = [(a, b) for a in range(first, len(text)) for b in range(a + 1, len(text) + 1)][::3]
        assert run(page, "text/codepoints", body, places) == [text[a:b] for a, b in places], text


def test_range_shows_the_letters_of_the_span_without_gaps_at_its_ends(page):
    show(page, "one\n\ntwo 😀 three\n")
    body = "return given.map(([start, end]) => m.rangeOf(article, start, end)?.toString() ?? null)"
    spans = [[0, 3], [3, 5], [3, 8], [5, 10], [9, 16], [0, 17], [4, 4], [90, 99]]
    assert run(page, "text/codepoints", body, spans) == [
        "one", None, "two", "two 😀", "😀 three"[:7], "onetwo 😀 three", None, None,
    ]  # fmt: skip


def test_paragraph_of_several_text_nodes_counts_on(page):
    body = """
      article.innerHTML = `<p data-start="5" data-end="25" data-gap="">${"😀a".repeat(10)}</p>`;
      article.firstChild.firstChild.splitText(15).splitText(6);
      const places = [5, 14, 15, 16, 19, 20, 25].map((cp) => m.toPoint(article, cp));
      const whole = m.textBetween(article, 5, 25) === "😀a".repeat(10);
      const back = places.map(({node, offset}) => m.toCodePoint(node, offset));
      return [whole, back, m.rangeOf(article, 14, 17).toString()];
    """
    assert run(page, "text/codepoints", body) == [True, [5, 14, 15, 16, 19, 20, 25], "a😀a"]


@pytest.mark.parametrize("case", cases("runs.json"), ids=named)
def test_sweep_gives_the_runs_worked_out_by_hand(page, case):
    assert sweep_in_browser(page, [case["marks"]]) == [case["runs"]]


def sweep_in_browser(page: Any, groups: list[list[list[Any]]]) -> Any:
    body = """
      const runs = given.map((marks) => m.flatRuns(marks.map(([id, start, end]) => ({id, start, end}))));
      return runs.map((some) => some.map(({start, end, ids}) => [start, end, ids]));
    """
    return run(page, "marks/runs", body, groups)


def test_sweep_equals_python_on_random_marks(page):
    dice = random.Random(7)
    groups = [
        [[f"m{i}", (s := dice.randint(0, 40)), s + dice.randint(0, 15)] for i in range(dice.randint(0, 30))]
        for _ in range(200)
    ]
    expected = [[[r.start, r.end, list(r.ids)] for r in flat_runs(Mark(*m) for m in marks)] for marks in groups]
    assert sweep_in_browser(page, groups) == expected


def test_trimming_equals_the_vectors_and_python(page):
    texts = [case["text"] for case in cases("trimming.json")] + TEXTS
    body = "return given.map((text) => { const off = m.trim(text); return off && [off.left, off.right]; })"
    found = run(page, "text/trimming", body, texts)
    for text, off in zip(texts, found, strict=True):
        left = trim(text, Span(0, len(text)))
        assert off == (left and [left.start, len(text) - left.end]), json.dumps(text)
    for case, off in zip(cases("trimming.json"), found, strict=False):
        cut = off and case["text"][off[0] : len(case["text"]) - off[1]]
        assert cut == case["trimmed"]


SELECT = """
  const range = given.at ? m0.rangeOf(article, ...given.at) : eval(given.range);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const found = m.readSelection(article, getSelection(), {exact: given.exact});
  return found && [found.start, found.end, found.quote];
"""


def select(page: Any, *, exact: bool = False, **given: Any) -> Any:
    body = "const m0 = await import('/js/text/codepoints.js');" + SELECT
    return run(page, "text/selection", body, {"exact": exact, **given})


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("He denied the claim.", (4, 12), (3, 13, "denied the")),
        ("He denied the claim.", (2, 20), (3, 19, "denied the claim")),
        ("The anti-drug unit", (6, 10), (4, 13, "anti-drug")),
        ("The sellers’ price of 77,000.", (14, 24), (13, 28, "price of 77,000")),
        ("It left the U.S. soon", (9, 14), (8, 16, "the U.S.")),
        ("Say “it failed” now", (5, 10), (5, 14, "it failed")),
        ("Say “it failed” now", (4, 14), (5, 14, "it failed")),
        ("Say “it failed” now", (4, 15), (4, 15, "“it failed”")),
        ("cafe\u0301s open", (2, 8), (0, 11, "cafe\u0301s open")),
        ("A 👩\u200d👧\u200d👦 home", (2, 5), (2, 7, "👩\u200d👧\u200d👦")),
        ("😀 one\n\n\u00a0\ntwo three", (3, 11), (2, 12, "one\n\n\u00a0\ntwo")),
        ("קרא את הכתבה", (1, 5), (0, 6, "קרא את")),
    ],
)
def test_selection_snaps_to_words_and_is_trimmed(page, text, at, expected):
    show(page, text)
    assert text[expected[0] : expected[1]] == expected[2]
    assert select(page, at=at) == list(expected)


def test_exact_selection_is_only_trimmed(page):
    show(page, "He denied the claim.")
    assert select(page, at=(4, 12), exact=True) == [4, 12, "enied th"]
    assert select(page, at=(2, 20), exact=True) == [3, 19, "denied the claim"]


def test_chinese_selection_snaps_to_a_word_not_to_the_whole_clause(page):
    show(page, "官员否认了这一说法")
    start, end, _ = select(page, at=(2, 3))
    assert (start, end) == (2, 4)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("r.setStart(p[0].firstChild, 0); r.setEnd(p[1], 0)", [0, 7, "one two"]),
        ("r.selectNodeContents(article)", [0, 19, "one two.\n\nthree 😀 x"]),
        ("r.selectNodeContents(document.body)", [0, 19, "one two.\n\nthree 😀 x"]),
        ("r.setStart(document.body, 0); r.setEnd(p[1].firstChild, 5)", [0, 15, "one two.\n\nthree"]),
        ("r.selectNode(p[1])", [10, 19, "three 😀 x"]),
        ("r.setStart(document.head, 0); r.setEnd(article, 0)", None),
        ("r.setStart(p[0].firstChild, 3); r.setEnd(p[0].firstChild, 4)", None),
        ("r.setStart(article, 2); r.setEnd(document.body, document.body.childNodes.length)", None),
    ],
)  # fmt: skip
def test_selection_that_reaches_beyond_text_nodes_is_brought_back(page, where, expected):
    show(page, "one two.\n\nthree 😀 x")
    build = f"(() => {{ const r = new Range(); const p = article.children; {where}; return r; }})()"
    assert select(page, range=build) == expected


def test_half_an_emoji_is_taken_whole(page):
    show(page, "a 😀 b")
    build = "(() => { const r = new Range(); const t = article.firstChild.firstChild;"
    build += " r.setStart(t, 3); r.setEnd(t, 6); return r; })()"
    assert select(page, range=build, exact=True) == [2, 5, "😀 b"]


PAINT = """
  globalThis.painter?.destroy();
  const painter = globalThis.painter = new m.Painter(article);
  const texts = (name) => Array.from(CSS.highlights.get(name) ?? [], (r) => {
    const live = new Range();
    live.setStart(r.startContainer, r.startOffset);
    live.setEnd(r.endContainer, r.endOffset);
    return live.toString();
  });
"""
MARKS = [
    {"id": "a", "start": 0, "end": 8, "label": "evidence"},
    {"id": "b", "start": 4, "end": 15, "label": "not-part"},
]


def test_marks_are_painted_as_flat_runs_of_their_labels(page):
    show(page, "one 😀two\n\nthree four")
    body = (
        PAINT
        + """
      painter.setMarks(given);
      painter.activate(['b']);
      return ['mark-evidence', 'mark-not-part', 'mark-overlap', 'mark-active'].map(texts);
    """
    )
    assert run(page, "marks/paint", body, MARKS) == [
        ["one ", "😀two"], ["😀two", "three"], ["😀two"], ["😀two", "three"],
    ]  # fmt: skip


def test_changed_and_removed_marks_leave_no_paint_behind(page):
    show(page, "one 😀two\n\nthree four")
    body = (
        PAINT
        + """
      painter.setMarks(given);
      const before = CSS.highlights.get('mark-evidence');
      painter.add({id: 'a', start: 10, end: 15, label: 'evidence'});
      const moved = texts('mark-evidence');
      painter.remove('b');
      painter.remove('unknown');
      const kept = before === CSS.highlights.get('mark-evidence');
      return [moved, kept, texts('mark-not-part'), texts('mark-overlap'), texts('mark-evidence')];
    """
    )
    assert run(page, "marks/paint", body, MARKS) == [["three"], True, [], [], ["three"]]


def test_marks_under_a_point_are_found_outer_first_and_none_beside_the_text(page):
    show(page, "one 😀two\n\nthree four")
    body = (
        PAINT
        + """
      painter.setMarks(given);
      const boxes = [0, 4, 7, 10, 18].map((cp) => m0.rangeOf(article, cp, cp + 1).getBoundingClientRect());
      const at = (box, part) => painter.marksAt(box.x + box.width * part, box.y + box.height / 2);
      const hits = boxes.flatMap((box) => [at(box, 0.2), at(box, 0.8)]);
      return [hits, painter.marksAt(900, boxes[0].y + 2), painter.marksAt(boxes[0].x + 2, 700)];
    """
    )
    hits, right, below = run(page, "marks/paint", "const m0 = await import('/js/text/codepoints.js');" + body, MARKS)
    assert hits == [["a"], ["a"], *[["a", "b"]] * 4, ["b"], ["b"], [], []]
    assert right == below == []


def long_article(n_cp: int) -> str:
    dice = random.Random(3)
    lines, length = [], 0
    while length < n_cp:
        lines.append(" ".join("word" * dice.randint(1, 3) for _ in range(dice.randint(20, 80))) + " 😀.")
        length += len(lines[-1]) + 2
    return "\n\n".join(lines)


def test_only_paragraphs_near_the_window_are_painted_and_scrolling_moves_them(page):
    text = long_article(115_000)
    show(page, text)
    marks = [{"id": f"{i}", "start": s.start, "end": s.end, "label": "opinion"} for i, s in enumerate(words(text))]
    body = (
        PAINT
        + """
      scrollTo(0, 0);
      painter.setMarks(given);
      const near = () => Array.from(CSS.highlights.get('mark-opinion'), (r) =>
        r.startContainer.parentElement.getBoundingClientRect()).every((b) => b.bottom > -900 && b.top < 1700);
      const first = [CSS.highlights.get('mark-opinion').size, near()];
      scrollTo(0, document.body.scrollHeight);
      await new Promise((done) => setTimeout(done, 300));
      return [first, CSS.highlights.get('mark-opinion').size, near()];
    """
    )
    (n_first, near_first), n_last, near_last = run(page, "marks/paint", body, marks)
    assert near_first
    assert near_last
    assert 0 < n_first < len(marks) / 3
    assert 0 < n_last < len(marks) / 3


@pytest.mark.parametrize("n_paragraph_breaks", [2, 0])
def test_five_thousand_marks_on_a_long_article_are_painted_fast(page, n_paragraph_breaks):
    text = long_article(115_000).replace("\n\n", "\n\n" if n_paragraph_breaks else " ")
    show(page, text)
    dice = random.Random(5)
    labels = ["evidence", "assertion", "opinion", "not-part"]
    marks = [{"id": f"m{i}", "start": (s := dice.randint(0, 114_000)), "end": s + dice.randint(20, 200),
              "label": dice.choice(labels)} for i in range(5000)]  # fmt: skip
    body = (
        PAINT
        + """
      document.body.offsetHeight;
      const began = performance.now();
      painter.setMarks(given);
      const set = performance.now() - began;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const shown = performance.now() - began;
      const again = performance.now();
      painter.add({id: 'new', start: 10, end: 60, label: 'opinion'});
      const added = performance.now() - again;
      const hit = performance.now();
      for (let i = 0; i < 20; i += 1) painter.marksAt(300, 10 + 20 * i);
      return {set, shown, added, hit: (performance.now() - hit) / 20};
    """
    )
    taken_ms = run(page, "marks/paint", body, marks)
    assert taken_ms["set"] < 250
    assert taken_ms["added"] < 100


MOVES = """async ([text, moves]) => {
  const { moved } = await import('/js/provenance/border_steps.js');
  return moves.map(([at, unit, way]) => moved(text, at, unit, way, 'en'));
}"""


def test_a_border_moves_by_what_people_take_for_letters_words_sentences_and_paragraphs(page: Any) -> None:
    text = "One two. Three 👩\u200d👧 four.\n\nFive."  # the joined emoji is three code points: [15, 18)
    expected = [
        (14, "letter", 1, 15), (15, "letter", 1, 18), (18, "letter", -1, 15), (31, "letter", 1, 31),
        (0, "letter", -1, 0), (0, "word", 1, 4), (9, "word", 1, 19), (19, "word", -1, 9), (0, "sentence", 1, 9),
        (9, "sentence", 1, 26), (26, "sentence", -1, 9), (4, "sentence", -1, 0), (3, "paragraph", 1, 26),
        (26, "paragraph", 1, 31), (31, "paragraph", -1, 26), (26, "paragraph", -1, 0),
    ]  # fmt: skip
    found = page.evaluate(MOVES, [text, [row[:3] for row in expected]])
    assert found == [row[3] for row in expected]


def test_the_words_around_a_border_are_whole_and_say_where_there_is_more(page: Any) -> None:
    asked = "async ([text, at]) => (await import('/js/provenance/border_steps.js')).around(text, at, 6)"
    assert page.evaluate(asked, ["One two. Three 👩\u200d👧 four.", 9]) == ["… two. ", "Three …"]
    assert page.evaluate(asked, ["One two.", 4]) == ["One ", "two."]
