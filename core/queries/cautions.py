"""Why two origins may differ for other reasons than how they speak: what is kept in mind wherever they are compared."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.models import Fidelity
from core.queries.counting import Counting
from core.queries.figures import Origin

UNVERIFIED = (Fidelity.TRANSLATED, Fidelity.ALTERED, Fidelity.UNKNOWN)
NO_EVENT, OTHER_EVENTS, GENRES, DATES = (
    "no event in common", "not the same events", "different genres", "different dates"
)  # fmt: skip
NOT_READ, WORDING, FEW_MARKS = "not read", "unverified wording", "few marks"


@dataclass(frozen=True)
class Caution:
    """One reason, with what there is of it at each of the two: events, genres, first and last date, wordings."""

    reason: str
    a: tuple[str, ...] = ()
    b: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For answers and for the store."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


Events = Mapping[str, frozenset[str]]


def events_of(counting: Counting) -> Events:
    """By origin: the events that its counted texts are about."""
    found: dict[str, set[str]] = {}
    for row, chosen in zip(counting.collected.parts, counting.parts.tolist(), strict=True):
        if chosen:
            found.setdefault(row.outlet_key, set()).update({row.event} - {""})
    return {key: frozenset(events) for key, events in found.items()}


def cautions(a: Origin, b: Origin, events: Events) -> list[Caution]:
    """What sets the two apart besides their words; nothing where they were read on the same events in one genre."""
    found = [Caution(NOT_READ, *_each(a, b, lambda side: () if side.n_words_read else (side.name,)))]
    here, there = events.get(a.key, frozenset()), events.get(b.key, frozenset())
    if here != there or not here:
        reason = OTHER_EVENTS if here & there else NO_EVENT
        found.append(Caution(reason, tuple(sorted(here - there)), tuple(sorted(there - here))))
    if not here & there and not dates_meet(a.published, b.published):
        found.append(Caution(DATES, a.published or (), b.published or ()))
    if a.genres != b.genres:
        found.append(Caution(GENRES, a.genres, b.genres))
    found.append(Caution(WORDING, *_each(a, b, unverified)))
    return [row for row in found if row.a or row.b or row.reason in (NO_EVENT, DATES)]


def unverified(origin: Origin) -> tuple[str, ...]:
    """Wordings of an origin's texts that nobody can vouch for."""
    return tuple(value for value in origin.fidelity if value in UNVERIFIED)


def _each(a: Origin, b: Origin, of: Callable[[Origin], tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return of(a), of(b)


def dates_meet(one: tuple[str, str] | None, two: tuple[str, str] | None) -> bool:
    """Whether two spans of (partial) dates overlap; without a date nothing can be said, so they do not."""
    if one is None or two is None:
        return False
    later, earlier = max(one[0], two[0]), min(one[1], two[1])
    exact = min(len(later), len(earlier))
    return later[:exact] <= earlier[:exact]
