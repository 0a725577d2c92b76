"""What sentences about two origins can say there is more of, from any codebook: its labels, the top of its ladder, the
outlet's own voice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.queries.codebooks import Rules, ValueRule
from core.queries.comparison import NOT_STATED
from core.queries.counting import Counting
from core.queries.ways import OWN
from core.stats.sensitivity import Kinds
from core.stats.study import BoolArray

AFFIRMS, DOUBTS, LABEL, OWN_VOICE = "affirms", "doubts", "label", "own-voice"
_DOUBTING = ("unproven", "denies")


@dataclass(frozen=True)
class Subject:
    """One thing that there is more or less of: `of` are roles, a label, or a group of voices; `number` is its place
    among the kinds that are counted together."""

    kind: str
    of: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Family:
    """Subjects that are shares of the same marks. `agreed` is the figure of agreement that speaks of them; dimensions
    in `without` would change the question and not the way of counting."""

    subjects: Sequence[Subject]
    agreed: str
    kinds: Callable[[Counting], Kinds]
    without: Sequence[str] = ()


def families(counting: Counting) -> list[Family]:
    """What can be said under this codebook and these filters."""
    rules, filters = counting.rules, counting.filters
    found = []
    if top_roles(rules) and rules.focus_targets and "affirms" in counting.values("stance"):
        roles = tuple(value.key for value in top_roles(rules))
        found.append(Family((Subject(AFFIRMS, roles, 1), Subject(DOUBTS, roles, 2)), "role", _roles))
    labels = [
        Subject(LABEL, (key,), number) for number, key in enumerate(counting.labels) if filters.label in ("", key)
    ]  # fmt: skip
    found.append(Family(labels, "labels", _labels))
    if _own_voices(rules) and not filters.voice:
        found.append(Family((Subject(OWN_VOICE, (OWN,), 1),), "voice", _voices, without=("voice",)))
    return found


def top_roles(rules: Rules) -> list[ValueRule]:
    """The band of the ladder that holds its highest rung; the rung alone where there are no bands."""
    role = rules.facets.get("role")
    ranked = [value for value in role.values.values() if value.rank is not None] if role else []
    if role is None or not ranked:
        return []
    top = max(ranked, key=lambda value: value.rank or 0)
    band = next((keys for _, keys in role.bands if top.key in keys), (top.key,))
    return [value for value in ranked if value.key in band]


def _own_voices(rules: Rules) -> list[str]:
    voice = rules.facets.get("voice")
    return [value.key for value in voice.values.values() if value.group == OWN] if voice else []


def _roles(counting: Counting) -> Kinds:
    """Marks about the focus that state a role: of the top those that affirm it (1), those that doubt or deny it (2)."""
    stated = counting.of_focus & ~counting.has("role", [NOT_STATED])
    rows = counting.tally.rows(counting.of_label & stated)
    top = counting.has("role", [value.key for value in top_roles(counting.rules)])[rows.mark]
    affirms, doubts = (counting.has("stance", stances_of(kind))[rows.mark] for kind in (AFFIRMS, DOUBTS))
    return Kinds(rows, np.where(top & affirms, 1, np.where(top & doubts, 2, 0)), 3)


def _labels(counting: Counting) -> Kinds:
    """Spans by label. A label's share is of all labels, whichever is asked for."""
    rows = counting.tally.spans()
    return Kinds(rows, counting.corpus.label[rows.mark], counting.corpus.n_labels)


def _voices(counting: Counting) -> Kinds:
    """Spans with a voice, once for each of their voices: the outlet's own (1) or another's."""
    voice = counting.corpus.facet("voice")
    rows = counting.tally.spans(counting.of_label & (voice >= 0), voice)
    return Kinds(rows, counting.has("voice", _own_voices(counting.rules))[rows.mark].astype(np.int64), 2)


def stances_of(kind: str) -> Sequence[str]:
    """The stances that sentences about roles count together."""
    return ("affirms",) if kind == AFFIRMS else _DOUBTING


def of_subject(counting: Counting, subject: Subject) -> BoolArray:
    """The marks that a sentence counts, as a choice of all marks."""
    if subject.kind == LABEL:
        return np.asarray(counting.corpus.label == counting.labels.index(subject.of[0]))
    if subject.kind == OWN_VOICE:
        return counting.of_label & counting.has("voice", _own_voices(counting.rules))
    return of_role(counting, subject) & counting.has("stance", stances_of(subject.kind))


def of_role(counting: Counting, subject: Subject) -> BoolArray:
    """Marks that say the same roles of the focus, in whatever stance."""
    return counting.of_label & counting.of_focus & counting.has("role", subject.of)
