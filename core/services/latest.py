"""Where an article is still marked and ruled on: on its newest text, and nowhere else."""

from django.db import connection

from core.access import Viewer
from core.errors import Conflict
from core.models import Document

_LATER = """
SELECT later.key, later.neutral_key
FROM core_document document JOIN core_document later
  ON later.version_of_id = coalesce(document.version_of_id, document.id)
 AND later.version_number > document.version_number
WHERE document.id = %s ORDER BY later.version_number DESC LIMIT 1
"""


def require_latest(viewer: Viewer, document: Document) -> None:
    """`Conflict` (`later_version`) where the article has a newer text: what was said of this one was carried there.

    One query, asked under the document's lock: whoever adds a version holds it, too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [document.pk])
        found = cursor.fetchone()
    if found is None:
        return
    key, neutral_key = found
    shown = neutral_key if viewer.hides_sources else key
    raise Conflict(
        f"This text has a later version, {shown!r}. Marks and rulings are made there; this one can be read.",
        "later_version", details={"latest": shown},
    )  # fmt: skip
