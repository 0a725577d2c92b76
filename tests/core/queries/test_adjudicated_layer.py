"""Figures of the adjudicated layer against counts made by hand."""

import json
import uuid
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from core import access
from core.errors import Invalid
from core.models import Annotation, Decision
from core.queries.comparison import comparison
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters
from core.queries.in_full import comparison_in_full
from core.queries.quotes import QuoteFilters, quote_list, role_passages
from core.services import readings
from core.services.adjudicating import decide, finish_adjudication, reopen_adjudication
from core.services.decision_drafts import read_decision
from core.services.documents import SectionDraft, set_ranges
from core.services.outlets import add_outlet
from tests.core.services.test_codebook_growth import grown
from tests.house import House

LAYER = Filters(layer="adjudicated")
WORDS = "word " * 99 + "China acts."  # 101 words, one sentence that names the target
ABOUT = {"target": "ccp", "role": "R5", "stance": "affirms", "voice": "own-voice"}


@pytest.fixture
def ruled(house: House) -> House:
    """Four paragraphs of 101 words, read by Bob and Cem; Ada rules: a span of two targets, an opinion, a reject."""
    house.document = house.add_document("long", "\n".join([WORDS] * 4), genre="news", published_on="2030-01")
    first = house.mark("bob", "China acts", facets=ABOUT)
    second = house.mark("cem", "acts", "opinion")
    house.submit("bob")
    house.submit("cem")
    rule(house, first, facets=ABOUT)
    rule(house, first, facets=ABOUT | {"target": "china", "stance": "denies"}, outcome="edit")
    rule(house, second, label="opinion", facets={"unsure": "yes", "voice": "nested"}, outcome="edit")
    rule(house, second, label=None, facets={}, outcome="reject", start=0, end=4)
    finish_adjudication(house.ada, house.document)
    return house


def rule(house: House, mark: Annotation, **more: Any) -> Decision:
    data = {"id": str(uuid.uuid4()), "start": mark.start, "end": mark.end, "label": mark.label.key, "facets": {},
            "outcome": "accept", "reason": "Because.",
            "rests_on": [{"annotation": str(mark.uuid), "version": mark.version}]}  # fmt: skip
    return decide(house.ada, mark.document, read_decision(data | more))[0]


def only(figures: Comparison) -> Origin:
    rows = [row for row in figures.origins if row.n_words_read]
    assert len(rows) == 1
    return rows[0]


def test_rulings_count_against_the_whole_text_as_one_reader(ruled: House) -> None:
    figures = comparison(ruled.vera, LAYER)
    row = only(figures)
    assert (figures.n_readings, figures.n_reviewers, figures.reviewer_kind) == (1, 1, "person")
    assert (row.n_words_read, row.n_reviewers) == (404, 1)
    # The assertion has two targets: one span. The rejected words are none.
    assert {key: measure.n for key, measure in row.labels.items()} == {"evidence": 0, "assertion": 1, "opinion": 1}
    assert row.labels["opinion"].n_unsure == 1
    assert row.labels["assertion"].rate.value == pytest.approx(1000 / 404)
    assert row.labels["assertion"].share.value == pytest.approx(1 / 2)
    assert row.roles["R5"].n == 2
    assert row.roles["R5"].stances == {"affirms": 1, "unproven": 0, "denies": 1, "asks": 0}
    assert {key: n for key, (n, _) in row.voices.items() if n} == {"own-voice": 1, "nested": 1}
    assert row.share_sentences_marked == pytest.approx(1 / 4)
    assert figures.as_json()["layer"] == "adjudicated"


def test_rulings_in_full_have_words_and_needs_and_no_readers(ruled: House) -> None:
    answer = comparison_in_full(ruled.vera, LAYER).as_json()
    assert answer["effects_undefined"] == "rulings are nobody’s reading"
    assert (answer["reviewers"], answer["drift"], answer["leave_one_out"]) == ([], [], [])
    assert {row["outlet"] for row in answer["needed"]} == {"gazette"}
    assert answer["distinctive"][0]["undefined"] == "there are no words to compare"  # with one origin alone


