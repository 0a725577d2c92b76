"""The pairs of marks behind a number of the confusion table."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from annotator.pages import words
from annotator.pages.agreement_shapes import PassagesPage, PassageView, SideView
from annotator.pages.comparison_shapes import QuoteView
from annotator.pages.quotes import Pages
from core.access import Viewer
from core.queries.codebooks import Rules, rules_of
from core.queries.filters import Filters
from core.queries.pairings import LABEL, Pair, Side, pairing
from core.stats.agreed import PLUS

PER_PAGE = 50


def passages_page(viewer: Viewer, filters: Filters, asked: Mapping[str, str], page: str) -> PassagesPage:
    """The pairs that one number counts, fifty a page; `asked` has `of`, `a` and `b`, each may be left out."""
    rules = rules_of(viewer.project.codebook)
    of, a, b = asked.get("of") or LABEL, asked.get("a", ""), asked.get("b", "")
    found = pairing(viewer, filters, of, a, b)
    paginator = Paginator(range(len(found)), PER_PAGE)
    shown = paginator.get_page(page)
    first = max(shown.start_index() - 1, 0)
    given = filters.given() | {
        name: value for name, value in (("of", asked.get("of", "")), ("a", a), ("b", b)) if value
    }

    def address(number: int) -> str:
        return f"?{urlencode(given | {'page': str(number)})}"

    return PassagesPage(
        heading=_heading(rules, of, a, b),
        about=_about(len(found), a, b),
        conditions=[f"{name}: {value}" for name, value in filters.given().items()],
        listed=[_passage(viewer, rules, of, row) for row in found.rows(first, shown.end_index())],
        pages=Pages(
            address(shown.previous_page_number()) if shown.has_previous() else "",
            address(shown.next_page_number()) if shown.has_next() else "",
            f"{shown.start_index():,} to {shown.end_index():,} of {paginator.count:,}",
            label="Pages of passages",
        ),
        back_url=reverse("agreement", args=[viewer.project.slug]) + (f"?{urlencode(filters.given())}"
                                                                     if filters.given() else ""),
    )  # fmt: skip


def _name(rules: Rules, of: str, value: str) -> str:
    if of == LABEL:
        return rules.labels[value].shown if value in rules.labels else value
    rule = rules.facets.get(of)
    return " and ".join(rule.value_name(part) for part in value.split(PLUS)) if rule and value else value


def _heading(rules: Rules, of: str, a: str, b: str) -> str:
    one, other = _name(rules, of, a), _name(rules, of, b)
    if a and b:
        return f"Both say “{one}”" if a == b else f"“{one}” or “{other}”"
    if a:
        return f"“{one}”, by one reader alone"
    return "All passages that are compared"


def _about(n: int, a: str, b: str) -> str:
    if a and not b:
        return f"{words.count(n, 'mark', 'marks')} that no colleague’s mark met, where one read."
    return f"{words.count(n, 'pair', 'pairs')} of marks of one passage."


def _passage(viewer: Viewer, rules: Rules, of: str, row: Pair) -> PassageView:
    return PassageView(
        where=row.title or row.document,
        match="" if row.iou is None else _match(row.iou),
        sides=[_side(viewer, rules, of, side) for side in (row.a, row.b) if side is not None],
    )


def _match(iou: float) -> str:
    """How much the two have in common.

    >>> _match(1.0), _match(0.755), _match(0.0)
    ('the same words', '76 % in common', 'no words in common')
    """
    if iou == 1:
        return "the same words"
    return f"{100 * iou:.0f} % in common" if iou else "no words in common"


def _side(viewer: Viewer, rules: Rules, of: str, mark: Side) -> SideView:
    since = "deleted since" if mark.is_deleted else "changed since" if mark.has_changed else ""
    url = "" if mark.is_deleted else reverse("quote", args=[viewer.project.slug, mark.uuid])
    quote = QuoteView(
        id=mark.uuid, text=mark.quote, url=url, label=mark.label, label_name=rules.labels[mark.label].name.lower(),
        stance="", stance_name="", role="", role_name="" if of == LABEL else _name(rules, of, mark.value),
        voice_name="", speaker="", unsure=False, alike="",
    )  # fmt: skip
    return SideView(quote, mark.reviewer, since)
