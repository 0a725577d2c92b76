"""The codebook as choices on the reading page: labels with their rules, details with their values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.queries.codebooks import FacetRule, LabelRule, Rules, ValueRule

SHORT_CP = 14


@dataclass(frozen=True)
class LabelChoice:
    """A label to choose, and its rule: what a reader is told about it."""

    key: str
    name: str
    short: str
    letter: str
    counted: bool
    description: str
    counts: Sequence[str]
    counts_not: Sequence[str]
    examples: Sequence[str]
    near_miss: Sequence[str]


@dataclass(frozen=True)
class ValueChoice:
    """A value of a closed list; `label` when it goes with that label only; `apart`: another group begins."""

    key: str
    name: str
    label: str
    apart: bool


@dataclass(frozen=True)
class FacetChoice:
    """One detail to choose: a ladder (values with a rank), then the other values. `labels` it applies to."""

    key: str
    name: str
    kind: str
    ladder: Sequence[ValueChoice]
    values: Sequence[ValueChoice]
    labels: str


def label_choices(rules: Rules) -> list[LabelChoice]:
    """The labels in the codebook's order."""
    return [_label(rule) for rule in rules.labels.values()]


def _label(rule: LabelRule) -> LabelChoice:
    short = rule.name if len(rule.name) <= SHORT_CP else " ".join(rule.name.split()[:2])
    guide = {key: _texts(rule.guide.get(key)) for key in ("counts", "counts_not", "examples", "near_miss")}
    return LabelChoice(rule.key, rule.name, short, rule.letter, rule.counted, rule.description, **guide)


def _texts(value: object) -> list[str]:
    """Texts of a guide, which is free JSON: a list, one text, or nothing."""
    if isinstance(value, str):
        return [value]
    return [row for row in value if isinstance(row, str)] if isinstance(value, (list, tuple)) else []


def facet_choices(rules: Rules, *, first: bool) -> list[FacetChoice]:
    """The details asked first, or those under More, in the codebook's order."""
    return [_facet(rules, rule) for rule in rules.facets.values() if rule.first is first]


def _facet(rules: Rules, rule: FacetRule) -> FacetChoice:
    ladder = [value for value in rule.values.values() if rule.ordered and value.rank is not None]
    others = [value for value in rule.values.values() if value not in ladder]
    return FacetChoice(
        rule.key, rule.name or rule.key, rule.kind, _values(sorted(ladder, key=lambda value: value.rank or 0)),
        _values(others), " ".join(label.key for label in rules.labels.values() if _applies(rule, label)),
    )  # fmt: skip


def _values(values: Iterable[ValueRule]) -> list[ValueChoice]:
    found: list[ValueChoice] = []
    group = None
    for value in values:
        apart = group is not None and value.group != group and bool(value.group)
        found.append(ValueChoice(value.key, value.name or value.key, value.label or "", apart))
        group = value.group
    return found


def _applies(rule: FacetRule, label: LabelRule) -> bool:
    """A detail with values for certain labels goes with those; all others go with what is counted."""
    bound = {value.label for value in rule.values.values() if value.label}
    return label.key in bound if bound else label.counted
