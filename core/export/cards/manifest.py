"""The manifest of a release: every file with size and SHA-256, and what is needed to read them."""

import json
from collections.abc import Sequence

from core.export.cards.about import About
from core.export.cards.facts import Facts
from core.services.releasing import Hashed

NAME = "manifest.json"


def manifest(about: About, facts: Facts, files: Sequence[Hashed]) -> bytes:
    """`sha256sum` of each file gives what stands here."""
    data = {
        "format": 1,
        "release": about.number,
        "name": about.title,
        "made_on": about.day,
        "licence": about.licence or None,
        "texts": facts["texts"],
        "layers": facts["layers"],
        "offset_unit": "code point",
        "codebook": facts["codebook"],
        "invented": facts["invented"],
        "counts": facts["counts"],
        "hashes_of_texts": "documents.parquet, column sha256; corpus.jsonl, lines of documents",
        "files": [
            {"name": row.name, "bytes": row.n_bytes, "sha256": row.sha256, "media_type": row.media_type,
             "about": row.about}
            for row in files
        ],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
