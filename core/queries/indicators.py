"""The credibility indicators: what is asked of a document as a whole, and what may be answered. Pure reading.

They ship as a readable file (`seeds/indicators.json`) that says whom it follows. No answer stands for another, and
nothing adds them up.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
CANNOT_TELL = "cannot-tell"  # may answer every question, and enters no agreement: it says nothing of the text
Level = Literal["nominal", "ordinal", "set"]


@dataclass(frozen=True)
class Value:
    """One answer. `rank` where answers are ordered; one that stands `alone` goes with no other."""

    key: str
    name: str
    about: str = ""
    rank: int | None = None
    alone: bool = False


@dataclass(frozen=True)
class Indicator:
    """One question. `several`: more than one value may be chosen; `about_source`: it cannot be answered by whoever must
    not know where the text is from; `follows`: the published indicator it is made after."""

    key: str
    name: str
    question: str
    definition: str
    follows: str
    values: Mapping[str, Value]
    several: bool = False
    ordered: bool = False
    about_source: bool = False

    @property
    def level(self) -> Level:
        """How two answers are compared."""
        return "set" if self.several else "ordinal" if self.ordered else "nominal"

    @property
    def in_order(self) -> list[str]:
        """The keys of what can be compared: from low to high where they are ordered, without *cannot tell*."""
        compared = [value for value in self.values.values() if value.key != CANNOT_TELL]
        return [value.key for value in sorted(compared, key=lambda value: value.rank or 0)]

    def chosen(self, value: Any) -> list[str]:
        """An answer's value as the list of its keys, in the order of the question."""
        keys = value if isinstance(value, list) else [value]
        return [key for key in self.values if key in keys]


@cache
def _file() -> Mapping[str, Any]:
    return dict(json.loads((SEEDS / "indicators.json").read_text(encoding="utf-8")))


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by key, in the order in which they are asked."""
    cannot_tell = Value(**_file()["cannot_tell"], alone=True)
    found = {}
    for row in _file()["indicators"]:
        values = [Value(**value) for value in row["values"]]
        facts = {name: value for name, value in row.items() if name != "values"}
        found[row["key"]] = Indicator(**facts, values={value.key: value for value in (*values, cannot_tell)})
    return found


def followed() -> list[tuple[str, str]]:
    """Title and address of what the indicators are made after."""
    return [(row["title"], row["url"]) for row in _file()["sources"]]
