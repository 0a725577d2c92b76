"""Sessions, ways in, assignments, threads, rulings, and what a codebook records of its growth."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.models.documents
from core.migrations._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_tell_links_of_old_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("overlap", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AssignmentHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("overlap", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CodebookChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add-label", "Add Label"),
                            ("rename-label", "Rename Label"),
                            ("merge-label", "Merge Label"),
                            ("retire-label", "Retire Label"),
                            ("add-value", "Add Value"),
                            ("rename-value", "Rename Value"),
                            ("merge-value", "Merge Value"),
                            ("retire-value", "Retire Value"),
                        ],
                        max_length=12,
                    ),
                ),
                ("target", models.CharField(max_length=201)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("dropped", "Dropped")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(blank=True, null=True)),
                ("n_marks", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="CodebookChangeHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add-label", "Add Label"),
                            ("rename-label", "Rename Label"),
                            ("merge-label", "Merge Label"),
                            ("retire-label", "Retire Label"),
                            ("add-value", "Add Value"),
                            ("rename-value", "Rename Value"),
                            ("merge-value", "Merge Value"),
                            ("retire-value", "Retire Value"),
                        ],
                        max_length=12,
                    ),
                ),
                ("target", models.CharField(max_length=201)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("dropped", "Dropped")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(blank=True, null=True)),
                ("n_marks", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CommentHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.TextField()),
                ("facets", models.JSONField(blank=True, default=dict)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accept", "Accept"),
                            ("edit", "Edit"),
                            ("merge", "Merge"),
                            ("reject", "Reject"),
                            ("leave-open", "Leave Open"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("in_figures", models.BooleanField(default=True)),
                (
                    "voice",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            django.db.models.fields.json.KeyTextTransform("voice", "facets"),
                            models.Value(""),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "target",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            django.db.models.fields.json.KeyTextTransform("target", "facets"),
                            models.Value(""),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "role",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            django.db.models.fields.json.KeyTextTransform("role", "facets"),
                            models.Value(""),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "stance",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            django.db.models.fields.json.KeyTextTransform("stance", "facets"),
                            models.Value(""),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "unsure",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            django.db.models.fields.json.KeyTextTransform("unsure", "facets"),
                            models.Value(""),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DecisionBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, default="", max_length=60)),
                ("return_key_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("names_until", models.DateField()),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("code", "Code"), ("link", "Link"), ("address", "Address")], max_length=10
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("adjudicator", "Adjudicator"),
                            ("reviewer", "Reviewer"),
                            ("viewer", "Viewer"),
                        ],
                        default="reviewer",
                        max_length=12,
                    ),
                ),
                ("max_uses", models.PositiveIntegerField(default=40)),
                ("n_used", models.PositiveIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
                ("names_until", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("lobby", "Lobby"),
                            ("marking", "Marking"),
                            ("revealed", "Revealed"),
                            ("closed", "Closed"),
                        ],
                        default="lobby",
                        max_length=10,
                    ),
                ),
                ("details", models.JSONField(blank=True, null=True)),
                ("source_blind", models.BooleanField(default=False)),
                ("n_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SessionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("lobby", "Lobby"),
                            ("marking", "Marking"),
                            ("revealed", "Revealed"),
                            ("closed", "Closed"),
                        ],
                        default="lobby",
                        max_length=10,
                    ),
                ),
                ("details", models.JSONField(blank=True, null=True)),
                ("source_blind", models.BooleanField(default=False)),
                ("n_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("discussion", "Discussion"), ("guideline-gap", "Guideline Gap")],
                        default="discussion",
                        max_length=14,
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ThreadHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                (
                    "kind",
                    models.CharField(
                        choices=[("discussion", "Discussion"), ("guideline-gap", "Guideline Gap")],
                        default="discussion",
                        max_length=14,
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="facetvalue",
            name="added_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="facetvalue",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="facetvalue",
            name="deleted_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="label",
            name="added_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="label",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="label",
            name="deleted_delete",
        ),
        migrations.RemoveConstraint(
            model_name="project",
            name="project_assignment_is_known",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="document",
                    name="adjudicated_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="document",
                    name="neutral_key",
                    field=models.CharField(default=core.models.documents.neutral_key, max_length=20),
                ),
                migrations.AddField(
                    model_name="facetvalue",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="core.facetvalue",
                    ),
                ),
                migrations.AddField(
                    model_name="facetvalue",
                    name="retired_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="facetvaluehistory",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.facetvalue",
                    ),
                ),
                migrations.AddField(
                    model_name="facetvaluehistory",
                    name="retired_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="label",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="core.label",
                    ),
                ),
                migrations.AddField(
                    model_name="label",
                    name="retired_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="labelhistory",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.label",
                    ),
                ),
                migrations.AddField(
                    model_name="labelhistory",
                    name="retired_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="project",
                    name="hidden_names",
                    field=models.JSONField(blank=True, default=list),
                ),
                migrations.AddField(
                    model_name="project",
                    name="n_readings",
                    field=models.PositiveSmallIntegerField(default=2),
                ),
                migrations.AddField(
                    model_name="project",
                    name="source_blind",
                    field=models.BooleanField(default=False),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("annotation-added", "Added"),
                    ("annotation-changed", "Changed"),
                    ("annotation-deleted", "Deleted"),
                    ("annotation-restored", "Restored"),
                    ("link-added", "Linked"),
                    ("link-deleted", "Unlinked"),
                    ("reading-submitted", "Submitted"),
                    ("reading-reopened", "Reopened"),
                    ("session-made", "Session Made"),
                    ("session-opened", "Session Opened"),
                    ("session-revealed", "Session Revealed"),
                    ("session-closed", "Session Closed"),
                    ("comment-added", "Commented"),
                    ("comment-changed", "Comment Changed"),
                    ("comment-deleted", "Comment Deleted"),
                    ("thread-resolved", "Resolved"),
                    ("decision-made", "Decided"),
                    ("adjudication-ended", "Adjudicated"),
                    ("adjudication-opened", "Unadjudicated"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="reading",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="core.reading",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="assignment",
            field=models.CharField(
                choices=[("free", "Free"), ("assigned", "Assigned"), ("drawn", "Drawn")], default="free", max_length=10
            ),
        ),
        Together(
            [
                pgtrigger.migrations.AddTrigger(
                    model_name="facetvalue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_facetvaluehistory" ("facet_id", "group", "id", "key", "label_id", "merged_into_id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rank", "retired_at") VALUES (NEW."facet_id", NEW."group", NEW."id", NEW."key", NEW."label_id", NEW."merged_into_id", NEW."name", NOW(), \'added\', NEW."id", NEW."position", NEW."rank", NEW."retired_at"); RETURN NULL;',
                            hash="99934dbff4e66b2366d96230bcf277a67c284160",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_cc493",
                            table="core_facetvalue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="facetvalue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_facetvaluehistory" ("facet_id", "group", "id", "key", "label_id", "merged_into_id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rank", "retired_at") VALUES (NEW."facet_id", NEW."group", NEW."id", NEW."key", NEW."label_id", NEW."merged_into_id", NEW."name", NOW(), \'changed\', NEW."id", NEW."position", NEW."rank", NEW."retired_at"); RETURN NULL;',
                            hash="61848ea3972a94e00f8aa9075d63116b8bdcfb7c",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_8a056",
                            table="core_facetvalue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="facetvalue",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_facetvaluehistory" ("facet_id", "group", "id", "key", "label_id", "merged_into_id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rank", "retired_at") VALUES (OLD."facet_id", OLD."group", OLD."id", OLD."key", OLD."label_id", OLD."merged_into_id", OLD."name", NOW(), \'deleted\', OLD."id", OLD."position", OLD."rank", OLD."retired_at"); RETURN NULL;',
                            hash="3736af9c5c22d2f4be124e7e2c1c7f984c65295e",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_cd3d6",
                            table="core_facetvalue",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="label",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_labelhistory" ("codebook_id", "color", "counted", "description", "guide", "id", "key", "letter", "merged_into_id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at") VALUES (NEW."codebook_id", NEW."color", NEW."counted", NEW."description", NEW."guide", NEW."id", NEW."key", NEW."letter", NEW."merged_into_id", NEW."name", NOW(), \'added\', NEW."id", NEW."position", NEW."retired_at"); RETURN NULL;',
                            hash="c2a5ad36cbb82c3c6f6cc6a76f27b212ae914846",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_34bf1",
                            table="core_label",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="label",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_labelhistory" ("codebook_id", "color", "counted", "description", "guide", "id", "key", "letter", "merged_into_id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at") VALUES (NEW."codebook_id", NEW."color", NEW."counted", NEW."description", NEW."guide", NEW."id", NEW."key", NEW."letter", NEW."merged_into_id", NEW."name", NOW(), \'changed\', NEW."id", NEW."position", NEW."retired_at"); RETURN NULL;',
                            hash="9957b1821c667b8062bece87f7bc2287c616788b",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_358ef",
                            table="core_label",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="label",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_labelhistory" ("codebook_id", "color", "counted", "description", "guide", "id", "key", "letter", "merged_into_id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at") VALUES (OLD."codebook_id", OLD."color", OLD."counted", OLD."description", OLD."guide", OLD."id", OLD."key", OLD."letter", OLD."merged_into_id", OLD."name", NOW(), \'deleted\', OLD."id", OLD."position", OLD."retired_at"); RETURN NULL;',
                            hash="5f965b2c763f31ab75aabca9175bfc13a26fb20a",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_bf7e1",
                            table="core_label",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("assignment__in", ["free", "assigned", "drawn"])),
                        name="project_assignment_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("n_readings__gte", 1)), name="project_asks_for_a_reading"
                    ),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="assignment",
                    name="reviewer",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="core.reviewer"
                    ),
                ),
                migrations.AddField(
                    model_name="assignmenthistory",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="assignmenthistory",
                    name="document",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.document",
                    ),
                ),
                migrations.AddField(
                    model_name="assignmenthistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.assignment",
                    ),
                ),
                migrations.AddField(
                    model_name="assignmenthistory",
                    name="reviewer",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.reviewer",
                    ),
                ),
                migrations.AddField(
                    model_name="codebookchange",
                    name="codebook",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="core.codebook"
                    ),
                ),
                migrations.AddField(
                    model_name="codebookchange",
                    name="made_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="codebookchangehistory",
                    name="codebook",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.codebook",
                    ),
                ),
                migrations.AddField(
                    model_name="codebookchangehistory",
                    name="made_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="codebookchangehistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.codebookchange",
                    ),
                ),
                migrations.AddField(
                    model_name="comment",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="core.reviewer"
                    ),
                ),
                migrations.AddField(
                    model_name="event",
                    name="comment",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="core.comment",
                    ),
                ),
                migrations.AddField(
                    model_name="commenthistory",
                    name="author",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.reviewer",
                    ),
                ),
                migrations.AddField(
                    model_name="commenthistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.comment",
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="decided_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="core.reviewer"
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="label",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="core.label",
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="part",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to="core.part",
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="supersedes",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="core.decision",
                    ),
                ),
                migrations.AddField(
                    model_name="event",
                    name="decision",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="core.decision",
                    ),
                ),
                migrations.AddField(
                    model_name="decisionbasis",
                    name="annotation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions_on_it",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="decisionbasis",
                    name="decision",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="basis", to="core.decision"
                    ),
                ),
                migrations.AddField(
                    model_name="guest",
                    name="user",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guest", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="invitation",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="invitation",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="guest",
                    name="invitation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guests", to="core.invitation"
                    ),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="session",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="session",
                    name="host",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="session",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="session",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participants", to="core.session"
                    ),
                ),
                migrations.AddField(
                    model_name="invitation",
                    name="session",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="core.session",
                    ),
                ),
                migrations.AddField(
                    model_name="event",
                    name="session",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="core.session",
                    ),
                ),
                migrations.AddField(
                    model_name="sessionhistory",
                    name="document",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.document",
                    ),
                ),
                migrations.AddField(
                    model_name="sessionhistory",
                    name="host",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="sessionhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.session",
                    ),
                ),
                migrations.AddField(
                    model_name="sessionhistory",
                    name="project",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.project",
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="annotation",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="codebook",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="core.codebook",
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="threads", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="threads", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="resolved_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="session",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="core.session",
                    ),
                ),
                migrations.AddField(
                    model_name="thread",
                    name="started_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="threads", to="core.reviewer"
                    ),
                ),
                migrations.AddField(
                    model_name="commenthistory",
                    name="thread",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.thread",
                    ),
                ),
                migrations.AddField(
                    model_name="comment",
                    name="thread",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="core.thread"
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="annotation",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="codebook",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.codebook",
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="document",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.document",
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.thread",
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="project",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.project",
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="resolved_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="session",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.session",
                    ),
                ),
                migrations.AddField(
                    model_name="threadhistory",
                    name="started_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.reviewer",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assignment",
                    constraint=models.UniqueConstraint(fields=("document", "reviewer"), name="assignment_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_assignmenthistory" ("created_at", "created_by_id", "document_id", "expires_at", "id", "overlap", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."document_id", NEW."expires_at", NEW."id", NEW."overlap", NOW(), \'added\', NEW."id", NEW."reviewer_id"); RETURN NULL;',
                            hash="025fabc70f0cccb4e637b157217be74154fb9d02",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_8296f",
                            table="core_assignment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_assignmenthistory" ("created_at", "created_by_id", "document_id", "expires_at", "id", "overlap", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id") VALUES (NEW."created_at", NEW."created_by_id", NEW."document_id", NEW."expires_at", NEW."id", NEW."overlap", NOW(), \'changed\', NEW."id", NEW."reviewer_id"); RETURN NULL;',
                            hash="bffd5eb0b7f25b2e581334a9be01167e01e2a503",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_d60cd",
                            table="core_assignment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_assignmenthistory" ("created_at", "created_by_id", "document_id", "expires_at", "id", "overlap", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id") VALUES (OLD."created_at", OLD."created_by_id", OLD."document_id", OLD."expires_at", OLD."id", OLD."overlap", NOW(), \'deleted\', OLD."id", OLD."reviewer_id"); RETURN NULL;',
                            hash="272553bd745de6a7454abcd56e3914d9ef397152",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_8b050",
                            table="core_assignment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assignmenthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c236a0efcb5938f1e4f3b375f5feb9aedef10b36",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1a24a",
                            table="core_assignmenthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="codebookchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "add-label",
                                    "rename-label",
                                    "merge-label",
                                    "retire-label",
                                    "add-value",
                                    "rename-value",
                                    "merge-value",
                                    "retire-value",
                                ],
                            )
                        ),
                        name="codebook_change_kind_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="codebookchange",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "dropped"])),
                        name="codebook_change_state_is_known",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="codebookchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_codebookchangehistory" ("codebook_id", "details", "id", "kind", "made_at", "made_by_id", "n_marks", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "revision", "state", "target", "uuid") VALUES (NEW."codebook_id", NEW."details", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."n_marks", NOW(), \'added\', NEW."id", NEW."published_at", NEW."reason", NEW."revision", NEW."state", NEW."target", NEW."uuid"); RETURN NULL;',
                            hash="a7cddcb75e71af3e30509166abc894776a2e9d43",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_7f574",
                            table="core_codebookchange",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="codebookchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_codebookchangehistory" ("codebook_id", "details", "id", "kind", "made_at", "made_by_id", "n_marks", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "revision", "state", "target", "uuid") VALUES (NEW."codebook_id", NEW."details", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."n_marks", NOW(), \'changed\', NEW."id", NEW."published_at", NEW."reason", NEW."revision", NEW."state", NEW."target", NEW."uuid"); RETURN NULL;',
                            hash="da5d2b4d3ccea1a865aca9298af392e8c5fd7135",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_93b84",
                            table="core_codebookchange",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="codebookchange",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_codebookchangehistory" ("codebook_id", "details", "id", "kind", "made_at", "made_by_id", "n_marks", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason", "revision", "state", "target", "uuid") VALUES (OLD."codebook_id", OLD."details", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."n_marks", NOW(), \'deleted\', OLD."id", OLD."published_at", OLD."reason", OLD."revision", OLD."state", OLD."target", OLD."uuid"); RETURN NULL;',
                            hash="585c7a8d280a58f3faad635246a18516aa7fd543",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_5a93c",
                            table="core_codebookchange",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="codebookchangehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c44da494944d97cd8071df7cdd80c5386081f749",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3fc75",
                            table="core_codebookchangehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.UniqueConstraint(fields=("project", "uuid"), name="decision_uuid_once"),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("start__gte", 0), ("end__gt", models.F("start"))),
                        name="decision_span_is_proper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "end",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("start"), "+", django.db.models.functions.text.Length("quote")
                                ),
                            )
                        ),
                        name="decision_quote_has_the_spans_length",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["accept", "edit", "merge", "reject", "leave-open"])),
                        name="decision_outcome_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("label__isnull", True), ("outcome__in", ["reject", "leave-open"])),
                            models.Q(("label__isnull", False), ("outcome__in", ["accept", "edit", "merge"])),
                            _connector="OR",
                        ),
                        name="decision_has_a_label_or_marks_nothing",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="decision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decision_within_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n            IF NEW.\"end\" > (SELECT length FROM core_document WHERE id = NEW.document_id) THEN\n                RAISE EXCEPTION 'span [%, %) ends after the text', NEW.start, NEW.\"end\"\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'span_within_text';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="331276bb9f5b7c0e29a0c1b4ef924d113477d5da",
                            operation='INSERT OR UPDATE OF "start", "end", "document_id"',
                            pgid="pgtrigger_decision_within_text_d5411",
                            table="core_decision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="decision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decision_is_only_added",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2d15ad0d2e708a9636542bf8c13a32f3c43a80fb",
                            operation="DELETE",
                            pgid="pgtrigger_decision_is_only_added_488ee",
                            table="core_decision",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="decision",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decision_never_changes",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."uuid" IS DISTINCT FROM NEW."uuid" OR OLD."project_id" IS DISTINCT FROM NEW."project_id" OR OLD."document_id" IS DISTINCT FROM NEW."document_id" OR OLD."start" IS DISTINCT FROM NEW."start" OR OLD."end" IS DISTINCT FROM NEW."end" OR OLD."quote" IS DISTINCT FROM NEW."quote" OR OLD."label_id" IS DISTINCT FROM NEW."label_id" OR OLD."facets" IS DISTINCT FROM NEW."facets" OR OLD."outcome" IS DISTINCT FROM NEW."outcome" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."decided_by_id" IS DISTINCT FROM NEW."decided_by_id" OR OLD."created_at" IS DISTINCT FROM NEW."created_at" OR OLD."supersedes_id" IS DISTINCT FROM NEW."supersedes_id")',
                            func="\n                    RAISE EXCEPTION 'a decision is never changed: add one that supersedes it'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_never_changes';\n                ",
                            hash="f9b38e26030ee0471b7b7d9fe2f82d78b3577de7",
                            operation='UPDATE OF "uuid", "project_id", "document_id", "start", "end", "quote", "label_id", "facets", "outcome", "reason", "decided_by_id", "created_at", "supersedes_id"',
                            pgid="pgtrigger_decision_never_changes_02dad",
                            table="core_decision",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decisionbasis",
                    constraint=models.UniqueConstraint(fields=("decision", "annotation"), name="decision_basis_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="decisionbasis",
                    trigger=pgtrigger.compiler.Trigger(
                        name="decision_basis_is_only_added",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete or update rows from % table', TG_TABLE_NAME;",
                            hash="c90ec886aa3e8f9c7514f9540a1cb6bbf8050498",
                            operation="DELETE OR UPDATE",
                            pgid="pgtrigger_decision_basis_is_only_added_33a71",
                            table="core_decisionbasis",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="guest",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("return_key_sha256", ""), _negated=True),
                        fields=("return_key_sha256",),
                        name="guest_return_key_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="session",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("document",),
                        name="session_one_open_per_document",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="session",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["lobby", "marking", "revealed", "closed"])),
                        name="session_state_is_known",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="session",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_sessionhistory" ("closed_at", "created_at", "details", "document_id", "ends_at", "host_id", "id", "n_minutes", "name", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "revealed_at", "source_blind", "state", "uuid") VALUES (NEW."closed_at", NEW."created_at", NEW."details", NEW."document_id", NEW."ends_at", NEW."host_id", NEW."id", NEW."n_minutes", NEW."name", NEW."opened_at", NOW(), \'added\', NEW."id", NEW."project_id", NEW."revealed_at", NEW."source_blind", NEW."state", NEW."uuid"); RETURN NULL;',
                            hash="956eddb52ef6cebc4c434ecc707aff4aacc7a789",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_1ce3e",
                            table="core_session",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="session",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_sessionhistory" ("closed_at", "created_at", "details", "document_id", "ends_at", "host_id", "id", "n_minutes", "name", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "revealed_at", "source_blind", "state", "uuid") VALUES (NEW."closed_at", NEW."created_at", NEW."details", NEW."document_id", NEW."ends_at", NEW."host_id", NEW."id", NEW."n_minutes", NEW."name", NEW."opened_at", NOW(), \'changed\', NEW."id", NEW."project_id", NEW."revealed_at", NEW."source_blind", NEW."state", NEW."uuid"); RETURN NULL;',
                            hash="d29a9866ea9f7be4b0b2b0f3e6217a18e4d3bd85",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_32530",
                            table="core_session",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="session",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_sessionhistory" ("closed_at", "created_at", "details", "document_id", "ends_at", "host_id", "id", "n_minutes", "name", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "revealed_at", "source_blind", "state", "uuid") VALUES (OLD."closed_at", OLD."created_at", OLD."details", OLD."document_id", OLD."ends_at", OLD."host_id", OLD."id", OLD."n_minutes", OLD."name", OLD."opened_at", NOW(), \'deleted\', OLD."id", OLD."project_id", OLD."revealed_at", OLD."source_blind", OLD."state", OLD."uuid"); RETURN NULL;',
                            hash="7fd91cd586c53335fb33ac137bb061c63caaf542",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_2b14f",
                            table="core_session",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.UniqueConstraint(fields=("session", "user"), name="participant_once"),
                ),
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("n_used__lte", models.F("max_uses"))), name="invitation_uses_are_limited"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["code", "link", "address"])), name="invitation_kind_is_known"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "adjudicator", "reviewer", "viewer"])),
                        name="invitation_role_is_known",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sessionhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="193d2244435665da4c8029e9380c266ae879f43c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_787f2",
                            table="core_sessionhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="thread",
                    index=models.Index(fields=["document", "start"], name="thread_in_document"),
                ),
                migrations.AddConstraint(
                    model_name="thread",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("start__gte", 0), ("end__gt", models.F("start"))),
                        name="thread_span_is_proper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="thread",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["discussion", "guideline-gap"])), name="thread_kind_is_known"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="thread",
                    trigger=pgtrigger.compiler.Trigger(
                        name="thread_within_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n            IF NEW.\"end\" > (SELECT length FROM core_document WHERE id = NEW.document_id) THEN\n                RAISE EXCEPTION 'span [%, %) ends after the text', NEW.start, NEW.\"end\"\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'span_within_text';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="b2cbfafc7f046703f1cb1db3df4ec671012c0f30",
                            operation='INSERT OR UPDATE OF "start", "end", "document_id"',
                            pgid="pgtrigger_thread_within_text_bc184",
                            table="core_thread",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="thread",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_threadhistory" ("annotation_id", "codebook_id", "created_at", "document_id", "end", "id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "resolved_at", "resolved_by_id", "session_id", "start", "started_by_id", "uuid") VALUES (NEW."annotation_id", NEW."codebook_id", NEW."created_at", NEW."document_id", NEW."end", NEW."id", NEW."kind", NOW(), \'added\', NEW."id", NEW."project_id", NEW."resolved_at", NEW."resolved_by_id", NEW."session_id", NEW."start", NEW."started_by_id", NEW."uuid"); RETURN NULL;',
                            hash="d792a93b08a8cd1df6af83a7f37adf8ed0da1a83",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_c8683",
                            table="core_thread",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="thread",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_threadhistory" ("annotation_id", "codebook_id", "created_at", "document_id", "end", "id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "resolved_at", "resolved_by_id", "session_id", "start", "started_by_id", "uuid") VALUES (NEW."annotation_id", NEW."codebook_id", NEW."created_at", NEW."document_id", NEW."end", NEW."id", NEW."kind", NOW(), \'changed\', NEW."id", NEW."project_id", NEW."resolved_at", NEW."resolved_by_id", NEW."session_id", NEW."start", NEW."started_by_id", NEW."uuid"); RETURN NULL;',
                            hash="48fca3b672bf4189e7de1819c810764275b7d74f",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_c935c",
                            table="core_thread",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="thread",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_threadhistory" ("annotation_id", "codebook_id", "created_at", "document_id", "end", "id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "resolved_at", "resolved_by_id", "session_id", "start", "started_by_id", "uuid") VALUES (OLD."annotation_id", OLD."codebook_id", OLD."created_at", OLD."document_id", OLD."end", OLD."id", OLD."kind", NOW(), \'deleted\', OLD."id", OLD."project_id", OLD."resolved_at", OLD."resolved_by_id", OLD."session_id", OLD."start", OLD."started_by_id", OLD."uuid"); RETURN NULL;',
                            hash="884f298ca1de262185861fb7a078d0a6bdaf2cd8",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_c017a",
                            table="core_thread",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="commenthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="9de78e74adb2506deadd12dc951db1d93b6aad00",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a5c4e",
                            table="core_commenthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="comment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="comment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_commenthistory" ("author_id", "created_at", "deleted_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "thread_id", "updated_at", "uuid", "version") VALUES (NEW."author_id", NEW."created_at", NEW."deleted_at", NEW."id", NOW(), \'added\', NEW."id", NEW."text", NEW."thread_id", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                            hash="7be7dda105737cc6064a8b8eaf4dbee244d822ec",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_cc820",
                            table="core_comment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="comment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_commenthistory" ("author_id", "created_at", "deleted_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "thread_id", "updated_at", "uuid", "version") VALUES (NEW."author_id", NEW."created_at", NEW."deleted_at", NEW."id", NOW(), \'changed\', NEW."id", NEW."text", NEW."thread_id", NEW."updated_at", NEW."uuid", NEW."version"); RETURN NULL;',
                            hash="19208473a67727690a3b27178f7f798a1005cc89",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_926bc",
                            table="core_comment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="comment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_commenthistory" ("author_id", "created_at", "deleted_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "thread_id", "updated_at", "uuid", "version") VALUES (OLD."author_id", OLD."created_at", OLD."deleted_at", OLD."id", NOW(), \'deleted\', OLD."id", OLD."text", OLD."thread_id", OLD."updated_at", OLD."uuid", OLD."version"); RETURN NULL;',
                            hash="c8d2dac4761156ae25c111eaa04341a10704f8dd",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_b490f",
                            table="core_comment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="threadhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="14ba6202735a78deb3ed8e1f91a5dadd7e9a6a8c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_887c1",
                            table="core_threadhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
