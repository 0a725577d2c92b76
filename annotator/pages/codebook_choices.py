"""The codebook as choices on the reading page: labels with their rules, details with their values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.pages.choice_keys import letters_left, row_keys, value_keys
from core.models import Facet
from core.queries.codebooks import FacetRule, LabelRule, Rules, ValueRule

SHORT_CP = 14
OWN = "own"
"""The group of values after which nobody is asked for: the voice of the text itself has no speaker to name."""


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
    stroke: str


@dataclass(frozen=True)
class ValueChoice:
    """A value of a closed list; `label` when it goes with that label only; `apart`: another group begins.

    `stroke` is the key that chooses it while its row is the current one.
    """

    key: str
    name: str
    label: str
    apart: bool
    rank: int | None
    stroke: str


@dataclass(frozen=True)
class FacetChoice:
    """One detail to choose: a ladder (values with a rank), then the other values. `labels` it applies to.

    A text that names whoever another detail speaks of is asked once that detail (`after`) says something that is
    not among the `silent` values.
    """

    key: str
    name: str
    kind: str
    ladder: Sequence[ValueChoice]
    values: Sequence[ValueChoice]
    labels: str
    stroke: str
    after: str
    silent: str


def label_choices(rules: Rules) -> list[LabelChoice]:
    """The labels in the codebook's order."""
    return [_label(rule) for rule in rules.standing_labels]


def _label(rule: LabelRule) -> LabelChoice:
    short = rule.name if len(rule.name) <= SHORT_CP else " ".join(rule.name.split()[:2])
    guide = {key: _texts(rule.guide.get(key)) for key in ("counts", "counts_not", "examples", "near_miss")}
    return LabelChoice(
        rule.key, rule.name, short, rule.letter, rule.counted, rule.description, **guide,
        stroke=rule.letter.lower(),
    )  # fmt: skip


def _texts(value: object) -> list[str]:
    """Texts of a guide, which is free JSON: a list, one text, or nothing."""
    if isinstance(value, str):
        return [value]
    return [row for row in value if isinstance(row, str)] if isinstance(value, (list, tuple)) else []


def facet_choices(rules: Rules, *, first: bool, asked: Collection[str] | None = None) -> list[FacetChoice]:
    """The details asked first, or those under More, in the codebook's order; `asked`: these alone, None for all."""
    rows = [rule for rule in rules.facets.values() if asked is None or rule.key in asked]
    return [_facet(rules, rule) for rule in rows if rule.first is first]


def _facet(rules: Rules, rule: FacetRule) -> FacetChoice:
    strokes = value_keys(rule, letters_left(rules))
    offered = [value for value in rule.values.values() if not value.retired]
    ladder = [value for value in offered if rule.ordered and value.rank is not None]
    others = [value for value in offered if value not in ladder]
    after, silent = _asked_after(rules, rule)
    return FacetChoice(
        rule.key, rule.name or rule.key, rule.kind,
        _values(sorted(ladder, key=lambda value: value.rank or 0), strokes), _values(others, strokes),
        " ".join(label.key for label in rules.labels.values() if rule.goes_with(label)),
        row_keys(rules).get(rule.key, ""), after, silent,
    )  # fmt: skip


def _values(values: Iterable[ValueRule], strokes: Mapping[str, str]) -> list[ValueChoice]:
    found: list[ValueChoice] = []
    group = None
    for value in values:
        apart = group is not None and value.group != group and bool(value.group)
        name, label = value.name or value.key, value.label or ""
        found.append(ValueChoice(value.key, name, label, apart, value.rank, strokes[value.key]))
        group = value.group
    return found


def _asked_after(rules: Rules, rule: FacetRule) -> tuple[str, str]:
    """The closed list before a text asked first, and its values of the group `own`; nothing where there are none."""
    before = list(rules.facets.values())[: list(rules.facets).index(rule.key)]
    if rule.kind != Facet.Kind.TEXT or not rule.first or not before:
        return "", ""
    silent = [value.key for value in before[-1].values.values() if value.group == OWN]
    return (before[-1].key, " ".join(silent)) if silent else ("", "")
