"""Tested sentences in words: the sentence itself, in how many ways of counting it holds, and which break it."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.models import ReviewerKind
from core.queries.codebooks import Rules
from core.queries.figures import Comparison
from core.queries.gate import ENOUGH, NOT_ENOUGH, TENTATIVE, UNKNOWN, WHOSE
from core.queries.subjects import AFFIRMS, DOUBTS, LABEL
from core.queries.ways import Way, Ways
from core.stats.sensitivity import BREAKS, HOLDS, TIE, UNDEFINED, conditions

STEADY = 0.9  # a sentence that holds in fewer of the ways says so itself
RULE = (
    "Tried: every two origins of which {words} words and more each were read. Shown: of each kind of sentence that "
    "holds in nine of ten ways of counting the pair that differs most, then the next of each kind, {shown} at most; of "
    "those that hold in fewer, {shaky} at most. Pairs on the same events and in the same genres come first."
)
_AGREED_ON = {"role": "roles", "labels": "labels", "voice": "voices"}
_READINGS = {
    ReviewerKind.PERSON: "readings", ReviewerKind.SIMULATED: "simulated readings",
    ReviewerKind.MACHINE: "machine readings",
}  # fmt: skip


def worded(
    row: Mapping[str, Any],
    of_all: Sequence[Way],
    ways: Ways,
    names: Mapping[str, str],
    rules: Rules,
    figures: Comparison,
) -> dict[str, Any]:
    """A tested sentence with its words, as JSON. `ways` are those that it was counted in, of all `of_all`."""
    gate = figures.gate.get(row["agreed"], {"alpha": None, "band": UNKNOWN})
    counts = {outcome: row["outcomes"].count(outcome) for outcome in (HOLDS, BREAKS, TIE, UNDEFINED)}
    place = {way.filters: number for number, way in enumerate(of_all)}
    return {
        "text": _sentence(row, counts, clause(row, names, rules), gate["band"], figures.reviewer_kind),
        "verdict": _verdict(counts),
        "is_steady": _is_steady(counts),
        **{name: row[name] for name in ("kind", "of", "a", "b", "n", "of_n")},
        "share_a": row["shares"][0][0],
        "share_b": row["shares"][0][1],
        "n_ways": _n_countable(counts),
        **{name: counts[outcome] for name, outcome in
           (("holds", HOLDS), ("breaks", BREAKS), ("ties", TIE), ("undefined", UNDEFINED))},
        **{f"{outcome}_in": _where(row["outcomes"], outcome, ways) for outcome in (BREAKS, TIE, UNDEFINED)},
        "unchanged_by": row["unchanged_by"],
        "carried_by": row["carried_by"],
        "cautions": row["cautions"],
        "gate": dict(gate),
        "agreement": _agreement(gate, row["agreed"], figures.reviewer_kind),
        "ways": [
            {"way": place[way.filters], "outcome": outcome, "share_a": shares[0], "share_b": shares[1]}
            for way, outcome, shares in zip(ways.ways, row["outcomes"], row["shares"], strict=True)
        ],
    }  # fmt: skip


def clause(row: Mapping[str, Any], names: Mapping[str, str], rules: Rules) -> str:
    """What is said of the two, as part of a sentence."""
    a, b = names[row["a"]], names[row["b"]]
    if row["kind"] == LABEL:
        return f"more of what {a} says is {rules.labels[row['of'][0]].name.lower()} than of what {b} says"
    if row["kind"] in (AFFIRMS, DOUBTS):
        roles = " or ".join(rules.facets["role"].value_name(key) for key in row["of"])
        said = f"affirms {roles}" if row["kind"] == AFFIRMS else f"calls {roles} unproven or denies it"
        return f"{a} {said} more often than {b}"
    return f"{a} speaks in its own voice more often than {b}"


def _n_countable(counts: Mapping[str, int]) -> int:
    """Ways in which there is something to count on both sides."""
    return counts[HOLDS] + counts[BREAKS] + counts[TIE]


def _is_steady(counts: Mapping[str, int]) -> bool:
    return counts[HOLDS] >= STEADY * _n_countable(counts)


def _sentence(
    row: Mapping[str, Any], counts: Mapping[str, int], said: str, band: str, kind: str
) -> str:  # fmt: skip
    """The sentence as it may be printed: what makes it shaky stands in it, not beside it."""
    n = _n_countable(counts)
    if not _is_steady(counts):
        said = f"whether {said} depends on how one counts: it is so in {counts[HOLDS]} of {n} ways"
    if band == NOT_ENOUGH:
        said = f"by {_READINGS[ReviewerKind(kind)]} that do not agree enough on {_AGREED_ON[row['agreed']]}, {said}"
    return f"{said[0].upper()}{said[1:]}."


def _verdict(counts: Mapping[str, int]) -> str:
    n, holds = _n_countable(counts), counts[HOLDS]
    how_many = f"{holds} of {n}" if holds < n else f"all {n}" if n > 1 else "the one"
    if counts[UNDEFINED]:
        of_the = how_many.replace(" of ", " of the ")
        ways = "way" if n == 1 else "ways"
        return f"Holds in {of_the} {ways} in which it can be counted, of {n + counts[UNDEFINED]}"
    return f"Holds in {how_many} ways of counting" if n > 1 else "Holds in the one way of counting there is"


def _where(outcomes: Sequence[str], outcome: str, ways: Ways) -> list[str]:
    """The ways with this outcome in few words, which may pass over those in which nothing can be counted."""
    ignored = [each == UNDEFINED for each in outcomes]
    return [ways.words(row) for row in conditions([each == outcome for each in outcomes], ways.shape, ignored)]


def _agreement(gate: Mapping[str, Any], agreed: str, kind: str) -> str:
    """How far they agree whose marks are counted, on what the sentence is about."""
    whose, what = WHOSE[kind], _AGREED_ON[agreed]
    alpha = "" if gate["alpha"] is None else f" (alpha {gate['alpha']:.2f})"
    said = {
        UNKNOWN: f"how far {whose} agree on {what} is not measured",
        NOT_ENOUGH: f"{whose} do not agree enough on {what}{alpha}",
        TENTATIVE: f"tentative: {whose} agree on {what} only so far{alpha}",
        ENOUGH: f"{whose} agree on {what}{alpha}",
    }[gate["band"]]
    return f"{said[0].upper()}{said[1:]}"
