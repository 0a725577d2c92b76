"""The line types that hang on marks and documents: cards, speakers, indicators, claims, citations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from core.errors import Invalid
from core.importing.fields import (
    SOURCE_FACTS,
    given_fields,
    key_of,
    list_of,
    moment_of,
    text_of,
    texts_of,
    yes_or_no,
)
from core.models import Finding
from core.services.documents import is_partial_date
from core.services.drafts import read_uuid
from core.services.indicator_answers import checked_answer
from core.services.texts import check_texts
from core.text.names import name_key
from core.text.segments import n_words

MAX_EXCERPT_WORDS, MAX_EXCERPT_CP = 50, 2_000
MAX_ALIAS_CP, MAX_ALIASES = 300, 100
_CLAIMS = uuid5(NAMESPACE_URL, "urn:x-annotator:claim")  # of which ids of claims that are no UUID are made


@dataclass(frozen=True)
class SourceDraft:
    """The card of a source; `said`: the fields that the line gives."""

    key: str
    facts: Mapping[str, str]
    filed_openly: bool
    said: frozenset[str]


@dataclass(frozen=True)
class SpeakerDraft:
    """One speaker with all the names that marks give it; `not_same`: names that were told apart from it."""

    name: str
    side: str
    aliases: tuple[str, ...]
    not_same: tuple[str, ...]
    note: str
    said: frozenset[str]


@dataclass(frozen=True)
class AssessmentDraft:
    """What one reviewer says of one document's indicators; `answers`: key -> `{"value", "note"}`, as stored."""

    document: str
    reviewer: str
    state: str
    answers: Mapping[str, Mapping[str, Any]]
    sighted: bool
    first_submitted_at: datetime | None


@dataclass(frozen=True)
class ClaimDraft:
    """A claim and the marks that state it. `text` None: of a data set without words."""

    id: UUID
    text: str | None
    annotations: tuple[UUID, ...]


@dataclass(frozen=True)
class CitationDraft:
    """A mark and a card by id, and what was found there; `said`: the fields that the line gives."""

    annotation: UUID
    source: str
    finding: str
    excerpt: str
    checked_by: str
    checked_on: date | None
    said: frozenset[str]


def read_source(data: Mapping[str, Any]) -> SourceDraft:
    """A source line; cards come filed openly unless it says otherwise. `Invalid` for an address that is none."""
    given = given_fields("source", data, "id")
    facts = {name: text_of(given, name) for name in SOURCE_FACTS}
    check_texts(facts)
    check_address(facts["url"])
    if not is_partial_date(facts["published_on"]):
        raise Invalid(f"{facts['published_on']!r:.40} is no date: a year, a month or a day.", "date_invalid")
    return SourceDraft(
        key_of(given, "id"), facts, yes_or_no(given, "filed_openly", default=True), frozenset(given) - {"id"}
    )


def check_address(url: str) -> None:
    """`Invalid` (`url_invalid`) unless it may be put behind a link."""
    if url and not url.startswith(("http://", "https://")):
        raise Invalid(f"An address begins with http:// or https://, unlike {url!r:.60}.", "url_invalid")


def read_speaker(data: Mapping[str, Any]) -> SpeakerDraft:
    """A speaker line."""
    given = given_fields("speaker", data, "name")
    facts = {name: text_of(given, name) for name in ("name", "side", "note")}
    aliases, not_same = texts_of(given, "aliases"), texts_of(given, "not_same")
    check_texts(facts | {"aliases": "".join(aliases), "not_same": "".join(not_same)})
    if not facts["name"].strip() or not all(name.strip() for name in (*aliases, *not_same)):
        raise Invalid("A speaker, its aliases and those it is not have names.", "field_invalid")
    for names, what in ((aliases, "aliases"), (not_same, "names in not_same")):
        if len(names) > MAX_ALIASES or any(len(name) > MAX_ALIAS_CP for name in names):
            raise Invalid(f"A speaker has at most {MAX_ALIASES} {what} of {MAX_ALIAS_CP} characters.", "field_invalid")
    if {name_key(name) for name in (facts["name"], *aliases)} & set(map(name_key, not_same)):
        raise Invalid("A speaker is told apart from one of its own names.", "field_invalid")
    said = frozenset(given) - {"name"}
    return SpeakerDraft(facts["name"], facts["side"], tuple(aliases), tuple(not_same), facts["note"], said)


