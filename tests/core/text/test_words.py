import re
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.canonical import decode
from core.text.segments import count_in, n_words, word_starts, words
from core.text.spans import Span, merge, subtract
from tests.articles import ARTICLES, needs_articles
from tests.core.text.vectors import stored_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("China’s anti-drug unit", 3),
        ("don't – do it", 3),
        ("U.S. 77,000 R&D 3.5 %", 8),
        ("“quoted” – ’tis -dash- ", 3),
        ("no\u00a0break\u202fhere", 3),
        ("counter\u00adnarcotics", 2),
        ("官员否认 他", 2),
        ('צה"ל הכחיש', 3),
        ("😀 𠮷 𝟙", 2),
        ("snake_case x--y", 3),
    ],
)
def test_words_are_counted_by_the_contract(text, expected):
    assert n_words(text) == len(words(text)) == len(word_starts(text)) == expected


@needs_articles
@pytest.mark.parametrize(
    ("key", "expected"), [("000", 745), ("001", 16_622), ("002", 381), ("003", 486), ("004", 1_162)]
)
def test_seed_has_the_words_that_the_contract_says(key, expected):
    (found,) = ARTICLES.glob(f"{key}_*.txt")
    assert n_words(decode(found.read_bytes())) == expected


def test_word_belongs_to_the_range_that_holds_its_start():
    starts = word_starts("no proof of that")
    assert count_in(starts, [Span(0, 4)]) == 2
    assert count_in(starts, [Span(4, 9)]) == 0
    assert count_in(starts, [Span(0, 4), Span(9, 16)]) == 4
    assert count_in(starts, []) == 0


def test_words_within_a_span_are_those_that_start_there():
    text = "no proof of that"
    assert [word.cut(text) for word in words(text, Span(1, 10))] == ["proof", "of"]


@given(stored_texts.filter(bool), st.lists(st.integers(0, 59), max_size=6))
def test_a_split_text_has_as_many_words_as_the_whole(text, cuts):
    whole = [Span(0, len(text))]
    some = merge(Span(cut, cut + 3) for cut in cuts)
    inside = subtract(whole, subtract(whole, some))
    starts = word_starts(text)
    assert count_in(starts, inside) + count_in(starts, subtract(whole, some)) == n_words(text)
    assert count_in(starts, whole) == n_words(text)


def test_word_character_is_letter_number_or_underscore():
    """What `selection.js` relies on: `\\w` of Python is [\\p{L}\\p{N}_] of a browser."""
    word = re.compile(r"\w")
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        expected = unicodedata.category(character)[0] in "LN" or character == "_"
        assert bool(word.match(character)) == expected, hex(number)


def test_words_of_a_long_article_are_found_fast():
    taken = []
    for n in range(3):  # the best of them, of texts that are not known yet: other processes take time, too
        text = " " * n + "Nobody in China’s anti-drug unit knew why. " * 2700
        began = time.process_time()
        assert len(word_starts(text)) == n_words(text) == 7 * 2700
        taken.append(time.process_time() - began)
    assert min(taken) < 0.06
