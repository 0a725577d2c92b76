"""The OpenAPI document as a page for people: operations grouped by thing, shapes once, linked by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "patch", "delete")
GROUPS = (
    "Joining", "Projects", "Outlets", "Documents", "Assignments", "Readings", "Marks", "Links", "Sources", "Talk",
    "Claims", "Speakers", "Provenance", "Sessions", "Indicators", "Rulings", "Versions", "Codebook", "Events",
    "Figures", "Releases", "Jobs", "Members",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One parameter of an address, or one field of a shape. `shape` links to a shape of the page."""

    name: str
    kind: str
    shape: str
    where: str
    required: bool
    text: str


@dataclass(frozen=True)
class Answer:
    """One status of an operation; several that look alike stand in one line of the page."""

    status: str
    text: str
    shape: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    anchor: str
    method: str
    address: str
    summary: str
    paragraphs: Sequence[str]
    parameters: Sequence[Field]
    body: str
    answers: Sequence[Answer]
    errors: Sequence[Answer]


@dataclass(frozen=True)
class Shape:
    """One kind of object that is sent or answered."""

    name: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Page:
    """The whole documentation."""

    title: str
    intro: str
    groups: Sequence[tuple[str, Sequence[Operation]]]
    shapes: Sequence[Shape]


def page_of(schema: Mapping[str, Any]) -> Page:
    """The page of an OpenAPI document, its groups in the order of the contract."""
    groups: dict[str, list[Operation]] = {tag: [] for tag in GROUPS}
    for address, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                described = methods[method]
                groups[described["tags"][0]].append(_operation(method, address, described))
    components = schema["components"]["schemas"]
    enums = {name: shape for name, shape in components.items() if "enum" in shape}
    shapes = [
        Shape(name, list(_fields(shape, enums))) for name, shape in sorted(components.items()) if "properties" in shape
    ]
    return Page(schema["info"]["title"], schema["info"]["description"], list(groups.items()), shapes)


def _operation(method: str, address: str, described: Mapping[str, Any]) -> Operation:
    answers = [_answer(status, answer) for status, answer in described["responses"].items()]
    content = described.get("requestBody", {}).get("content", {})
    return Operation(
        anchor=described["operationId"],
        method=method.upper(),
        address=address,
        summary=described.get("summary", ""),
        paragraphs=[part for part in described.get("description", "").split("\n\n") if part],
        parameters=[_parameter(row) for row in described.get("parameters", [])],
        body=next((_named(row["schema"]) for row in content.values()), ""),
        answers=[row for row in answers if row.status < "400"],
        errors=[row for row in answers if row.status >= "400"],
    )


def _answer(status: str, answer: Mapping[str, Any]) -> Answer:
    content = answer.get("content", {})
    shape = next((_named(row.get("schema", {})) for row in content.values()), "")
    kinds = [kind for kind in content if kind not in ("application/json", "application/problem+json")]
    return Answer(status, answer.get("description") or ", ".join(kinds), shape)


def _parameter(row: Mapping[str, Any]) -> Field:
    kind = _kind(row["schema"], {})
    return Field(row["name"], kind, "", row["in"], row.get("required", False), row.get("description", ""))


def _fields(shape: Mapping[str, Any], enums: Mapping[str, Any]) -> Iterator[Field]:
    required = shape.get("required", [])
    for name, value in shape["properties"].items():
        text = value.get("description", "")
        # drf-spectacular lists closed values in the description as well; the kind says them already.
        text = "" if text.startswith("* `") else text.split("\n\n* `")[0]
        yield Field(name, _kind(value, enums), _named(value), "", name in required, text)


def _named(value: Mapping[str, Any]) -> str:
    """The shape that a value is, or that its members are; nothing for plain values and closed lists."""
    for part in (value, value.get("items", {}), *value.get("allOf", ()), *value.get("oneOf", ())):
        name = part.get("$ref", "").rpartition("/")[2]
        if name and not name.endswith("Enum"):
            return str(name)
    return ""


def _kind(value: Mapping[str, Any], enums: Mapping[str, Any]) -> str:
    """The values in words; a closed list is spelt out in its place."""
    name = value.get("$ref", "").rpartition("/")[2]
    if name in enums:
        return _kind(enums[name], enums)
    if "allOf" in value and len(value["allOf"]) == 1:
        return _kind(value["allOf"][0], enums)
    if name or "allOf" in value:
        return "object"
    if "const" in value:
        return str(value["const"])
    if "oneOf" in value:
        return " or ".join(_kind(part, enums) for part in value["oneOf"])
    if "enum" in value:
        return " | ".join("null" if member is None else str(member) or "(empty)" for member in value["enum"])
    return _plain_kind(value, enums)


def _plain_kind(value: Mapping[str, Any], enums: Mapping[str, Any]) -> str:
    given = value.get("type", "any")
    names = given if isinstance(given, list) else [given]
    words = [f"list of {_kind(value.get('items', {}), enums)}" if name == "array" else str(name) for name in names]
    if "format" in value:
        words[0] = f"{words[0]} ({value['format']})"
    return " or ".join(words)
