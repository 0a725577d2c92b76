"""History by database trigger: whichever path writes (ORM, bulk, raw SQL, import), the old rows stay readable.

A tracked model `X` gets a table `XHistory` with one row per insert, update and delete, `pgh_label` saying which.
Who changed it stands in the row itself (`changed_by`, `decided_by`, `created_by`).
"""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models


def tracked(name: str, fields: Sequence[str] | None = None) -> Callable[[type[models.Model]], type[models.Model]]:
    """Decorator: keep the history of a model (of these fields only) under `row.history`."""
    return pghistory.track(
        pghistory.InsertEvent("added"),
        pghistory.UpdateEvent("changed"),
        pghistory.DeleteEvent("deleted"),
        fields=list(fields) if fields else None,
        model_name=name,
        obj_field=pghistory.ObjForeignKey(related_name="history"),
        context_field=None,  # type: ignore[arg-type]  # None is its documented way to say: no context
        append_only=True,
    )
