"""What the figures of agreement follow from, as one name: equal names, equal figures."""

from typing import Any

from django.db import connection

from core.access import Viewer
from core.models import Document
from core.queries.codebooks import rules_of
from core.queries.compared import compared_readings
from core.queries.filters import Filters
from core.stats.bootstrap import N_RESAMPLES, SEED

# Every change of a mark is an event of its reading. Sections and excluded ranges make parts anew.
_STATE = """
WITH readings(id, document_id, state, name, ranges) AS MATERIALIZED ({readings}),
news AS (
    SELECT reading_id, max(number) AS number FROM core_event
    WHERE reading_id IN (SELECT id FROM readings) GROUP BY reading_id
)
SELECT (SELECT md5(string_agg(concat_ws('/', id, state, name, ranges, news.number), ',' ORDER BY id))
        FROM readings LEFT JOIN news ON news.reading_id = readings.id),
       (SELECT md5(string_agg(concat_ws('/', part.id, genre, published_on, fidelity, counted), ',' ORDER BY part.id))
        FROM core_part part WHERE document_id IN (SELECT document_id FROM readings)),
       (SELECT md5(string_agg(concat_ws('/', id, event), ',' ORDER BY id))
        FROM core_document WHERE id IN (SELECT document_id FROM readings))
"""


def state_of(viewer: Viewer, filters: Filters) -> tuple[Any, ...]:
    """All that `agreement_report.measured` depends on, for a viewer and (checked) filters. One query.

    Only readings that the viewer may see and that are compared are asked about: what is hidden does not show in it.
    """
    documents = Document.objects.filter(project=viewer.project)
    asked = compared_readings(viewer, documents, kind=filters.reviewers or None).filter(sighted=False)
    rows = asked.order_by().values_list("pk", "document_id", "state", "reviewer__code_name", "ranges")
    readings, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_STATE.format(readings=readings), params)
        found = cursor.fetchone()
    rules = rules_of(viewer.project.codebook)
    return (*found, rules.pk, rules.revision, tuple(sorted(filters.given().items())), SEED, N_RESAMPLES)
