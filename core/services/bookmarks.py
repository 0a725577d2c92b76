"""Bookmarks: where somebody last was in a document. Private, without history, never exported."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import Viewer
from core.errors import Invalid
from core.models import Bookmark, Document
from core.text.spans import Span, merge, normalise_ranges

MAX_SEEN = 2000


@transaction.atomic
def keep_bookmark(viewer: Viewer, document: Document, at: Any, seen: Any) -> Bookmark:
    """The viewer's bookmark, now `at` this code point, with the ranges `seen` joined to what was seen before.

    Two tabs lose nothing to each other: the row is locked. At most `MAX_SEEN` ranges are kept, the longest.
    Errors: `Invalid` (`span_invalid`) for an offset or a range that is not within the text.
    """
    viewer.require("see")
    _check_offset(at, document.length)
    if not isinstance(seen, list):
        raise Invalid("`seen` is a list of [start, end) pairs.", "span_invalid", errors={"seen": ["No list."]})
    spans = normalise_ranges(seen, document.length)
    kept, _ = Bookmark.objects.select_for_update().get_or_create(user=viewer.user, document=document)
    kept.at = at
    kept.seen = _longest(merge([*spans, *(Span(*pair) for pair in kept.seen)]))
    kept.updated_at = timezone.now()
    kept.save(update_fields=["at", "seen", "updated_at"])
    return kept


def _check_offset(at: Any, length: int) -> None:
    if type(at) is not int or not 0 <= at <= length:
        raise Invalid(
            f"`at` is a code point of the text, 0 to {length}.", "span_invalid", errors={"at": ["No offset."]}
        )


def _longest(spans: list[Span]) -> list[list[int]]:
    kept = sorted(sorted(spans, key=len, reverse=True)[:MAX_SEEN])
    return [[span.start, span.end] for span in kept]
