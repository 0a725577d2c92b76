"""The comparison reads marks reading by reading, in the order of the text, from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_hold_rows_within_one_project")]

    operations = [
        migrations.RemoveIndex(model_name="annotation", name="annotation_in_figures"),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(
                fields=["reading", "start", "end", "label"],
                include=["part", "voice", "target", "role", "stance", "unsure"],
                condition=models.Q(("deleted_at__isnull", True), ("in_figures", True)),
                name="annotation_for_figures",
            ),
        ),
    ]
