"""The defensible ways of counting the same marks: all combinations of what an analyst may choose, each as filters.

A filter that is set already is no choice any more: it holds in every way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from core.queries.codebooks import Rules
from core.queries.filters import AS_WRITTEN, WITHOUT_UNSURE, Filters
from core.queries.layers import ADJUDICATED

OWN = "own"  # the group of voices that are the outlet's
EVERYTHING = "everything counted"


@dataclass(frozen=True)
class Dimension:
    """One choice of the analyst: in words, and what it sets. The first leaves the filters as they are."""

    name: str
    choices: Sequence[tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Way:
    """One way of counting: its filters, its place in each dimension, and what it leaves out, in words."""

    filters: Filters
    place: tuple[int, ...]
    words: str


@dataclass(frozen=True)
class Ways:
    """All ways, in the order of their places, the last dimension changing first; the first one is the page's own."""

    dimensions: Sequence[Dimension]
    ways: Sequence[Way]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many choices each dimension has."""
        return tuple(len(dimension.choices) for dimension in self.dimensions)

    def words(self, condition: Sequence[int | None]) -> str:
        """A condition on the ways in words."""
        said = [
            dimension.choices[value][0]
            for dimension, value in zip(self.dimensions, condition, strict=True) if value is not None
        ]  # fmt: skip
        return ", ".join(said) or "all of them"


def ways_of(filters: Filters, rules: Rules, *, has_rulings: bool, without: Sequence[str] = ()) -> Ways:
    """The ways that these filters leave open; dimensions named in `without` are not varied."""
    dimensions = [
        Dimension("layer", _choices("readers’ marks", "rulings", has_rulings, layer=ADJUDICATED)),
        Dimension("voice", _choices("all voices", "own voice only", _has_group(rules, "voice", OWN), voice=OWN)),
        Dimension("target", _of_target(filters, rules)),
        Dimension("wording", _choices("every wording", "wording verified or as reposted only", fidelity=AS_WRITTEN)),
        Dimension("unsure", _choices("with unsure marks", "without unsure marks", "unsure" in rules.facets,
                                     unsure=WITHOUT_UNSURE)),
    ]  # fmt: skip
    open_ones = [_left_open(dimension, filters, without) for dimension in dimensions]
    places = product(*(range(len(dimension.choices)) for dimension in open_ones))
    return Ways(open_ones, [_way(filters, open_ones, place) for place in places])


def _choices(
    everything: str, narrower: str, possible: bool = True, **changes: str
) -> Sequence[tuple[str, Mapping[str, str]]]:
    return ((everything, {}), (narrower, changes)) if possible else ((everything, {}),)


def _of_target(filters: Filters, rules: Rules) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Every target, or the codebook's first focus group alone."""
    groups = [group for group in rules.focus_groups if _has_group(rules, "target", group)]
    first = groups[0] if groups else ""
    return _choices("every target", f"{first.replace('-', ' ')} only", len(groups) > 1, target=first)


def _has_group(rules: Rules, facet: str, group: str) -> bool:
    rule = rules.facets.get(facet)
    return rule is not None and any(value.group == group for value in rule.values.values())


def _left_open(dimension: Dimension, filters: Filters, without: Sequence[str]) -> Dimension:
    """The dimension with its first choice alone where a filter has made it already."""
    default = Filters()
    made = any(
        getattr(filters, name) != getattr(default, name) for _, changes in dimension.choices for name in changes
    )  # fmt: skip
    return Dimension(dimension.name, dimension.choices[:1]) if made or dimension.name in without else dimension


def _way(filters: Filters, dimensions: Sequence[Dimension], place: tuple[int, ...]) -> Way:
    chosen = [dimension.choices[value] for dimension, value in zip(dimensions, place, strict=True)]
    changes: dict[str, str] = {}
    for _, sets in chosen:
        changes |= sets
    words = ", ".join(said for said, sets in chosen if sets)
    return Way(replace(filters, **changes), place, words or EVERYTHING)
