"""The report on screen and on paper: nothing is lost in print, nothing breaks a rule of accessibility."""

import io
import re
from typing import Any

from django.db import transaction
from pypdf import PdfReader

from core.models import Annotation
from core.services import documents
from tests.browser.looks import complaints
from tests.house import House

SPACE = re.compile(r"\s+")


def bare(text: str) -> str:
    """The letters alone: where lines and pages break is the printer's business."""
    return SPACE.sub("", text)


def on_paper(page: Any) -> list[str]:
    """The words of each page that Chromium prints."""
    return [row.extract_text() for row in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]


def without_heads(pages: list[str]) -> str:
    """The letters of all pages, the running head left out."""
    return bare("".join(re.sub(r"^Report · .*?\n", "", words) for words in pages))


def printed(page: Any) -> tuple[int, str]:
    """How many pages Chromium prints, and all their letters."""
    pages = on_paper(page)
    return len(pages), without_heads(pages)


def lost(marks: Any, paper: str) -> list[str]:
    """Quotes of marks that are not on paper."""
    return [row.quote for row in marks if bare(row.quote) not in paper]


def test_every_mark_of_the_invented_corpus_is_on_paper(demo: Any) -> None:
    page = demo.open("/", "host")
    for key in ("dc-sanctions", "eh-anniversary", "rd-roundup"):
        page.goto(f"/projects/demo/documents/{key}/report/")
        n_pages, paper = printed(page)
        marks = Annotation.objects.filter(document__key=key, deleted_at__isnull=True)
        assert marks.count() > 20
        assert lost(marks, paper) == []
        assert [row.note for row in marks if bare(row.note) not in paper] == []
        assert bare("Invented. Everything here is made up.") in paper
        assert n_pages >= 3


def long_text(n: int) -> str:
    """Sentences that differ, some far longer than a line, with letters outside the basic plane."""
    longer = " and so on with words that fill a second and a third line of the page without ever coming to an end"
    lines = [f"Claim {i} says that China did thing {i} on day {i}{longer if i % 7 == 0 else ''}." for i in range(n)]
    return "\n\n".join(" ".join(lines[i : i + 5]) for i in range(0, n, 5)) + "\n\nA word: naïve “quotes”, 3 %, 北京."


def test_a_long_document_loses_no_mark_on_paper_and_every_page_is_named(site: Any) -> None:
    house = House("long")
    document = house.add_document("long", long_text(200), title="A long one")
    with transaction.atomic():
        for i in range(200):
            start = document.text.index(f"Claim {i} says")
            quote = document.text[start : document.text.index(".", start)]
            label = ("assertion", "opinion", "evidence")[i % 3]
            house.mark("bob", quote, label, document=document, note=f"Note number {i} of the reader.")
        house.mark("bob", "naïve “quotes”, 3 %", document=document)
        house.submit("bob", document)
    pages = on_paper(site.open("/projects/long/documents/long/report/", "vera"))
    assert len(pages) > 10
    assert all("A long one · state of" in words for words in pages)
    assert all(f"{number} / {len(pages)}" in words for number, words in enumerate(pages, 1))
    paper = without_heads(pages)
    assert lost(Annotation.objects.filter(document=document), paper) == []
    assert [i for i in range(200) if bare(f"Note number {i} of the reader.") not in paper] == []


def test_nothing_is_cut_off_at_the_edge_of_the_paper(site: Any) -> None:
    house = House("wide")
    section = documents.SectionDraft(0, 40, "gazette", title="T" * 200, author="A" * 100)
    document = house.add_document("wide", "China " + "x" * 400 + " ends here.", sections=(section,))
    house.mark("bob", "x" * 400, document=document, note="n" * 300, facets={"speaker": "S" * 200})
    house.submit("bob", document)
    page = site.open("/projects/wide/documents/wide/report/", "vera", viewport={"width": 680, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_report_fits_and_passes_axe(demo: Any) -> None:
    page, found = demo.open("/", "host"), []
    for address in ("dc-sanctions/report/", "rd-roundup/report/?reader=demo-reader-1"):
        page.goto(f"/projects/demo/documents/{address}")
        found += complaints(page, address)
    assert "\n".join(found) == ""


def test_a_reader_is_chosen_on_the_page(demo: Any) -> None:
    page = demo.open("/projects/demo/documents/dc-sanctions/report/", "host")
    page.select_option("#reader", "demo-reader-2")
    page.click("text=Show")
    page.wait_for_url("**/report/?reader=demo-reader-2")
    assert "The marks of demo-reader-2 (simulated reader), submitted on" in page.inner_text(".report-state")
    assert page.locator(".entry-reader").count() == 0


def test_a_claim_leads_to_its_words_in_the_article(demo: Any) -> None:
    page = demo.open("/projects/demo/documents/dc-sanctions/report/?reader=demo-reader-1", "host")
    assert "/documents/dc-sanctions/read/?mark=" in page.locator(".entry-margin a").first.get_attribute("href")
