"""Marks under another label or value: new versions with history and event, by whole sets, so that 100,000 take seconds.

What would then stand twice (one reader, one span, one label, one target) stands once: the mark that had the label or
value already is kept, the other is deleted with its history, and its links and threads are laid upon the one that
stays. The caller holds the locks of all documents.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.models import Codebook, Facet, FacetValue, Label
from core.services.waking import wake

# A mark that goes, and the one that stays, of one reading.
_TWICE_BY_LABEL = """
SELECT gone.id AS gone_id, kept.id AS kept_id
FROM core_annotation gone JOIN core_annotation kept
  ON kept.reading_id = gone.reading_id AND kept.start = gone.start AND kept."end" = gone."end"
 AND kept.target = gone.target AND kept.deleted_at IS NULL AND kept.label_id = %(into)s
WHERE gone.label_id = %(from)s AND gone.deleted_at IS NULL
"""
_TWICE_BY_TARGET = """
SELECT gone.id AS gone_id, kept.id AS kept_id
FROM core_annotation gone JOIN core_annotation kept
  ON kept.reading_id = gone.reading_id AND kept.start = gone.start AND kept."end" = gone."end"
 AND kept.label_id = gone.label_id AND kept.deleted_at IS NULL AND kept.facets ->> 'target' = %(into)s
JOIN core_label label ON label.id = gone.label_id AND label.codebook_id = %(codebook)s
WHERE gone.facets ->> 'target' = %(from)s AND gone.deleted_at IS NULL
"""
# A link that its end's twin has already, or that would tie a mark to itself, stays with the mark that goes.
_MOVE_LINKS = """
UPDATE core_link link SET {end}_id = twice.kept_id
FROM ({twice}) twice
WHERE link.{end}_id = twice.gone_id AND link.{other}_id <> twice.kept_id
  AND NOT EXISTS (
      SELECT FROM core_link known WHERE known.{end}_id = twice.kept_id AND known.{other}_id = link.{other}_id
  )
"""
_MOVE_THREADS = """
UPDATE core_thread thread SET annotation_id = twice.kept_id
FROM ({twice}) twice WHERE thread.annotation_id = twice.gone_id
"""
_DELETE = """
UPDATE core_annotation mark
SET deleted_at = now(), updated_at = now(), version = mark.version + 1, changed_by_id = %(by)s
FROM ({twice}) twice WHERE mark.id = twice.gone_id
RETURNING mark.id, mark.document_id, mark.reading_id, mark.version
"""
_RELABEL = """
UPDATE core_annotation mark
SET label_id = %(into)s, updated_at = now(), version = mark.version + 1, changed_by_id = %(by)s
WHERE mark.label_id = %(from)s AND mark.deleted_at IS NULL
RETURNING mark.id, mark.document_id, mark.reading_id, mark.version
"""
_REVALUE = """
UPDATE core_annotation mark
SET facets = jsonb_set(mark.facets, ARRAY[%(facet)s], to_jsonb(%(into)s::text)), updated_at = now(),
    version = mark.version + 1, changed_by_id = %(by)s
FROM core_label label
WHERE label.id = mark.label_id AND label.codebook_id = %(codebook)s AND mark.deleted_at IS NULL
  AND mark.facets ->> %(facet)s = %(from)s
RETURNING mark.id, mark.document_id, mark.reading_id, mark.version
"""
_RECORD = """
WITH changed AS ({change}),
numbered AS (
    SELECT changed.*, row_number() OVER (PARTITION BY document_id ORDER BY changed.id) AS place FROM changed
),
counted AS (
    UPDATE core_document document SET last_event = document.last_event + tally.n
    FROM (SELECT document_id, count(*) AS n FROM changed GROUP BY document_id) tally
    WHERE document.id = tally.document_id
    RETURNING document.id, document.last_event - tally.n AS before
)
INSERT INTO core_event (document_id, number, uuid, kind, reading_id, annotation_id, created_at, version, link_kind)
SELECT numbered.document_id, counted.before + numbered.place, gen_random_uuid(), %(kind)s, numbered.reading_id,
       numbered.id, now(), numbered.version, ''
FROM numbered JOIN counted ON counted.id = numbered.document_id
RETURNING document_id
"""
# A reading that said "none here" of the label that goes says nothing of it any more; nor of the one that it has now.
_NONE_HERE = """
UPDATE core_reading reading SET none_here = array_remove(
    CASE WHEN EXISTS (
        SELECT FROM core_annotation mark
        WHERE mark.reading_id = reading.id AND mark.label_id = %(into)s AND mark.deleted_at IS NULL
    ) THEN array_remove(reading.none_here, %(into_key)s) ELSE reading.none_here END, %(from_key)s)
FROM core_document document
WHERE document.id = reading.document_id AND document.project_id = %(project)s
  AND reading.none_here && ARRAY[%(from_key)s, %(into_key)s]::varchar[]
"""


@dataclass(frozen=True)
class Moved:
    """How many marks got another label or value, and how many of those that stood twice went."""

    n_changed: int
    n_deleted: int


def merge_label(label: Label, into: Label, *, by: int, project: int) -> Moved:
    """Every standing mark with `label` has `into`; so have values bound to it. Errors: none, the caller has checked."""
    facts: dict[str, Any] = {"from": label.pk, "into": into.pk, "by": by}
    moved = _merge(_TWICE_BY_LABEL, _RELABEL, facts)
    keys: dict[str, Any] = {"from_key": label.key, "into_key": into.key, "project": project}
    with connection.cursor() as cursor:
        cursor.execute(_NONE_HERE, facts | keys)
    FacetValue.objects.filter(label=label).update(label=into)
    return moved


def merge_value(codebook: Codebook, facet: Facet, value: FacetValue, into: FacetValue, *, by: int) -> Moved:
    """Every standing mark with `value` has `into`, and so has the band that the value was in."""
    facts = {"facet": facet.key, "from": value.key, "into": into.key, "by": by, "codebook": codebook.pk}
    twice = _TWICE_BY_TARGET if facet.key == "target" else ""
    return _merge(twice, _REVALUE, facts)


def _merge(twice: str, change: str, facts: dict[str, Any]) -> Moved:
    n_deleted = 0
    if twice:
        with connection.cursor() as cursor:
            for end, other in (("from_annotation", "to_annotation"), ("to_annotation", "from_annotation")):
                cursor.execute(_MOVE_LINKS.format(twice=twice, end=end, other=other), facts)
            cursor.execute(_MOVE_THREADS.format(twice=twice), facts)
        n_deleted = _recorded(_DELETE.format(twice=twice), facts | {"kind": "annotation-deleted"})
    return Moved(_recorded(change, facts | {"kind": "annotation-changed"}), n_deleted)


def _recorded(change: str, facts: dict[str, Any]) -> int:
    """Runs a change of marks and records an event for each, without a step: nobody's undo takes it back."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD.format(change=change), facts)
        touched = [row[0] for row in cursor.fetchall()]
    for document in set(touched):
        wake(document=document)
    return len(touched)
