"""From a row of the comparison to where its texts come from: the provenance page of the article that carries them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from core.queries.corpora import PartRow
from core.queries.counting import Counting


@dataclass(frozen=True)
class WayHome:
    """Of one origin: the page of the only article that carries its words under another name, and what to know of an
    article of several publishers that holds some of them, with its page. Empty where there is none."""

    via_url: str = ""
    stitched: str = ""
    stitched_url: str = ""


def ways_home(counting: Counting, slug: str) -> dict[str, WayHome]:
    """By key of each origin among the parts that are counted. No query."""
    chosen = [part for part, is_counted in zip(counting.collected.parts, counting.parts, strict=True) if is_counted]
    others = _others(counting.collected.parts)
    by_origin: dict[str, list[PartRow]] = {}
    for part in chosen:
        by_origin.setdefault(part.outlet_key, []).append(part)
    return {key: _way_home(slug, parts, others) for key, parts in by_origin.items()}


def _others(parts: Iterable[PartRow]) -> dict[str, set[int]]:
    """By document: outlets whose words it carries under its own name."""
    found: dict[str, set[int]] = {}
    for part in parts:
        if part.outlet_id != part.via_id and part.n_words:
            found.setdefault(part.document_key, set()).add(part.outlet_id)
    return found


def _way_home(slug: str, parts: Iterable[PartRow], others: dict[str, set[int]]) -> WayHome:
    carried = sorted({part.document_key for part in parts if part.outlet_id != part.via_id})
    stitched = sorted({part.document_key for part in parts if len(others.get(part.document_key, ())) > 1})
    via_url = reverse("provenance", args=[slug, carried[0]]) if len(carried) == 1 else ""
    if not stitched:
        return WayHome(via_url)
    publishers = f"{words.number(len(others[stitched[0]]))} publishers"
    more = f" (and {words.count(len(stitched) - 1, 'more such article', 'more such articles')})" if stitched[1:] else ""
    return WayHome(
        via_url, f"in one article of {publishers}{more}", reverse("provenance", args=[slug, stitched[0]])
    )  # fmt: skip
