"""Quotations: which marks open and close, who is quoted, and when two are of the same words."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reuse.quotations import likeness, quotations, wording


def said(text):
    return [row.span.cut(text) for row in quotations(text)]


@pytest.mark.parametrize("text", [
    "He said: “we did all we could”. Then he left.",
    'He said: "we did all we could". Then he left.',
    'He said "we did all we could" and left, 6" of snow fell.',
    "Er sagte: „we did all we could“. Dann ging er.",
    "Il a dit : « we did all we could » et partit.",
    "He said: ‘we did all we could’, and the officials’ car left.",
    "He said: ‘we did all we could,’ and the officials’ car left.",
    "He said: 'we did all we could,' and the officials' car left.",
    "“Too short,” he said. “we did all we could”",
    "A 5\" nail. “we did all we could”",
])  # fmt: skip
def test_what_stands_between_marks_is_found_without_them(text):
    assert [row.rstrip(",") for row in said(text)] == ["we did all we could"]


@pytest.mark.parametrize("text", [
    "The officials' plan didn't stop the dealers' trade, said the ministers' men.",
    "It's the ’90s and the officials’ plan that didn’t stop the dealers’ trade.",
    "He said: “we did all we could. Then he left for good.\n\nNothing more was said of it.",
    "A five-inch screw (5\") and a six-inch screw (6\") are what the carpenters use",
    "we did all we could”, he said, and went home",
    "“one two three four”",
])  # fmt: skip
def test_apostrophes_inches_and_marks_that_do_not_close_are_no_quotations(text):
    assert said(text) == []


def test_a_quotation_that_runs_over_paragraphs_is_one():
    assert said("He said:\n\n“One two three.\n\n“Four five six.” He left.") == ["One two three.\n\n“Four five six."]
    assert said('He said:\n\n"One two three.\n\n"Four five six." He left.') == ['One two three.\n\n"Four five six.']
    assert said("“One two three.\n\nFour five six.” He left.") == ["One two three.\n\nFour five six."]


def test_a_mark_that_never_closes_takes_no_other_quotation_with_it():
    assert said("“A stray mark.\n\nHe said: “we did all we could”.") == ["we did all we could"]
    assert said("“A stray mark. He said: “we did all we could”.") == ["we did all we could"]


def test_a_quotation_within_a_quotation_is_part_of_it():
    assert said("“I heard him say ‘we did all we could’ and left,” she said.") == [
        "I heard him say ‘we did all we could’ and left,"
    ]


@pytest.mark.parametrize(("text", "speaker"), [
    ("“We did all we could here,” said Wang Yi, the minister.", "Wang Yi"),
    ("“We did all we could here,” said spokesperson Liu Pengyu in an email.", "Liu Pengyu"),
    ("“We did all we could here,” the Chinese Embassy in Washington said.", "Chinese Embassy in Washington"),
    ("“We did all we could here,” Sen. Rob Portman (R-Ohio) told reporters.", "Sen. Rob Portman"),
    ("“We did all we could here,” according to the Drug Agency of Mexico.", "Drug Agency of Mexico"),
    ("Wang Yi, who was there, said: “We did all we could here.”", "Wang Yi"),
    ("The Chinese Embassy in Washington, DC, for instance, argued last year that “we did all we could here.”",
     "Chinese Embassy in Washington"),
    ("It rained. According to the CDC, fentanyl is now “the leading cause of overdose death”.", "CDC"),
    ("“We did all we could here,” he said.", ""),
    ("“We did all we could here.” Wang Yi said nothing.", ""),
    ("Wang Yi said so. Nobody believed that “we did all we could here” was true.", ""),
    ("“We did all we could here,” said officials.", ""),
])  # fmt: skip
def test_who_is_quoted_is_who_the_sentence_names(text, speaker):
    assert [row.speaker for row in quotations(text)] == [speaker]


def test_the_same_words_are_exact_one_inside_the_other_too_and_other_words_are_drift():
    one = wording("China has not detected any chemicals transported to Mexico.")
    assert likeness(one, wording("china has not detected any chemicals")) == ("exact", 1.0)
    kind, ratio = likeness(one, wording("China has not found any chemicals trafficked to Mexico."))
    # 59 and 55 letters; the longest common sequence has 46 (counted by hand with a ruler under the letters)
    assert (kind, round(ratio, 2)) == ("drift", round(2 * 46 / (59 + 55), 2))
    assert likeness(one, wording("Nobody knows what became of them in the end.")) is None
    assert likeness(wording("it must stop now or"), wording("it must stop now, order")) != ("exact", 1.0)


@given(st.text(alphabet="ab “”„«»‹›‘’\"'.\n", max_size=120))
def test_any_marks_give_proper_stretches_in_order(text):
    spans = [row.span for row in quotations(text)]
    assert spans == sorted(spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


@pytest.mark.parametrize("open_ones", ['"a ', "'a ", "“a\n", '"a\n', "“a “b\n", "„a\n"])
def test_marks_that_open_in_a_row_and_never_close_cost_as_their_number(open_ones):
    began = time.process_time()
    assert said(open_ones * 20_000) == []
    assert time.process_time() - began < 5  # by the square of their number it would be minutes
