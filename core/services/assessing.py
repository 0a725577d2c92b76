"""Assessing: a reviewer answers the credibility indicators of a document, submits, and may go on later."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Forbidden, Invalid, StaleVersion
from core.models import Assessment, Document, Reading
from core.queries.assessments import own_assessment, visible_assessments
from core.queries.assignments import may_begin
from core.queries.indicators import Indicator, indicators
from core.queries.sources import is_masked
from core.services.event_log import lock_document
from core.services.projects import reviewer_of
from core.services.texts import check_texts

MAX_NOTE_CP = 500
NOT_BEGUN = 0  # the version of an assessment that is not there yet


@transaction.atomic
def answer(viewer: Viewer, document: Document, version: int, answers: Mapping[str, Any]) -> Assessment:
    """Store answers by indicator: `{"value": key or list, "note": text}`, None to take one back; the rest stays.

    The first answer begins the assessment, at version 0. What is stored already is not stored again, whatever the
    version: a retry changes nothing. Locks the document. Errors: `Forbidden` (`not_assigned`), `Invalid`
    (`unknown_indicator`, `unknown_value`, `source_hidden`, `nothing_answered`), `Conflict` (`assessment_submitted`,
    `no_assessment`), `StaleVersion` with the assessment as it is now.
    """
    viewer.require("assess")
    hides_source = is_masked(viewer, document)
    proper = {key: checked_answer(key, given) for key, given in _mapping(answers, "answers").items()}
    if hides_source and (hidden := [indicators()[key] for key in proper if indicators()[key].about_source]):
        raise _refused(hidden[0], "where this text is from is hidden from you for now.", "source_hidden")
    locked = lock_document(document.pk)
    found = own_assessment(viewer, document)
    merged = _merged(found.answers if found else {}, proper)
    if found is None:
        return _begin(viewer, locked, version, merged)
    if merged == found.answers:
        return found
    if found.state == Assessment.State.SUBMITTED:
        raise Conflict("Your answers are submitted. Reopen them to change one.", "assessment_submitted")
    _require_version(found, version)
    found.answers = merged
    return _keep(viewer, found)


def _begin(viewer: Viewer, document: Document, version: int, answers: dict[str, Any]) -> Assessment:
    if version != NOT_BEGUN:
        raise Conflict("You have answered nothing here yet: the first answer is for version 0.", "no_assessment")
    if not answers:
        raise Invalid("No answer is given.", "nothing_answered", errors={"answers": ["Empty."]})
    own = Reading.objects.filter(document=document, reviewer__user=viewer.user, practice=False)
    if not may_begin(viewer, document) and not own.exists():
        raise Forbidden("This document has not been assigned to you.", "not_assigned")
    others = visible_assessments(viewer).filter(document=document).exclude(reviewer__user=viewer.user)
    return Assessment.objects.create(
        document=document, reviewer=reviewer_of(viewer), answers=answers, sighted=others.exists(),
        changed_by=viewer.user,
    )  # fmt: skip


@transaction.atomic
def submit_assessment(viewer: Viewer, document: Document, version: int) -> Assessment:
    """Submit the viewer's answers: every question is answered, if only with *cannot tell*. Again changes nothing.

    Whoever must not know the source owes no answer about it. Errors: `Conflict` (`answers_missing`, with the
    indicators under `missing`; `no_assessment`), `StaleVersion`.
    """
    found = _own(viewer, document)
    if found.state == Assessment.State.SUBMITTED:
        return found
    _require_version(found, version)
    asked = asked_of(viewer, document)
    missing = [one for one in asked if one.key not in found.answers]
    if missing:
        names = ", ".join(one.name for one in missing)
        raise Conflict(
            f"Not submitted. Still to answer: {names}. “Cannot tell” is an answer, too.", "answers_missing",
            details={"missing": [one.key for one in missing]},
        )  # fmt: skip
    found.state, found.submitted_at = Assessment.State.SUBMITTED, timezone.now()
    found.first_submitted_at = found.first_submitted_at or found.submitted_at
    return _keep(viewer, found)


@transaction.atomic
def reopen_assessment(viewer: Viewer, document: Document, version: int) -> Assessment:
    """Go on with submitted answers; they leave the figures until they are submitted again. Errors: as submitting."""
    found = _own(viewer, document)
    if found.state == Assessment.State.OPEN:
        return found
    _require_version(found, version)
    found.state, found.submitted_at = Assessment.State.OPEN, None
    return _keep(viewer, found)


def withdraw_assessment(viewer: Viewer, found: Assessment) -> None:
    """Take all answers back, as of somebody who leaves: no figure counts them, of the first submission neither.

    The caller holds the document's lock.
    """
    found.sighted = found.sighted or found.first_submitted_at is not None  # whoever comes back has seen others'
    found.answers, found.state = {}, Assessment.State.OPEN
    found.submitted_at = found.first_submitted_at = None
    _keep(viewer, found)


def asked_of(viewer: Viewer, document: Document) -> list[Indicator]:
    """The questions that the viewer is asked of a document: without those about its source while it is hidden."""
    hides_source = is_masked(viewer, document)
    return [one for one in indicators().values() if not (one.about_source and hides_source)]


def _own(viewer: Viewer, document: Document) -> Assessment:
    """The viewer's assessment, under the document's lock."""
    viewer.require("assess")
    lock_document(document.pk)
    found = own_assessment(viewer, document)
    if found is None:
        raise Conflict("You have answered nothing here yet.", "no_assessment")
    return found


def _require_version(found: Assessment, version: int) -> None:
    if found.version != version:
        raise StaleVersion("You changed these answers elsewhere meanwhile. Load the page again.", found)


def _keep(viewer: Viewer, found: Assessment) -> Assessment:
    found.version += 1
    found.changed_by = viewer.user
    found.save()
    return found


def _merged(stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in the order of the questions; one that was taken back is gone."""
    both = {**stored, **given}
    return {key: both[key] for key in indicators() if both.get(key) is not None}


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{name!r} is an object.", errors={name: ["No object."]})
    return value


