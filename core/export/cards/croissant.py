"""Croissant metadata (MLCommons, 1.0): the files with their SHA-256, and the tables with their columns."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.export.cards.about import About
from core.export.columns import FLAG, MOMENT, NUMBER, TEXT, YES_NO
from core.export.parquet.schema import SPANS, TEXTS, Table
from core.services.releasing import Hashed

_TYPES = {
    TEXT: "sc:Text", NUMBER: "sc:Integer", MOMENT: "sc:DateTime", YES_NO: "sc:Boolean", FLAG: "sc:Boolean",
    TEXTS: "sc:Text", SPANS: "sc:Integer",
}  # fmt: skip
_ENCODINGS = {"application/vnd.apache.parquet": "application/x-parquet"}  # by which Croissant's readers know it
_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/", "rai": "http://mlcommons.org/croissant/RAI/", "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}  # fmt: skip


def croissant(about: About, files: Sequence[Hashed], tables: Sequence[Table]) -> bytes:
    """The metadata of the data set. `files` hold the tables, and may hold more."""
    data = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.title,
        "description": about.description or f"Marks of readers on news articles, by {about.makers}.",
        "license": about.licence_url or about.licence_words,
        "creator": {"@type": "sc:Organization", "name": about.makers},
        "citeAs": cite_as(about),
        "url": "README.md",
        **_of_release(about),
        "distribution": [_file(row) for row in files],
        "recordSet": [_records(table) for table in tables],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def cite_as(about: About) -> str:
    """One line to cite it by."""
    release = f", release {about.number} ({about.day})" if about.number else ""
    return f"{about.makers}: {about.title}{release}. Data set."


def _of_release(about: About) -> Mapping[str, str]:
    return {"version": f"{about.number}.0.0", "datePublished": about.day} if about.number else {}


def _file(row: Hashed) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject", "@id": row.name, "name": row.name, "description": row.about, "contentUrl": row.name,
        "contentSize": f"{row.n_bytes} B", "sha256": row.sha256,
        "encodingFormat": _ENCODINGS.get(row.media_type, row.media_type.partition(";")[0]),
    }  # fmt: skip


def _records(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": table.about,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [
            {
                "@type": "cr:Field", "@id": f"{table.name}/{column.name}", "name": column.name,
                "description": column.about, "dataType": _TYPES[column.kind],
                **({"repeated": True} if column.kind in (TEXTS, SPANS) else {}),
                "source": {"fileObject": {"@id": table.file_name}, "extract": {"column": column.name}},
            }
            for column in table.columns
        ],
    }  # fmt: skip
