"""Neutral names are unique; a session, thread or ruling belongs to the project of its document."""

from django.db import migrations, models

_TABLES = ("core_session", "core_thread", "core_decision")


class Migration(migrations.Migration):
    dependencies = [("core", "0009_name_documents_neutrally")]

    operations = [
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("project", "neutral_key"), name="document_neutral_key_once"),
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_its_project FOREIGN KEY (document_id, project_id) "
                "REFERENCES core_document (id, project_id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_its_project",
            )
            for table in _TABLES
        ),
    ]
