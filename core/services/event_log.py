"""The log of changes: one row per change, numbered per document without gaps."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from core.models import Annotation, Comment, Decision, Document, Event, Link, Reading, Session
from core.services.waking import wake

_LOCK = "SELECT id, project_id, key, length, last_event FROM core_document WHERE id = %s FOR NO KEY UPDATE"
_RECORD = """
WITH counted AS (UPDATE core_document SET last_event = last_event + 1 WHERE id = %s RETURNING id, last_event)
INSERT INTO core_event (document_id, number, uuid, kind, reading_id, annotation_id, created_at,
                        step, undoes, redoes, version, other_id, link_kind, session_id, comment_id, decision_id)
SELECT id, last_event, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM counted
RETURNING number
"""


@dataclass(frozen=True)
class Step:
    """One gesture of one person, taken back as a whole; `undoes` or `redoes` name the step it takes back or repeats."""

    id: uuid.UUID
    undoes: uuid.UUID | None = None
    redoes: uuid.UUID | None = None


def new_step() -> Step:
    """A step of its own."""
    return Step(uuid.uuid4())


def lock_document(document_id: int) -> Document:
    """The document with the few columns that writers need, locked `no_key`: writers of one document queue
    here, readers do not."""
    return Document.objects.raw(_LOCK, [document_id])[0]


def record(
    document: Document,
    kind: Event.Kind,
    reading: Reading | None = None,
    mark: Annotation | None = None,
    *,
    link: Link | None = None,
    step: Step | None = None,
    about: Session | Comment | Decision | None = None,
) -> None:
    """Append one event: of a reading, of a mark as it is now, of a link of this mark, or `about` what is in no reading.

    The caller holds `lock_document`, so numbers commit in order. Without a step nobody undoes it. One statement, and
    whoever follows the document is woken after the commit.
    """
    row: list[Any] = [document.pk, uuid.uuid4(), kind, reading and reading.pk, mark and mark.pk, timezone.now()]
    row += [step.id, step.undoes, step.redoes] if step else [None] * 3
    row += [mark and mark.version, link and link.to_annotation_id, link.kind if link else ""]
    row += [about.pk if isinstance(about, model) else None for model in (Session, Comment, Decision)]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, row)
        (document.last_event,) = cursor.fetchone()
    wake(document=document.pk)
