"""Assessing: partial answers, versions, submission, what is refused; and who sees whose answers."""

from typing import Any

import pytest

from core import access
from core.errors import Conflict, Forbidden, Invalid, StaleVersion
from core.models import Assessment, Document, Participant, Project, Session
from core.queries.assessments import assessments_of, said_of_outlet
from core.queries.indicator_agreement import agreement_on_indicators
from core.queries.indicators import indicators
from core.services.assessing import answer, asked_of, reopen_assessment, submit_assessment
from core.services.leaving import leave
from core.services.projects import reviewer_of
from tests.core.services.test_session_races import at_once
from tests.house import House

CANNOT = {key: {"value": "cannot-tell"} for key in indicators()}
TONE = {"emotional-tone": {"value": "even"}}


def assess(house: House, name: str, document: Document | None = None, **values: Any) -> Assessment:
    """That reviewer answers everything, *cannot tell* unless told otherwise, and submits."""
    document, viewer = document or house.document, house.viewers[name]
    given = CANNOT | {key.replace("_", "-"): {"value": value} for key, value in values.items()}
    return submit_assessment(viewer, document, answer(viewer, document, 0, given).version)


def seen(house: House, name: str) -> set[str]:
    """Whose assessments of the first document that person sees, by user name."""
    rows = assessments_of(house.viewers[name], house.document)
    return {row.reviewer.user.username for row in rows if row.reviewer.user}


def test_answers_are_stored_one_by_one_and_the_rest_stays(house: House) -> None:
    first = answer(house.bob, house.document, 0, TONE | {"source-types": {"value": ["documents", "officials"]}})
    taken_back: dict[str, Any] = {"emotional-tone": None, "fallacies": {"value": "none", "note": " a "}}
    second = answer(house.bob, house.document, 1, taken_back)
    assert (first.version, second.version, second.state) == (1, 2, "open")
    assert second.answers == {
        "source-types": {"value": ["officials", "documents"]}, "fallacies": {"value": ["none"], "note": "a"},
    }  # fmt: skip


