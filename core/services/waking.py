"""Wakes whoever listens: live streams of this and other processes. What is sent only says where to look.

Sent after the commit and not in it: a notification inside makes Postgres write commits one after the other. One that
is lost with its process costs nobody anything: streams look by themselves every few seconds.
"""

import json

from django.db import connection, transaction

CHANNEL = "annotator"
"""Payloads are JSON objects with one of: `document` (its log has grown), `account` (who may see what has changed for
this user), `session` (who is there has changed); each with a primary key."""


def wake(**where: int) -> None:
    """Notify listeners once the transaction at hand has committed (at once outside one). One short statement."""
    payload = json.dumps(where)

    def notify() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])

    transaction.on_commit(notify, robust=True)
