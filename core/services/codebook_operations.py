"""What an operation on a codebook must be, tried on a sketch of it: so drafts are checked one after another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError

from core.errors import Invalid
from core.models import ChangeKind, Codebook, Facet, FacetValue, Label
from core.services.codebook_shapes import label_row, value_row

LABEL_FIELDS = ("name", "letter", "color", "description", "guide")
VALUE_FIELDS = ("name", "rank", "group")


@dataclass(frozen=True)
class Entry:
    """A label or value as the sketch knows it. `bound`: the label that a value goes with."""

    name: str
    letter: str = ""
    counted: bool = True
    rank: int | None = None
    bound: str | None = None
    retired: bool = False
    merged: bool = False

    @property
    def stands(self) -> bool:
        """Whether new marks may have it."""
        return not (self.retired or self.merged)


@dataclass
class Sketch:
    """Labels by key, values by `facet/value`, kinds of facets by key; operations change it in place."""

    labels: dict[str, Entry] = field(default_factory=dict)
    values: dict[str, Entry] = field(default_factory=dict)
    facets: dict[str, str] = field(default_factory=dict)


def sketch_of(codebook: Codebook) -> Sketch:
    """The codebook in force, retired and merged entries among the others: their keys stay taken. Three queries."""
    found = Sketch()
    for label in Label.objects.filter(codebook=codebook).order_by("position"):
        found.labels[label.key] = Entry(
            label.name, label.letter, label.counted, retired=label.retired_at is not None,
            merged=label.merged_into_id is not None,
        )  # fmt: skip
    for facet in Facet.objects.filter(codebook=codebook).order_by("position"):
        found.facets[facet.key] = facet.kind
    rows = FacetValue.objects.filter(facet__codebook=codebook).select_related("facet", "label").order_by("position")
    for value in rows:
        found.values[f"{value.facet.key}/{value.key}"] = Entry(
            value.name, rank=value.rank, bound=value.label.key if value.label else None,
            retired=value.retired_at is not None, merged=value.merged_into_id is not None,
        )  # fmt: skip
    return found


def tried(sketch: Sketch, kind: Any, target: Any, details: Any) -> dict[str, Any]:
    """The details in one form, and the sketch as it is after the operation. `Invalid` says what does not hold."""
    if kind not in ChangeKind.values:
        known = ", ".join(ChangeKind.values)
        raise Invalid(f"There is no such operation. There are: {known}.", "unknown_kind", errors={"kind": ["Unknown."]})
    if not isinstance(target, str) or not 0 < len(target) <= 201:
        raise _refused("An operation names a label, or a detail and its value as detail/value.", "target")
    if not isinstance(details, Mapping):
        raise _refused("Details of an operation are an object.", "details")
    return _TRY[ChangeKind(kind)](sketch, target, dict(details))


def _add_label(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    row = label_row({"key": target, **_only(details, (*LABEL_FIELDS, "counted"))})
    if target in sketch.labels:
        raise _refused(f"The codebook has, or had, a label {target!r}. Choose another key.", "target")
    fields = {name: value for name, value in row.items() if name not in ("key", "counted")}
    _fits(Label(key=target, position=0, **fields))
    _check_letter(sketch, target, row.get("letter", ""))
    sketch.labels[target] = Entry(row["name"], row.get("letter", ""), row["counted"])
    return {name: value for name, value in row.items() if name != "key"}


def _rename_label(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    known = _standing(sketch.labels, target, "label")
    _something(_only(details, LABEL_FIELDS))
    row = label_row({"key": target, **details})
    changed = {name: row.get(name, {} if name == "guide" else "") for name in details}
    _fits(Label(key=target, position=0, **{"name": known.name} | changed))
    _check_letter(sketch, target, changed.get("letter", ""))
    sketch.labels[target] = replace(
        known, name=changed.get("name", known.name), letter=changed.get("letter", known.letter)
    )
    return changed


def _merge_label(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    into = _into(_only(details, ("into",)))
    from_, to = _live(sketch.labels, target, "label"), _standing(sketch.labels, into, "label")
    if target == into:
        raise _refused("A label is merged into another one.", "into")
    if from_.counted != to.counted:
        raise _refused("One of these labels counts and the other does not: merging them would change figures.", "into")
    sketch.labels[target] = replace(from_, merged=True, retired=True)
    for key, value in sketch.values.items():
        if value.bound == target:
            sketch.values[key] = replace(value, bound=into)
    return {"into": into}


def _retire_label(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    _only(details, ())
    known = _standing(sketch.labels, target, "label")
    if known.counted and sum(row.stands and row.counted for row in sketch.labels.values()) == 1:
        raise _refused("This is the last label that counts. Add another one first.", "target")
    sketch.labels[target] = replace(known, retired=True)
    return {}


def _add_value(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    facet, key = _split(sketch, target)
    row = value_row(facet, {"key": key, **_only(details, (*VALUE_FIELDS, "label"))})
    if target in sketch.values:
        raise _refused(f"The detail {facet!r} has, or had, a value {key!r}. Choose another key.", "target")
    if "label" in row:
        _standing(sketch.labels, row["label"], "label")
    _fits(FacetValue(key=key, position=0, **{name: row[name] for name in VALUE_FIELDS if name in row}))
    _check_rank(sketch, target, row.get("rank"))
    sketch.values[target] = Entry(row.get("name", key), rank=row.get("rank"), bound=row.get("label"))
    return {name: value for name, value in row.items() if name != "key"}


def _rename_value(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    facet, key = _split(sketch, target)
    known = _standing(sketch.values, target, "value")
    _something(_only(details, VALUE_FIELDS))
    row = value_row(facet, {"key": key, **details})
    changed = {name: row.get(name, None if name == "rank" else "") for name in details}
    _fits(FacetValue(key=key, position=0, **changed))
    _check_rank(sketch, target, changed.get("rank"))
    sketch.values[target] = replace(
        known, name=str(changed.get("name", known.name)), rank=changed.get("rank", known.rank)
    )
    return changed


def _merge_value(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    facet, key = _split(sketch, target)
    into = _into(_only(details, ("into",)))
    from_ = _live(sketch.values, target, "value")
    to = _standing(sketch.values, f"{facet}/{into}", "value")
    if key == into:
        raise _refused("A value is merged into another one.", "into")
    if to.bound is not None and to.bound != from_.bound:
        raise _refused(f"{into!r} goes with the label {to.bound!r} only.", "into")
    sketch.values[target] = replace(from_, merged=True, retired=True, rank=None)
    return {"into": into}


def _retire_value(sketch: Sketch, target: str, details: dict[str, Any]) -> dict[str, Any]:
    _only(details, ())
    _split(sketch, target)
    sketch.values[target] = replace(_standing(sketch.values, target, "value"), retired=True)
    return {}


_TRY: Mapping[ChangeKind, Callable[[Sketch, str, dict[str, Any]], dict[str, Any]]] = {
    ChangeKind.ADD_LABEL: _add_label, ChangeKind.RENAME_LABEL: _rename_label, ChangeKind.MERGE_LABEL: _merge_label,
    ChangeKind.RETIRE_LABEL: _retire_label, ChangeKind.ADD_VALUE: _add_value, ChangeKind.RENAME_VALUE: _rename_value,
    ChangeKind.MERGE_VALUE: _merge_value, ChangeKind.RETIRE_VALUE: _retire_value,
}  # fmt: skip


def _live(entries: Mapping[str, Entry], key: str, what: str) -> Entry:
    """An entry that marks may have: not one that was merged."""
    known = entries.get(key)
    if known is None or known.merged:
        raise _refused(f"The codebook has no {what} {key!r:.80}.", "target")
    return known


def _standing(entries: Mapping[str, Entry], key: str, what: str) -> Entry:
    known = _live(entries, key, what)
    if known.retired:
        raise _refused(f"The {what} {key!r:.80} is retired.", "target")
    return known


def _split(sketch: Sketch, target: str) -> tuple[str, str]:
    facet, slash, key = target.partition("/")
    if not slash or sketch.facets.get(facet) != Facet.Kind.CHOICE:
        raise _refused("A value is named with its detail, which has a closed list: detail/value.", "target")
    return facet, key


def _only(details: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    for name in details:
        if name not in known:
            listed = ", ".join(known) or "nothing"
            raise _refused(f"This operation has no field {str(name)[:60]!r}. It takes: {listed}.", "details")
    return details


def _something(details: dict[str, Any]) -> None:
    if not details:
        raise _refused("Say what is to change.", "details")


def _into(details: dict[str, Any]) -> str:
    into = details.get("into")
    if not isinstance(into, str) or not into:
        raise _refused("Say what it is merged into.", "into")
    return into


def _fits(row: Label | FacetValue) -> None:
    try:
        row.clean_fields(exclude=["codebook", "facet", "label", "merged_into"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise _refused(f"{name}: {messages[0]}", "target" if name == "key" else name) from error


def _check_letter(sketch: Sketch, target: str, letter: str) -> None:
    for key, row in sketch.labels.items():
        if letter and key != target and row.stands and row.letter.lower() == letter.lower():
            raise _refused(f"The letter {letter!r} is that of the label {row.name!r}.", "letter")


def _check_rank(sketch: Sketch, target: str, rank: int | None) -> None:
    facet = target.partition("/")[0]
    for key, row in sketch.values.items():
        if rank is not None and row.rank == rank and key != target and key.startswith(f"{facet}/"):
            raise _refused(f"The rank {rank} is that of {row.name or key!r}.", "rank")


def _refused(message: str, field_name: str) -> Invalid:
    return Invalid(message, "change_invalid", errors={field_name: [message]})
