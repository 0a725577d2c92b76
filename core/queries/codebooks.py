"""The rules of a codebook in memory: what may be said of a passage, checked without a query per mark."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from core.errors import Invalid
from core.models import Codebook, Facet, FacetValue, Label


@dataclass(frozen=True)
class ValueRule:
    """One value of a closed list."""

    key: str
    name: str
    rank: int | None
    group: str
    label: str | None
    retired: bool = False


@dataclass(frozen=True)
class FacetRule:
    """One detail of a mark and its closed list (empty for text and flags); bands are `(name, value keys)`."""

    key: str
    name: str
    kind: str
    ordered: bool
    first: bool
    bands: tuple[tuple[str, tuple[str, ...]], ...]
    values: Mapping[str, ValueRule]

    def value_name(self, key: str) -> str:
        """The words on screen for a value; the value itself where it is free text."""
        value = self.values.get(key)
        if value is None:
            return key
        return f"{value.name or key} (retired)" if value.retired else value.name or key

    def goes_with(self, label: "LabelRule") -> bool:
        """A detail with values for certain labels goes with those; all others go with what is counted."""
        bound = {value.label for value in self.values.values() if value.label}
        return label.key in bound if bound else label.counted


@dataclass(frozen=True)
class LabelRule:
    """One label with what a reader is told about it."""

    pk: int
    key: str
    name: str
    letter: str
    color: str
    description: str
    guide: Mapping[str, object]
    counted: bool
    retired: bool = False

    @property
    def shown(self) -> str:
        """The name on screen; a label that is given to no new mark says so."""
        return f"{self.name or self.key} (retired)" if self.retired else self.name or self.key


@dataclass(frozen=True)
class Rules:
    """A whole codebook. Orders are the codebook's own.

    Retired labels and values are among the others, for the marks that have them: they are shown and counted, and
    refused in new marks. What was merged is not: `merged` says into what, by label key or `facet/value`.
    """

    pk: int
    key: str
    version: int
    labels: Mapping[str, LabelRule]
    facets: Mapping[str, FacetRule]
    decision_order: tuple[str, ...]
    focus_name: str
    focus_groups: tuple[str, ...]
    focus_names: tuple[str, ...]
    revision: int = 1
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def standing_labels(self) -> list[LabelRule]:
        """Labels that new marks may have."""
        return [label for label in self.labels.values() if not label.retired]

    def label(self, key: object, *, kept: str | None = None) -> LabelRule:
        """The label of that key; `Invalid` (`unknown_label`) when the codebook has none for a new mark.

        `kept`: the label that the mark has already, which may be a retired one.
        """
        rule = self.labels.get(key) if isinstance(key, str) else None
        if rule is not None and rule.retired and key != kept:
            reason = f"The label {rule.name!r} is retired: it stays on old marks and is given to no new one."
            raise Invalid(reason, "unknown_label", errors={"label": [reason]})
        if rule is None and isinstance(key, str) and key in self.merged:
            reason = f"The label {key!r} was merged into {self.merged[key]!r}."
            raise Invalid(reason, "unknown_label", errors={"label": [reason]})
        if rule is None:
            known = ", ".join(label.key for label in self.standing_labels)
            raise Invalid(
                f"The codebook has no label {key!r}. It has: {known}.",
                "unknown_label",
                errors={"label": [f"Choose one of: {known}."]},
            )
        return rule

    def check_facets(
        self, label: str, facets: Mapping[str, object], *, kept: Mapping[str, object] | None = None
    ) -> dict[str, str]:
        """The facets in codebook order; `Invalid` (`unknown_facet`) names the first that does not fit.

        `kept`: the facets that the mark has already, retired values among them.
        """
        unknown = [key for key in facets if key not in self.facets]
        if unknown:
            raise _facet_refused(unknown[0], f"The codebook has no detail {unknown[0]!r}.")
        found = {key: _facet_value(rule, label, facets[key]) for key, rule in self.facets.items() if key in facets}
        for key, value in found.items():
            self._refuse_retired(key, value, (kept or {}).get(key))
        return found

    def _refuse_retired(self, facet: str, value: str, kept: object) -> None:
        rule = self.facets[facet].values.get(value)
        if rule is not None and rule.retired and value != kept:
            reason = f"The value {rule.name or value!r} is retired: it stays on old marks and is given to no new one."
            raise _facet_refused(facet, reason)

    def as_it_stands(self, label: str, facets: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Label and facets of what was said before a merge, in the words that stand for them now."""
        return self.merged.get(label, label), {
            key: self.merged.get(f"{key}/{value}", "/" + value).partition("/")[2] for key, value in facets.items()
        }

    def ever_said(self, facet: str, values: Iterable[str]) -> list[str]:
        """These values and all that were merged into them: rulings keep what was said before a merge."""
        known = list(values)
        became = {f"{facet}/{value}" for value in known}
        return known + [old.partition("/")[2] for old, new in self.merged.items() if new in became]

    @property
    def focus_targets(self) -> tuple[str, ...]:
        """Targets whose group is one of the focus groups."""
        target = self.facets.get("target")
        values = target.values.values() if target else ()
        return tuple(value.key for value in values if value.group in self.focus_groups)

    @property
    def upper_roles(self) -> tuple[str, ...]:
        """The highest third of the ladder of roles, one rung at least: R4 and R5 of R0 to R5."""
        role = self.facets.get("role")
        ranks = {key: value.rank for key, value in (role.values if role else {}).items() if value.rank is not None}
        rungs = sorted(set(ranks.values()))
        upper = rungs[-max(1, len(rungs) // 3) :]
        return tuple(key for key, rank in ranks.items() if rank in upper)

    def missing(self, label: str, facets: Mapping[str, str]) -> list[str]:
        """Closed lists asked first that say nothing yet; role and stance are asked for focus targets only."""
        aside = "target" in facets and facets["target"] not in self.focus_targets
        return [
            rule.key
            for rule in self.facets.values()
            if rule.first and rule.kind == Facet.Kind.CHOICE and rule.key not in facets
            and rule.goes_with(self.labels[label]) and not (aside and rule.key in ("role", "stance"))
        ]  # fmt: skip

    def asking(self, details: Collection[str] | None) -> "Rules":
        """The same with these details alone asked first, the others known and not missed; None asks as the codebook."""
        if details is None:
            return self
        asked = {key: rule if key in details else replace(rule, first=False) for key, rule in self.facets.items()}
        return replace(self, facets=asked)

    def group_of(self, target: str) -> str:
        """The group of a target, or nothing."""
        facet = self.facets.get("target")
        value = facet.values.get(target) if facet else None
        return value.group if value else ""


def _facet_refused(key: str, message: str) -> Invalid:
    return Invalid(message, "unknown_facet", errors={f"facets.{key}": [message]})


def _facet_value(rule: FacetRule, label: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _facet_refused(rule.key, f"The detail {rule.key!r} takes a text, not {value!r:.80}.")
    if rule.kind == Facet.Kind.FLAG and value != "yes":
        raise _facet_refused(rule.key, f"The detail {rule.key!r} is a flag: it is 'yes' or left out.")
    if rule.kind == Facet.Kind.TEXT and len(value) > 300:
        raise _facet_refused(rule.key, f"The detail {rule.key!r} takes at most 300 characters.")
    if rule.kind == Facet.Kind.CHOICE:
        choice = rule.values.get(value)
        if choice is None:
            raise _facet_refused(rule.key, f"The detail {rule.key!r} has no value {value!r:.80}.")
        if choice.label not in (None, label):
            raise _facet_refused(rule.key, f"{value!r} goes with the label {choice.label!r}, not with {label!r}.")
    return value


def rules_now(codebook: Codebook | None, revision: int) -> Rules:
    """The rules at the revision that a writer read under the document's lock: the codebook may have changed since
    the request began. No query more than `rules_of`."""
    if codebook is not None:
        codebook.revision = revision
    return rules_of(codebook)


def rules_of(codebook: Codebook | None) -> Rules:
    """The rules of a codebook; three queries once per revision and process, none after.

    Errors: `Invalid` (`no_codebook`) for a project that has none in force.
    """
    if codebook is None:
        raise Invalid("This project has no codebook in force.", "no_codebook")
    return _load(codebook.pk, codebook.revision)


@lru_cache(maxsize=64)
def _load(pk: int, revision: int) -> Rules:
    """`revision` is part of the key only: a recorded change makes a new entry."""
    codebook = Codebook.objects.get(pk=pk)
    rows = Label.objects.filter(codebook=pk).select_related("merged_into").order_by("position")
    merged = {row.key: row.merged_into.key for row in rows if row.merged_into}
    labels = {
        label.key: LabelRule(
            label.pk, label.key, label.name, label.letter, label.color, label.description,
            label.guide, label.counted, label.retired_at is not None,
        )
        for label in rows if label.key not in merged
    }  # fmt: skip
    values: dict[int, dict[str, ValueRule]] = {}
    all_values = FacetValue.objects.filter(facet__codebook=pk).select_related("label", "merged_into", "facet")
    for value in all_values.order_by("position"):
        if value.merged_into:
            merged[f"{value.facet.key}/{value.key}"] = f"{value.facet.key}/{value.merged_into.key}"
            continue
        values.setdefault(value.facet_id, {})[value.key] = ValueRule(
            value.key, value.name, value.rank, value.group, value.label.key if value.label else None,
            value.retired_at is not None,
        )  # fmt: skip
    facets = {
        facet.key: FacetRule(
            facet.key,
            facet.name,
            facet.kind,
            facet.ordered,
            facet.first,
            tuple((band["name"], tuple(band["values"])) for band in facet.bands),
            values.get(facet.pk, {}),
        )
        for facet in Facet.objects.filter(codebook=pk).order_by("position")
    }
    return Rules(
        pk, codebook.key, codebook.version, labels, facets, tuple(codebook.decision_order),
        codebook.focus_name, tuple(codebook.focus_groups), tuple(codebook.focus_names), codebook.revision, merged,
    )  # fmt: skip
