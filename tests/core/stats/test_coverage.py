"""What intervals and contrasts hold, in a few hundred samples of what docs/coverage.md has in ten thousand.

Tolerances are four standard errors of a share of so many samples.
"""

import re

import numpy as np
import pytest

from tests.simulations.coverage import AIM, DESIGNS, N_REPLICATES, PAGE, PLAIN, SEED, page
from tests.simulations.exchanges import Design, contrasts
from tests.simulations.intervals import World, jackknife_error, lengths, marks_in, of_rate, of_share

N = 600
SLACK = 4 * np.sqrt(0.05 * 0.95 / N)
LONGER = Design("6 against 3, those of a three times as long", ((6, 3),), longer=3.0)


@pytest.mark.parametrize("n_documents", [3, 5, 10, 20])
def test_the_interval_of_a_rate_holds_the_truth_as_often_as_it_promises(n_documents):
    found = of_rate(World(n_documents, 1.0, 10.0), N, np.random.default_rng(n_documents))
    assert AIM[0] - SLACK <= found.held <= AIM[1] + SLACK
    assert found.undefined < 0.1
    assert found.others["bootstrap"] < found.held


def test_the_interval_of_a_share_holds_the_truth_as_often_as_it_promises():
    found = of_share(World(5, 1.0, 10.0), 5.0, N, np.random.default_rng(5))
    assert AIM[0] - SLACK <= found.held <= AIM[1] + SLACK


def test_a_caution_marks_intervals_that_do_not_hold():
    found = of_rate(World(3, 1.0, 3.0), 2 * N, np.random.default_rng(6))
    assert 0.02 < found.cautioned < 0.15
    assert found.held_cautioned < 0.8 < found.held_plain


@pytest.mark.parametrize("design", [*DESIGNS[1:], LONGER], ids=lambda design: design.name)
def test_contrasts_find_nothing_where_there_is_nothing(design):
    assert contrasts(design, 1.0, N, np.random.default_rng(7)).share <= 0.05 + SLACK


def test_contrasts_find_what_is_there_and_cannot_where_there_are_too_few_documents():
    strong = contrasts(DESIGNS[-2], 5.0, N, np.random.default_rng(8))
    assert strong.design.name == "2 against 2 in 5 events"
    assert strong.share > 0.8
    assert contrasts(DESIGNS[0], 5.0, N, np.random.default_rng(9)).share == 0


def test_many_samples_at_once_are_judged_as_one_by_one():
    draw = np.random.default_rng(10)
    world = PLAIN[-1]
    words = lengths(world, 1, draw)
    marks = marks_in(world, words, draw)
    n, rates = world.n, [(marks.sum() - m) / (words.sum() - w) for m, w in zip(marks[0], words[0], strict=True)]
    logs = np.log(rates)
    expected = np.sqrt((n - 1) / n * ((logs - logs.mean()) ** 2).sum())
    assert jackknife_error(marks, words)[0] == pytest.approx(expected)


def test_the_page_is_of_this_script():
    written, quick = PAGE.read_text(encoding="utf-8"), page(200, SEED)
    assert f"Seed {SEED}, {N_REPLICATES:,} samples a row" in written
    assert re.findall("^#.*|^.*---.*", written, re.M) == re.findall("^#.*|^.*---.*", quick, re.M)
