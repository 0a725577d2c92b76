"""What two texts share: found to the word, never said of words that differ, the same from both sides, bounded."""

import subprocess
import sys
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reuse.alignment import common_runs, edit_ratio, passages
from core.reuse.runs import Passage, Run
from core.reuse.shingles import shingles
from core.reuse.words import words_of
from core.text.spans import Span

words = st.lists(st.sampled_from([f"w{n}" for n in range(40)]), max_size=60)
planted = st.lists(st.sampled_from([f"p{n}" for n in range(500)]), min_size=8, max_size=60, unique=True)


def text(rows):
    return words_of(rows if isinstance(rows, str) else " ".join(rows))


@settings(max_examples=150, deadline=None)
@given(words, words, planted, words, words)
def test_a_planted_run_of_eight_words_or_more_is_found_with_its_very_range(head_a, head_b, run, tail_a, tail_b):
    a, b = text([*head_a, *run, *tail_a]), text([*head_b, *run, *tail_b])
    shift, end = len(head_b) - len(head_a), len(head_a) + len(run)
    found = [
        row for row in common_runs(a, b) if row.a <= len(head_a) and row.a + row.n >= end and row.b - row.a == shift
    ]
    assert len(found) == 1
    before, after = len(head_a) - found[0].a, found[0].a + found[0].n - len(head_a) - len(run)
    assert head_a[len(head_a) - before :] == head_b[len(head_b) - before :] or before == 0
    assert tail_a[:after] == tail_b[:after]
    at_start = found[0].a == 0 or found[0].b == 0
    at_end = found[0].a + found[0].n == len(a) or found[0].b + found[0].n == len(b)
    assert at_start or a.folded[found[0].a - 1] != b.folded[found[0].b - 1]
    assert at_end or a.folded[found[0].a + found[0].n] != b.folded[found[0].b + found[0].n]
    assert any(row.a <= found[0].a and row.a_end >= found[0].a + found[0].n for row in passages(a, b))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=60), st.lists(st.sampled_from("abc"), max_size=60))
def test_no_run_is_ever_said_whose_words_differ_and_both_sides_say_the_same(one, two):
    a, b = text(one), text(two)
    for row in common_runs(a, b):
        assert row.n >= 8
        assert a.folded[row.a : row.a + row.n] == b.folded[row.b : row.b + row.n]
    there = [row.mirrored() for row in passages(b, a)]
    assert sorted(there, key=str) == sorted(passages(a, b), key=str)


def test_equal_hashes_are_no_proof(monkeypatch):
    monkeypatch.setattr("core.reuse.alignment.shingles", lambda rows: np.zeros(max(0, len(rows) - 7), np.int64))
    a, b = text("a b c d e f g h i"), text("k l m n o p q r s")
    assert common_runs(a, b) == []
    assert common_runs(a, a) == [Run(0, 0, 9)]


def test_runs_with_fewer_than_twenty_words_between_them_are_one_passage_in_any_order():
    one, two = [[f"{letter}{n}" for n in range(10)] for letter in "pq"]
    near, far = [f"x{n}" for n in range(19)], [f"x{n}" for n in range(20)]
    other = [f"y{n}" for n in range(5)]
    a = text([*one, *near, *two])
    assert passages(a, text([*one, *other, *two])) == [Passage(0, 39, 0, 25, (Run(0, 0, 10), Run(29, 15, 10)))]
    assert passages(a, text([*two, *other, *one])) == [Passage(0, 39, 0, 25, (Run(0, 15, 10), Run(29, 0, 10)))]
    assert [row.n_words for row in passages(text([*one, *far, *two]), text([*one, *other, *two]))] == [10, 10]


def test_repetition_stays_a_few_findings_and_takes_no_time():
    phrase = ["the", "war", "on", "drugs", "is", "lost"]
    filler = [f"f{n}" for n in range(60_000)]
    once = text([*phrase, "now", "here", *filler[:30]])
    often = text([word for n in range(2_000) for word in (*phrase, "now", "here", *filler[30 * n : 30 * n + 30])])
    began = time.process_time()
    assert [(row.a_end, row.b_end) for row in passages(text(phrase * 3_000), text(phrase * 3_300))] == [
        (18_000, 19_800)
    ]
    assert [(row.a, row.a_end) for row in passages(once, often)] == [(0, 38)]
    assert len(passages(often, often)) == 1
    assert time.process_time() - began < 3


def test_long_texts_that_are_nearly_the_same_are_told_in_a_second_or_two():
    rows = [f"w{n}" for n in range(20_000)]
    changed = ["other" if n % 25 == 0 else word for n, word in enumerate(rows)]
    began = time.process_time()
    found = passages(text(rows), text(changed))
    assert (found[0].a, found[0].a_end) == (1, 20_000)
    assert 0.9 < edit_ratio(rows, changed) < 1
    assert time.process_time() - began < 5


def test_excluded_words_are_never_shared():
    run = " ".join(f"p{n}" for n in range(30))
    a = words_of(run)
    start = run.index("p10")
    assert [row.a_end - row.a for row in passages(a.without([Span(start, run.index("p12"))]), a)] == [30]
    assert passages(a.without([Span(0, len(run))]), a.without([Span(0, len(run))])) == []
    found = passages(a.without([Span(0, run.index("p22"))]), a)
    assert [(row.a, row.a_end) for row in found] == [(22, 30)]


def test_the_same_words_have_the_same_number_in_every_process():
    code = "from core.reuse.shingles import shingles; print(shingles(tuple('abcdefgh'))[0])"
    commands = [([sys.executable, "-c", code], {"PYTHONHASHSEED": seed}) for seed in "12"]
    said = {subprocess.run(command, env=env, capture_output=True, text=True).stdout for command, env in commands}
    assert said == {f"{shingles(tuple('abcdefgh'))[0]}\n"}


def test_case_spaces_quotation_marks_and_hyphens_make_no_difference_and_places_are_those_of_the_text():
    text = "“China’s\u00a0anti\u2011drug” un\u00adit"
    found = words_of(text)
    assert found.folded == words_of('"CHINA\'S anti-drug" unit').folded
    assert [found.span(n, n + 1).cut(text) for n in range(3)] == ["China’s", "anti\u2011drug", "un\u00adit"]
