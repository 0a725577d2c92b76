"""Citing: cards filed, changed and merged, what was found and by whom, and what two people at once are told."""

import uuid
from datetime import date

import pytest

from core.errors import Conflict, Forbidden, Gone, Invalid, NotFound, StaleVersion, TextRefused
from core.models import Citation, Claim, ClaimMark, Source
from core.queries import ledger
from core.queries.card_suggestions import cards_for, without_card
from core.queries.ledger_figures import citations_behind, ledger_figures, marks_behind
from core.queries.ledger_ranking import cards, to_open_next
from core.services import annotating, citing
from core.services.merging_sources import merge_sources

RAND = {"producer": "RAND", "title": "The Opioid Crisis", "published_on": "2019", "url": "https://rand.example/1"}
REPORT = "China banned the trade in 2019"


@pytest.fixture
def both(house):
    """Bob and Cem have both submitted: they see each other. Bob's evidence supports his assertion."""
    house.basis = house.mark("bob", REPORT, "evidence", facets={"speaker": "RAND"})
    house.claim = house.mark("bob", "Beijing does little")
    annotating.add_link(house.bob, house.basis.uuid, house.claim.uuid, "supports")
    house.other = house.mark("cem", "China banned the trade", "evidence", facets={"speaker": "RAND"})
    house.submit("bob")
    house.submit("cem")
    return house


def cite(house, name="bob", mark=None, **more):
    card = {} if "source" in more else {"card": RAND}
    return citing.cite(getattr(house, name), (mark or house.basis).uuid, **card | more)[0]


def joined(house, *marks):
    claim = Claim.objects.create(project=house.project, text="China banned it")
    for mark in marks:
        ClaimMark.objects.create(project=house.project, claim=claim, annotation=mark)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", " java\tscript:alert(1)", "data:text/html,x", "//rand.example",
     "ftp://rand.example", "https://", "https:rand.example", "https://rand.example/a b", "http://[::1", "https://.."],
)  # fmt: skip
def test_an_address_that_is_not_http_is_refused_with_words(house, url):
    with pytest.raises(Invalid) as refused:
        citing.add_source(house.bob, {"title": "x", "url": url})
    assert refused.value.code == "address_refused"
    assert "http" in refused.value.message
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [({}, "card_empty"), ({"kind": "report", "title": "  "}, "card_empty"), ({"title": 3}, "invalid"),
     ({"title": "x", "published_on": "2019-13"}, "invalid"), ({"title": "x", "published_on": "last year"}, "invalid"),
     ({"title": "x" * 501}, "invalid"), ({"title": "x", "author": "y"}, "unknown_field"),
     ({"title": "a\nb"}, "invalid"), ({"title": "a\x00b"}, "text_refused")],
)  # fmt: skip
def test_a_card_that_cannot_be_kept_is_refused_and_nothing_is_stored(house, facts, code):
    with pytest.raises((Invalid, TextRefused)) as refused:
        citing.add_source(house.bob, facts)
    assert refused.value.code == code
    assert not Source.objects.exists()


def test_a_card_is_filed_once_under_a_key_in_its_words(house):
    card, is_new = citing.add_source(house.bob, RAND | {"url": " HTTPS://rand.example/1 "})
    assert (card.key, card.url, is_new) == ("rand-the-opioid-crisis-2019", "https://rand.example/1", True)
    assert citing.add_source(house.cem, RAND) == (card, False)
    other, _ = citing.add_source(house.bob, RAND | {"kind": "report"})
    assert other.key == "rand-the-opioid-crisis-2019-2"
    with pytest.raises(Conflict):
        citing.add_source(house.bob, {"title": "Another"}, key=card.key)
    with pytest.raises(Forbidden):
        citing.add_source(house.vera, RAND)
    with pytest.raises(Invalid):
        citing.add_source(house.bob, RAND, key="check")


def test_a_card_is_changed_at_the_version_that_was_read(house):
    card, _ = citing.add_source(house.bob, RAND)
    changed = citing.change_source(house.cem, card.key, 1, {"title": "Opioids", "published_on": "2019-08"})
    assert (changed.title, changed.published_on, changed.version) == ("Opioids", "2019-08", 2)
    assert citing.change_source(house.cem, card.key, 2, {"title": "Opioids"}).version == 2
    with pytest.raises(StaleVersion) as stale:
        citing.change_source(house.bob, card.key, 1, {"title": "Mine"})
    assert stale.value.current.title == "Opioids"
    with pytest.raises(Invalid):
        citing.change_source(house.bob, card.key, 2, {"title": "", "producer": "", "url": ""})
    assert [row.kind for row in ledger.history_of(house.bob, changed)] == ["changed", "added"]


