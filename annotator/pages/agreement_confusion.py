"""Where readers differ: what one took for this and another for that, each number with the passages behind it."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotator.pages import words
from annotator.pages.agreement_figures import PassageLinks
from annotator.pages.agreement_shapes import Cell, Confusion
from core.queries.codebooks import Rules
from core.queries.pairings import LABEL
from core.stats.agreed import PLUS

HEATS = 5
MOST_VALUES = 9  # a triangle of more does not fit; pairs are listed then
MOST_PAIRS = 12


def confusions(report: Mapping[str, Any], rules: Rules, links: PassageLinks) -> list[Confusion]:
    """Labels first, then each detail in which two readers differ."""
    found = report["confusion"]
    labels = {key: rules.labels[key].shown for key in report["labels"]["per_label"]}
    made = [_confusion(LABEL, "Labels", found["labels"], list(labels), labels.__getitem__, links)]
    for key, rows in found["facets"].items():
        if not any(row["a"] != row["b"] for row in rows):
            continue
        rule = rules.facets[key]
        used = {row[side] for row in rows for side in "ab"}
        order = [value for value in rule.values if value in used] or sorted(used)
        order += sorted(used - set(order))
        made.append(_confusion(key, rule.name or key, rows, order, _namer(rules, key), links))
    return made


def _namer(rules: Rules, key: str) -> Callable[[str], str]:
    """The words for a value; of a set those of all its values."""
    rule = rules.facets[key]
    return lambda value: " and ".join(rule.value_name(part) for part in value.split(PLUS))


def _confusion(
    key: str,
    title: str,
    rows: Sequence[Mapping[str, Any]],
    order: Sequence[str],
    name: Callable[[str], str],
    links: PassageLinks,
) -> Confusion:
    counts = {(row["a"], row["b"]): row["n"] for row in rows}
    differing = {pair: n for pair, n in counts.items() if pair[0] != pair[1]}
    n_differing, n_all = sum(differing.values()), sum(counts.values())
    of = {} if key == LABEL else {"of": key}

    def cell(a: str, b: str) -> Cell:
        n = counts.get((a, b), counts.get((b, a), 0))
        heat = math.ceil(HEATS * n / n_differing - 1e-9) if n_differing and a != b else 0
        both = f"both {name(a)}" if a == b else f"{name(a)} and {name(b)}"
        return Cell(n, links.passages(**of, a=a, b=b), heat, a == b, f"{both}: {n:,}")

    is_small = len(order) <= MOST_VALUES
    ranked = sorted(differing.items(), key=lambda item: -item[1])
    return Confusion(
        key=key,
        title=title,
        sentence=_sentence(ranked, n_differing, n_all, name),
        heads=[(value, name(value)) for value in order] if is_small else [],
        rows=[
            (value, name(value), [cell(value, other) if at >= row else None for at, other in enumerate(order)])
            for row, value in enumerate(order)
        ] if is_small else [],
        pairs=[
            (name(a), name(b), n, links.passages(**of, a=a, b=b)) for (a, b), n in ranked[:MOST_PAIRS]
        ] if not is_small else [],
        rest="" if is_small else _rest(ranked[MOST_PAIRS:]),
    )  # fmt: skip


def _rest(ranked: Sequence[tuple[tuple[str, str], int]]) -> str:
    n = sum(n for _, n in ranked)
    return f"and {words.count(n, 'pair', 'pairs')} that differ otherwise" if n else ""


def _sentence(
    ranked: Sequence[tuple[tuple[str, str], int]], n_differing: int, n_all: int, name: Callable[[str], str]
) -> SafeString | str:
    if not n_all:
        return "No two said anything of the same passage."
    if not n_differing:
        return f"All {words.count(n_all, 'pair', 'pairs')} of marks say the same."
    (a, b), n = ranked[0]
    return format_html(
        "{} of {} pairs of marks differ. Most often one said <b>{}</b> and another <b>{}</b>: {}.",
        f"{n_differing:,}", f"{n_all:,}", name(a), name(b), f"{n:,}",
    )  # fmt: skip
