"""A thread that was resolved and is opened again is an event of its own kind; nothing changes in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0012_count_sentences_ruled")]

    operations = [
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
                    ("thread-reopened", "Unresolved"),
                    ("decision-made", "Decided"),
                    ("adjudication-ended", "Adjudicated"),
                    ("adjudication-opened", "Unadjudicated"),
                ],
                max_length=20,
            ),
        ),
    ]