def checked_answer(key: str, given: Any) -> dict[str, Any] | None:
    """One answer as it is stored, its note left out where it is empty; None takes it back.

    Errors: `Invalid` (`unknown_indicator`, `unknown_value`).
    """
    indicator = indicators().get(key)
    if indicator is None:
        known = ", ".join(indicators())
        raise Invalid(f"There is no indicator {key!r:.60}. Known: {known}.", "unknown_indicator",
                      errors={key[:60]: ["Unknown."]})  # fmt: skip
    if given is None:
        return None
    unknown = sorted(_mapping(given, key).keys() - {"value", "note"})
    if unknown:
        raise Invalid(f"An answer has a value and a note, not {unknown[0]!r:.60}.", errors={key: ["Unknown field."]})
    note = _note(indicator, given.get("note", ""))
    return {"value": _value(indicator, given.get("value"))} | ({"note": note} if note else {})


def _value(indicator: Indicator, value: Any) -> str | list[str]:
    keys = value if indicator.several and isinstance(value, list) else [value]
    for one in keys:
        if not isinstance(one, str) or one not in indicator.values:
            known = ", ".join(indicator.values)
            raise _refused(indicator, f"there is no answer {one!r:.60}. Known: {known}.", "unknown_value")
    if not indicator.several:
        return str(keys[0])
    chosen = indicator.chosen(keys)
    if not chosen:
        raise _refused(indicator, "choose at least one answer.", "unknown_value")
    alone = [one for one in chosen if indicator.values[one].alone]
    if alone and len(chosen) > 1:
        raise _refused(indicator, f"“{indicator.values[alone[0]].name}” goes with no other answer.", "unknown_value")
    return chosen


def _note(indicator: Indicator, note: Any) -> str:
    if not isinstance(note, str):
        raise _refused(indicator, "a note is a text.", "invalid")
    note = note.strip()
    if len(note) > MAX_NOTE_CP:
        raise _refused(indicator, f"a note has at most {MAX_NOTE_CP} characters, this one {len(note)}.", "invalid")
    check_texts({indicator.key: note})
    return note


def _refused(indicator: Indicator, why: str, code: str) -> Invalid:
    return Invalid(f"{indicator.name}: {why}", code, errors={indicator.key: [why[0].upper() + why[1:]]})
