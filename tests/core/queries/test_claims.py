"""Claims as one viewer sees them, and what is suggested to be one."""

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Citation, SharedPassage, Source
from core.queries.claim_suggestions import suggestions
from core.queries.claims import claim_seen, claims_counted, claims_seen
from core.queries.filters import Filters
from core.services import annotating, claiming


def joined(world, *keys, **more):
    return claiming.make_claim(world.ann, id=uuid4(), marks=world.of(*keys), **more)[0]


def test_three_outlets_of_which_one_copies_another_are_two_sources(world):
    claim = joined(world, "agency", "blog", "times")
    seen = claim_seen(world.ann, claim.uuid)
    assert (list(seen.outlets.values()), seen.n_independent) == (["The Agency", "The Blog", "The Times"], 2)
    assert [group.why for group in seen.groups] == [("passage",), ()]
    SharedPassage.objects.all().delete()  # as where nothing has been compared
    assert claim_seen(world.ann, claim.uuid).n_independent == 3


def test_outlets_that_cite_one_source_are_one(world):
    source = Source.objects.create(project=world.project, key="ministry")
    for key in ("agency", "times"):
        Citation.objects.create(project=world.project, annotation=world.marks[key], source=source, finding="says-so")
    seen = claim_seen(world.ann, joined(world, "agency", "times").uuid)
    assert [group.why for group in seen.groups] == [("source",)]
    assert [basis.finding for basis in seen.bases[world.marks["agency"].pk]] == ["says-so"]


def test_a_claim_is_seen_with_the_marks_one_sees_and_never_in_words_of_hidden_ones(world):
    world.mark("cem", "The weather was fine", document=world.texts["times"])
    world.submit("cem", world.texts["times"])
    claim = joined(world, "agency", "times", text="Seventy thousand worked in Ningbo.")
    assert claim_seen(world.bob, claim.uuid).text == "Seventy thousand worked in Ningbo."
    seen = claim_seen(world.cem, claim.uuid)
    assert ([row.document_key for row in seen.marks], seen.n_independent) == (["times"], 1)
    assert seen.text == "70 000 people worked in the Ningbo plant"
    joined(world, "blog")
    assert [row.uuid for row in claims_seen(world.cem)] == [claim.uuid]


def test_figures_count_claims_of_submitted_readings_under_their_filters(world):
    claim = joined(world, "agency", "blog", "times")
    assert [row.as_json() for row in claims_counted(world.ann, Filters())] == [
        {"id": str(claim.uuid), "text": claim.text, "outlets": ["agency", "blog", "times"], "n_marks": 3,
         "n_independent": 2}
    ]  # fmt: skip
    assert claims_counted(world.ann, Filters(voice="quoted")) == []
    assert claims_counted(world.ann, Filters(since="2021")) == []


def test_the_number_of_queries_does_not_grow_with_claims_and_marks(world):
    def n_queries():
        with CaptureQueriesContext(connection) as queries:
            claims_seen(world.ann)
            suggestions(world.ann)
        return len(queries)

    joined(world, "agency")
    n_queries()  # the codebook is remembered from here on
    before = n_queries()
    joined(world, "blog")
    joined(world, "times")
    assert n_queries() == before


def test_the_same_number_in_other_spelling_is_suggested_with_its_reasons(world):
    found = suggestions(world.ann)
    assert {frozenset(side.first.document_key for side in row.sides) for row in found} == {
        frozenset(pair) for pair in (("agency", "blog"), ("agency", "times"), ("blog", "times"))
    }
    assert found[0].alike.same
    times = next(row for row in found if row.sides[1].first.document_key == "times")
    assert (times.alike.numbers, times.alike.names) == (("70,000",), ("Ningbo",))


def test_what_is_joined_or_told_apart_is_suggested_no_more_and_others_of_the_claim_neither(world):
    joined(world, "agency", "blog")
    (left,) = suggestions(world.ann)
    assert left.sides[1].first.document_key == "times"
    claiming.tell_apart(world.ann, world.of("blog"), world.of("times"))
    assert suggestions(world.ann) == []


def test_several_readings_of_one_sentence_are_one_side_of_a_suggestion(world):
    world.mark("cem", "70 000 people worked in the Ningbo plant", document=world.texts["times"])
    world.submit("cem", world.texts["times"])
    found = suggestions(world.ann)
    assert len(found) == 3
    assert {len(side.marks) for row in found for side in row.sides if side.first.document_key == "times"} == {2}


def test_a_reader_is_suggested_only_what_they_see(world):
    assert suggestions(world.cem) == []
    for key in ("agency", "times"):
        quote = world.marks[key].quote
        world.mark("cem", quote, document=world.texts[key])
    (own,) = suggestions(world.cem)
    assert {row.reviewer for side in own.sides for row in side.marks} == {world.cem.user.reviewers.get().code_name}
    annotating.delete_annotation(world.cem, own.sides[0].first.uuid, 1)
    assert suggestions(world.cem) == []
