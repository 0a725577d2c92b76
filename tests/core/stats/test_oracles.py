"""Figures of random tables and spans against other people's implementations."""

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_statsmodels

from core.stats import agreement
from core.stats.matching import pair_scores
from core.stats.study import Read, study_of

square = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n)
)


@settings(deadline=None)
@given(square)
def test_kappa_of_two_readers_is_that_of_statsmodels_and_scikit_learn(rows):
    table = np.array(rows, dtype=float)
    found = agreement.cohen_kappa(table)
    if found.value is None:
        assert np.count_nonzero(table) <= 1
        return
    with np.errstate(all="ignore"):  # statsmodels divides by a standard error of nought on the way
        assert found.value == pytest.approx(cohens_kappa(table).kappa)
    one, other = (np.repeat(side, table.astype(int).ravel()) for side in np.indices(table.shape).reshape(2, -1))
    assert found.value == pytest.approx(cohen_kappa_score(one, other))


coded = st.tuples(st.integers(2, 6), st.integers(2, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, size[1] - 1), min_size=size[0], max_size=size[0]), min_size=2, max_size=12
    )
)


@settings(deadline=None)
@given(coded)
def test_kappa_of_many_readers_is_that_of_statsmodels(units):
    counts, values = agreement.count(units)
    assume(len(values) > 1)
    assert agreement.fleiss_kappa(counts).value == pytest.approx(fleiss_of_statsmodels(counts))


@settings(deadline=None)
@given(coded, st.permutations(list("abcde")), st.sampled_from(["nominal", "ordinal"]))
def test_alpha_of_named_values_is_that_of_an_independent_implementation(units, names, level):
    named = [[names[value] for value in unit] for unit in units]
    counts = np.array([[unit.count(value) for value in range(5)] for unit in units])
    assume(np.count_nonzero(counts.sum(axis=0)) > 1)
    expected = krippendorff.alpha(value_counts=counts, value_domain=list(range(5)), level_of_measurement=level)
    assert agreement.alpha(named, level, names).value == pytest.approx(expected)


@settings(deadline=None)
@given(coded)
def test_alpha_without_gaps_is_fleiss_kappa_corrected_for_few_values(units):
    # Krippendorff 2011, section F: alpha = 1 - (1 - 1/n) (1 - kappa), n values in all.
    counts, values = agreement.count(units)
    assume(len(values) > 1)
    kappa, n = agreement.fleiss_kappa(counts).value, counts.sum()
    assert agreement.alpha_of_counts(counts, "nominal").value == pytest.approx(1 - (1 - 1 / n) * (1 - kappa))


marks = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ea")), max_size=6, unique_by=lambda mark: mark[0])


@settings(deadline=None)
@given(st.lists(st.tuples(marks, marks), min_size=1, max_size=3))
def test_f1_of_identical_spans_is_that_of_scikit_learn(documents):
    # Spans of ten characters that never overlap: a span is there or not, and F1 is that of two lists of yes and no.
    read = [
        {name: Read([(0, 100)], [(10 * place, 10 * place + 10, label) for place, label in own])
         for name, own in zip(("ann", "bob"), pair, strict=True)}
        for pair in documents
    ]  # fmt: skip
    study = study_of("ea", read)
    for labelled in (True, False):
        said = [
            {(number, place, label if labelled else "") for number, pair in enumerate(documents)
             for place, label in pair[side]}
            for side in (0, 1)
        ]  # fmt: skip
        everything = sorted(said[0] | said[1])
        found = pair_scores(study, labelled=labelled).f1("exact")
        if not everything:
            assert found.value is None
            continue
        columns = [[one in side for one in everything] for side in said]
        assert found.value == pytest.approx(f1_score(*columns))
