"""Changes of outlets are counted; of whom a speaker was told apart is kept, with its history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from core.migrations._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0017_tables_of_provenance"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="speaker",
            name="added_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="speaker",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="speaker",
            name="deleted_delete",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="outlet",
                    name="version",
                    field=models.PositiveIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="speaker",
                    name="not_same",
                    field=models.JSONField(blank=True, default=list),
                ),
                migrations.AddField(
                    model_name="speakerhistory",
                    name="not_same",
                    field=models.JSONField(blank=True, default=list),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="speaker",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_speakerhistory" ("aliases", "changed_by_id", "created_at", "id", "name", "not_same", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "side", "version") VALUES (NEW."aliases", NEW."changed_by_id", NEW."created_at", NEW."id", NEW."name", NEW."not_same", NEW."note", NOW(), \'added\', NEW."id", NEW."project_id", NEW."side", NEW."version"); RETURN NULL;',
                            hash="7bd38672cdd42641c4244d57e658ed8e17f1018f",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_06669",
                            table="core_speaker",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="speaker",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_speakerhistory" ("aliases", "changed_by_id", "created_at", "id", "name", "not_same", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "side", "version") VALUES (NEW."aliases", NEW."changed_by_id", NEW."created_at", NEW."id", NEW."name", NEW."not_same", NEW."note", NOW(), \'changed\', NEW."id", NEW."project_id", NEW."side", NEW."version"); RETURN NULL;',
                            hash="51256dbdf3187f38861e67591d367fa9f00e7501",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_5ed71",
                            table="core_speaker",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="speaker",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_speakerhistory" ("aliases", "changed_by_id", "created_at", "id", "name", "not_same", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "side", "version") VALUES (OLD."aliases", OLD."changed_by_id", OLD."created_at", OLD."id", OLD."name", OLD."not_same", OLD."note", NOW(), \'deleted\', OLD."id", OLD."project_id", OLD."side", OLD."version"); RETURN NULL;',
                            hash="a73cb8c2bf9e1af99cf699fd4185fe86989ec536",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_3172e",
                            table="core_speaker",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
    ]
