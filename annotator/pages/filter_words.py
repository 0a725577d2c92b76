"""Filters in words: what a page, a list or a picture leaves out."""

from annotator.pages import words
from core.queries.codebooks import Rules
from core.queries.filters import AS_WRITTEN, Filters
from core.queries.layers import ADJUDICATED
from core.queries.quotes import QuoteFilters, value_name

VOICES = {"own": "own voice", "quoted": "quoted voices"}
SUPPORT = {"supported": "with a basis tied to it", "contradicted": "with something tied that speaks against it",
           "unsupported": "with nothing tied to it"}  # fmt: skip


def wording(value: str) -> str:
    """A choice of wording on screen."""
    return "wording as it was written" if value == AS_WRITTEN else f"wording {words.fidelity(value)}"


def in_words(filters: Filters, rules: Rules) -> list[str]:
    """Each filter that is set, but for whose readings they are."""
    found = [
        rules.labels[filters.label].name.lower() if filters.label else "",
        VOICES.get(filters.voice) or value_name(rules, "voice", filters.voice),
        _about(filters.target, rules),
        filters.genre,
        f"event {filters.event}" if filters.event else "",
        _dated(filters),
        wording(filters.fidelity) if filters.fidelity else "",
        "without unsure marks" if filters.unsure else "",
        "rulings" if filters.layer == ADJUDICATED else "",
    ]
    return [said for said in found if said]


def more_in_words(more: QuoteFilters, rules: Rules) -> list[str]:
    """What a number's link adds, but for the origin."""
    facet, _, said = more.said.partition(":")
    roles = [value_name(rules, "role", role) for role in more.roles]
    found = [
        " or ".join(roles),
        value_name(rules, "stance", more.stance),
        more.group.replace("-", " "),
        _said(facet, said, rules),
        SUPPORT.get(more.support, ""),
        more.reader,
        more.document,
        more.speaker,
    ]
    return [words_of for words_of in found if words_of]


def _about(target: str, rules: Rules) -> str:
    facet = rules.facets.get("target")
    if not target or facet is None:
        return ""
    return f"about {facet.value_name(target) if target in facet.values else target.replace('-', ' ')}"


def _dated(filters: Filters) -> str:
    if filters.since and filters.until:
        return f"{words.date(filters.since)} to {words.date(filters.until)}"
    if filters.since:
        return f"since {words.date(filters.since)}"
    return f"until {words.date(filters.until)}" if filters.until else ""


def _said(facet: str, said: str, rules: Rules) -> str:
    rule = rules.facets.get(facet)
    if rule is None:
        return ""
    name = (rule.name or facet).lower()
    return name if said == "yes" else f"{name}: {rule.value_name(said)}"
