"""Tables of provenance: reuse, proposals, versions, sources, claims, speakers and indicators."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from core.migrations._together import Together

_OF_ONE_PROJECT = (
    ("core_citation", "citation_source_of_its_project", "source_id", "core_source"),
    ("core_claimmark", "claim_mark_of_its_project", "claim_id", "core_claim"),
    ("core_fingerprint", "fingerprint_of_its_project", "document_id", "core_document"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0016_tables_of_releases_and_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Anchoring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("same-offset", "Same Offset"),
                            ("unique-quote", "Unique Quote"),
                            ("context", "Context"),
                            ("fuzzy", "Fuzzy"),
                            ("orphan", "Orphan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("score", models.FloatField()),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("carried", "Carried"), ("doubtful", "Doubtful"), ("set-aside", "Set Aside")],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="AnchoringHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("same-offset", "Same Offset"),
                            ("unique-quote", "Unique Quote"),
                            ("context", "Context"),
                            ("fuzzy", "Fuzzy"),
                            ("orphan", "Orphan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("score", models.FloatField()),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("carried", "Carried"), ("doubtful", "Doubtful"), ("set-aside", "Set Aside")],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("submitted", "Submitted")], default="open", max_length=10
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("sighted", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("first_submitted_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AssessmentHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("submitted", "Submitted")], default="open", max_length=10
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("sighted", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("first_submitted_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("unchecked", "not opened yet"),
                            ("says-so", "says so"),
                            ("says-otherwise", "says otherwise"),
                            ("not-found", "not found"),
                        ],
                        default="unchecked",
                        max_length=20,
                    ),
                ),
                ("excerpt", models.TextField(blank=True, default="")),
                ("checked_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="CitationHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("unchecked", "not opened yet"),
                            ("says-so", "says so"),
                            ("says-otherwise", "says otherwise"),
                            ("not-found", "not found"),
                        ],
                        default="unchecked",
                        max_length=20,
                    ),
                ),
                ("excerpt", models.TextField(blank=True, default="")),
                ("checked_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("text", models.CharField(max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="ClaimHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("text", models.CharField(max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClaimMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="ClaimMarkHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("algorithm", models.PositiveSmallIntegerField()),
                (
                    "shingles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NotTheSame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.CharField(choices=[("section", "Section"), ("excluded", "Excluded")], max_length=10)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("title", models.CharField(blank=True, default="", max_length=500)),
                ("author", models.CharField(blank=True, default="", max_length=300)),
                ("published_on", models.CharField(blank=True, default="", max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=100)),
                ("why", models.JSONField(blank=True, default=list)),
                ("strength", models.FloatField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("moved", "Moved"),
                            ("rejected", "Rejected"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("ruled_start", models.PositiveIntegerField(blank=True, null=True)),
                ("ruled_end", models.PositiveIntegerField(blank=True, null=True)),
                ("ruled_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="ProposalHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("kind", models.CharField(choices=[("section", "Section"), ("excluded", "Excluded")], max_length=10)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("title", models.CharField(blank=True, default="", max_length=500)),
                ("author", models.CharField(blank=True, default="", max_length=300)),
                ("published_on", models.CharField(blank=True, default="", max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=100)),
                ("why", models.JSONField(blank=True, default=list)),
                ("strength", models.FloatField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("moved", "Moved"),
                            ("rejected", "Rejected"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("ruled_start", models.PositiveIntegerField(blank=True, null=True)),
                ("ruled_end", models.PositiveIntegerField(blank=True, null=True)),
                ("ruled_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("n_words", models.PositiveIntegerField()),
                ("speaker", models.CharField(blank=True, default="", max_length=200)),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedPassage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("a_start", models.PositiveIntegerField()),
                ("a_end", models.PositiveIntegerField()),
                ("b_start", models.PositiveIntegerField()),
                ("b_end", models.PositiveIntegerField()),
                ("n_words", models.PositiveIntegerField()),
                ("edit_ratio", models.FloatField()),
                ("containment", models.FloatField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("copied_section", "Copied Section"),
                            ("partly_reused", "Partly Reused"),
                            ("shared_passage", "Shared Passage"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedQuotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ratio", models.FloatField()),
                ("kind", models.CharField(choices=[("exact", "Exact"), ("drift", "Drift")], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=100,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\Z",
                                "Use letters, digits, '.', '_' and '-' (100 at most).",
                            )
                        ],
                    ),
                ),
                ("kind", models.CharField(blank=True, default="", max_length=60)),
                ("title", models.CharField(blank=True, default="", max_length=500)),
                ("producer", models.CharField(blank=True, default="", max_length=300)),
                ("published_on", models.CharField(blank=True, default="", max_length=10)),
                ("url", models.CharField(blank=True, default="", max_length=2000)),
                ("filed_openly", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="SourceHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "key",
                    models.CharField(
                        max_length=100,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\Z",
                                "Use letters, digits, '.', '_' and '-' (100 at most).",
                            )
                        ],
                    ),
                ),
                ("kind", models.CharField(blank=True, default="", max_length=60)),
                ("title", models.CharField(blank=True, default="", max_length=500)),
                ("producer", models.CharField(blank=True, default="", max_length=300)),
                ("published_on", models.CharField(blank=True, default="", max_length=10)),
                ("url", models.CharField(blank=True, default="", max_length=2000)),
                ("filed_openly", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("side", models.CharField(blank=True, default="", max_length=100)),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="SpeakerHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("side", models.CharField(blank=True, default="", max_length=100)),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="section",
            name="added_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="section",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="section",
            name="deleted_delete",
        ),
        migrations.RemoveConstraint(
            model_name="job",
            name="job_kind_is_known",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="document",
                    name="is_current",
                    field=models.BooleanField(default=True),
                ),
                migrations.AddField(
                    model_name="document",
                    name="version_note",
                    field=models.CharField(blank=True, default="", max_length=500),
                ),
                migrations.AddField(
                    model_name="document",
                    name="version_number",
                    field=models.PositiveSmallIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="document",
                    name="version_of",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_versions",
                        to="core.document",
                    ),
                ),
                migrations.AddField(
                    model_name="section",
                    name="reason",
                    field=models.CharField(blank=True, default="", max_length=500),
                ),
                migrations.AddField(
                    model_name="sectionhistory",
                    name="reason",
                    field=models.CharField(blank=True, default="", max_length=500),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[("import", "Import"), ("release", "Release"), ("reuse", "Reuse")], max_length=20
            ),
        ),
        Together(
            [
                pgtrigger.migrations.AddTrigger(
                    model_name="section",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_sectionhistory" ("attribution", "author", "copy_of_id", "decided_by_id", "document_id", "end", "fidelity", "genre", "id", "originality", "outlet_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "reason", "start", "title") VALUES (NEW."attribution", NEW."author", NEW."copy_of_id", NEW."decided_by_id", NEW."document_id", NEW."end", NEW."fidelity", NEW."genre", NEW."id", NEW."originality", NEW."outlet_id", NOW(), \'added\', NEW."id", NEW."published_on", NEW."reason", NEW."start", NEW."title"); RETURN NULL;',
                            hash="75b20bb497607ba4ec70dc41fe55e315b057699a",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_2a0cf",
                            table="core_section",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="section",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_sectionhistory" ("attribution", "author", "copy_of_id", "decided_by_id", "document_id", "end", "fidelity", "genre", "id", "originality", "outlet_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "reason", "start", "title") VALUES (NEW."attribution", NEW."author", NEW."copy_of_id", NEW."decided_by_id", NEW."document_id", NEW."end", NEW."fidelity", NEW."genre", NEW."id", NEW."originality", NEW."outlet_id", NOW(), \'changed\', NEW."id", NEW."published_on", NEW."reason", NEW."start", NEW."title"); RETURN NULL;',
                            hash="40279eaef11ca64d1a62bfc25feaa91d3dcbeceb",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_697b0",
                            table="core_section",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="section",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_sectionhistory" ("attribution", "author", "copy_of_id", "decided_by_id", "document_id", "end", "fidelity", "genre", "id", "originality", "outlet_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "reason", "start", "title") VALUES (OLD."attribution", OLD."author", OLD."copy_of_id", OLD."decided_by_id", OLD."document_id", OLD."end", OLD."fidelity", OLD."genre", OLD."id", OLD."originality", OLD."outlet_id", NOW(), \'deleted\', OLD."id", OLD."published_on", OLD."reason", OLD."start", OLD."title"); RETURN NULL;',
                            hash="d530639ee5cf53f912bec19b520e2a1b324c8f98",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_5980e",
                            table="core_section",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.UniqueConstraint(
                        fields=("version_of", "version_number"), name="document_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("version_number", 1), ("version_of__isnull", True)),
                            models.Q(("version_number__gt", 1), ("version_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="document_first_version_has_no_earlier",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="job",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["import", "release", "reuse"])), name="job_kind_is_known"
                    ),
                ),
                migrations.AddField(
                    model_name="anchoring",
                    name="annotation",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_from",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="anchoring",
                    name="decided_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="anchoring",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="anchorings", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="anchoring",
                    name="earlier",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="anchorings", to="core.annotation"
                    ),
                ),
                migrations.AddField(
                    model_name="anchoringhistory",
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
                    model_name="anchoringhistory",
                    name="decided_by",
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
                    model_name="anchoringhistory",
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
                    model_name="anchoringhistory",
                    name="earlier",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="anchoringhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.anchoring",
                    ),
                ),
                migrations.AddField(
                    model_name="assessment",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="assessment",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="assessment",
                    name="reviewer",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="core.reviewer"
                    ),
                ),
                migrations.AddField(
                    model_name="assessmenthistory",
                    name="changed_by",
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
                    model_name="assessmenthistory",
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
                    model_name="assessmenthistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.assessment",
                    ),
                ),
                migrations.AddField(
                    model_name="assessmenthistory",
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
                    model_name="citation",
                    name="annotation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="core.annotation"
                    ),
                ),
                migrations.AddField(
                    model_name="citation",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="citation",
                    name="checked_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations_checked",
                        to="core.reviewer",
                    ),
                ),
                migrations.AddField(
                    model_name="citation",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="citationhistory",
                    name="annotation",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="citationhistory",
                    name="changed_by",
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
                    model_name="citationhistory",
                    name="checked_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.reviewer",
                    ),
                ),
                migrations.AddField(
                    model_name="citationhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.citation",
                    ),
                ),
                migrations.AddField(
                    model_name="citationhistory",
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
                    model_name="claim",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_changed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="claimhistory",
                    name="changed_by",
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
                    model_name="claimhistory",
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
                    model_name="claimhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="claimhistory",
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
                    model_name="claimmark",
                    name="annotation",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claim_mark", to="core.annotation"
                    ),
                ),
                migrations.AddField(
                    model_name="claimmark",
                    name="claim",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="core.claim"
                    ),
                ),
                migrations.AddField(
                    model_name="claimmark",
                    name="joined_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="claimmark",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claim_marks", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="claimmarkhistory",
                    name="annotation",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="claimmarkhistory",
                    name="claim",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.claim",
                    ),
                ),
                migrations.AddField(
                    model_name="claimmarkhistory",
                    name="joined_by",
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
                    model_name="claimmarkhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.claimmark",
                    ),
                ),
                migrations.AddField(
                    model_name="claimmarkhistory",
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
                    model_name="fingerprint",
                    name="document",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fingerprint", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="fingerprint",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fingerprints", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="notthesame",
                    name="a",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_apart_as_a",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="notthesame",
                    name="b",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_apart_as_b",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="notthesame",
                    name="decided_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="notthesame",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told_apart", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="proposal",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="proposal",
                    name="outlet",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="core.outlet",
                    ),
                ),
                migrations.AddField(
                    model_name="proposal",
                    name="ruled_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="proposal",
                    name="source",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_as_source",
                        to="core.document",
                    ),
                ),
                migrations.AddField(
                    model_name="proposalhistory",
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
                    model_name="proposalhistory",
                    name="outlet",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.outlet",
                    ),
                ),
                migrations.AddField(
                    model_name="proposalhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.proposal",
                    ),
                ),
                migrations.AddField(
                    model_name="proposalhistory",
                    name="ruled_by",
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
                    model_name="proposalhistory",
                    name="source",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.document",
                    ),
                ),
                migrations.AddField(
                    model_name="quotation",
                    name="document",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotations", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="sharedpassage",
                    name="a",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shared_as_a", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="sharedpassage",
                    name="b",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shared_as_b", to="core.document"
                    ),
                ),
                migrations.AddField(
                    model_name="sharedquotation",
                    name="a",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shared_as_a", to="core.quotation"
                    ),
                ),
                migrations.AddField(
                    model_name="sharedquotation",
                    name="b",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shared_as_b", to="core.quotation"
                    ),
                ),
                migrations.AddField(
                    model_name="source",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_changed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="source",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_filed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="source",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="core.source",
                    ),
                ),
                migrations.AddField(
                    model_name="source",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="citationhistory",
                    name="source",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.source",
                    ),
                ),
                migrations.AddField(
                    model_name="citation",
                    name="source",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="core.source"
                    ),
                ),
                migrations.AddField(
                    model_name="sourcehistory",
                    name="changed_by",
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
                    model_name="sourcehistory",
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
                    model_name="sourcehistory",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.source",
                    ),
                ),
                migrations.AddField(
                    model_name="sourcehistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.source",
                    ),
                ),
                migrations.AddField(
                    model_name="sourcehistory",
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
                    model_name="speaker",
                    name="changed_by",
                    field=models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="speaker",
                    name="project",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="speakers", to="core.project"
                    ),
                ),
                migrations.AddField(
                    model_name="speakerhistory",
                    name="changed_by",
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
                    model_name="speakerhistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="core.speaker",
                    ),
                ),
                migrations.AddField(
                    model_name="speakerhistory",
                    name="project",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="core.project",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="anchoring",
                    constraint=models.UniqueConstraint(fields=("document", "earlier"), name="anchoring_once"),
                ),
                migrations.AddConstraint(
                    model_name="anchoring",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["same-offset", "unique-quote", "context", "fuzzy", "orphan"])
                        ),
                        name="anchoring_method_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="anchoring",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["carried", "doubtful", "set-aside"])),
                        name="anchoring_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="anchoring",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end__isnull", True), ("start__isnull", True)),
                            models.Q(("end__isnull", False), ("start__isnull", False)),
                            _connector="OR",
                        ),
                        name="anchoring_span_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="anchoring",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "carried"), _negated=True),
                            ("annotation__isnull", False),
                            _connector="OR",
                        ),
                        name="anchoring_carried_has_a_mark",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="anchoring",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_anchoringhistory" ("annotation_id", "created_at", "decided_at", "decided_by_id", "document_id", "earlier_id", "end", "id", "method", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "start", "state", "version") VALUES (NEW."annotation_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."document_id", NEW."earlier_id", NEW."end", NEW."id", NEW."method", NOW(), \'added\', NEW."id", NEW."score", NEW."start", NEW."state", NEW."version"); RETURN NULL;',
                            hash="4a1c17df5705cb7c250ecc54482851b65944128a",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_8e0f8",
                            table="core_anchoring",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="anchoring",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_anchoringhistory" ("annotation_id", "created_at", "decided_at", "decided_by_id", "document_id", "earlier_id", "end", "id", "method", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "start", "state", "version") VALUES (NEW."annotation_id", NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."document_id", NEW."earlier_id", NEW."end", NEW."id", NEW."method", NOW(), \'changed\', NEW."id", NEW."score", NEW."start", NEW."state", NEW."version"); RETURN NULL;',
                            hash="3ddae35cb5366e3e8586f28f509771942f7eca6d",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_98f88",
                            table="core_anchoring",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="anchoring",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_anchoringhistory" ("annotation_id", "created_at", "decided_at", "decided_by_id", "document_id", "earlier_id", "end", "id", "method", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "start", "state", "version") VALUES (OLD."annotation_id", OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."document_id", OLD."earlier_id", OLD."end", OLD."id", OLD."method", NOW(), \'deleted\', OLD."id", OLD."score", OLD."start", OLD."state", OLD."version"); RETURN NULL;',
                            hash="d6d5d671ce529d715ca9d0950440d51d7ffa4726",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_28bb4",
                            table="core_anchoring",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="anchoringhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5c4abf4432991c5e5611c371c103c29268dda44b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b16ea",
                            table="core_anchoringhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assessment",
                    constraint=models.UniqueConstraint(fields=("document", "reviewer"), name="assessment_once"),
                ),
                migrations.AddConstraint(
                    model_name="assessment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                ("first_submitted_at__isnull", False),
                                ("state", "submitted"),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_submitted_has_a_time",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_assessmenthistory" ("answers", "changed_by_id", "created_at", "document_id", "first_submitted_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "sighted", "state", "submitted_at", "version") VALUES (NEW."answers", NEW."changed_by_id", NEW."created_at", NEW."document_id", NEW."first_submitted_at", NEW."id", NOW(), \'added\', NEW."id", NEW."reviewer_id", NEW."sighted", NEW."state", NEW."submitted_at", NEW."version"); RETURN NULL;',
                            hash="63ec9144a3ad787d0f96452884fdd5c46dde2149",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_98d26",
                            table="core_assessment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_assessmenthistory" ("answers", "changed_by_id", "created_at", "document_id", "first_submitted_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "sighted", "state", "submitted_at", "version") VALUES (NEW."answers", NEW."changed_by_id", NEW."created_at", NEW."document_id", NEW."first_submitted_at", NEW."id", NOW(), \'changed\', NEW."id", NEW."reviewer_id", NEW."sighted", NEW."state", NEW."submitted_at", NEW."version"); RETURN NULL;',
                            hash="4c2b1d5c17d492d26aecb808714403b4149273ee",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_395aa",
                            table="core_assessment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_assessmenthistory" ("answers", "changed_by_id", "created_at", "document_id", "first_submitted_at", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "sighted", "state", "submitted_at", "version") VALUES (OLD."answers", OLD."changed_by_id", OLD."created_at", OLD."document_id", OLD."first_submitted_at", OLD."id", NOW(), \'deleted\', OLD."id", OLD."reviewer_id", OLD."sighted", OLD."state", OLD."submitted_at", OLD."version"); RETURN NULL;',
                            hash="f888b1a288f814e81da2ce62c7df3577bdd7bc80",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_a0722",
                            table="core_assessment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="assessmenthistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d7d9626a4172b70b0f6f7ccd521cc4906ae819ce",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_2eb2d",
                            table="core_assessmenthistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.UniqueConstraint(fields=("project", "uuid"), name="claim_uuid_once"),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.UniqueConstraint(fields=("id", "project"), name="claim_with_project"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_claimhistory" ("changed_by_id", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "text", "uuid", "version") VALUES (NEW."changed_by_id", NEW."created_at", NEW."created_by_id", NEW."id", NOW(), \'added\', NEW."id", NEW."project_id", NEW."text", NEW."uuid", NEW."version"); RETURN NULL;',
                            hash="9a485928fa6f5db3c6a94e2a7378c6b1ac17a84f",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_e395b",
                            table="core_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_claimhistory" ("changed_by_id", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "text", "uuid", "version") VALUES (NEW."changed_by_id", NEW."created_at", NEW."created_by_id", NEW."id", NOW(), \'changed\', NEW."id", NEW."project_id", NEW."text", NEW."uuid", NEW."version"); RETURN NULL;',
                            hash="9556f826fcfc21335f99cff7928b8f56444c0c33",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_50a86",
                            table="core_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claim",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_claimhistory" ("changed_by_id", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "text", "uuid", "version") VALUES (OLD."changed_by_id", OLD."created_at", OLD."created_by_id", OLD."id", NOW(), \'deleted\', OLD."id", OLD."project_id", OLD."text", OLD."uuid", OLD."version"); RETURN NULL;',
                            hash="239d3295e8fa43844d275398c6209f0715d4b844",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_2d311",
                            table="core_claim",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="141fc9b9ee20b7880a650c2e4ae00f13c7297013",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b5876",
                            table="core_claimhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimmark",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_claimmarkhistory" ("annotation_id", "claim_id", "id", "joined_at", "joined_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."annotation_id", NEW."claim_id", NEW."id", NEW."joined_at", NEW."joined_by_id", NOW(), \'added\', NEW."id", NEW."project_id"); RETURN NULL;',
                            hash="c96a0106ab9cb686352c020325c7ffbb0cfbdd24",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_52a85",
                            table="core_claimmark",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimmark",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_claimmarkhistory" ("annotation_id", "claim_id", "id", "joined_at", "joined_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (NEW."annotation_id", NEW."claim_id", NEW."id", NEW."joined_at", NEW."joined_by_id", NOW(), \'changed\', NEW."id", NEW."project_id"); RETURN NULL;',
                            hash="0d25b4afa5da62b64934fc08d73730a929fc46a7",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_8e1af",
                            table="core_claimmark",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimmark",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_claimmarkhistory" ("annotation_id", "claim_id", "id", "joined_at", "joined_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id") VALUES (OLD."annotation_id", OLD."claim_id", OLD."id", OLD."joined_at", OLD."joined_by_id", NOW(), \'deleted\', OLD."id", OLD."project_id"); RETURN NULL;',
                            hash="7b4cd0ae7c03f8a423fa05bc1259a27692fbb64a",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_3f48c",
                            table="core_claimmark",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="claimmarkhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2aa194c6ccb16303ad75a8933798d1fd91a91f10",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c9926",
                            table="core_claimmarkhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="fingerprint",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["shingles"], name="fingerprint_by_shingle"),
                ),
                migrations.AddConstraint(
                    model_name="notthesame",
                    constraint=models.UniqueConstraint(fields=("a", "b"), name="not_the_same_once"),
                ),
                migrations.AddConstraint(
                    model_name="notthesame",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("a__lt", models.F("b"))), name="not_the_same_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.UniqueConstraint(
                        fields=("document", "kind", "start", "end"), name="proposal_once_per_range_and_kind"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("start__gte", 0), ("end__gt", models.F("start"))),
                        name="proposal_span_is_proper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["section", "excluded"])), name="proposal_kind_is_known"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "moved", "rejected"])),
                        name="proposal_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="proposal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ruled_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("ruled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_ruled_has_a_time",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="proposal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="proposal_within_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\n            IF NEW.\"end\" > (SELECT length FROM core_document WHERE id = NEW.document_id) THEN\n                RAISE EXCEPTION 'span [%, %) ends after the text', NEW.start, NEW.\"end\"\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'span_within_text';\n            END IF;\n            RETURN NEW;\n        ",
                            hash="c40ee94707409b6bcc92378c67912e5f2775038a",
                            operation='INSERT OR UPDATE OF "start", "end", "document_id"',
                            pgid="pgtrigger_proposal_within_text_c3360",
                            table="core_proposal",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="proposal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_proposalhistory" ("author", "document_id", "end", "id", "kind", "note", "outlet_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "published_on", "reason", "ruled_at", "ruled_by_id", "ruled_end", "ruled_start", "source_id", "start", "state", "strength", "title", "uuid", "version", "why") VALUES (NEW."author", NEW."document_id", NEW."end", NEW."id", NEW."kind", NEW."note", NEW."outlet_id", NOW(), \'added\', NEW."id", NEW."proposed_at", NEW."published_on", NEW."reason", NEW."ruled_at", NEW."ruled_by_id", NEW."ruled_end", NEW."ruled_start", NEW."source_id", NEW."start", NEW."state", NEW."strength", NEW."title", NEW."uuid", NEW."version", NEW."why"); RETURN NULL;',
                            hash="24549a4f69189f2ea0dde993ecf6e0d177a21889",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_707ba",
                            table="core_proposal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="proposal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_proposalhistory" ("author", "document_id", "end", "id", "kind", "note", "outlet_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "published_on", "reason", "ruled_at", "ruled_by_id", "ruled_end", "ruled_start", "source_id", "start", "state", "strength", "title", "uuid", "version", "why") VALUES (NEW."author", NEW."document_id", NEW."end", NEW."id", NEW."kind", NEW."note", NEW."outlet_id", NOW(), \'changed\', NEW."id", NEW."proposed_at", NEW."published_on", NEW."reason", NEW."ruled_at", NEW."ruled_by_id", NEW."ruled_end", NEW."ruled_start", NEW."source_id", NEW."start", NEW."state", NEW."strength", NEW."title", NEW."uuid", NEW."version", NEW."why"); RETURN NULL;',
                            hash="b5b69aed1eb7b539267dab4890f5e9f7b72c7b44",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_957d1",
                            table="core_proposal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="proposal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_proposalhistory" ("author", "document_id", "end", "id", "kind", "note", "outlet_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "published_on", "reason", "ruled_at", "ruled_by_id", "ruled_end", "ruled_start", "source_id", "start", "state", "strength", "title", "uuid", "version", "why") VALUES (OLD."author", OLD."document_id", OLD."end", OLD."id", OLD."kind", OLD."note", OLD."outlet_id", NOW(), \'deleted\', OLD."id", OLD."proposed_at", OLD."published_on", OLD."reason", OLD."ruled_at", OLD."ruled_by_id", OLD."ruled_end", OLD."ruled_start", OLD."source_id", OLD."start", OLD."state", OLD."strength", OLD."title", OLD."uuid", OLD."version", OLD."why"); RETURN NULL;',
                            hash="9ad0ba34f59f16f81ca90fcbb036976928ee9d12",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_d51b0",
                            table="core_proposal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="proposalhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="52e5beb986e9c77d97d11d001b0ad244d7330be4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4c246",
                            table="core_proposalhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="quotation",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="quotation_by_gram"),
                ),
                migrations.AddConstraint(
                    model_name="quotation",
                    constraint=models.UniqueConstraint(fields=("document", "start", "end"), name="quotation_once"),
                ),
                migrations.AddConstraint(
                    model_name="quotation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("start__gte", 0), ("end__gt", models.F("start"))),
                        name="quotation_span_is_proper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharedpassage",
                    constraint=models.UniqueConstraint(
                        fields=("a", "b", "a_start", "a_end", "b_start", "b_end"), name="shared_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharedpassage",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("a__lt", models.F("b"))), name="shared_between_two_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharedpassage",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("a_end__gt", models.F("a_start")), ("b_end__gt", models.F("b_start"))),
                        name="shared_spans_are_proper",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharedpassage",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["copied_section", "partly_reused", "shared_passage"])),
                        name="shared_kind_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sharedquotation",
                    constraint=models.UniqueConstraint(fields=("a", "b"), name="shared_quotation_once"),
                ),
                migrations.AddConstraint(
                    model_name="sharedquotation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["exact", "drift"])), name="shared_quotation_kind_is_known"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.UniqueConstraint(fields=("project", "key"), name="source_key_once"),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.UniqueConstraint(fields=("id", "project"), name="source_with_project"),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("published_on__regex", "^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$")
                        ),
                        name="source_published_on_is_a_date",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""),
                            ("url__startswith", "http://"),
                            ("url__startswith", "https://"),
                            _connector="OR",
                        ),
                        name="source_url_is_an_address",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_sourcehistory" ("changed_by_id", "created_at", "created_by_id", "filed_openly", "id", "key", "kind", "merged_into_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "producer", "project_id", "published_on", "title", "url", "version") VALUES (NEW."changed_by_id", NEW."created_at", NEW."created_by_id", NEW."filed_openly", NEW."id", NEW."key", NEW."kind", NEW."merged_into_id", NOW(), \'added\', NEW."id", NEW."producer", NEW."project_id", NEW."published_on", NEW."title", NEW."url", NEW."version"); RETURN NULL;',
                            hash="588a35dbca3d1f6c77b4e7f9503c6d9675bc273a",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_2f3be",
                            table="core_source",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_sourcehistory" ("changed_by_id", "created_at", "created_by_id", "filed_openly", "id", "key", "kind", "merged_into_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "producer", "project_id", "published_on", "title", "url", "version") VALUES (NEW."changed_by_id", NEW."created_at", NEW."created_by_id", NEW."filed_openly", NEW."id", NEW."key", NEW."kind", NEW."merged_into_id", NOW(), \'changed\', NEW."id", NEW."producer", NEW."project_id", NEW."published_on", NEW."title", NEW."url", NEW."version"); RETURN NULL;',
                            hash="6c3af16b19e7b61d07a8704d1cbede67b8dad885",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_dfed6",
                            table="core_source",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="source",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_sourcehistory" ("changed_by_id", "created_at", "created_by_id", "filed_openly", "id", "key", "kind", "merged_into_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "producer", "project_id", "published_on", "title", "url", "version") VALUES (OLD."changed_by_id", OLD."created_at", OLD."created_by_id", OLD."filed_openly", OLD."id", OLD."key", OLD."kind", OLD."merged_into_id", NOW(), \'deleted\', OLD."id", OLD."producer", OLD."project_id", OLD."published_on", OLD."title", OLD."url", OLD."version"); RETURN NULL;',
                            hash="b0f06abe30dfffd03d1b116a28dbf87b131dd63b",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_15be5",
                            table="core_source",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citationhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b221593243bbced082e460f100a5cbe54762d911",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6baf5",
                            table="core_citationhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="citation",
                    constraint=models.UniqueConstraint(fields=("annotation", "source"), name="citation_once"),
                ),
                migrations.AddConstraint(
                    model_name="citation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("finding__in", ["unchecked", "says-so", "says-otherwise", "not-found"])),
                        name="citation_finding_is_known",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_citationhistory" ("annotation_id", "changed_by_id", "checked_by_id", "checked_on", "created_at", "excerpt", "finding", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "source_id", "uuid", "version") VALUES (NEW."annotation_id", NEW."changed_by_id", NEW."checked_by_id", NEW."checked_on", NEW."created_at", NEW."excerpt", NEW."finding", NEW."id", NOW(), \'added\', NEW."id", NEW."project_id", NEW."source_id", NEW."uuid", NEW."version"); RETURN NULL;',
                            hash="b4f2d45bceea7368fe7333470e86e3384ce0b58a",
                            operation="INSERT",
                            pgid="pgtrigger_added_insert_aad20",
                            table="core_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "core_citationhistory" ("annotation_id", "changed_by_id", "checked_by_id", "checked_on", "created_at", "excerpt", "finding", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "source_id", "uuid", "version") VALUES (NEW."annotation_id", NEW."changed_by_id", NEW."checked_by_id", NEW."checked_on", NEW."created_at", NEW."excerpt", NEW."finding", NEW."id", NOW(), \'changed\', NEW."id", NEW."project_id", NEW."source_id", NEW."uuid", NEW."version"); RETURN NULL;',
                            hash="73656a29f55646f0a12ddba9a909d3375628c725",
                            operation="UPDATE",
                            pgid="pgtrigger_changed_update_d353f",
                            table="core_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="citation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="deleted_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_citationhistory" ("annotation_id", "changed_by_id", "checked_by_id", "checked_on", "created_at", "excerpt", "finding", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "source_id", "uuid", "version") VALUES (OLD."annotation_id", OLD."changed_by_id", OLD."checked_by_id", OLD."checked_on", OLD."created_at", OLD."excerpt", OLD."finding", OLD."id", NOW(), \'deleted\', OLD."id", OLD."project_id", OLD."source_id", OLD."uuid", OLD."version"); RETURN NULL;',
                            hash="207d641d2a23cdcabe4947b6e183ec8bf1f87496",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_fadb6",
                            table="core_citation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="sourcehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6e29e8187bd69a9ef20ce75221458f6ac7308509",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4dff0",
                            table="core_sourcehistory",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="speaker",
                    constraint=models.UniqueConstraint(fields=("project", "name"), name="speaker_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="speaker",
                    trigger=pgtrigger.compiler.Trigger(
                        name="added_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "core_speakerhistory" ("aliases", "changed_by_id", "created_at", "id", "name", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "side", "version") VALUES (NEW."aliases", NEW."changed_by_id", NEW."created_at", NEW."id", NEW."name", NEW."note", NOW(), \'added\', NEW."id", NEW."project_id", NEW."side", NEW."version"); RETURN NULL;',
                            hash="cc0ec68bad95f80097ba05309ac59db21a6ed66c",
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
                            func='INSERT INTO "core_speakerhistory" ("aliases", "changed_by_id", "created_at", "id", "name", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "side", "version") VALUES (NEW."aliases", NEW."changed_by_id", NEW."created_at", NEW."id", NEW."name", NEW."note", NOW(), \'changed\', NEW."id", NEW."project_id", NEW."side", NEW."version"); RETURN NULL;',
                            hash="ea325969200be4c4e9c00655b2bef8c10320dd71",
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
                            func='INSERT INTO "core_speakerhistory" ("aliases", "changed_by_id", "created_at", "id", "name", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "side", "version") VALUES (OLD."aliases", OLD."changed_by_id", OLD."created_at", OLD."id", OLD."name", OLD."note", NOW(), \'deleted\', OLD."id", OLD."project_id", OLD."side", OLD."version"); RETURN NULL;',
                            hash="f7952b78154073478d90babb338467df4ac75cb4",
                            operation="DELETE",
                            pgid="pgtrigger_deleted_delete_3172e",
                            table="core_speaker",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="speakerhistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d86c57d404191fd89353c8a0ed282672802e647d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_7fcc7",
                            table="core_speakerhistory",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, project_id) "
                f"REFERENCES {target} (id, project_id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for table, name, column, target in _OF_ONE_PROJECT
        ),
    ]
