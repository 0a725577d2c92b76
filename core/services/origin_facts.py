"""What somebody says of a section or excluded range, read and checked for form before the store is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from core.errors import Invalid
from core.models import Section
from core.services.documents import SectionDraft
from core.services.drafts import check_span, read_version
from core.text import canonical

FACTS = (
    "outlet",
    "title",
    "author",
    "published_on",
    "genre",
    "originality",
    "attribution",
    "fidelity",
    "copy_of",
    "reason",
)
MAX_NOTE_CP = 500
OUTCOMES = ("accept", "move", "reject", "reopen")


@dataclass(frozen=True)
class OriginFacts:
    """Facts of a section; None: not said, so what stands (or is proposed) stays. Outlet and document by key.

    `new_outlet` makes the outlet `outlet`, which the project does not have yet, with these values.
    """

    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    published_on: str | None = None
    genre: str | None = None
    originality: str | None = None
    attribution: str | None = None
    fidelity: str | None = None
    copy_of: str | None = None
    reason: str | None = None
    new_outlet: Mapping[str, Any] | None = None

    def over(self, draft: SectionDraft) -> SectionDraft:
        """The draft with all that is said here."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "new_outlet"}
        return replace(draft, **{name: value for name, value in said.items() if value is not None})


UNSAID = OriginFacts()


@dataclass(frozen=True)
class Ruling:
    """What somebody rules on a proposal, as it was at `version`; `start` and `end` where the borders are moved.

    `meet`: sections beside it end and begin where this one begins and ends, those that touched it too.
    """

    outcome: str
    version: int
    start: int | None = None
    end: int | None = None
    facts: OriginFacts = UNSAID
    reason: str | None = None  # of an excluded range
    note: str = ""
    meet: bool = False


def read_ruling(data: Mapping[str, Any]) -> Ruling:
    """The ruling of a whole body. `Invalid` names the field: nothing is guessed or converted."""
    known = ("outcome", "version", "start", "end", "section", "reason", "note", "meet")
    _refuse_unknown(data, known, "A ruling")
    outcome = data.get("outcome")
    if outcome not in OUTCOMES:
        raise Invalid(
            "A ruling is accept, move, reject or reopen.", "unknown_outcome", errors={"outcome": ["Unknown."]}
        )
    ruling = Ruling(str(outcome), read_version(data.get("version")), facts=read_facts(data.get("section")))
    if "start" in data or "end" in data:
        check_span(data.get("start"), data.get("end"))
        ruling = replace(ruling, start=data["start"], end=data["end"])
    if outcome == "move" and ruling.start is None:
        raise Invalid("To move a border say both: start and end.", "span_invalid", errors={"start": ["Missing."]})
    reason, note = data.get("reason"), "" if data.get("note") is None else data["note"]
    return replace(ruling, reason=None if reason is None else _text("reason", reason, 100),
                   note=_text("note", note, MAX_NOTE_CP), meet=read_flag(data, "meet"))  # fmt: skip


def read_facts(data: Any) -> OriginFacts:
    """Facts of a section as an object of texts; nothing is nothing said."""
    if data is None:
        return UNSAID
    if not isinstance(data, Mapping):
        raise Invalid("Facts of a section are an object.", errors={"section": ["No object."]})
    _refuse_unknown(data, (*FACTS, "new_outlet"), "A section")
    new_outlet = data.get("new_outlet")
    if new_outlet is not None and not isinstance(new_outlet, Mapping):
        raise Invalid("A new outlet is an object with its facts.", errors={"new_outlet": ["No object."]})
    said = {name: _text(name, data[name] if data[name] is not None else "") for name in FACTS if name in data}
    return OriginFacts(**said, new_outlet=new_outlet)


def read_flag(data: Mapping[str, Any], name: str) -> bool:
    """True or false; not said is false."""
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise Invalid(f"{name} is true or false.", errors={name: ["True or false."]})
    return value


def read_reason(value: Any) -> str:
    """Why a range is excluded, in 1 to 100 characters."""
    reason = _text("reason", value, 100)
    if not reason.strip():
        raise Invalid("Say why this is not part of the article.", "reason_missing", errors={"reason": ["Missing."]})
    return reason


def facts_of(row: Section) -> SectionDraft:
    """A stored section as a draft."""
    return SectionDraft(
        row.start, row.end, row.outlet.key, row.title, row.author, row.published_on, row.genre, row.originality,
        row.attribution, row.fidelity, row.copy_of.key if row.copy_of else "", row.reason,
    )  # fmt: skip


def _text(name: str, value: Any, most_cp: int = 2_000) -> str:
    if not isinstance(value, str):
        raise Invalid(f"{name} is a text.", errors={name: ["No text."]})
    if len(value) > most_cp:
        raise Invalid(f"{name} has at most {most_cp} characters.", errors={name: ["Too long."]})
    return canonical.canonical(value)


def _refuse_unknown(data: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for name in data:
        if name not in known:
            raise Invalid(
                f"{what} has no field {str(name)[:80]!r}.", "unknown_field", errors={str(name)[:80]: ["Unknown."]}
            )
