"""Marks without end for one reader of one text, all different."""

import uuid
from typing import Any


def mark_body(text: str, number: int) -> dict[str, Any]:
    """The body of the reader's mark of this number; a new id each time. Spans repeat after thousands."""
    start = number * 53 % (len(text) - 200)
    end = start + 20 + number * 7 % 120
    facets = {"voice": "own-voice", "target": "ccp", "role": "R3", "stance": "affirms"}
    label = ("assertion", "evidence", "opinion")[number % 3]
    return {"id": str(uuid.uuid4()), "start": start, "end": end, "quote": text[start:end], "label": label,
            "facets": facets, "note": ""}  # fmt: skip
