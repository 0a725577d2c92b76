"""The shared test vectors of `fixtures/text/`, read once, and texts for properties."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "text"

# What may stand in a stored text; drawn often from what hurts.
stored_texts = st.text(
    st.one_of(
        st.sampled_from("aB1 .’'“”\"-\n\u00a0\u200d\u0301😀𠮷🇮的ש"),
        st.characters(exclude_categories=("Cc", "Cs")),
    ),
    max_size=60,
)


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file of vectors."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))["cases"]


def named(case: dict[str, Any]) -> str:
    """What pytest calls a case."""
    return str(case["name"])
