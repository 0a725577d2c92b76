from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.aligning import Alignment
from core.text.changes import GONE, NEW, changes, differing

texts = st.text(alphabet="ab c.\n", max_size=60)


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_both_passages_can_be_read_out_of_their_differences(old, new):
    pieces = differing(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == old
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == new


@settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_every_paragraph_of_both_texts_is_told_once(old, new):
    rows = changes(Alignment(old, new)).paragraphs
    before = sorted(row.old for row in rows if row.old)
    assert [span.cut(old) for span in before] == [line for line in old.split("\n") if line.strip()]
    after = [row.new.cut(new) for row in rows if row.new]
    assert after == [line for line in new.split("\n") if line.strip()]


def test_what_came_what_went_and_what_was_altered_is_counted_in_words():
    old = "The first stays.\nThe second paragraph says no.\nThe third goes away.\nThis one is moved."
    new = "This one is moved.\nThe first stays.\nThe second paragraph says yes today.\nQuite another line."
    found = changes(Alignment(old, new))
    assert dict(found.counts) == {"moved": 1, "altered": 1, "added": 1, "removed": 1}
    assert (found.n_added, found.n_removed) == (5, 5)  # "yes today", "Quite another line"; "no", four of the third
