"""Events of links from before 0005 learn what they tied; events that imports wrote since learn their version.

The n-th event that tied (or untied) a mark tells of the n-th row that the history of links got for this mark.
Where there are not as many rows as events it cannot be told, and the event stays without.
"""

from django.db import migrations

_TELL_LINKS = """
WITH told AS (
    SELECT id, annotation_id, kind,
           row_number() OVER (PARTITION BY annotation_id, kind ORDER BY number) AS place,
           count(*) OVER (PARTITION BY annotation_id, kind) AS total
    FROM core_event
    WHERE kind IN ('link-added', 'link-deleted')
), kept AS (
    SELECT from_annotation_id, to_annotation_id, kind AS link_kind,
           CASE pgh_label WHEN 'added' THEN 'link-added' ELSE 'link-deleted' END AS kind,
           row_number() OVER (PARTITION BY from_annotation_id, pgh_label ORDER BY pgh_id) AS place,
           count(*) OVER (PARTITION BY from_annotation_id, pgh_label) AS total
    FROM core_linkhistory
    WHERE pgh_label IN ('added', 'deleted')
)
UPDATE core_event event SET
    other_id = kept.to_annotation_id,
    link_kind = kept.link_kind
FROM told JOIN kept ON kept.from_annotation_id = told.annotation_id AND kept.kind = told.kind
    AND kept.place = told.place AND kept.total = told.total
WHERE event.id = told.id AND event.other_id IS NULL
"""

_NUMBER = """
UPDATE core_event event SET version = numbered.version
FROM (
    SELECT id, row_number() OVER (PARTITION BY annotation_id ORDER BY number) AS version
    FROM core_event
    WHERE annotation_id IS NOT NULL
      AND kind IN ('annotation-added', 'annotation-changed', 'annotation-deleted', 'annotation-restored')
) numbered
WHERE event.id = numbered.id AND event.version IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0006_number_changes_of_old_events")]

    operations = [
        migrations.RunSQL(_NUMBER, migrations.RunSQL.noop),
        migrations.RunSQL(_TELL_LINKS, migrations.RunSQL.noop),
    ]
