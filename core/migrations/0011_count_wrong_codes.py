"""Wrong codes are counted by place, for all processes of the server."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_hold_class_rooms_within_one_project")]

    operations = [
        migrations.CreateModel(
            name="WrongCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=64)),
                ("minute", models.DateTimeField()),
                ("n", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("place", "minute"), name="wrong_code_once_a_minute")],
            },
        ),
    ]
