"""The form of a codebook's data: checked whole, with the place of what is wrong, and brought into one form."""

from collections.abc import Mapping
from typing import Any

from core.errors import Invalid, TextRefused
from core.models import Facet
from core.text import canonical

_FIELDS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "codebook": {"key": str, "version": int, "labels": list, "facets": list, "focus": dict, "decision_order": list},
    "label": {
        "key": str, "name": str, "letter": str, "color": str, "description": str, "guide": dict, "counted": bool,
        "retired": bool,
    },
    "facet": {"key": str, "name": str, "kind": str, "ordered": bool, "first": bool, "values": list, "bands": list},
    "value": {"key": str, "name": str, "rank": int, "group": str, "label": str, "retired": bool},
    "focus": {"name": str, "groups": list, "names": list},
}  # fmt: skip


def normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    """The codebook as `codebook_data` would give it once stored: defaults spoken, empty fields left out.

    Errors: `Invalid` (`codebook_invalid`) for unknown fields, values of a wrong kind and texts that cannot be
    stored, with the place.
    """
    given = _given("codebook", data, "the codebook")
    _check_texts(given)
    if not given.get("labels"):
        raise _invalid("the codebook has no labels")
    focus = _given("focus", given.get("focus", {}), "the focus")
    order = _texts(given.get("decision_order", []), "the steps of the decision order")
    return {
        "key": given.get("key", "default"),
        "version": given.get("version", 1),
        "labels": [_label(row) for row in given["labels"]],
        "facets": [_facet(row) for row in given.get("facets", [])],
        "focus": {
            "name": focus.get("name", ""),
            "groups": _texts(focus.get("groups", []), "focus groups"),
            "names": _texts(focus.get("names", []), "focus names"),
        },
        **({"decision_order": order} if order else {}),
    }


def _given(kind: str, data: Any, place: str) -> dict[str, Any]:
    """The fields of one object without nulls, all known and each of its kind."""
    if not isinstance(data, Mapping):
        raise _invalid(f"{place} is an object")
    known = _FIELDS[kind]
    given = {name: value for name, value in data.items() if value is not None and name != "type"}
    for name, value in given.items():
        if name not in known:
            raise _invalid(f"{place} has no field {name!r:.60}")
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise _invalid(f"{name!r} of {place} is of a wrong kind")
    if kind not in ("codebook", "focus") and not given.get("key"):
        raise _invalid(f"{place} has no key")
    return given


def _label(row: Any) -> dict[str, Any]:
    place = f"the label {_key_of(row)}"
    given = _given("label", row, place)
    for name, lines in given.get("guide", {}).items():
        if not isinstance(lines, str):
            _texts(lines, f"the {name!r:.60} of the guide of {place}")
    return _filled(given, "key", "name", "letter", "color", "description", "guide", name=given["key"]) | {
        "counted": given.get("counted", True),
        **({"retired": True} if given.get("retired") else {}),
    }


def _facet(row: Any) -> dict[str, Any]:
    place = f"the detail {_key_of(row)}"
    given = _given("facet", row, place)
    kind = given.get("kind", Facet.Kind.CHOICE.value)
    if kind not in Facet.Kind.values:
        raise _invalid(f"{place} is of the unknown kind {kind!r:.40}")
    values = [_value(value, place) for value in given.get("values", [])]
    if values and kind != Facet.Kind.CHOICE:
        raise _invalid(f"{place} has values, and only a choice has values")
    return (
        _filled(given, "key", "name")
        | {"kind": kind}
        | {name: True for name in ("ordered", "first") if given.get(name)}
        | ({"values": values} if kind == Facet.Kind.CHOICE else {})
        | ({"bands": _bands(given["bands"], values, place)} if given.get("bands") else {})
    )


def _bands(rows: list[Any], values: list[dict[str, Any]], place: str) -> list[dict[str, Any]]:
    """The columns of the comparison's wall: each a name and some values of the ladder."""
    known = {value["key"] for value in values}
    for row in rows:
        if not isinstance(row, Mapping) or row.keys() != {"name", "values"} or not isinstance(row["name"], str):
            raise _invalid(f"a band of {place} is an object with name and values")
        if not isinstance(row["values"], list) or not all(isinstance(v, str) and v in known for v in row["values"]):
            raise _invalid(f"the band {row['name']!r:.60} of {place} names values that it does not have")
    return [{"name": row["name"], "values": row["values"]} for row in rows]


def _value(row: Any, place: str) -> dict[str, Any]:
    given = _given("value", row, f"the value {_key_of(row)} of {place}")
    return _filled(given, "key", "name", "rank", "group", "label") | ({"retired": True} if given.get("retired") else {})


def label_row(data: Mapping[str, Any]) -> dict[str, Any]:
    """One label in the form of `codebook_data`. Errors as `normalised`."""
    _check_texts(data)
    return _label(data)


def value_row(facet: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """One value of a closed list in the form of `codebook_data`. Errors as `normalised`."""
    _check_texts(data)
    return _value(data, f"the detail {facet!r}")


def _key_of(row: Any) -> str:
    return repr(row.get("key"))[:60] if isinstance(row, Mapping) else repr(row)[:40]


def _filled(given: Mapping[str, Any], *names: str, **defaults: Any) -> dict[str, Any]:
    row = {name: given.get(name, defaults.get(name)) for name in names}
    return {name: value for name, value in row.items() if value not in (None, "", {}, [])}


def _texts(values: Any, place: str) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _invalid(f"{place} are a list of texts")
    return values


def _check_texts(value: Any) -> None:
    """Refuse what cannot be stored, names of fields included."""
    if isinstance(value, str):
        try:
            canonical.canonical(value)
        except TextRefused as error:
            raise _invalid(f"in {value!r:.60}, {error.message}") from error
    elif isinstance(value, Mapping):
        for inner in (*value.keys(), *value.values()):
            _check_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner)


def _invalid(reason: str) -> Invalid:
    return Invalid(f"The codebook cannot be used: {reason}.", "codebook_invalid")
