"""Events from before 0005 learn which version of their mark they made: the n-th change of a mark made version n.

They get no step: nobody takes back what was done before steps were kept.
"""

from django.db import migrations

_FILL = """
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
    dependencies = [("core", "0005_keep_bookmarks_and_steps")]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
