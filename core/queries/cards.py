"""Which card stands for one that was merged."""

from collections.abc import Mapping

from core.models import Source


def standing_card(row: Source, rows: Mapping[int, Source]) -> Source:
    """The card that stands for one that was merged, perhaps more than once; `rows` are all of the project."""
    for _ in rows:
        if row.merged_into_id is None:
            break
        row = rows[row.merged_into_id]
    return row
