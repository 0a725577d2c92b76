"""Figures of the comparison against counts made by hand."""

import pytest

from core.access import keeper
from core.errors import Invalid
from core.models import Project, Reviewer
from core.queries.comparison import comparison
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters
from core.queries.quotes import QuoteFilters, quote_list
from core.services.documents import SectionDraft
from tests.house import House

WORDS = "word " * 99 + "China acts."  # 101 words
ABOUT = {"target": "ccp", "role": "R5", "stance": "affirms", "voice": "own-voice"}


@pytest.fixture
def long_house(house: House) -> House:
    """A document of 404 words: four paragraphs of 101."""
    house.document = house.add_document("long", "\n".join([WORDS] * 4), genre="news", published_on="2030-01")
    return house


def only(figures: Comparison) -> Origin:
    rows = [row for row in figures.origins if row.n_words_read]
    assert len(rows) == 1
    return rows[0]


def test_a_reading_that_is_not_submitted_enters_no_figure(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    assert all(row.n_words_read == 0 for row in comparison(long_house.vera).origins)


def test_the_rate_is_spans_per_thousand_words_read(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    row = only(comparison(long_house.vera))
    assert (row.n_words, row.n_words_read) == (404 + 31, 404)  # the house has an article of 31 words
    assert row.labels["assertion"].n == 1
    assert row.labels["assertion"].rate.value == pytest.approx(1000 / 404)
    assert row.labels["assertion"].rate.reason == "fewer than 3 documents"


def test_two_readers_of_one_document_count_as_their_mean(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    long_house.submit("cem")
    row = only(comparison(long_house.vera))
    assert row.n_reviewers == 2
    assert row.labels["assertion"].n == 1
    assert row.labels["assertion"].rate.value == pytest.approx(0.5 * 1000 / 404)


def test_a_span_with_two_targets_counts_once_as_label_and_twice_as_role(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.mark("bob", "China acts", facets=ABOUT | {"target": "china"})
    long_house.submit("bob")
    row = only(comparison(long_house.vera))
    assert row.labels["assertion"].n == 1
    assert row.roles["R5"].n == 2
    assert row.groups["state"][0] == 1


def test_targets_outside_the_focus_enter_labels_and_no_role(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT | {"target": "us-government"})
    long_house.submit("bob")
    row = only(comparison(long_house.vera))
    assert row.labels["assertion"].n == 1
    assert row.roles["R5"].n == 0


def test_not_stated_is_left_out_of_role_shares(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.mark("bob", "acts", facets={"target": "china", "role": "not-stated"})
    long_house.submit("bob")
    roles = only(comparison(long_house.vera)).roles
    assert roles["R5"].share == 1.0
    assert (roles["not-stated"].n, roles["not-stated"].share) == (1, None)


def test_affirmed_and_denied_stand_apart(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.mark("bob", "acts", facets=ABOUT | {"stance": "denies"})
    long_house.submit("bob")
    stances = only(comparison(long_house.vera)).roles["R5"].stances
    assert stances == {"affirms": 1, "unproven": 0, "denies": 1, "asks": 0}


def test_the_share_of_naming_sentences_that_carry_a_mark(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    assert only(comparison(long_house.vera)).share_sentences_marked == pytest.approx(1 / 4)


def test_under_three_hundred_words_read_there_is_no_rate(house: House) -> None:
    house.mark("bob", "China banned the trade in 2019", "evidence")
    house.submit("bob")
    row = only(comparison(house.vera))
    assert row.labels["evidence"].n == 1
    assert row.labels["evidence"].rate.value is None
    assert row.labels["evidence"].rate.reason == "fewer than 300 words read"


def test_a_section_counts_for_its_origin_and_a_copy_for_nobody(house: House) -> None:
    source = house.add_document("source", WORDS)
    text = WORDS + "\n" + "Own words of the site."
    section = SectionDraft(0, len(WORDS), "gazette", copy_of="source", originality="D")
    from core.services.outlets import add_outlet

    add_outlet(house.ann, "site", {"name": "The Site"})
    house.add_document("repost", text, outlet="site", sections=[section])
    rows = {row.key: row for row in comparison(house.vera).origins}
    assert rows["gazette"].n_words == 101 + len(house.document.text.split()) - 1  # the emoji is no word
    assert rows["site"].n_words == 5
    assert source.key == "source"


def test_people_simulated_and_machine_readings_never_meet(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    Reviewer.objects.filter(project=long_house.project, user=long_house.bob.user).update(kind="machine")
    assert all(row.n_words_read == 0 for row in comparison(long_house.vera).origins)
    assert only(comparison(long_house.vera, Filters(reviewers="machine"))).labels["assertion"].n == 1


def test_documents_are_withheld_until_one_has_submitted(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    long_house.mark("cem", "acts", facets=ABOUT)
    figures = comparison(long_house.cem)
    assert figures.hidden_documents == ("long",)
    assert all(row.n_words_read == 0 for row in figures.origins)


@pytest.mark.parametrize(
    ("filters", "n"),
    [
        (Filters(), 2),
        (Filters(voice="own"), 1),
        (Filters(voice="quoted"), 1),
        (Filters(target="state"), 1),
        (Filters(target="china"), 1),
        (Filters(label="opinion"), 1),
        (Filters(genre="news"), 2),
        (Filters(genre="op-ed"), 0),
    ],
)
def test_every_filter_counts_what_its_list_of_quotes_shows(long_house: House, filters: Filters, n: int) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    facets = {"target": "china", "role": "R1", "stance": "denies", "voice": "named-person"}
    long_house.mark("bob", "acts", "opinion", facets=facets)
    long_house.submit("bob")
    rows = [row for row in comparison(long_house.vera, filters).origins if row.key == "gazette"]
    assert sum(measure.n for row in rows for measure in row.labels.values()) == n
    assert quote_list(long_house.vera, filters, QuoteFilters(origin="gazette")).count() == n


@pytest.mark.parametrize("name", ["target", "voice", "label", "reviewers", "layer"])
def test_an_unknown_filter_value_is_refused_by_name(house: House, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        comparison(house.vera, Filters(**{name: "nonsense"}))
    assert name in refused.value.errors


def test_the_number_of_queries_is_constant(long_house: House, django_assert_num_queries) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    comparison(long_house.vera)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        comparison(long_house.vera)
    for i in range(5):
        document = long_house.add_document(f"more-{i}", WORDS)
        long_house.mark("bob", "China acts", facets=ABOUT, document=document)
        long_house.submit("bob", document)
    with django_assert_num_queries(len(few)):
        comparison(long_house.vera)


def test_the_shell_sees_what_an_owner_without_a_reading_sees(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.submit("bob")
    project = Project.objects.get(pk=long_house.project.pk)
    assert only(comparison(keeper(project))).labels["assertion"].n == 1


def test_the_label_filter_keeps_the_true_share_and_shows_that_label_alone(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.mark("bob", "acts", "opinion", facets=ABOUT | {"target": "china"})
    long_house.submit("bob")
    row = only(comparison(long_house.vera, Filters(label="opinion")))
    assert list(row.labels) == ["opinion"]
    assert (row.labels["opinion"].n, row.labels["opinion"].share.value) == (1, 0.5)
    assert row.roles["R5"].n == 1


def test_one_span_in_two_voices_counts_in_both(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.mark("bob", "China acts", facets=ABOUT | {"target": "china", "voice": "named-person"})
    long_house.submit("bob")
    row = only(comparison(long_house.vera))
    assert (row.labels["assertion"].n, row.voices["own-voice"][0], row.voices["named-person"][0]) == (1, 1, 1)


def test_a_span_for_two_targets_of_a_group_is_one_in_number_and_list(long_house: House) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    long_house.mark("bob", "China acts", facets=ABOUT | {"target": "prc-government"})
    long_house.submit("bob")
    filters = Filters(target="state", label="assertion")
    assert only(comparison(long_house.vera, filters)).labels["assertion"].n == 1
    assert quote_list(long_house.vera, filters, QuoteFilters(origin="gazette")).count() == 1
