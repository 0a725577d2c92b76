"""Bookmarks: where somebody last was, theirs alone."""

import pytest

from core.errors import Invalid
from core.models import Bookmark, Event
from core.queries.bookmarks import bookmark, bookmarks
from core.services.bookmarks import MAX_SEEN, keep_bookmark
from tests.house import TEXT, House


def test_what_was_seen_is_joined_to_what_was_seen_before(house: House) -> None:
    keep_bookmark(house.bob, house.document, 30, [[0, 10], [20, 30]])
    kept = keep_bookmark(house.bob, house.document, 5, [[8, 21], [40, 41]])
    assert (kept.at, kept.seen) == (5, [[0, 30], [40, 41]])
    assert Bookmark.objects.count() == 1
    assert not Event.objects.exists()


def test_a_bookmark_is_its_readers_alone(house: House) -> None:
    keep_bookmark(house.bob, house.document, 30, [])
    found = bookmark(house.bob, house.document)
    assert found is not None
    assert found.at == 30
    assert bookmark(house.ann, house.document) is None
    assert [row.at for row in bookmarks(house.bob.user)] == [30]
    assert not bookmarks(house.ann.user)


def test_a_viewer_keeps_a_place_too(house: House) -> None:
    assert keep_bookmark(house.vera, house.document, 0, [[0, 5]]).seen == [[0, 5]]


@pytest.mark.parametrize("at", [None, -1, len(TEXT) + 1, 2**70, True, 1.0, "3"])
def test_a_place_outside_the_text_is_refused(house: House, at: object) -> None:
    with pytest.raises(Invalid) as refused:
        keep_bookmark(house.bob, house.document, at, [])
    assert refused.value.code == "span_invalid"


@pytest.mark.parametrize(
    "seen", [None, {}, "0-3", [[0]], [[3, 3]], [[5, 2]], [[0, len(TEXT) + 1]], [[0, 2**70]], [[-1, 2]], [[0, "2"]], [7]]
)
def test_ranges_outside_the_text_are_refused_and_nothing_is_kept(house: House, seen: object) -> None:
    with pytest.raises(Invalid) as refused:
        keep_bookmark(house.bob, house.document, 0, seen)
    assert refused.value.code == "span_invalid"
    assert not Bookmark.objects.exists()


def test_of_countless_ranges_the_longest_are_kept(house: House) -> None:
    text = house.add_document("long", "abc " * 3000)
    seen = [[n * 4, n * 4 + (3 if n % 3 else 1)] for n in range(3000)]
    kept = keep_bookmark(house.bob, text, 0, seen)
    assert len(kept.seen) == MAX_SEEN
    assert kept.seen == [pair for pair in seen if pair[1] - pair[0] == 3][:MAX_SEEN]


def test_a_removed_members_bookmarks_are_not_listed(house: House) -> None:
    keep_bookmark(house.bob, house.document, 3, [])
    house.bob.user.memberships.update(removed_at="2026-01-01T00:00:00Z")
    assert not bookmarks(house.bob.user)