def read_assessment(data: Mapping[str, Any]) -> AssessmentDraft:
    """An assessment line; without a state it is submitted."""
    given = given_fields("assessment", data, "document", "reviewer")
    state = text_of(given, "state", "submitted")
    if state not in ("open", "submitted"):
        raise Invalid(f"An assessment is open or submitted, not {state!r:.40}.", "unknown_state")
    answers = given.get("answers", {})
    if not isinstance(answers, dict):
        raise Invalid("'answers' is an object: indicator -> value and note.", "field_invalid")
    return AssessmentDraft(
        text_of(given, "document"), text_of(given, "reviewer"), state,
        {key: _answer(key, answer) for key, answer in answers.items()},
        yes_or_no(given, "sighted", default=False), moment_of(given, "first_submitted_at")[0],
    )  # fmt: skip


def _answer(key: str, given: Any) -> dict[str, Any]:
    """One answer as it is stored: the value, and the note where there is one."""
    if (answer := checked_answer(key, given)) is None:
        raise Invalid(f"The indicator {key!r:.60} has no answer.", "field_invalid")
    return answer


def read_claim(data: Mapping[str, Any]) -> ClaimDraft:
    """A claim line. Its id may be any: the same id is the same claim."""
    given = given_fields("claim", data, "id")
    text = text_of(given, "text").strip() if "text" in given else None
    if text == "" or len(text or "") > 500:
        raise Invalid("The text of a claim has one to 500 characters.", "field_invalid")
    check_texts({"text": text or ""})
    marks = tuple(sorted({read_uuid(mark) for mark in list_of(given, "annotations")}, key=str))
    if not marks:
        raise Invalid("A claim is stated by at least one mark: 'annotations' lists their ids.", "field_invalid")
    return ClaimDraft(claim_id(key_of(given, "id")), text, marks)


def claim_id(id_: str) -> UUID:
    """The id of a claim here: its own where that is a UUID, else one that follows from it."""
    try:
        return UUID(id_)
    except ValueError:
        return uuid5(_CLAIMS, id_)


def read_citation(data: Mapping[str, Any]) -> CitationDraft:
    """A citation line; without a finding nobody has opened the source. `Invalid` for more than 50 words of it."""
    given = given_fields("citation", data, "annotation", "source")
    finding, excerpt = text_of(given, "finding", Finding.UNCHECKED), text_of(given, "excerpt")
    if finding not in Finding.values:
        raise Invalid(f"A finding is one of {', '.join(Finding.values)}, not {finding!r:.40}.", "unknown_finding")
    check_texts({"excerpt": excerpt})
    if n_words(excerpt) > MAX_EXCERPT_WORDS or len(excerpt) > MAX_EXCERPT_CP:
        message = f"An excerpt has at most {MAX_EXCERPT_WORDS} words of the source, not {n_words(excerpt)}."
        raise Invalid(message, "excerpt_too_long")
    return CitationDraft(
        read_uuid(given["annotation"]), key_of(given, "source"), finding, excerpt, text_of(given, "checked_by"),
        _day(given, "checked_on"), frozenset(given) - {"annotation", "source"},
    )  # fmt: skip


def _day(given: Mapping[str, Any], name: str) -> date | None:
    if name not in given:
        return None
    try:
        return date.fromisoformat(text_of(given, name))
    except ValueError:
        raise Invalid(f"{given[name]!r:.40} is no day such as 2026-11-21.", "date_invalid") from None
