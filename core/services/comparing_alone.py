"""The lock of all that is derived from comparing a project's texts: what they share, what is proposed and ruled of it.

The order of locks is the project's row, this one, documents: whoever takes several takes them so, or two who work at
once wait for each other.
"""

from django.db import connection

from core.models import Project

_LOCK = 7_105_117  # any number that no other advisory lock of this program uses


def alone(project: int) -> Project:
    """The project, once nobody else compares its texts: until the end of the transaction. No row is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [_LOCK, project])
    return Project.objects.select_related("codebook").get(pk=project)
