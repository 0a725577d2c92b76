"""What marks say, in numbers: the closed lists of the codebook as columns."""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from core.models import Facet
from core.queries.codebooks import Rules
from core.queries.filters import WITHOUT_UNSURE, Filters, values_of
from core.stats.agreed import Detail
from core.stats.study import BoolArray, IntArray

NO, YES = "no", "yes"


def details_of(rules: Rules) -> tuple[Detail, ...]:
    """The closed lists of a codebook, in its order. A flag has two values: without it a mark says no."""
    found = []
    for rule in rules.facets.values():
        if rule.kind == Facet.Kind.FLAG:
            found.append(Detail(rule.key, (NO, YES)))
        elif rule.kind == Facet.Kind.CHOICE and rule.values:
            ranks = tuple(value.rank for value in rule.values.values()) if rule.ordered else ()
            found.append(Detail(rule.key, tuple(rule.values), ranks))
    return tuple(found)


def said_by(facets: Sequence[str], details: Sequence[Detail], merged: Mapping[str, str]) -> IntArray:
    """One row a mark, one column a detail: the number of its value, -1 for none. `facets` are JSON texts.

    What was merged counts as what it became (`Rules.merged`). Each text is read once: marks say few different things.
    """
    places = [_places(detail, merged) for detail in details]
    known = {text: row for row, text in enumerate(dict.fromkeys(facets))}
    table = np.full((len(known), len(details)), -1, dtype=np.int64)
    for text, row in known.items():
        said = json.loads(text)
        for column, (key, otherwise, place) in enumerate(places):
            if (value := said.get(key, otherwise)) is not None:
                table[row, column] = place.get(value, -1)
    return table[np.array([known[text] for text in facets], dtype=np.int64)]


def _places(detail: Detail, merged: Mapping[str, str]) -> tuple[str, str | None, Mapping[str, int]]:
    """Of a detail its key, what a mark says that leaves it out, and by value its place in the list."""
    place = {value: number for number, value in enumerate(detail.values)}
    for old, new in merged.items():
        facet, _, value = old.partition("/")
        if facet == detail.key:
            place[value] = place.get(new.partition("/")[2], -1)
    return detail.key, NO if detail.values == (NO, YES) else None, place


def chosen_by(filters: Filters, rules: Rules, details: Sequence[Detail], values: IntArray) -> BoolArray:
    """Marks that the filters take by what they say; the label is left aside."""
    chosen = np.ones(len(values), dtype=np.bool_)
    for column, detail in enumerate(details):
        if detail.key in ("target", "voice") and (asked := getattr(filters, detail.key)):
            taken = [detail.values.index(value) for value in values_of(rules.facets.get(detail.key), asked)]
            chosen &= np.isin(values[:, column], taken)
        if detail.key == "unsure" and filters.unsure == WITHOUT_UNSURE:
            chosen &= values[:, column] != detail.values.index(YES)
    return chosen
