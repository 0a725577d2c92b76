"""One Web Annotation as a mark or a link. Sources: https://www.w3.org/TR/annotation-model/, sections 3 and 4."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from core.errors import Invalid
from core.importing.source import Known

Texts = Callable[[str], str | None]

DOCUMENT, REVIEWER = "urn:x-document:", "urn:x-reviewer:"
_NAMESPACE = uuid.UUID("c1a2f6de-7c57-5b0e-9f4e-51d0b5a0e0aa")
_UUID = re.compile(r"urn:uuid:([0-9A-Fa-f-]{36})")
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")
_TAGS = ("tagging", "classifying")
_NOTES = ("commenting", "describing", "")


def line_of(data: Any, known: Known, texts: Texts) -> dict[str, Any]:
    """The line `annotation` or `link` that an Annotation says. `texts` gives the text of a document, if it is beside.

    Errors: `Invalid` with what is missing or has no place in a mark.
    """
    data = _annotation(data)
    if "linkKind" in data:
        return _link(data)
    labels, facets, note = _bodies(data)
    if len(labels) != 1:
        what = f"{len(labels)} labels ({', '.join(labels):.60})" if labels else "no label"
        raise _invalid(f"The annotation has {what}: a mark has one, the value of a body for tagging. "
                       f"Labels here: {', '.join(known.labels)}.", "label_missing")  # fmt: skip
    said = {"type": "annotation", "label": labels[0], "facets": facets, "note": note}
    line = said | _placed(data, texts) | {"reviewer": _creator(data)}
    return {"id": _id(data, line)} | line


def ruling_of(data: Any, texts: Texts) -> dict[str, Any]:
    """The line `decision` of one of our `rulings`; the store says what a ruling may be. Errors: `Invalid`."""
    data = _annotation(data)
    labels, facets, reason = _bodies(data)
    line: dict[str, Any] = {"type": "decision", "id": _mark_id(_get(data, "id"), "the id of a ruling")}
    line |= _placed(data, texts) | {"facets": facets, "reason": reason, "decided_by": _creator(data)}
    line |= {"label": labels[0]} if labels else {}
    line |= {"outcome": data["outcome"]} if "outcome" in data else {}
    line["rests_on"] = [_mark_id(name, "what a ruling rests on") for name in _list(data.get("restsOn"))]
    if "supersedes" in data:
        line["supersedes"] = _mark_id(data["supersedes"], "what a ruling supersedes")
    return line


def _annotation(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict) or "Annotation" not in _list(_get(data, "type")):
        raise _invalid("This is no Annotation: an object whose type is Annotation.", "unknown_type")
    return data


def _placed(data: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Document, place and moment."""
    target = _single(data.get("target"), "target")
    key = document_key(_source(target))
    created = {"created_at": data["created"]} if "created" in data else {}
    return {"document": key} | _place(target, texts, key) | created


def _mark_id(name: Any, place: str) -> str:
    found = _UUID.fullmatch(_text(name, place))
    if found is None:
        raise _invalid(f"{place[0].upper()}{place[1:]} is a name such as urn:uuid:..., not {name!r:.60}.", "id_invalid")
    return found[1]


def document_key(source: Any) -> str:
    """The key of a document: what our own names end with, of others the last part of the address.

    >>> document_key("urn:x-document:d1"), document_key({"id": "https://example.org/news/a%20b.html?x"})
    ('d1', 'a-b.html')
    """
    name = _text(_get(source, "id") if isinstance(source, dict) else source, "the source of a target")
    if name.startswith(DOCUMENT):
        return name.removeprefix(DOCUMENT)
    last = _address(name).path.rstrip("/").rpartition("/")[2]
    return _NOT_IN_A_KEY.sub("-", unquote(last)).removesuffix(".txt")


def _address(name: str) -> Any:
    try:
        return urlsplit(name)
    except ValueError as error:
        raise _invalid(f"{name!r:.60} is no address.") from error


def reviewer_line(creator: Any) -> dict[str, Any]:
    """The line `reviewer` that a creator says: nickname, else name, else the last part of the id.

    >>> reviewer_line({"type": "Person", "name": "Jo Doe"})
    {'type': 'reviewer', 'id': 'Jo-Doe'}
    """
    creator = _single(creator, "creator")
    given = creator if isinstance(creator, dict) else {"id": creator}
    id_ = _text(_get(given, "id") or "", "the id of a creator")
    if id_.startswith(REVIEWER):
        name = id_.removeprefix(REVIEWER)
    else:
        said = given.get("nickname") or given.get("name") or re.split(r"[/:#]", id_.rstrip("/"))[-1]
        name = _NOT_IN_A_KEY.sub("-", _text(said, "the name of a creator")).strip("-._")
    if not name:
        raise _invalid("The creator has no name that could be a code name.", "creator_missing")
    line = {"type": "reviewer", "id": name}
    if "kind" in given:
        line["kind"] = given["kind"]
    elif "Software" in _list(_get(given, "type")):
        line["kind"] = "machine"
    return line


def _invalid(reason: str, code: str = "annotation_invalid") -> Invalid:
    return Invalid(reason, code)


