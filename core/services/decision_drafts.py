"""A ruling as a client gives it, checked for form before the store is asked."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Invalid
from core.models import Outcome
from core.services.drafts import MarkDraft, read_mark, read_uuid, read_version
from core.text import canonical

MAX_REASON_CP = 2_000
MAX_BASIS = 1_000
LABELLED = (Outcome.ACCEPT, Outcome.EDIT, Outcome.MERGE)
FIELDS = ("id", "start", "end", "quote", "label", "facets", "outcome", "reason", "rests_on", "supersedes")
_UNLABELLED = "-"  # stands in for the label where nothing is marked, so that a mark's checks serve


@dataclass(frozen=True)
class DecisionDraft:
    """The body of a ruling. `mark` is what it says of which words; its label is empty where nothing is marked.

    `rests_on`: the id of each mark that was weighed -> the version in which the adjudicator saw it.
    """

    mark: MarkDraft
    outcome: str
    reason: str
    rests_on: Mapping[uuid.UUID, int]
    supersedes: uuid.UUID | None = None

    @property
    def id(self) -> uuid.UUID:
        """The id, made by the client."""
        return self.mark.id


def read_decision(data: Mapping[str, Any]) -> DecisionDraft:
    """The draft of a whole body. `Invalid` names the field: nothing is guessed or converted."""
    if not isinstance(data, Mapping):
        raise Invalid("A ruling is an object with id, start, end, outcome, reason and rests_on.", "body_invalid")
    unknown = [str(key) for key in data if key not in FIELDS]
    if unknown:
        raise Invalid(f"A ruling has no field {unknown[0]!r:.80}.", "unknown_field", errors={unknown[0]: ["Unknown."]})
    outcome = read_outcome(data.get("outcome"))
    label, facets = data.get("label"), data.get("facets", {})
    check_label(outcome, label, facets)
    body = {name: data[name] for name in ("id", "start", "end") if name in data}
    mark = read_mark(body | {"quote": data.get("quote"), "label": label or _UNLABELLED, "facets": facets})
    supersedes = data.get("supersedes")
    return DecisionDraft(
        mark if label else MarkDraft(mark.id, mark.start, mark.end, mark.quote, ""),
        outcome,
        read_reason(data.get("reason")),
        _rests_on(data.get("rests_on")),
        None if supersedes is None else read_uuid(supersedes),
    )


def read_outcome(value: Any) -> str:
    """What was ruled: one of five words."""
    if not isinstance(value, str) or value not in Outcome.values:
        raise Invalid(
            f"A ruling's outcome is one of {', '.join(Outcome.values)}.", "unknown_outcome",
            errors={"outcome": ["Unknown."]},
        )  # fmt: skip
    return value


def check_label(outcome: str, label: Any, facets: Any) -> None:
    """What is marked has a label; where nothing is marked there is neither label nor detail."""
    if outcome in LABELLED and not label:
        raise Invalid(f"A ruling to {outcome} needs a label.", "label_missing", errors={"label": ["Missing."]})
    if outcome not in LABELLED and (label is not None or facets):
        raise Invalid(
            f"A ruling to {outcome.replace('-', ' ')} marks nothing: it has no label and no details.",
            "label_not_wanted", errors={"label": ["Leave it out."]},
        )  # fmt: skip


def read_reason(value: Any) -> str:
    """Why: at least a word, outer white space taken off."""
    if not isinstance(value, str) or not value.strip():
        raise Invalid(
            "Say why, in a few words: every ruling has a reason.", "reason_missing", errors={"reason": ["Missing."]}
        )
    reason = canonical.canonical(value).strip()
    if len(reason) > MAX_REASON_CP:
        raise Invalid(
            f"A reason has at most {MAX_REASON_CP:,} characters.", "reason_too_long", errors={"reason": ["Too long."]}
        )
    return reason


def _rests_on(value: Any) -> dict[uuid.UUID, int]:
    """`[{"annotation": id, "version": n}]`: at least one, each once."""
    if not isinstance(value, (list, tuple)) or not value:
        raise _basis("A ruling rests on at least one mark: list them under rests_on.")
    if len(value) > MAX_BASIS:
        raise _basis(f"A ruling rests on at most {MAX_BASIS:,} marks.")
    found: dict[uuid.UUID, int] = {}
    for row in value:
        if not isinstance(row, Mapping) or set(row) != {"annotation", "version"}:
            raise _basis("Each mark that a ruling rests on has its id under annotation and the version you saw.")
        mark = read_uuid(row["annotation"])
        if mark in found:
            raise _basis(f"The mark {mark} stands twice under rests_on.")
        found[mark] = read_version(row["version"])
    return found


def _basis(message: str) -> Invalid:
    return Invalid(message, "basis_invalid", errors={"rests_on": [message]})
