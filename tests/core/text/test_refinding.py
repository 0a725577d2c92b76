"""Passages of one version found again in the next: whatever is edited around them, they are not lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.aligning import Alignment
from core.text.anchors import make
from core.text.refinding import Found, Refinder
from core.text.reread import carried_ranges
from core.text.segments import sentences
from core.text.spans import Span
from tests.articles import ARTICLES, needs_articles

FEW = settings(max_examples=150, deadline=None)
MARK = "\x00"  # stands for the marked words while their paragraphs are edited
_WORDS = [f"{first}{last}" for first in ("ban", "cor", "dim", "fel", "gur", "hap", "jot", "kin", "lum", "mer")
          for last in ("ado", "ebel", "ity", "on", "us", "y")]  # fmt: skip
words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12)


@st.composite
def articles(draw, marked=words):
    """Paragraphs of words, in one of which the mark stands, and the marked words."""
    paragraphs = draw(st.lists(words, min_size=2, max_size=6))
    holding = draw(st.integers(0, len(paragraphs) - 1))
    paragraphs[holding].insert(draw(st.integers(0, len(paragraphs[holding]))), MARK)
    return paragraphs, " ".join(draw(marked))


@st.composite
def edited(draw, paragraphs):
    """The same with words put in, left out and replaced outside the mark, and paragraphs moved."""
    kept = [list(paragraph) for paragraph in paragraphs]
    for _ in range(draw(st.integers(0, 6))):
        paragraph = draw(st.sampled_from(kept))
        at = draw(st.integers(0, len(paragraph)))
        kind = draw(st.sampled_from(["insert", "delete", "replace", "move"]))
        if kind == "move":
            kept.remove(paragraph)
            kept.insert(draw(st.integers(0, len(kept))), paragraph)
        elif kind == "insert":
            paragraph[at:at] = draw(words)
        elif at < len(paragraph) and paragraph[at] != MARK:
            paragraph[at : at + 1] = [] if kind == "delete" else draw(words)[:1]
    return kept


def written(paragraphs, quote):
    text = "\n".join(" ".join(paragraph) for paragraph in paragraphs)
    start = text.index(MARK)
    return text.replace(MARK, quote), Span(start, start + len(quote))


def found(old, span, new) -> Found:
    return Refinder(Alignment(old, new)).find(make(old, span))


@FEW
@given(st.data())
def test_edits_outside_a_mark_never_lose_it_and_it_is_found_where_its_words_are(data):
    paragraphs, quote = data.draw(articles())
    old, span = written(paragraphs, quote)
    new, expected = written(data.draw(edited(paragraphs)), quote)
    again = found(old, span, new)
    assert again.span is not None
    assert again.span.cut(new) == quote
    assert again.score == 1.0
    if new.count(quote) == 1:
        assert again.span == expected


@FEW
@given(st.data())
def test_what_is_sure_and_stood_once_is_right(data):
    paragraphs, quote = data.draw(articles())
    old, span = written(paragraphs, quote)
    new, expected = written(data.draw(edited(paragraphs)), quote)
    again = found(old, span, new)
    if again.sure and old.count(quote) == 1 and new.count(quote) == 1:
        assert again.span == expected


@FEW
@given(st.data(), st.integers(0, 7), st.sampled_from(["insert", "delete", "replace"]))
def test_an_edit_inside_a_mark_is_scored_below_one_and_waits_for_a_person(data, at, kind):
    eight = st.lists(st.sampled_from(_WORDS), min_size=8, max_size=8, unique=True)
    paragraphs, quote = data.draw(articles(eight))
    old, span = written(paragraphs, quote)
    inside = quote.split()
    inside[at : at + (kind != "insert")] = [] if kind == "delete" else ["quizzical"]
    new, expected = written(paragraphs, " ".join(inside))
    again = found(old, span, new)
    if quote not in new:  # a word was left out at an end, and the same one stands there
        assert 0 < again.score < 1
        assert not again.sure
        assert again.span is not None
        assert again.span.overlap(expected) >= 0.5 * len(expected)


@FEW
@given(articles(), st.lists(st.sampled_from(["9", "88", "757", "6464"]), min_size=1, max_size=60))
def test_of_a_text_that_was_replaced_nothing_is_found(article, other):
    paragraphs, quote = article
    old, span = written(paragraphs, quote)
    assert found(old, span, " ".join(other)) == Found("orphan", 0.0, None, False)


OLD = "China banned the trade in 2019.\nOfficials say that China does little about it.\nNobody in China was asked."
FIRST, SECOND = 0, OLD.index("China", 10)


@pytest.mark.parametrize(
    ("start", "new", "method", "at", "sure"),
    [
        (FIRST, OLD, "same-offset", 0, True),
        (SECOND, "A new first line.\n" + OLD, "context", SECOND + 18, True),
        (SECOND, OLD.replace("that China does", "that in China nobody does"), "context", SECOND + 3, True),
        # The same words at the same place, and elsewhere meant: what was said of China first is gone.
        (FIRST, "China is far away.\n" + OLD[32:], "context", None, False),
        (SECOND, OLD.replace("that China does", "that Beijing does"), "context", None, False),
        (FIRST, "Nothing is the same here, but for China in passing.", "unique-quote", None, False),
    ],
)
def test_a_short_mark_is_told_apart_by_what_stands_around_it(start, new, method, at, sure):
    again = found(OLD, Span(start, start + 5), new)
    assert (again.method, again.sure) == (method, sure)
    assert not sure or again.span == Span(at, at + 5)


def test_a_passage_of_six_words_is_its_own_wherever_it_was_moved():
    old = "First of all this.\nOfficials say that nothing was ever done.\nThen comes that."
    new = "Entirely new things begin.\nElsewhere: Officials say that nothing was ever done, and more."
    again = found(old, Span(19, 59), new)
    assert (again.method, again.sure, again.span) == ("unique-quote", True, Span(38, 78))


def test_a_changed_word_gives_the_place_with_its_ends_on_words():
    old = "Before it. The ministry denied that it had known of the shipments. Behind it."
    new = "Before it. The ministry conceded that it had known of the shipments. Behind it."
    again = found(old, Span(11, 65), new)
    assert again.method == "fuzzy"
    assert again.span.cut(new) == "The ministry conceded that it had known of the shipments"
    assert 0.8 < again.score < 1


def test_new_sentences_were_not_read_and_moved_ones_were():
    old = "One is here now. Two is here as well. Three ends it all."
    new = "Three ends it all. One is here now. Nobody has read this sentence yet. Two is here just as well."
    read = carried_ranges(Alignment(old, new), [Span(0, len(old))], sentences(new))
    assert [span.cut(new) for span in read] == [
        "Three ends it all.", "One is here now.", "Two is here just as well.",
    ]  # fmt: skip
    half = carried_ranges(Alignment(old, new), [Span(0, 16)], sentences(new))
    assert [span.cut(new) for span in half] == ["One is here now."]


def test_borders_keep_what_was_put_in_at_them_outside():
    old, new = "Own words.\nCopied words here.\nOwn end.", "Own words.\nPut in.\nCopied words here.\nOwn end."
    alignment = Alignment(old, new)
    assert alignment.border(11, is_end=False) == 19
    assert alignment.border(11, is_end=True) == 11
    assert alignment.border(30, is_end=True) == 38
    assert alignment.border(len(old), is_end=True) == len(new)
    assert alignment.border(0, is_end=False) == 0


@needs_articles
def test_every_passage_of_a_long_article_is_found_after_one_sentence_was_put_in():
    text = next(ARTICLES.glob("001_*.txt")).read_text(encoding="utf-8")
    at = text.index("\n", 50_000)
    new = text[:at] + " One sentence more." + text[at:]
    refinder = Refinder(Alignment(text, new))
    for span in sentences(text)[::40]:
        moved = span.start + (19 if span.start >= at else 0)
        again = refinder.find(make(text, span))
        assert (again.span, again.sure) == (Span(moved, moved + len(span)), True)
