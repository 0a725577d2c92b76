"""A measured figure, the machine it was measured on, and the table of both."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


def load_now() -> float:
    """How many processes wanted a core in the last minute; ours are among them."""
    return round(os.getloadavg()[0], 2)


@dataclass(frozen=True)
class Figure:
    """One row of the table. `aim` is ours; `peers` is what comparable programs reach, where known."""

    name: str
    value: float
    unit: str
    aim: str = ""
    peers: str = ""
    note: str = ""
    load: float = field(default_factory=load_now)


def median(values: Iterable[float]) -> float:
    """The median, as the figure of several runs."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def machine(postgres: str) -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "python": platform.python_version(),
        "postgres": postgres,
        "load_before": list(os.getloadavg()),
    }


def _cpu() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or "unknown"


def table(figures: Sequence[Figure]) -> str:
    """The figures in aligned columns."""
    head = ("figure", "value", "unit", "aim", "peers", "load", "note")
    rows = [head] + [
        (row.name, f"{row.value:,.1f}", row.unit, row.aim, row.peers, f"{row.load:.1f}", row.note) for row in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.rjust(width) if column == 1 else cell.ljust(width)
                  for column, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    )  # fmt: skip


def as_data(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The figures for JSON."""
    return [asdict(row) for row in figures]
