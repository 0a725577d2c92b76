"""A document as a UIMA CAS: our types, and the feature structures of one document; both serialisations share them.

Source: Unstructured Information Management Architecture 1.0 (OASIS 2009); begin and end count UTF-16 code units.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from xml.sax.saxutils import escape

from core.export.corpus import DocumentLines, Head, Line
from core.text.offsets import OffsetMap, ranges_in

UNIT = "UTF-16 code unit"
SOFA_ID = 1
DOCUMENT, READING, MARK, LINK = (f"annotator.{name}" for name in ("Document", "Reading", "Mark", "Link"))
TYPE_SYSTEM = "TypeSystem.xml"
_STRING, _BOOLEAN, _TOP, _ANNOTATION = "uima.cas.String", "uima.cas.Boolean", "uima.cas.TOP", "uima.tcas.Annotation"

Value = str | int | bool


@dataclass(frozen=True)
class CasType:
    """A type with its features: name -> range."""

    name: str
    supertype: str
    about: str
    features: Mapping[str, str]


@dataclass(frozen=True)
class Structure:
    """One feature structure. `references`: feature -> id of another; begin and end are among the features."""

    id: int
    type: str
    features: Mapping[str, Value]
    references: Mapping[str, int] = field(default_factory=dict)


def facet_features(facets: Sequence[str]) -> dict[str, str]:
    """Facet key -> feature name: letters, digits and underscores, as UIMA wants; no two alike.

    >>> facet_features(["role", "cue-stance", "cue.stance"])
    {'role': 'facet_role', 'cue-stance': 'facet_cue_stance', 'cue.stance': 'facet_cue_stance_2'}
    """
    found: dict[str, str] = {}
    for key in facets:
        name = base = "facet_" + re.sub("[^A-Za-z0-9]", "_", key)
        number = 1
        while name in found.values():
            number += 1
            name = f"{base}_{number}"
        found[key] = name
    return found


def cas_types(facets: Sequence[str]) -> tuple[CasType, ...]:
    """The types of our own; `replaced` says where XML made us put another character."""
    mark = ["id", "label", "reviewer", "note", "createdAt", *facet_features(facets).values(), "replaced"]
    document = ["key", "title", "outlet", "sha256", "codebook", "offsetUnit", "replaced"]
    reading = ["reviewer", "reviewerKind", "state", "ranges", "noneHere", "firstSubmittedAt", "replaced"]
    return (
        CasType(DOCUMENT, _TOP, "The document.", dict.fromkeys(document, _STRING)),
        CasType(READING, _TOP, "What one reviewer has read.", dict.fromkeys(reading, _STRING) | {"sighted": _BOOLEAN}),
        CasType(MARK, _ANNOTATION, "A mark of one reviewer.", dict.fromkeys(mark, _STRING)),
        CasType(LINK, _TOP, "How one mark bears on another.", {"source": MARK, "target": MARK, "kind": _STRING}),
    )


def structures(head: Head, document: DocumentLines) -> Iterator[Structure]:
    """The feature structures of one document behind its text, ids from 2 on."""
    offsets = OffsetMap(document.document["text"])
    kinds = {line["id"]: line["kind"] for line in head.reviewers}
    numbers = count(SOFA_ID + 1)
    yield Structure(next(numbers), DOCUMENT, _document(head, document.document))
    for line in document.readings:
        yield Structure(next(numbers), READING, _reading(line, kinds[line["reviewer"]], offsets))
    ids, names = {}, facet_features(head.facets)
    for line in document.annotations:
        ids[line["id"]] = next(numbers)
        yield Structure(ids[line["id"]], MARK, _mark(line, names, offsets), {"sofa": SOFA_ID})
    for line in document.links:
        ends = {"source": ids[line["from"]], "target": ids[line["to"]]}
        yield Structure(next(numbers), LINK, {"kind": line["kind"]}, ends)


def _document(head: Head, line: Line) -> dict[str, Value]:
    given = {"key": line["id"], "title": line.get("title"), "outlet": line.get("outlet"), "sha256": line["sha256"],
             "codebook": f"{head.codebook['key']} {head.codebook['version']}", "offsetUnit": UNIT}  # fmt: skip
    return {name: value for name, value in given.items() if value}


def _reading(line: Line, kind: str, offsets: OffsetMap) -> dict[str, Value]:
    given: dict[str, Value] = {"reviewer": line["reviewer"], "reviewerKind": kind, "state": line["state"]}
    ranges = ranges_in(offsets, line.get("ranges"))
    if ranges is not None:
        given["ranges"] = json.dumps(ranges)
    if line.get("none_here"):
        given["noneHere"] = " ".join(line["none_here"])
    if line.get("sighted"):
        given["sighted"] = True
    if "first_submitted_at" in line:
        given["firstSubmittedAt"] = line["first_submitted_at"]
    return given


def _mark(line: Line, names: Mapping[str, str], offsets: OffsetMap) -> dict[str, Value]:
    given: dict[str, Value] = {
        "begin": offsets.to_utf16(line["start"]), "end": offsets.to_utf16(line["end"]), "id": line["id"],
        "label": line["label"], "reviewer": line["reviewer"],
    }  # fmt: skip
    given |= {names[key]: value for key, value in line["facets"].items()}
    if line.get("note"):
        given["note"] = line["note"]
    return given | ({"createdAt": line["created_at"]} if "created_at" in line else {})


def type_system(facets: Sequence[str]) -> bytes:
    """The types as a UIMA type system descriptor."""
    found = "\n".join(_described(row) for row in cas_types(facets))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<name>annotator</name>\n<types>\n{found}\n</types>\n</typeSystemDescription>\n"
    ).encode()


def _described(row: CasType) -> str:
    features = "".join(
        f"<featureDescription><name>{name}</name><description/><rangeTypeName>{range_}</rangeTypeName>"
        "</featureDescription>"
        for name, range_ in row.features.items()
    )
    return (
        f"<typeDescription><name>{row.name}</name><description>{escape(row.about)}</description>"
        f"<supertypeName>{row.supertype}</supertypeName><features>{features}</features></typeDescription>"
    )
