"""The list of outlets: who publishes, how much of it is here, how much is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.queries.outlets import OutletEntry, outlet_list


@dataclass(frozen=True)
class OutletLine:
    """One outlet: what it is, its texts and those of others on its pages, and its facts in words."""

    name: str
    url: str
    what: str
    texts: str
    facts: str
    lacks_sources: str


@dataclass(frozen=True)
class OutletsPage:
    """All outlets that the viewer may know; `may_be_hidden`: there may be others."""

    outlets: Sequence[OutletLine]
    can_add: bool
    may_be_hidden: bool


def outlets_page(viewer: Viewer) -> OutletsPage:
    """Two queries, whatever the number of outlets."""
    lines = [_line(viewer, entry) for entry in outlet_list(viewer)]
    return OutletsPage(lines, viewer.may("add_outlets"), viewer.hides_sources)


def _line(viewer: Viewer, entry: OutletEntry) -> OutletLine:
    outlet = entry.outlet
    own = words.count(entry.n_own, "text of its own", "texts of its own")
    carried = f"carries {words.count(entry.n_carried, 'text', 'texts')} of others" if entry.n_carried else ""
    return OutletLine(
        outlet.name, reverse("outlet", args=[viewer.project.slug, outlet.key]),
        words.sentence([outlet.kind, outlet.country, outlet.domain]),
        words.sentence([own if entry.n_own else "", carried]) or "No text here",
        words.count(entry.n_facts, "fact", "facts") if entry.n_facts else "",
        f"{entry.n_facts_without_source} without a source" if entry.n_facts_without_source else "",
    )  # fmt: skip