def test_the_same_answer_again_changes_nothing_and_another_at_an_old_version_is_refused(house: House) -> None:
    answer(house.bob, house.document, 0, TONE)
    assert answer(house.bob, house.document, 0, TONE).version == 1
    with pytest.raises(StaleVersion) as refused:
        answer(house.bob, house.document, 7, {"emotional-tone": {"value": "often"}})
    assert refused.value.current.answers == TONE


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"mood": {"value": "even"}}, "unknown_indicator", "mood"),
        ({"emotional-tone": {"value": "sour"}}, "unknown_value", "sour"),
        ({"emotional-tone": {"value": ["even"]}}, "unknown_value", "Tone"),
        ({"fallacies": {"value": []}}, "unknown_value", "at least one"),
        ({"fallacies": {"value": ["none", "straw-man"]}}, "unknown_value", "no other"),
        ({"source-types": {"value": ["cannot-tell", "firms"]}}, "unknown_value", "no other"),
        ({"emotional-tone": {"value": "even", "note": "x" * 501}}, "invalid", "501"),
        ({"emotional-tone": {"value": "even", "score": 3}}, "invalid", "score"),
        ({"emotional-tone": "even"}, "invalid", "object"),
        ({}, "nothing_answered", "No answer"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_words_and_nothing_is_stored(
    house: House, given: dict[str, Any], code: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        answer(house.bob, house.document, 0, TONE | given if given else given)
    assert refused.value.code == code
    assert not Assessment.objects.exists()


def test_submitting_names_what_is_still_to_answer(house: House) -> None:
    answer(house.bob, house.document, 0, {key: CANNOT[key] for key in list(CANNOT)[2:]})
    with pytest.raises(Conflict, match="Original, Attribution") as refused:
        submit_assessment(house.bob, house.document, 1)
    assert refused.value.details["missing"] == ["is-original", "attribution"]
    with pytest.raises(Conflict, match="nothing here yet"):
        submit_assessment(house.cem, house.document, 0)


def test_a_submitted_assessment_is_closed_until_it_is_reopened_and_keeps_its_first_submission(house: House) -> None:
    first = assess(house, "bob")
    with pytest.raises(Conflict, match="Reopen"):
        answer(house.bob, house.document, first.version, TONE)
    opened = reopen_assessment(house.bob, house.document, first.version)
    changed = answer(house.bob, house.document, opened.version, TONE)
    again = submit_assessment(house.bob, house.document, changed.version)
    assert (again.first_submitted_at, again.version) == (first.first_submitted_at, first.version + 3)
    assert again.submitted_at is not None
    assert first.submitted_at is not None
    assert again.submitted_at > first.submitted_at


def test_a_viewer_does_not_assess_and_nobody_what_is_not_assigned(house: House) -> None:
    with pytest.raises(Forbidden):
        answer(house.vera, house.document, 0, TONE)
    Project.objects.filter(pk=house.project.pk).update(assignment="assigned")
    bob = access.viewer(house.bob.user, "house")
    with pytest.raises(Forbidden) as refused:
        answer(bob, house.document, 0, TONE)
    assert refused.value.code == "not_assigned"


def test_reviewers_see_each_other_once_both_have_submitted_and_those_without_their_own_only_as_keepers(
    house: House,
) -> None:
    assess(house, "bob")
    assert [seen(house, name) for name in ("bob", "cem", "ann", "ada", "vera")] == [
        {"bob"}, set(), {"bob"}, {"bob"}, {"bob"},
    ]  # fmt: skip
    answer(house.cem, house.document, 0, CANNOT)
    answer(house.ann, house.document, 0, TONE)
    assert [seen(house, name) for name in ("bob", "cem", "ann")] == [{"bob"}, {"cem"}, {"ann"}]
    submit_assessment(house.cem, house.document, 1)
    reopen_assessment(house.cem, house.document, 2)
    assert [seen(house, name) for name in ("bob", "cem")] == [{"bob", "cem"}] * 2  # it never falls back
    rows = dict(Assessment.objects.values_list("reviewer__user__username", "sighted"))
    assert rows == {"bob": False, "cem": False, "ann": True}  # Ann could see Bob's before she began


def test_while_a_session_runs_nobody_sees_what_its_participants_answered(house: House) -> None:
    assess(house, "bob")
    session = Session.objects.create(
        project=house.project, document=house.document, host=house.ann.user, state="marking"
    )
    Participant.objects.create(session=session, user=house.bob.user)
    assert (seen(house, "ann"), seen(house, "bob")) == (set(), {"bob"})
    assert said_of_outlet(house.ann, house.document.outlet).n_documents == 0


def test_whoever_leaves_and_takes_their_marks_along_takes_their_answers_out_of_every_figure(house: House) -> None:
    assess(house, "bob", emotional_tone="even")
    assess(house, "cem", emotional_tone="often")
    leave(house.bob, marks="delete")
    assert seen(house, "vera") == {"cem"}
    assert said_of_outlet(house.vera, house.document.outlet).n_reviewers == 1
    found = agreement_on_indicators(house.vera)
    assert (found.n_assessments, found.by_indicator["emotional-tone"].n_documents) == (1, 0)
    assert Assessment.objects.get(reviewer__user=house.bob.user).answers == {}


def test_whoever_must_not_know_the_source_answers_the_rest_and_is_counted_at_no_outlet(house: House) -> None:
    Project.objects.filter(pk=house.project.pk).update(source_blind=True)
    assess(house, "ada")
    bob = access.viewer(house.bob.user, "house")
    asked = {one.key: CANNOT[one.key] for one in asked_of(bob, house.document)}
    assert CANNOT.keys() - asked.keys() == {"is-original", "attribution"}
    with pytest.raises(Invalid) as refused:
        answer(bob, house.document, 0, {"attribution": {"value": "none"}})
    assert refused.value.code == "source_hidden"
    submit_assessment(bob, house.document, answer(bob, house.document, 0, asked).version)
    assert [row.reviewer.user for row in assessments_of(bob, house.document)] == [bob.user]  # not Ada's
    assert said_of_outlet(bob, house.document.outlet).n_documents == 0  # else its count would tell where it is from
    assert said_of_outlet(house.ada, house.document.outlet).n_documents == 1


def test_agreement_on_indicators_is_that_of_the_hand_calculation(house: House) -> None:
    """Three documents, Bob and Cem; no query more for more of them.

    Nominal (original): values a a | a b | b b, so n = 6, three of each. Observed: 2 of 6 ordered pairs differ = 1/3;
    expected: 2 * 3 * 3 / (6 * 5) = 3/5; alpha = 1 - (1/3) / (3/5) = 4/9.
    Ordinal (tone), ranks 0 0 | 0 1 | 1 1: only one step exists, so the same 4/9.
    Sets (fallacies) {s} {s,f} | {f} {f} | none tells: values s, sf, f, f; observed (2 * 2/3) / 4 = 1/3; expected
    (2/3 + 1 + 1 + 2/3 + 2/3 + 0) * 2 / 12 = 2/3; alpha = 1/2.
    """
    documents = [house.document, house.add_document("d2", "Two."), house.add_document("d3", "Three.")]
    s, f, both = ["straw-man"], ["false-dilemma"], ["straw-man", "false-dilemma"]
    said = [("original", "original", "even", "even", s, both), ("original", "duplicate", "even", "in-places", f, f),
            ("duplicate", "duplicate", "in-places", "in-places", s, "cannot-tell")]  # fmt: skip
    for document, (a, b, tone_a, tone_b, one, two) in zip(documents, said, strict=True):
        assess(house, "bob", document, is_original=a, emotional_tone=tone_a, fallacies=one)
        assess(house, "cem", document, is_original=b, emotional_tone=tone_b, fallacies=two)
    found = agreement_on_indicators(house.vera).by_indicator
    assert found["is-original"].alpha.value == pytest.approx(4 / 9)
    assert found["emotional-tone"].alpha.value == pytest.approx(4 / 9)
    assert found["fallacies"].alpha.value == pytest.approx(1 / 2)
    assert (found["fallacies"].n_documents, found["fallacies"].n_answers, found["fallacies"].n_pairs) == (2, 4, 2)
    assert (found["is-original"].band, found["is-original"].interval.reason) == (
        "tentative", "fewer than 5 documents to draw from",
    )  # fmt: skip
    assert (found["attribution"].alpha.value, found["attribution"].alpha.undefined, found["attribution"].band) == (
        None, "nothing was coded by two readers", "unknown",
    )  # fmt: skip


def test_agreement_uses_the_answers_of_first_submission_leaves_the_sighted_out_and_mixes_no_kinds(
    house: House,
) -> None:
    assess(house, "bob", emotional_tone="even")
    assess(house, "cem", emotional_tone="often")
    assess(house, "ada", emotional_tone="even")  # she could see both
    machine = reviewer_of(house.ann)
    assess(house, "ann", emotional_tone="even")
    type(machine).objects.filter(pk=machine.pk).update(kind="machine")
    opened = reopen_assessment(house.cem, house.document, 2)
    submit_assessment(
        house.cem, house.document,
        answer(house.cem, house.document, opened.version, TONE).version,
    )  # fmt: skip
    found = agreement_on_indicators(house.vera)
    assert (found.kind, found.n_assessments, found.n_sighted) == ("person", 2, 1)
    tone = found.by_indicator["emotional-tone"]
    assert (tone.n_answers, tone.alpha.value) == (2, 0.0)  # one unit, two values: as by chance, not as revised
    now = said_of_outlet(house.vera, house.document.outlet)
    assert (now.kind, now.n_documents, now.n_reviewers) == ("person", 1, 3)
    assert now.said["emotional-tone"].counts == {"even": 3}


def test_two_windows_that_answer_at_once_begin_one_assessment_and_the_second_is_told(lasting_house: House) -> None:
    house = lasting_house

    def begin(value: str) -> str:
        try:
            return str(answer(house.bob, house.document, 0, {"emotional-tone": {"value": value}}).version)
        except StaleVersion as error:
            return error.code

    found = at_once([lambda: begin("even"), lambda: begin("often")])
    assert sorted(found) == ["1", "stale_version"]
    assert Assessment.objects.get().version == 1
