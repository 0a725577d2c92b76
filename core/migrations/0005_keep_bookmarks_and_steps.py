"""Bookmarks; and what the log must know so that a gesture can be taken back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from core.migrations._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_refuse_a_line_feed_in_keys"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="event",
                    name="link_kind",
                    field=models.CharField(
                        blank=True,
                        choices=[("supports", "Supports"), ("contradicts", "Contradicts")],
                        db_default="",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="event",
                    name="other",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events_of_other_end",
                        to="core.annotation",
                    ),
                ),
                migrations.AddField(
                    model_name="event",
                    name="redoes",
                    field=models.UUIDField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="event",
                    name="step",
                    field=models.UUIDField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="event",
                    name="undoes",
                    field=models.UUIDField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="event",
                    name="version",
                    field=models.PositiveIntegerField(blank=True, null=True),
                ),
            ]
        ),
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.PositiveIntegerField(default=0)),
                ("seen", models.JSONField(blank=True, default=list)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bookmarks", to="core.document"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bookmarks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "document"), name="bookmark_once")],
            },
        ),
    ]
