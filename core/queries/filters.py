"""What a comparison counts: filters, checked against the codebook."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.errors import Invalid
from core.models import ReviewerKind
from core.queries.codebooks import FacetRule, Rules


@dataclass(frozen=True)
class Filters:
    """What is counted. Empty means all; target and voice take a value of the codebook or one of its groups."""

    target: str = ""
    voice: str = ""
    label: str = ""
    genre: str = ""
    layer: str = "reviewers"
    reviewers: str = ""

    def given(self) -> dict[str, str]:
        """The filters that were set, for addresses and answers."""
        default = Filters()
        return {key: value for key, value in vars(self).items() if value != getattr(default, key)}


def checked(filters: Filters, rules: Rules) -> Filters:
    """The same filters, if the codebook knows every value; `Invalid` (`unknown_filter`) names the first unknown."""
    _known("target", filters.target, _keys_and_groups(rules.facets.get("target")))
    _known("voice", filters.voice, _keys_and_groups(rules.facets.get("voice")))
    _known("label", filters.label, [key for key, label in rules.labels.items() if label.counted])
    _known("reviewers", filters.reviewers, ReviewerKind.values)
    _known("layer", filters.layer, ["reviewers", "adjudicated"])
    return filters


def _keys_and_groups(facet: FacetRule | None) -> list[str]:
    if facet is None:
        return []
    return [*facet.values, *dict.fromkeys(value.group for value in facet.values.values() if value.group)]


def _known(name: str, value: str, known: Iterable[str]) -> None:
    known = list(known)
    if value and value not in known:
        message = f"There is no {name} {value!r:.60}. Known: {', '.join(known)}."
        raise Invalid(message, "unknown_filter", errors={name: [message]})


def values_of(facet: FacetRule | None, choice: str) -> list[str]:
    """The values that a filter stands for: itself, or all of its group."""
    if facet is None or choice in facet.values:
        return [choice]
    return [key for key, value in facet.values.items() if value.group == choice]


def with_filter(filters: Filters, **changes: str) -> Filters:
    """The same filters with some changed, for the links of a page."""
    return replace(filters, **changes)
