"""Two passages word by word: every word once, in order, and lit only where it differs."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.pages.differences import compared_words
from core.reuse.differences import differences
from core.reuse.words import words_of

text = st.lists(st.sampled_from(["one", "two", "three", "four", "“five”", "six.\n\n"]), max_size=30).map(" ".join)


@given(text, text)
def test_each_word_stands_once_in_order_and_what_is_equal_is(a, b):
    steps = differences(a, b)
    for side, passage in ((1, a), (2, b)):
        said = [word for step in steps if step[side] for word in words_of(step[side].cut(passage)).folded]
        assert tuple(said) == words_of(passage).folded
    for name, here, there in steps:
        assert (here is not None, there is not None) == {
            "equal": (True, True), "replaced": (True, True), "deleted": (True, False), "inserted": (False, True),
        }[name]  # fmt: skip
        if name == "equal":
            assert words_of(here.cut(a)).folded == words_of(there.cut(b)).folded


@given(text, text)
def test_the_page_shows_every_letter(a, b):
    for passage, pieces in zip((a, b), compared_words(a, b)[:2], strict=True):
        assert "".join(piece.text for piece in pieces) == passage


def test_case_and_quotation_marks_make_no_difference():
    assert [name for name, _, _ in differences("“China’s” plan", "china's plan")] == ["equal"]


def test_a_long_stretch_that_agrees_is_cut_short():
    long = " ".join(f"w{n}" for n in range(100))
    here, there, n_more = compared_words(f"old {long}", f"new {long}")
    assert [piece.text for piece in here if piece.kind == "cut"] == ["76 words alike"]
    assert [piece.text for piece in there if piece.kind == "changed"] == ["new"]
    assert n_more == 0
