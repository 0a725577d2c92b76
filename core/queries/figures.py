"""The shapes of a comparison: what one origin's row holds, and its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.models import Fidelity
from core.queries.filters import Filters
from core.stats.proportions import Estimate


@dataclass(frozen=True)
class Measure:
    """One label at one origin: `n` spans of all readers; rate and share from means over readers."""

    n: int
    n_unsure: int
    rate: Estimate
    share: Estimate


@dataclass(frozen=True)
class RoleCount:
    """One role at one origin: marks, their share among marks that state a role, and the stances."""

    n: int
    share: float | None
    stances: Mapping[str, int]
    interval: tuple[float, float] | None = None


class Said(NamedTuple):
    """How many spans have a value, and their share (0-1, from means over readers) among those that have any."""

    n: int
    share: float | None


@dataclass(frozen=True)
class Rhetoric:
    """How one origin words what it says, from text as it was written: of `n_spans` those with loaded words; of those
    that state it, the form of speech, the stance of the reporting cue, the certainty."""

    n_spans: int
    loaded: Said
    forms: Mapping[str, Said]
    cue_stances: Mapping[str, Said]
    certainties: Mapping[str, Said]


@dataclass(frozen=True)
class Support:
    """Assertions of one origin: with a basis tied to them, with one that speaks against them, with nothing."""

    n_assertions: int
    n_supported: int
    n_contradicted: int
    n_unsupported: int

    @property
    def share_unsupported(self) -> float | None:
        """Of all assertions."""
        return self.n_unsupported / self.n_assertions if self.n_assertions else None


@dataclass(frozen=True)
class UpperRoles:
    """Of the marks that state a role those that affirm one of the highest third of the ladder."""

    roles: tuple[str, ...]
    n: int
    n_stating: int
    share: Estimate


@dataclass(frozen=True)
class Origin:
    """One row of the comparison."""

    key: str
    name: str
    via: tuple[tuple[str, str], ...]
    fidelity: tuple[str, ...]
    genres: tuple[str, ...]
    published: tuple[str, str] | None
    n_documents: int
    n_sections: int
    n_words: int
    n_words_read: float
    n_reviewers: int
    share_sentences_marked: float | None
    labels: Mapping[str, Measure]
    roles: Mapping[str, RoleCount]
    groups: Mapping[str, tuple[int, Mapping[str, RoleCount]]]
    voices: Mapping[str, Said]
    rhetoric: Rhetoric
    support: Support | None
    upper: UpperRoles | None = None  # None where the codebook has no ladder of roles

    @property
    def title(self) -> str:
        """The name by its way: origin, via whom, in what wording."""
        if not self.via:
            return self.name
        words = "; ".join(Fidelity(value).label for value in self.fidelity if value)
        return f"{self.name}, via {', '.join(name for _, name in self.via)}" + (f" ({words})" if words else "")


@dataclass(frozen=True)
class Comparison:
    """The figures of the comparison page for one viewer."""

    project: str
    filters: Filters
    invented: bool
    reviewer_kind: str
    n_readings: int
    n_reviewers: int
    hidden_documents: tuple[str, ...]
    origins: tuple[Origin, ...]
    gate: Mapping[str, Mapping[str, Any]]
    n_documents: int
    further: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The JSON of the contract; with contrasts and all that takes long where these were asked for (`further`)."""
        return {
            "project": self.project,
            "layer": self.filters.layer,
            "filters": self.filters.given(),
            "invented": self.invented,
            "reviewer_kinds": [self.reviewer_kind],
            "n_readings": self.n_readings,
            "n_reviewers": self.n_reviewers,
            "hidden_documents": list(self.hidden_documents),
            "gate": {name: dict(band) for name, band in self.gate.items()},
            "outlets": [_origin_json(origin) for origin in self.origins],
            **(self.further or {}),
        }


def _origin_json(origin: Origin) -> dict[str, Any]:
    return {
        "outlet": origin.key,
        "name": origin.title,
        "via": [key for key, _ in origin.via],
        "fidelity": list(origin.fidelity),
        "genres": list(origin.genres),
        "published": list(origin.published) if origin.published else None,
        "n_documents": origin.n_documents,
        "n_sections": origin.n_sections,
        "n_words": origin.n_words,
        "n_words_read": round(origin.n_words_read, 2),
        "n_reviewers": origin.n_reviewers,
        "share_target_sentences_marked": origin.share_sentences_marked,
        "labels": {key: _measure_json(row) for key, row in origin.labels.items()},
        "roles": _roles_json(origin.roles),
        "upper_roles": None if origin.upper is None else _upper_json(origin.upper),
        "groups": {key: {"n": n, "roles": _roles_json(roles)} for key, (n, roles) in origin.groups.items()},
        "voices": _said_json(origin.voices),
        "rhetoric": {
            "n_spans": origin.rhetoric.n_spans,
            "loaded": origin.rhetoric.loaded._asdict(),
            "forms": _said_json(origin.rhetoric.forms),
            "cue_stances": _said_json(origin.rhetoric.cue_stances),
            "certainties": _said_json(origin.rhetoric.certainties),
        },
        "support": None
        if origin.support is None
        else vars(origin.support) | {"share_unsupported": origin.support.share_unsupported},
    }


def _upper_json(row: UpperRoles) -> dict[str, Any]:
    return {
        "roles": list(row.roles),
        "n": row.n,
        "n_stating": row.n_stating,
        "share": row.share.value,
        "share_interval": list(row.share.interval) if row.share.interval else None,
        "share_interval_reason": row.share.reason,
        "share_interval_caution": row.share.caution,
    }


def _said_json(rows: Mapping[str, Said]) -> dict[str, Any]:
    return {key: row._asdict() for key, row in rows.items()}


def _roles_json(roles: Mapping[str, RoleCount]) -> dict[str, Any]:
    return {
        key: {"n": row.n, "share": row.share, "share_interval": list(row.interval) if row.interval else None,
              "stances": dict(row.stances)}
        for key, row in roles.items()
    }  # fmt: skip


def _measure_json(row: Measure) -> dict[str, Any]:
    return {
        "n": row.n,
        "n_unsure": row.n_unsure,
        "rate_per_1000": row.rate.value,
        "rate_interval": list(row.rate.interval) if row.rate.interval else None,
        "interval_reason": row.rate.reason,
        "interval_caution": row.rate.caution,
        "share": row.share.value,
        "share_interval": list(row.share.interval) if row.share.interval else None,
        "share_interval_reason": row.share.reason,
        "share_interval_caution": row.share.caution,
    }
