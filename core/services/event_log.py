"""The log of changes: one row per change, numbered per document without gaps."""

import uuid

from django.db import connection
from django.utils import timezone

from core.models import Annotation, Document, Event, Reading

_LOCK = "SELECT id, project_id, key, length, last_event FROM core_document WHERE id = %s FOR NO KEY UPDATE"
_RECORD = """
WITH counted AS (UPDATE core_document SET last_event = last_event + 1 WHERE id = %s RETURNING id, last_event)
INSERT INTO core_event (document_id, number, uuid, kind, reading_id, annotation_id, created_at)
SELECT id, last_event, %s, %s, %s, %s, %s FROM counted
RETURNING number
"""


def lock_document(document_id: int) -> Document:
    """The document with the few columns that writers need, locked `no_key`: writers of one document queue
    here, readers do not."""
    return Document.objects.raw(_LOCK, [document_id])[0]


def record(document: Document, kind: Event.Kind, reading: Reading, annotation: Annotation | None = None) -> None:
    """Append one event. The caller holds `lock_document`, so numbers commit in order. One statement."""
    mark = annotation.pk if annotation else None
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [document.pk, uuid.uuid4(), kind, reading.pk, mark, timezone.now()])
        (document.last_event,) = cursor.fetchone()
