"""Whole journeys on the real page."""
import json
from typing import Any
import pytest
from core.models import Annotation, Link
from tests.bench import article_world
from tests.browser.test_reading import LIT, QUOTE, READ, furnished, mark, saved, select_exactly
from tests.processes.furnish import text_of
__all__ = ["furnished"]

HEAR = """() => {
  window.heard = [];
  const region = document.getElementById('announcer');
  new MutationObserver(() => region.textContent && heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
}"""

def tree(page):
    s = page.context.new_cdp_session(page)
    found = [n for n in s.send("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]
    s.detach()
    return found

def show(nodes):
    for n in nodes:
        r=n["role"]["value"]
        if r in ("StaticText","InlineTextBox","none","generic","ListMarker"): continue
        print(r, "|", n.get("name",{}).get("value"), "|", {p["name"]:p["value"].get("value") for p in n.get("properties",[]) if p["name"] in("pressed","expanded","focused","hidden")}, n.get("description",{}).get("value","")[:200])

def test_explore(site, furnished):
    page = site.open(READ.format("d1"), "bob")
    page.wait_for_selector("[data-ready=yes]")
    page.evaluate(HEAR)
    def p(*keys):
        for k in keys:
            page.keyboard.press(k)
            page.wait_for_timeout(150)
            print(k, "->", page.evaluate("heard.splice(0)"), page.evaluate("document.activeElement.id || document.activeElement.dataset.facet || document.activeElement.className"))
    show(tree(page))
    page.focus(".key-mode")
    p("Enter", "/")
    page.keyboard.type("proof")
    page.wait_for_timeout(900)
    print(page.evaluate("heard.splice(0)"))
    p("Enter","Escape","s","a","1")
    show(tree(page))
    p("1","1","5","1","2","Enter")
    p("Control+Home","Control+ArrowDown","s","e","2","2","1","2","Enter")
    p("Control+End", "s","e","=","Enter","]","[","]","d","u","Shift+u","u")
    p("Control+Home","]","l","]","[","Enter")
    page.wait_for_timeout(500)
    show(tree(page))
    print([(a.quote,a.label.key,a.facets,a.deleted_at,a.version) for a in Annotation.objects.order_by("start")])
    print([(l.from_annotation.quote,l.to_annotation.quote,l.kind) for l in Link.objects.all()])
    assert 0
