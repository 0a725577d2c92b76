"""UIMA CAS as JSON: one file a document, and the type system.

Source: UIMA JSON CAS 0.4 (Apache UIMA), as dkpro-cassis reads and writes it.
"""

import json
from collections.abc import Iterator
from typing import Any

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Head, Losses
from core.export.formats.cas_types import SOFA_ID, TYPE_SYSTEM, Structure, cas_types, structures, type_system
from core.export.formats.losing import documents_counted


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`documents/KEY.json` each, then `TypeSystem.xml`. In memory is one document at a time."""
    for document in documents_counted(corpus, losses):
        yield Part(f"documents/{document.document['id']}.json", _cas(corpus.head, document))
    yield Part(TYPE_SYSTEM, [type_system(corpus.head.facets)])


def _cas(head: Head, document: DocumentLines) -> Iterator[bytes]:
    """One feature structure a line."""
    sofa = {"%ID": SOFA_ID, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text/plain",
            "sofaString": document.document["text"]}  # fmt: skip
    yield b'{"%TYPES":' + _json(_types(head)) + b',\n"%FEATURE_STRUCTURES":[\n' + _json(sofa)
    last = SOFA_ID
    for structure in structures(head, document):
        yield b",\n" + _json(_structure(structure))
        last = structure.id
    view = {"%SOFA": SOFA_ID, "%MEMBERS": list(range(SOFA_ID + 1, last + 1))}
    yield b'\n],\n"%VIEWS":' + _json({"_InitialView": view}) + b"}\n"


def _structure(structure: Structure) -> dict[str, Any]:
    references = {f"@{name}": id_ for name, id_ in structure.references.items()}
    return {"%ID": structure.id, "%TYPE": structure.type, **references, **structure.features}


def _types(head: Head) -> dict[str, Any]:
    return {
        row.name: {"%NAME": row.name, "%SUPER_TYPE": row.supertype}
        | {name: {"%NAME": name, "%RANGE": range_} for name, range_ in row.features.items()}
        for row in cas_types(head.facets)
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
