"""What the charts of roles share: rungs, marks by stance, and the words for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import Spec, figure
from annotator.charts.drawing import Frame, Named, at, layer
from annotator.charts.lettering import lines
from annotator.charts.look import SMALL_PX, ink
from core.queries.figures import RoleCount

AFFIRMS = "affirms"
KEY_LINE_PX = 16


@dataclass(frozen=True)
class Rung:
    """One role of the codebook; without a rank it stands off the ladder."""

    key: str
    name: str
    rank: int | None = None

    @property
    def token(self) -> str:
        """Its colour on the ramp from neutral to strong; codebooks with longer ladders use the last one again."""
        return "against" if self.rank is None else f"rung-{min(max(self.rank, 0), 5)}"

    @property
    def words(self) -> str:
        """Key and name, for sentences."""
        return self.name if self.rank is None else f"{self.key} ({self.name})"


@dataclass(frozen=True)
class Said:
    """Marks of one role: how many affirm it, how many call it unproven, deny it or ask; and their shares.

    Shares are of all marks that state a role. The two never add up to one figure.
    """

    n_affirmed: int
    n_other: int
    affirmed: float
    other: float


def said_of(row: RoleCount) -> Said:
    """The share of a role, divided as its marks are by stance; all of it is affirmed where there are no stances."""
    n_affirmed = row.stances.get(AFFIRMS, 0) if row.stances else row.n
    share = figure(row.share) or 0.0
    affirmed = share * n_affirmed / row.n if row.n else 0.0
    return Said(n_affirmed, row.n - n_affirmed, affirmed, max(0.0, share - affirmed))


@dataclass(frozen=True)
class Roles:
    """One outlet in one voice ("" for all): `n` marks that state a role, and what each role says."""

    outlet: Named
    voice: str
    n: int
    said: Mapping[str, Said]

    def of(self, rung: Rung) -> Said:
        """The marks of one role."""
        return self.said.get(rung.key, Said(0, 0, 0.0, 0.0))


def roles_of(outlet: Named, voice: str, counts: Mapping[str, RoleCount], rungs: Sequence[Rung]) -> Roles:
    """The roles of an origin's row, those that the chart knows."""
    said = {rung.key: said_of(counts[rung.key]) for rung in rungs if rung.key in counts}
    return Roles(outlet, voice, sum(row.n_affirmed + row.n_other for row in said.values()), said)


def left_out(outlets: Sequence[Named], why: str) -> str:
    """Who is not drawn and why, in a sentence; nothing for nobody."""
    names = list(dict.fromkeys(outlet.name for outlet in outlets))
    return f" Not drawn, {why}: {', '.join(names)}." if names else ""


def key_lines(rungs: Sequence[Rung], room: float) -> list[str]:
    """What the letters of the ladder mean, in lines."""
    return lines(" · ".join(f"{rung.key}\u00a0{rung.name}" for rung in rungs if rung.rank is not None), room, SMALL_PX)


def key_layer(found: Sequence[str], frame: Frame, y: float) -> Spec:
    """These lines below the picture."""
    data: list[dict[str, Any]] = [{"line": line, "y": y + place * KEY_LINE_PX} for place, line in enumerate(found)]
    encoding = {"x": at(-frame.names - frame.inset), "y": {"field": "y", "type": "quantitative", "scale": None},
                "text": {"field": "line"}}  # fmt: skip
    return layer("text", encoding, data=data, align="left", fontSize=SMALL_PX, fill=ink("ink-2"))
