"""Composite foreign keys: a row and what it points at belong to the same project and document."""

from django.db import migrations

_KEYS = (
    (
        "core_document",
        "document_outlet_of_its_project",
        "(outlet_id, project_id)",
        "core_outlet (id, project_id)",
    ),
    (
        "core_annotation",
        "annotation_of_its_project",
        "(document_id, project_id)",
        "core_document (id, project_id)",
    ),
    (
        "core_annotation",
        "annotation_reading_of_its_document",
        "(reading_id, document_id)",
        "core_reading (id, document_id)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_first_schema")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {columns} REFERENCES {target} "
            "DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        )
        for table, name, columns, target in _KEYS
    ]