def _get(data: Mapping[str, Any], name: str) -> Any:
    """`id` and `type`, also as JSON-LD spells them."""
    return data.get(name, data.get(f"@{name}"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _single(value: Any, name: str) -> Any:
    values = _list(value)
    if len(values) != 1:
        raise _invalid(f"The annotation has {len(values) or 'no'} {name}, and a mark has one.", f"{name}_missing")
    return values[0]


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise _invalid(f"{place[0].upper()}{place[1:]} is a text, not {value!r:.40}.", "field_invalid")
    return value


def _creator(data: Mapping[str, Any]) -> str:
    name: str = reviewer_line(data.get("creator"))["id"]
    return name


def _id(data: Mapping[str, Any], line: Mapping[str, Any]) -> str:
    """A UUID as it is; any other name makes one, and where there is none, place and reviewer do."""
    name = _get(data, "id")
    if name is None:
        parts = [line["document"], line["reviewer"], line["start"], line["end"], line["label"]]
        name = "\x1f".join([*map(str, parts), str(line["facets"].get("target", ""))])
    found = _UUID.fullmatch(_text(name, "the id of an annotation"))
    return found[1] if found else str(uuid.uuid5(_NAMESPACE, name))


def _link(data: Mapping[str, Any]) -> dict[str, Any]:
    """A link between two marks, as we write it: the body bears on the target."""
    ends = {end: _mark_id(_single(data.get(name), name), f"the {name} of a link")
            for name, end in (("body", "from"), ("target", "to"))}  # fmt: skip
    return {"type": "link", **ends, "kind": data["linkKind"]}


def _bodies(data: Mapping[str, Any]) -> tuple[list[str], dict[str, str], str]:
    """Labels, details and note, each from its bodies."""
    labels, facets, notes = [], dict[str, str](), []
    otherwise = [word for word in _list(data.get("motivation")) if isinstance(word, str)]
    bodies = _list(data.get("body"))
    if "bodyValue" in data:
        bodies = [*bodies, {"type": "TextualBody", "value": data["bodyValue"]}]
    for body in bodies:
        value, purpose = _said(body, otherwise)
        if "facet" in body:
            facet = _text(body["facet"], "the name of a detail")
            if facet in facets:
                raise _invalid(f"The detail {facet!r:.60} is given twice.")
            facets[facet] = value
        elif purpose in _TAGS:
            labels.append(value)
        elif purpose in _NOTES:
            notes.append(value)
        else:
            raise _invalid(f"A body for {purpose!r:.40} has no place in a mark.", "body_invalid")
    return labels, facets, "\n\n".join(notes)


def _said(body: Any, otherwise: list[str]) -> tuple[str, str]:
    """Words and purpose of a body; without a purpose of its own it has that of the annotation."""
    if not isinstance(body, dict) or "value" not in body:
        raise _invalid(
            "A body lies elsewhere: only texts written out (TextualBody, value) can be read.", "body_invalid"
        )
    purposes = [word for word in _list(body.get("purpose")) if isinstance(word, str)] or otherwise or [""]
    chosen = next((word for word in purposes if word in _TAGS), purposes[0])
    return _text(body["value"], "the value of a body"), chosen


def _source(target: Any) -> Any:
    if isinstance(target, dict) and "source" in target:
        return target["source"]
    raise _invalid("The target is a whole document: a mark needs a source and a selector.", "selector_missing")


def _place(target: Mapping[str, Any], texts: Texts, key: str) -> dict[str, Any]:
    """Start and end in code points, and the quote: selectors of a target are several ways to say the same."""
    by_type: dict[str, Mapping[str, Any]] = {}
    for selector in _list(target.get("selector")):
        if not isinstance(selector, dict):
            raise _invalid("A selector is an object.", "selector_unknown")
        if "refinedBy" in selector:
            raise _invalid("Selectors within selectors (refinedBy) cannot be followed here.", "selector_unknown")
        for type_ in _list(_get(selector, "type")):
            by_type[str(type_)] = selector
    position, quote = by_type.get("TextPositionSelector"), by_type.get("TextQuoteSelector", {})
    exact = _text(quote.get("exact"), "the exact words of a TextQuoteSelector") if quote else None
    if position is not None:
        return {"start": position.get("start"), "end": position.get("end"), "quote": exact}
    if exact is None:
        found = f"a {min(by_type)[:40]}" if by_type else "no selector"
        raise _invalid(f"The target has {found}: a mark is found by a TextPositionSelector or a TextQuoteSelector.",
                       "selector_unknown" if by_type else "selector_missing")  # fmt: skip
    return _found(quote, exact, texts(key), key)


def _found(quote: Mapping[str, Any], exact: str, text: str | None, key: str) -> dict[str, Any]:
    """Where the words stand, once, between the words around them."""
    if text is None:
        raise _invalid(f"The place is given by its words only: put the text beside, as {key[:100]}.txt, or give a "
                       "TextPositionSelector.", "text_missing")  # fmt: skip
    prefix, suffix = (_text(quote.get(name) or "", f"the {name} of a selector") for name in ("prefix", "suffix"))
    whole = prefix + exact + suffix
    first = text.find(whole) if exact else -1
    if first < 0:
        raise _invalid("The words of the selector do not stand in the text.", "quote_mismatch")
    if text.find(whole, first + 1) >= 0:
        raise _invalid("The words of the selector stand in the text more than once: give words around them (prefix, "
                       "suffix) or a TextPositionSelector.", "quote_ambiguous")  # fmt: skip
    return {"start": first + len(prefix), "end": first + len(prefix) + len(exact), "quote": exact}
