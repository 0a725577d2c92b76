"""Import files in a browser: dropped or chosen, looked at, imported, found among the articles."""

from pathlib import Path
from typing import Any

import pytest

from core.jobs.running import run_now
from core.models import Document, Job
from tests.browser.looks import UNFOLD, complaints

PAGE = """<!doctype html><html lang="en"><head><title>A ban | The Gazette</title><meta name="author" content="Jo Writer">
<link rel="canonical" href="https://clarion.example/ban"></head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav>
<article><h1>A ban</h1><p>China banned the trade in 2019, officials said on Tuesday in a long statement to reporters.</p>
<p>There is no proof of a state policy, three people with knowledge of the matter said on Wednesday.</p></article>
<footer><p>All rights reserved.</p></footer></body></html>"""
TABLE = "Kopf;Inhalt;Datum\nEins;Größe zählt hier, und nicht nur „Länge“.;2023-11-14\nZwei;;2023\n".encode("cp1252")
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const zone = document.querySelector('[data-drop]');
  for (const type of ['dragenter', 'drop']) zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "ban.html").write_text(PAGE)
    (tmp_path / "tabelle.csv").write_bytes(TABLE)
    return [str(tmp_path / name) for name in ("ban.html", "tabelle.csv")]


def work(page: Any) -> None:
    """What a worker does; the page then shows it by itself."""
    page.wait_for_selector("#job")
    run_now(Job.objects.order_by("pk").last())
    page.wait_for_selector("#job[data-state=done]")


def test_two_files_are_looked_at_read_otherwise_and_imported(demo: Any, files: list[str]) -> None:
    page, found = demo.open("/projects/demo/articles/", "host"), []
    page.click("a:has-text('Import files')")
    found += complaints(page, "import")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_input_files("#files", files)
    page.wait_for_selector(".drop-list li:nth-child(2)")
    found += complaints(page, "import, files chosen")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("button:has-text('See what')")
    work(page)
    assert "Which column holds the text?" in page.inner_text("#job")
    page.evaluate(UNFOLD)
    found += complaints(page, "import, tried")
    page.click("text=Read them otherwise")
    page.select_option("select[name=column_text]", "Inhalt")
    page.select_option("select[name=column_title]", "Kopf")
    page.select_option("select[name=column_published_on]", "Datum")
    found += complaints(page, "import, otherwise")
    page.click("button:has-text('Look again')")
    work(page)
    assert "Home" in page.text_content(".imported")
    page.evaluate(UNFOLD)
    found += complaints(page, "import, tried again")
    page.click("text=Import all but the refused")
    work(page)
    found += complaints(page, "import, done")
    page.click("text=See the articles")
    page.wait_for_selector("a.title:has-text('Eins')")
    assert set(Document.objects.filter(title__in=["A ban", "Eins"]).values_list("author", flat=True)) == {
        "Jo Writer",
        "",
    }
    assert "\n".join(found) == ""


def test_a_file_is_dropped_and_one_without_script_is_sent_as_well(demo: Any, files: list[str]) -> None:
    page = demo.open("/projects/demo/import/", "host")
    page.evaluate(DROP, ["nothing.pdf", "x"])
    page.wait_for_selector(".drop-list li:has-text('nothing.pdf')")
    page.click("button:has-text('See what')")
    work(page)
    page.wait_for_selector("text=PDF files come in a later version")
    assert complaints(page, "import, nothing to read") == []
    plain = demo.open("/projects/demo/import/", "host", java_script_enabled=False)
    plain.set_input_files("#files", files[:1])
    plain.click("button:has-text('See what')")
    run_now(Job.objects.order_by("pk").last())
    plain.goto(plain.url)
    assert "1 article is new" in plain.inner_text(".imported")
