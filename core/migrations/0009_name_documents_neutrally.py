"""A neutral name for each document that was there before: the column's default gave all of them the same."""

from django.db import migrations

_FILL = "UPDATE core_document SET neutral_key = 'text-' || substr(md5(random()::text || id::text), 1, 12)"


class Migration(migrations.Migration):
    dependencies = [("core", "0008_tables_of_the_class_room")]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
