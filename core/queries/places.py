"""Where a passage stands: its words and their context, and the part whose figures a mark there enters."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from core.models import Document
from core.text.anchors import CONTEXT_CP


@dataclass(frozen=True)
class Place:
    """A passage as the store has it. `counts`: a mark there with a counted label enters figures.

    `is_taken`: the project has a mark (of whomever, standing or deleted) with the id that was asked about. `is_latest`:
    its article has no newer text. `revision` is that of the project's codebook.
    """

    prefix: str
    quote: str
    suffix: str
    part_id: int | None
    counts: bool
    is_taken: bool
    is_latest: bool
    revision: int


# The part is the section that holds the start, else the rest of the document.
_PLACE = """
SELECT substr(document.text, %(before)s + 1, %(after)s - %(before)s), part.id,
       coalesce(part.counted, FALSE) AND NOT EXISTS (
           SELECT FROM core_excluded excluded
           WHERE excluded.document_id = document.id AND excluded.start <= %(start)s AND excluded."end" > %(start)s
       ),
       EXISTS (SELECT FROM core_annotation mark WHERE mark.project_id = document.project_id AND mark.uuid = %(uuid)s),
       NOT EXISTS (
           SELECT FROM core_document later
           WHERE later.version_of_id = coalesce(document.version_of_id, document.id)
             AND later.version_number > document.version_number
       ),
       coalesce(codebook.revision, 0)
FROM core_document document
JOIN core_project project ON project.id = document.project_id
LEFT JOIN core_codebook codebook ON codebook.id = project.codebook_id
LEFT JOIN LATERAL (
    SELECT part.id, part.counted
    FROM core_part part LEFT JOIN core_section section ON section.id = part.section_id
    WHERE part.document_id = document.id
      AND (part.section_id IS NULL OR (section.start <= %(start)s AND section."end" > %(start)s))
    ORDER BY part.section_id IS NULL LIMIT 1
) part ON TRUE
WHERE document.id = %(document)s
"""


def place(document: Document, start: int, end: int, *, uuid: UUID | None = None) -> Place:
    """The passage [start, end) of a stored document (what lies behind the text is cut off). One query.

    The text stays in the database, which cuts it.
    """
    start, end = min(start, document.length), min(end, document.length)
    before, after = max(0, start - CONTEXT_CP), end + CONTEXT_CP
    facts = {"document": document.pk, "start": start, "before": before, "after": after, "uuid": uuid}
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, facts)
        cut, part_id, counts, is_taken, is_latest, revision = cursor.fetchone()
    prefix, quote, suffix = cut[: start - before], cut[start - before : end - before], cut[end - before :]
    return Place(prefix, quote, suffix, part_id, counts, is_taken, is_latest, revision)