def test_a_number_opens_rulings_on_what_was_merged_since(ruled: House) -> None:
    """A ruling keeps its words; the figures count it under what they became, and so does the list behind them."""
    for target, into in (("target/china", "ccp"), ("role/R5", "R4"), ("voice/nested", "own-voice")):
        grown(ruled, "merge-value", target, into=into)
    viewer = access.viewer(ruled.vera.user, "house")
    row = only(comparison(viewer, LAYER))
    for n, filters, more in (
        (row.roles["R4"].n, LAYER, {"role": "R4"}),
        (row.groups["state"][0], LAYER, {"group": "state"}),
        (row.voices["own-voice"].n, replace(LAYER, voice="own-voice"), {}),
        (only(comparison(viewer, replace(LAYER, target="ccp"))).labels["assertion"].n,
         replace(LAYER, target="ccp", label="assertion"), {}),
    ):  # fmt: skip
        assert n == quote_list(viewer, filters, QuoteFilters(origin="gazette", **more)).count() > 0
    assert row.roles["R4"].n == 2


def test_what_was_superseded_counts_no_more(ruled: House) -> None:
    reopen_adjudication(ruled.ada, ruled.document)
    opinion = Decision.objects.get(label__key="opinion")
    mark = opinion.basis.get().annotation
    rule(ruled, mark, label=None, facets={}, outcome="reject", supersedes=str(opinion.uuid))
    with pytest.raises(Invalid) as refused:
        comparison(ruled.vera, LAYER)
    assert refused.value.code == "no_decisions"
    finish_adjudication(ruled.ada, ruled.document)
    assert only(comparison(ruled.vera, LAYER)).labels["opinion"].n == 0


def test_without_a_finished_document_there_is_no_such_layer(house: House) -> None:
    mark = house.mark("bob", "There is no proof")
    house.submit("bob")
    rule(house, mark)
    for ask in (lambda: comparison(house.ada, LAYER), lambda: list(quote_list(house.ada, LAYER, QuoteFilters()))):
        with pytest.raises(Invalid) as refused:
            ask()
        assert refused.value.code == "no_decisions"


def test_a_document_that_is_not_finished_does_not_count(ruled: House) -> None:
    other = ruled.add_document("other", WORDS)
    mark = ruled.mark("bob", "China acts", document=other)
    ruled.submit("bob", other)
    rule(ruled, mark)
    assert only(comparison(ruled.vera, LAYER)).n_words_read == 404
    finish_adjudication(ruled.ada, other)
    assert only(comparison(ruled.vera, LAYER)).n_words_read == 505


def test_a_blind_reader_is_told_that_there_is_no_such_layer(ruled: House) -> None:
    dee = ruled.join("dee", "reviewer")
    ruled.mark("dee", "word")
    for layer in (LAYER, Filters(layer="adjudicated", reviewers="person")):
        with pytest.raises(Invalid) as refused:
            comparison(dee, layer)
        assert refused.value.code == "no_decisions"
    ruled.submit("dee")
    assert only(comparison(dee, LAYER)).labels["assertion"].n == 1


def test_a_number_opens_exactly_the_rulings_that_it_counts(ruled: House) -> None:
    row = only(comparison(ruled.vera, LAYER))
    for label, measure in row.labels.items():
        chosen = Filters(layer="adjudicated", label=label)
        assert quote_list(ruled.vera, chosen, QuoteFilters(origin="gazette")).count() == measure.n
    for role, count in row.roles.items():
        assert quote_list(ruled.vera, LAYER, QuoteFilters(origin="gazette", role=role)).count() == count.n
        for stance, n in count.stances.items():
            more = QuoteFilters(origin="gazette", role=role, stance=stance)
            assert quote_list(ruled.vera, LAYER, more).count() == n
    for voice, (n, _) in row.voices.items():
        assert quote_list(ruled.vera, Filters(layer="adjudicated", voice=voice), QuoteFilters()).count() == n
    assert {row.stance for row in role_passages(ruled.vera, LAYER)["gazette", "R5"]} == {"affirms", "denies"}


