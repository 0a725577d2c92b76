"""Figures of the comparison against counts made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import keeper
from core.errors import Invalid
from core.models import Outlet, Project, Reviewer
from core.queries.comparison import comparison
from core.queries.figures import Comparison, Origin, Support
from core.queries.filters import Filters
from core.queries.quotes import QuoteFilters, quote_list
from core.services.annotating import add_link, change_annotation
from core.services.documents import SectionDraft, set_ranges
from core.services.outlets import add_outlet, change_outlet
from core.services.readings import reopen_reading
from tests.house import House

WORDS = "word " * 99 + "China acts."  # 101 words
ABOUT = {"target": "ccp", "role": "R5", "stance": "affirms", "voice": "own-voice"}


@pytest.fixture
def long_house(house: House) -> House:
    """A document of 404 words: four paragraphs of 101."""
    house.document = house.add_document("long", "\n".join([WORDS] * 4), genre="news", event="summit",
                                        published_on="2030-01")  # fmt: skip
    return house


def lay(house: House, sections: list[SectionDraft], excluded: list[tuple[int, int, str]] | None = None) -> None:
    """Sections and excluded ranges over the house's document."""
    outlets = {row.key: row for row in Outlet.objects.filter(project=house.project)}
    set_ranges(house.document, sections, excluded or [], outlets=outlets)


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
        (Filters(event="summit"), 2),
        (Filters(event="other"), 0),
        (Filters(since="2030"), 2),
        (Filters(since="2030-01-15"), 2),  # a month is not known to be before its middle
        (Filters(since="2030-02"), 0),
        (Filters(until="2029"), 0),
        (Filters(until="2030-01-31", since="2029"), 2),
        (Filters(fidelity="as-written"), 2),
        (Filters(fidelity="translated"), 0),
        (Filters(unsure="without"), 1),
    ],
)
def test_every_filter_counts_what_its_list_of_quotes_shows(long_house: House, filters: Filters, n: int) -> None:
    long_house.mark("bob", "China acts", facets=ABOUT)
    facets = {"target": "china", "role": "R1", "stance": "denies", "voice": "named-person", "unsure": "yes"}
    long_house.mark("bob", "acts", "opinion", facets=facets)
    long_house.submit("bob")
    rows = [row for row in comparison(long_house.vera, filters).origins if row.key == "gazette"]
    assert sum(measure.n for row in rows for measure in row.labels.values()) == n
    assert quote_list(long_house.vera, filters, QuoteFilters(origin="gazette")).count() == n


@pytest.mark.parametrize(
    "name", ["target", "voice", "label", "reviewers", "layer", "since", "until", "fidelity", "unsure"]
)
def test_an_unknown_filter_value_is_refused_by_name(house: House, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        comparison(house.vera, Filters(**{name: "nonsense"}))
    assert name in refused.value.errors


def test_the_number_of_queries_is_constant(long_house: House, django_assert_num_queries) -> None:
    def one_more(name: str) -> None:
        document = long_house.add_document(name, WORDS)
        long_house.mark("bob", "China acts", facets=ABOUT, document=document)
        long_house.submit("bob", document)

    one_more("first")
    with CaptureQueriesContext(connection) as few:
        comparison(long_house.vera)
    for i in range(5):
        one_more(f"more-{i}")
    with django_assert_num_queries(len(few)):
        comparison(long_house.vera)
    comparison(long_house.vera, Filters(voice="own"))
    with django_assert_num_queries(4):  # nothing changed: what is withheld, whether anything did, agreement
        comparison(long_house.vera, Filters(voice="own"))


def test_figures_follow_every_change(long_house: House) -> None:
    """What was read before is kept; each of these must be seen all the same."""
    house = long_house
    mark = house.mark("bob", "China acts", facets=ABOUT)
    basis = house.mark("bob", "acts", "evidence")
    house.submit("bob")

    def row(name: str = "gazette") -> Origin:
        return next(row for row in comparison(house.vera).origins if row.key == name)

    assert (row().labels["assertion"].n, row().support) == (1, None)  # who ties nothing says nothing of it
    reopen_reading(house.bob, house.document)
    assert row().labels["assertion"].n == 0
    change_annotation(house.bob, mark.uuid, mark.version, {"label": "opinion"})
    change_annotation(house.bob, mark.uuid, mark.version + 1, {"label": "assertion"})
    add_link(house.bob, basis.uuid, mark.uuid, "supports")
    house.submit("bob")
    assert (row().labels["assertion"].n, row().support) == (1, Support(1, 1, 0, 0))
    add_outlet(house.ann, "site", {"name": "The Site"})
    lay(house, [SectionDraft(0, 200, "site")])
    assert row("site").n_words < row().n_words
    lay(house, [], [(0, len(WORDS), "junk")])
    assert row().labels["assertion"].n == 0
    change_outlet(house.ann, house.document.outlet, 1, {"name": "The Other Name"})
    assert row().name == "The Other Name"


def test_what_is_withheld_does_not_show_in_what_is_kept(long_house: House, django_assert_num_queries) -> None:
    house = long_house
    house.mark("bob", "China acts", facets=ABOUT)
    comparison(house.bob)
    house.mark("cem", "China acts", facets=ABOUT)
    with django_assert_num_queries(4):  # were it collected anew, the time would tell bob of it
        comparison(house.bob)


def test_rhetoric_is_counted_from_text_as_it_was_written(long_house: House) -> None:
    house = long_house
    house.mark("bob", "China acts", facets=ABOUT | {"loaded": "yes", "form": "question", "certainty": "possible"})
    house.mark("bob", "acts", facets=ABOUT | {"target": "china", "certainty": "certain"})
    house.submit("bob")
    said = only(comparison(house.vera)).rhetoric
    assert (said.n_spans, said.loaded) == (2, (1, 0.5))
    assert (said.forms["question"], said.certainties["possible"]) == ((1, 1.0), (1, 0.5))
    lay(house, [SectionDraft(0, house.document.length, "gazette", fidelity="translated")])
    said = only(comparison(house.vera)).rhetoric
    assert (said.n_spans, said.loaded, said.forms["question"]) == (0, (0, None), (0, None))
    assert only(comparison(house.vera, Filters(fidelity="translated"))).rhetoric.loaded.n == 1


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