def test_citing_again_changes_nothing_and_another_id_body_is_refused(both):
    id_ = uuid.uuid4()
    first, is_new = citing.cite(both.bob, both.basis.uuid, card=RAND, id=id_)
    assert is_new
    assert first.finding == "unchecked"
    assert citing.cite(both.bob, both.basis.uuid, card=RAND, id=id_) == (first, False)
    assert citing.cite(both.bob, both.basis.uuid, source=first.source.key) == (first, False)
    with pytest.raises(Invalid) as reused:
        citing.cite(both.bob, both.claim.uuid, card=RAND, id=id_)
    assert reused.value.code == "id_reused"
    assert (Source.objects.count(), Citation.objects.count()) == (1, 1)


def test_only_whoever_made_the_mark_or_a_keeper_says_what_it_cites(both):
    with pytest.raises(Forbidden):
        cite(both, "cem")
    with pytest.raises(Forbidden):
        cite(both, "vera")
    made = cite(both, "ada")
    with pytest.raises(Forbidden):
        citing.remove_citation(both.cem, made.uuid, 1)
    citing.remove_citation(both.bob, made.uuid, 1)
    with pytest.raises(NotFound):
        ledger.citation(both.bob, made.uuid)
    assert Source.objects.get().key == ledger.source(both.ada, made.source.key).key


def test_a_finding_has_its_excerpt_its_checker_and_its_day(both):
    made = cite(both)
    found = citing.check(both.cem, made.uuid, 1, finding="says-so", excerpt="  It was banned in 2019. ")
    assert (found.finding, found.excerpt, found.version) == ("says-so", "It was banned in 2019.", 2)
    assert found.checked_by == both.other.reading.reviewer
    assert isinstance(found.checked_on, date)
    with pytest.raises(StaleVersion):
        citing.check(both.bob, made.uuid, 1, finding="not-found")
    taken_back = citing.check(both.bob, made.uuid, 2, finding="unchecked")
    assert (taken_back.checked_by, taken_back.checked_on, taken_back.excerpt) == (None, None, "")
    with pytest.raises(Forbidden):
        citing.check(both.vera, made.uuid, 3, finding="says-so")
    assert both.basis.label.key == "evidence"  # whatever was found


@pytest.mark.parametrize(
    ("finding", "excerpt", "code"),
    [("true", "", "unknown_finding"), ("unchecked", "words", "excerpt_refused"), (None, "", "unknown_finding"),
     ("says-so", "well-known word’s " * 25 + "and one more", "excerpt_too_long"), ("says-so", 3, "invalid"),
     ("says-so", "a\x07b", "text_refused")],
)  # fmt: skip
def test_a_finding_that_cannot_be_kept_is_refused(both, finding, excerpt, code):
    made = cite(both)
    with pytest.raises((Invalid, TextRefused)) as refused:
        citing.check(both.bob, made.uuid, 1, finding=finding, excerpt=excerpt)
    assert refused.value.code == code
    assert citing.check(both.bob, made.uuid, 1, finding="says-so", excerpt="well-known " * 50).version == 2


def test_a_check_is_taken_over_by_marks_of_the_same_claim_unless_they_have_one(both):
    third = both.mark("ann", "The Chinese ministry", "evidence")
    both.submit("ann")
    joined(both, both.basis, both.other, third)
    made = cite(both)
    key = made.source.key
    theirs, checked = cite(both, "cem", both.other, source=key), cite(both, "ann", third, source=key)
    citing.check(both.ann, checked.uuid, 1, finding="not-found")
    citing.check(both.bob, made.uuid, 1, finding="unchecked")
    found, others = citing.check_for_claim(both.bob, made.uuid, 1, finding="says-so", excerpt="Banned.")
    assert found.finding == "says-so"
    assert [row.uuid for row in others] == [theirs.uuid]
    assert set(Citation.objects.values_list("finding", "excerpt")) == {("says-so", "Banned."), ("not-found", "")}


def test_what_a_deleted_mark_cites_is_not_there_until_it_comes_back(house):
    mark = house.mark("bob", REPORT, "evidence")
    made = citing.cite(house.bob, mark.uuid, card=RAND)[0]
    annotating.delete_annotation(house.bob, mark.uuid, 1)
    with pytest.raises(NotFound):
        citing.check(house.bob, made.uuid, 1, finding="says-so")
    with pytest.raises(Gone):
        citing.cite(house.bob, mark.uuid, source=made.source.key)
    assert to_open_next(house.bob) == []
    assert [row.n_cited for row in cards(house.bob)] == [0]