def test_filters_narrow_the_rulings_as_they_narrow_marks(ruled: House) -> None:
    denied = only(comparison(ruled.vera, Filters(layer="adjudicated", target="china")))
    assert (denied.labels["assertion"].n, denied.roles["R5"].n) == (1, 1)
    own = only(comparison(ruled.vera, Filters(layer="adjudicated", voice="own")))
    assert (own.labels["assertion"].n, own.labels["opinion"].n) == (1, 0)
    opinions = only(comparison(ruled.vera, Filters(layer="adjudicated", label="opinion")))
    assert (list(opinions.labels), opinions.roles["R5"].n) == (["opinion"], 0)
    assert all(row.n_words_read == 0 for row in comparison(ruled.vera, Filters(layer="adjudicated", genre="x")).origins)


def test_a_ruling_follows_its_words_into_a_section_and_out_of_an_excluded_range(ruled: House) -> None:
    site = add_outlet(ruled.ann, "site", {"name": "The Site"})
    outlets = {"site": site, "gazette": ruled.document.outlet}
    first = (0, len(WORDS), "site")
    stored = type(ruled.document).objects.get(pk=ruled.document.pk)
    set_ranges(stored, [SectionDraft(*first)], [], outlets=outlets)
    rows = {row.key: row for row in comparison(ruled.vera, LAYER).origins}
    assert (rows["site"].n_words_read, rows["site"].labels["assertion"].n) == (101, 1)
    assert (rows["gazette"].n_words_read, rows["gazette"].labels["assertion"].n) == (303, 0)
    assert (rows["site"].share_sentences_marked, rows["gazette"].share_sentences_marked) == (1, 0)
    set_ranges(stored, [SectionDraft(*first)], [(0, len(WORDS), "junk")], outlets=outlets)
    rows = {row.key: row for row in comparison(ruled.vera, LAYER).origins}
    assert (rows["site"].n_words_read, rows["site"].labels["assertion"].n) == (0, 0)
    out = StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue().startswith("All is well")


def test_people_and_machines_never_rule_in_one_figure(ruled: House) -> None:
    opinion = Decision.objects.get(label__key="opinion")
    machine = ruled.project.reviewers.create(code_name="robot", kind="machine")
    copy = Decision(project=ruled.project, document=ruled.document, start=10, end=14, quote="word", outcome="accept",
                    label=opinion.label, reason="r", decided_by=machine, part=opinion.part)  # fmt: skip
    copy.save()
    assert only(comparison(ruled.vera, LAYER)).labels["opinion"].n == 1
    machines = comparison(ruled.vera, Filters(layer="adjudicated", reviewers="machine"))
    assert (machines.reviewer_kind, only(machines).labels["opinion"].n) == ("machine", 1)
    assert only(machines).labels["assertion"].n == 0


def test_the_readers_layer_stays_as_it_is(ruled: House) -> None:
    row = only(comparison(ruled.vera))
    assert row.labels["assertion"].n == 1
    assert row.labels["assertion"].rate.value == pytest.approx(0.5 * 1000 / 404)
    readings.reopen_reading(ruled.bob, ruled.document)
    assert only(comparison(ruled.vera)).labels["assertion"].n == 0
    assert only(comparison(ruled.vera, LAYER)).labels["assertion"].n == 1


def test_the_command_gives_the_layer_as_json(ruled: House) -> None:
    out = StringIO()
    call_command("compare", project="house", json=True, layer="adjudicated", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["layer"], told["reviewer_kinds"]) == ("adjudicated", ["person"])
    assert told["outlets"][0]["labels"]["assertion"]["n"] == 1
