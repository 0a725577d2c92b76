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
from core.services.indicator_answers import checked_answer, checked_mapping, refused_answer
from core.services.projects import reviewer_of

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
    proper = {key: checked_answer(key, given) for key, given in checked_mapping(answers, "answers").items()}
    if hides_source and (hidden := [indicators()[key] for key in proper if indicators()[key].about_source]):
        raise refused_answer(hidden[0], "where this text is from is hidden from you for now.", "source_hidden")
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
