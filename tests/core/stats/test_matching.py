"""Matched spans and units against hand calculation, and the matching against trying every one."""

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.matching import MATCHED_IOU, iou, matching, overlaps, pair_scores, units
from core.stats.study import Read, Study, study_of

CASES = json.loads((Path(__file__).parents[3] / "fixtures/agreement/matching.json").read_text(encoding="utf-8"))


def study_of_case(case: dict) -> Study:
    documents = [
        {name: Read(list(map(tuple, each["ranges"])), list(map(tuple, each["marks"]))) for name, each in one.items()}
        for one in case["documents"]
    ]
    return study_of(case["labels"], documents)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("kind", ["unlabelled", "labelled"])
def test_f1_is_that_of_the_hand_calculation(case, kind):
    scores = pair_scores(study_of_case(case), labelled=kind == "labelled")
    found = {hits: scores.f1(hits).value for hits in ("exact", "iou50", "overlap")}
    assert found == pytest.approx(case[kind], abs=1e-6)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_units_are_those_of_the_hand_calculation(case):
    found = units(study_of_case(case))
    assert found.coding(found.study.label, len(case["labels"])).n_paired == case["n_units"]
    assert found.share_matched == pytest.approx(case["share_matched"], abs=1e-6)


def test_no_marks_give_no_f1_and_the_reason():
    scores = pair_scores(study_of(["e"], [{"ann": Read([(0, 9)]), "bob": Read([(0, 9)])}]), labelled=True)
    assert scores.f1("exact").value is None
    assert scores.f1("exact").undefined == "nobody marked anything in what two readers read"


def test_a_document_drawn_twice_counts_twice():
    one = {"ann": Read([(0, 9)], [(0, 4, "e")]), "bob": Read([(0, 9)], [(0, 4, "e")])}
    two = {"ann": Read([(0, 9)], [(0, 4, "e")]), "bob": Read([(0, 9)], [(5, 9, "e")])}
    scores = pair_scores(study_of(["e"], [one, two]), labelled=True)
    assert scores.f1("exact").value == 0.5
    hits = scores.sums("exact", 2)
    assert hits.of_sums(np.array([[3.0, 1.0]]) @ hits.columns).tolist() == [0.75]


spans = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))
marks = st.lists(st.tuples(spans, st.sampled_from("ea")).map(lambda mark: (*mark[0], mark[1])), max_size=5, unique=True)
readers = st.lists(marks, min_size=2, max_size=4)


def study_of_marks(readers: list) -> Study:
    return study_of("ea", [{str(number): Read([(0, 40)], marks) for number, marks in enumerate(readers)}])


def largest_sum(a: list, b: list) -> float:
    """The largest sum of IoU of any matching, by trying them all."""
    short, long = sorted((a, b), key=len)
    tried = (sum(map(iou, short, chosen)) for chosen in permutations(long, len(short)))
    return max(tried, default=0.0)


@settings(deadline=None)
@given(marks, marks)
def test_the_matching_has_the_largest_sum_and_identical_spans_meet(a, b):
    a, b = sorted({mark[:2] for mark in a}), sorted({mark[:2] for mark in b})
    study = study_of_marks([[(*span, "e") for span in each] for each in (a, b)])
    found = matching(study, overlaps(study))
    assert found.iou.sum() == pytest.approx(largest_sum(a, b))
    assert (found.iou == 1).sum() == len(set(a) & set(b))


@settings(deadline=None)
@given(readers)
def test_a_mark_meets_at_most_one_of_each_colleague(readers):
    study = study_of_marks(readers)
    found = matching(study, overlaps(study))
    for own, other in ((found.a, found.b), (found.b, found.a)):
        met = list(zip(own.tolist(), study.reading[other].tolist(), strict=True))
        assert len(met) == len(set(met))


@settings(deadline=None)
@given(readers)
def test_overlaps_are_all_pairs_of_colleagues_that_share_characters(readers):
    study = study_of_marks(readers)
    found = overlaps(study)
    spans = list(zip(study.start.tolist(), study.end.tolist(), strict=True))
    expected = {
        (a, b): iou(spans[a], spans[b])
        for a in range(len(spans)) for b in range(a + 1, len(spans))
        if study.reading[a] != study.reading[b] and iou(spans[a], spans[b]) > 0
    }  # fmt: skip
    assert dict(zip(zip(found.a.tolist(), found.b.tolist(), strict=True), found.iou, strict=True)) == pytest.approx(
        expected
    )


@settings(deadline=None)
@given(readers)
def test_scores_know_no_order_of_readers_and_rise_as_less_is_asked(readers):
    forth, back = (pair_scores(study_of_marks(each), labelled=False) for each in (readers, readers[::-1]))
    for hits in ("exact", "iou50", "overlap"):
        assert forth.f1(hits).undefined == back.f1(hits).undefined
    if forth.f1("exact").value is not None:
        assert forth.f1("exact").value == pytest.approx(back.f1("exact").value)
        assert forth.f1("overlap").value == pytest.approx(back.f1("overlap").value)
        assert 0 <= forth.f1("exact").value <= forth.f1("iou50").value <= forth.f1("overlap").value <= 1


@settings(deadline=None)
@given(readers)
def test_a_unit_has_one_mark_a_reader_and_holds_together(readers):
    found = units(study_of_marks(readers))
    study = found.study
    for unit in set(found.unit.tolist()):
        members = np.flatnonzero(found.unit == unit).tolist()
        assert len({int(study.reading[mark]) for mark in members}) == len(members)
        for mark in members if len(members) > 1 else ():
            own = (int(study.start[mark]), int(study.end[mark]))
            others = [(int(study.start[each]), int(study.end[each])) for each in members if each != mark]
            assert max(iou(own, other) for other in others) >= MATCHED_IOU


@settings(deadline=None)
@given(readers)
def test_overlaps_looked_at_in_portions_are_the_same(readers):
    study = study_of_marks(readers)
    whole = overlaps(study)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.stats.matching.PORTION", 2)
        portions = overlaps(study)
    assert sorted(zip(whole.a, whole.b, strict=True)) == sorted(zip(portions.a, portions.b, strict=True))
