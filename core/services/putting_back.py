"""Borders that one ruling or change moved together, put back together. Its moment tells what belongs to it."""

from datetime import datetime
from typing import Any

from django.apps import apps

from core.access import Viewer
from core.errors import Conflict
from core.models import Document
from core.services.origin_ranges import Ranges, rearrange
from core.text.spans import Span


def put_back(viewer: Viewer, document: Document, ranges: Ranges, moment: datetime) -> dict[int, int]:
    """Let the ranges whose borders were moved at that moment (a transaction's time) begin and end where they did
    before; where they begin now, by primary key. The caller holds the document.

    Errors: `Conflict` (`changed_since`) where one of them was moved or removed since, `spans_overlap` where another
    range stands in its place by now.
    """
    moved = _moved(ranges, document, moment)
    rows = {row.pk: row for row in ranges.objects.filter(pk__in=moved)}
    for pk, (_, now) in moved.items():
        if pk not in rows or (rows[pk].start, rows[pk].end) != (now.start, now.end):
            raise Conflict(
                "A range that was moved with it has other borders by now. Move them by hand.", "changed_since",
                details={"start": now.start, "end": now.end},
            )  # fmt: skip
    rearrange(viewer, document, ranges, {pk: old for pk, (old, _) in moved.items()})
    return {pk: old.start for pk, (old, _) in moved.items()}


def _moved(ranges: Ranges, document: Document, moment: datetime) -> dict[int, tuple[Span, Span]]:
    """By primary key: where ranges stood before the moment, and where it put them."""
    history: Any = apps.get_model("core", f"{ranges.__name__}History")
    before: dict[int, Span] = {}
    after: dict[int, Span] = {}
    rows = history.objects.filter(document=document).order_by("pgh_id")  # not of times: who waited began before
    for row in rows:
        if row.pgh_created_at == moment:
            after[row.pgh_obj_id] = Span(row.start, row.end)
        elif row.pgh_obj_id not in after:
            before[row.pgh_obj_id] = Span(row.start, row.end)
    return {pk: (before[pk], now) for pk, now in after.items() if before.get(pk, now) != now}
