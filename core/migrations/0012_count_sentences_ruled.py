"""How many target-naming sentences of a part the standing rulings mark: derived when rulings are finished."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0011_count_wrong_codes")]

    operations = [
        migrations.AddField(model_name="part", name="n_sentences_ruled", field=models.PositiveIntegerField(default=0)),
    ]
