"""What a comparison counts: filters, checked against the codebook."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.errors import Invalid
from core.models import Fidelity, ReviewerKind
from core.queries.codebooks import FacetRule, Rules

AS_WRITTEN = "as-written"  # the outlet's own page, or a copy that keeps its words
WITHOUT_UNSURE = "without"
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Filters:
    """What is counted. Empty means all; target and voice take a value of the codebook or one of its groups.

    `since` and `until` are years, months or days: a text dated less exactly is judged by what it states, an undated
    one is left out. `unsure=without` leaves out marks whose reader was unsure.
    """

    target: str = ""
    voice: str = ""
    label: str = ""
    genre: str = ""
    event: str = ""
    since: str = ""
    until: str = ""
    fidelity: str = ""
    unsure: str = ""
    layer: str = "reviewers"
    reviewers: str = ""

    def given(self) -> dict[str, str]:
        """The filters that were set, for addresses and answers."""
        default = Filters()
        return {key: value for key, value in vars(self).items() if value != getattr(default, key)}

    @property
    def of_parts(self) -> bool:
        """Whether a filter chooses among texts, not marks."""
        return bool(self.genre or self.event or self.since or self.until or self.fidelity)

    def take_part(self, *, genre: str, event: str, published_on: str, fidelity: str) -> bool:
        """Whether a part of a text with these facts is counted."""
        return (
            self.genre in ("", genre)
            and self.event in ("", event)
            and _is_within(published_on, self.since, self.until)
            and (not self.fidelity or fidelity in fidelities(self.fidelity))
        )


def checked(filters: Filters, rules: Rules) -> Filters:
    """The same filters, if the codebook knows every value; `Invalid` (`unknown_filter`) names the first unknown."""
    _known("target", filters.target, _keys_and_groups(rules.facets.get("target")))
    _known("voice", filters.voice, _keys_and_groups(rules.facets.get("voice")))
    _known("label", filters.label, [key for key, label in rules.labels.items() if label.counted])
    _known("reviewers", filters.reviewers, ReviewerKind.values)
    _known("layer", filters.layer, ["reviewers", "adjudicated"])
    _known("fidelity", filters.fidelity, [AS_WRITTEN, *Fidelity.values])
    _known("unsure", filters.unsure, [WITHOUT_UNSURE])
    for name, value in (("since", filters.since), ("until", filters.until)):
        if value and not _DATE.fullmatch(value):
            message = f"{name!r} takes a year, a month or a day (2023, 2023-11, 2023-11-14), not {value!r:.60}."
            raise Invalid(message, "unknown_filter", errors={name: [message]})
    return filters


def fidelities(choice: str) -> tuple[str, ...]:
    """The values of a part that the filter stands for; a part that is no repost has none and is as written."""
    return ("", Fidelity.VERIFIED, Fidelity.AS_REPOSTED) if choice == AS_WRITTEN else (choice,)


def _is_within(date: str, since: str, until: str) -> bool:
    """Whether a partial date lies between two partial dates, as far as the less exact of both tells."""
    if not date:
        return not (since or until)
    after = date[: len(since)] >= since[: len(date)]
    return after and (not until or date[: len(until)] <= until[: len(date)])


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