def test_a_blind_colleague_sees_neither_citation_nor_card_unless_it_was_filed_openly(house):
    mark = house.mark("bob", REPORT, "evidence")
    hidden = citing.cite(house.bob, mark.uuid, card=RAND)[0]
    openly, _ = citing.add_source(house.ann, {"title": "For all"})
    citing.cite(house.bob, mark.uuid, source=openly.key)
    assert [row.source.key for row in cards(house.cem)] == [openly.key]
    assert [row.n_cited for row in cards(house.cem)] == [0]
    for ask in (ledger.source, lambda viewer, key: citing.change_source(viewer, key, 1, {"title": "x"})):
        with pytest.raises(NotFound):
            ask(house.cem, hidden.source.key)
    with pytest.raises(NotFound):
        citing.check(house.cem, hidden.uuid, 1, finding="says-so")
    filed, is_new = citing.add_source(house.cem, RAND)  # the same facts: told nothing of Bob's
    assert (filed.key, is_new) == ("rand-the-opioid-crisis-2019", True)
    assert ledger_figures(house.ann).all.n_cited == 0


def test_two_cards_made_one_keep_the_better_founded_finding(both):
    first = cite(both)
    second = cite(both, "ann", card={"title": "Opioids, again"})
    third = cite(both, "cem", both.other, source=second.source.key)
    citing.check(both.bob, second.uuid, 1, finding="says-otherwise", excerpt="It was not.")
    citing.check(both.bob, first.uuid, 1, finding="not-found")
    key, into = second.source.key, first.source.key
    with pytest.raises(Forbidden):
        merge_sources(both.bob, key, 1, into=into)
    with pytest.raises(StaleVersion):
        merge_sources(both.ann, key, 7, into=into)
    with pytest.raises(Invalid):
        merge_sources(both.ann, key, 1, into=key)
    kept = merge_sources(both.ann, key, 1, into=into)
    assert merge_sources(both.ann, key, 1, into=into) == kept  # again
    found = {row.citation.uuid: row.citation for row in ledger.citations_of_source(both.ann, kept)}
    assert set(found) == {first.uuid, third.uuid}
    assert (found[first.uuid].finding, found[first.uuid].excerpt) == ("says-otherwise", "It was not.")
    assert ledger.source(both.bob, key) == kept  # its old address leads on
    with pytest.raises(Invalid):
        merge_sources(both.ann, into, kept.version, into=key)
    kinds = Citation.history.rel.related_model.objects.filter(uuid=second.uuid).order_by("pgh_id")
    assert list(kinds.values_list("pgh_label", "finding")) == [
        ("added", "unchecked"), ("changed", "says-otherwise"), ("changed", "says-otherwise"),
        ("deleted", "says-otherwise"),
    ]  # fmt: skip


def test_figures_count_by_hand(both):
    made = cite(both)
    citing.check(both.cem, made.uuid, 1, finding="says-so")
    cite(both, "bob", both.claim, source=made.source.key)
    figures = ledger_figures(both.vera)
    every = figures.all  # Bob's two citations; Cem's evidence names a basis and has no card
    assert (every.n_cited, every.n_opened, every.n_found, every.n_says_so, every.n_no_card) == (2, 1, 1, 1, 1)
    assert [(row.key, row.bases.n_cited) for row in figures.origins] == [("gazette", 2)]
    assert [row.uuid for row in citations_behind(both.vera, "opened", origin="gazette")] == [made.uuid]
    assert [row.pk for row in marks_behind(both.vera)] == [both.other.pk]
    with pytest.raises(Invalid):
        citations_behind(both.vera, "true")


def test_what_hangs_on_a_card_is_counted_and_puts_it_first(both):
    joined(both, both.basis, both.other)
    made = cite(both)
    small = cite(both, "cem", both.other, card={"title": "A leaflet"})
    first, second = to_open_next(both.vera)
    assert (first.source, first.n_marks, first.n_assertions, first.n_claim_marks) == (made.source, 1, 1, 1)
    assert (second.source, second.weight, second.n_origins) == (small.source, 2, 1)
    citing.check(both.bob, made.uuid, 1, finding="not-found")
    assert [row.source for row in to_open_next(both.vera)] == [small.source]


def test_a_card_is_suggested_by_speaker_and_words_and_says_why(both):
    made = cite(both)
    citing.add_source(both.ann, {"title": "Annual weather almanac"})
    (suggested,) = cards_for(both.cem, both.other)
    assert suggested.source == made.source
    assert "same speaker" in suggested.why
    (group,) = without_card(both.cem)
    assert (group.speaker, group.n, group.suggested.source) == ("RAND", 1, made.source)
    assert without_card(both.bob) == []  # his own cites; Cem's is not his to give a card
