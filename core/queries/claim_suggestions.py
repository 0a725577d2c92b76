"""Which passages may state the same: what a person is asked to join or to tell apart, with the reasons.

Passages of different texts or places, never several readings of one sentence; nothing that was told apart or is joined
already. From marks that the viewer may see of submitted readings, and the viewer's own.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from core.access import Viewer
from core.claims.likeness import Alike, Wording, likely_pairs
from core.models import NotTheSame
from core.queries.claim_marks import Stated, passages_among, stated, stating_marks
from core.queries.codebooks import rules_of

SIGNS = ("target", "role", "stance")


@dataclass(frozen=True)
class Side:
    """One of two passages: the marks on it that the viewer sees, the first the one that is shown."""

    marks: Sequence[Stated]

    @property
    def first(self) -> Stated:
        """The mark that stands for the passage: one that states a claim, else the first reader's."""
        return next((row for row in self.marks if row.claim is not None), self.marks[0])

    @property
    def claims(self) -> list[int]:
        """Claims (primary keys) that marks on these words state."""
        return list(dict.fromkeys(row.claim for row in self.marks if row.claim is not None))


@dataclass(frozen=True)
class Suggestion:
    """Two passages that may state the same, and why."""

    sides: tuple[Side, Side]
    alike: Alike

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "passages": [[str(row.uuid) for row in side.marks] for side in self.sides],
            "quotes": [side.first.quote for side in self.sides],
            "score": self.alike.score,
            "same_words": self.alike.same,
            "numbers": list(self.alike.numbers), "names": list(self.alike.names), "words": list(self.alike.words),
            "details": [facet for facet, _ in self.alike.signs],
        }  # fmt: skip


def suggestions(viewer: Viewer, *, mark: UUID | None = None) -> list[Suggestion]:
    """What may be joined, passages of different origins first, then the likeliest; `mark`: with the words of that mark.

    Two queries. Two thousand marks take about a second, once as long as they are those asked for last.
    """
    sides = [Side(marks) for marks in passages_among(_asked_of(viewer))]
    wordings = tuple(_wording(side) for side in sides)
    pairs: Iterable[Alike] = likely_pairs(wordings, frozenset(rules_of(viewer.project.codebook).focus_names))
    if mark is not None:
        here = {number for number, side in enumerate(sides) if any(row.uuid == mark for row in side.marks)}
        pairs = (pair for pair in pairs if pair.a in here or pair.b in here)
    open_pairs = _open(viewer, sides, pairs)
    found = [Suggestion((sides[pair.a], sides[pair.b]), pair) for pair in open_pairs]
    return sorted(found, key=lambda row: _same_origin(row.sides))


def _asked_of(viewer: Viewer) -> list[Stated]:
    own = Q(reading__reviewer__user=viewer.user)
    rows = stating_marks(viewer).filter(own | Q(reading__first_submitted_at__isnull=False), in_figures=True)
    return stated(rows)


def _wording(side: Side) -> Wording:
    first = side.first
    signs = frozenset((name, value) for name in SIGNS if (value := getattr(first, name)))
    return Wording(first.quote, first.document, first.start, first.end, signs)


def _same_origin(sides: Sequence[Side]) -> bool:
    return sides[0].first.origin == sides[1].first.origin


def _open(viewer: Viewer, sides: Sequence[Side], pairs: Iterable[Alike]) -> list[Alike]:
    """One pair (the likeliest) for each two units that are neither joined nor told apart; a unit is a passage, or all
    passages of one claim. One query."""
    unit_of = _units(sides)
    apart = _told_apart(viewer, sides, unit_of)
    best: dict[frozenset[int], Alike] = {}
    for pair in pairs:
        units = frozenset((unit_of[pair.a], unit_of[pair.b]))
        if len(units) == 2 and units not in apart:
            best.setdefault(units, pair)
    return list(best.values())


def _units(sides: Sequence[Side]) -> list[int]:
    """The unit of each passage: passages of which marks state one claim are one."""
    first_of: dict[int, int] = {}
    units = []
    for number, side in enumerate(sides):
        unit = next((first_of[claim] for claim in side.claims if claim in first_of), number)
        first_of.update({claim: unit for claim in side.claims if claim not in first_of})
        units.append(unit)
    return units


def _told_apart(viewer: Viewer, sides: Sequence[Side], unit_of: Sequence[int]) -> Collection[frozenset[int]]:
    """Pairs of units of which two marks were told apart. Rows of marks that the viewer does not see have no unit."""
    unit_of_mark = {row.pk: unit_of[number] for number, side in enumerate(sides) for row in side.marks}
    rows = NotTheSame.objects.filter(project=viewer.project).values_list("a", "b")
    return {
        frozenset((unit_of_mark[a], unit_of_mark[b])) for a, b in rows if a in unit_of_mark and b in unit_of_mark
    }  # fmt: skip
