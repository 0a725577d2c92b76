"""How a release is cited: CITATION.cff (Citation File Format 1.2.0)."""

import json

from core.export.cards.about import LICENCES, About


def citation(about: About) -> bytes:
    """The file; every value is written as JSON, which is YAML."""
    known = {"license": about.licence, "license-url": about.licence_url} if about.licence in LICENCES else {}
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "authors": [{"name": about.makers}],
        "version": str(about.number),
        "date-released": about.day,
        **known,
        **({"abstract": about.description} if about.description else {}),
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()).encode()
