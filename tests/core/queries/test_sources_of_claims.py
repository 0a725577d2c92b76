"""Independently or by copying: hard cases, each as readers and keepers leave it in the store."""

from uuid import uuid4

import pytest

from core.models import Citation, Document, Excluded, Section, SharedPassage, Source
from core.queries.claim_marks import stating_marks
from core.queries.claims import claim_seen, claims_of
from core.services import annotating, claiming, derived, speakers
from core.services.documents import SectionDraft
from core.services.outlets import add_outlet
from core.services.settling import count_now
from core.services.versions import add_version
from tests.core.claimed import AGENCY, TIMES, Claimed

SAYS = "About 70,000 hands were at work in Ningbo"


@pytest.fixture
def apart(world: Claimed) -> Claimed:
    """The three outlets where nothing has been compared: ties are those that people made."""
    SharedPassage.objects.all().delete()
    return world


def claim(world: Claimed, *keys: str):
    made, _ = claiming.make_claim(world.ann, id=uuid4(), marks=world.of(*keys), text="Seventy thousand worked there.")
    return made.uuid


def add(world: Claimed, key: str, text: str, quote: str, *, sections=(), facets=None) -> None:
    """One more outlet with a text that Bob marks and submits."""
    add_outlet(world.ann, key, {"name": f"The {key.capitalize()}"})
    world.texts[key] = world.add_document(key, text, outlet=key, sections=list(sections))
    world.marks[key] = world.mark("bob", quote, document=world.texts[key], facets=facets or {"voice": "own-voice"})
    world.submit("bob", world.texts[key])
    SharedPassage.objects.all().delete()


def sources(world: Claimed, uuid) -> list[tuple[set[str], tuple[str, ...]]]:
    seen = claim_seen(world.ann, uuid)
    return [({row.origin for row in seen.of_group(group)}, group.why) for group in seen.groups]


def copy_of(world: Claimed, key: str, original: str) -> None:
    """All of the text is ruled a copy, under its own outlet."""
    document = world.texts[key]
    Section.objects.create(document=document, start=0, end=document.length, outlet=document.outlet,
                           copy_of=world.texts[original])  # fmt: skip
    derived.derive_document(document)


def test_a_copy_of_a_copy_is_one_source_with_the_first_though_the_one_between_is_not_in_the_claim(apart):
    add(apart, "mirror", f"Seen elsewhere. {SAYS}. So it goes.", SAYS)
    copy_of(apart, "blog", "agency")
    copy_of(apart, "mirror", "blog")
    assert sources(apart, claim(apart, "agency", "mirror", "times")) == [
        ({"agency", "mirror"}, ("copy",)), ({"times"}, ()),
    ]  # fmt: skip


def test_a_claim_in_a_copied_section_is_its_origins_and_two_texts_of_one_outlet_are_one_source(apart):
    section = SectionDraft(0, len(AGENCY), "agency", copy_of="agency")
    add(apart, "digest", f"{AGENCY} Our own words.", "The plant in Ningbo employed 70,000 people in 2019",
        sections=[section])  # fmt: skip
    apart.texts["second"] = apart.add_document("second", TIMES, outlet="times")
    apart.marks["second"] = apart.mark("bob", "70 000 people worked", document=apart.texts["second"])
    apart.submit("bob", apart.texts["second"])
    found = claim(apart, "agency", "digest", "times", "second")
    assert sources(apart, found) == [({"agency"}, ()), ({"times"}, ())]
    assert {row.via for row in claim_seen(apart.ann, found).marks} == {"", "The Digest"}


def test_a_newer_version_of_the_copied_article_is_the_same_article(apart):
    copy_of(apart, "blog", "agency")
    found = claim(apart, "agency", "blog")
    add_version(apart.ann, apart.texts["agency"], AGENCY.replace("Nothing else is known", "Nothing more is known"))
    SharedPassage.objects.all().delete()
    seen = claim_seen(apart.ann, found)
    assert {row.is_current for row in seen.marks} == {True}
    assert sources(apart, found) == [({"agency", "blog"}, ("copy",))]


def test_a_doubtful_mark_states_the_claim_once_and_where_it_stood_after_its_version_is_left(apart):
    found = claim(apart, "agency", "times")
    text = AGENCY.replace("employed 70,000 people in 2019", "gave work to some 70,000 in the year 2019")
    add_version(apart.ann, apart.texts["agency"], text)
    assert [row.document_key for row in claim_seen(apart.ann, found).marks] == ["agency", "times"]
    count_now(apart.ann, Document.objects.get(version_of=apart.texts["agency"]))
    seen = claim_seen(apart.ann, found)
    assert [(row.origin, row.is_current) for row in seen.marks] == [("agency", False), ("times", True)]
    assert seen.n_independent == 2


def test_what_stands_in_an_excluded_range_is_no_statement_of_its_outlet(apart):
    found = claim(apart, "agency", "times")
    mark = apart.marks["times"]
    Excluded.objects.create(document=mark.document, start=mark.start, end=mark.end, reason="comment")
    seen = claim_seen(apart.ann, found)
    assert (list(seen.outlets), [row.origin for row in seen.outside]) == (["agency"], ["times"])
    assert seen.text == "Seventy thousand worked there."  # nothing of it is hidden
    assert claims_of(apart.ann, [mark.uuid])[mark.uuid].uuid == found
    claiming.take_out(apart.ann, found, apart.of("agency"))
    assert (claim_seen(apart.ann, found).outlets, claim_seen(apart.ann, found).n_independent) == ({}, 0)


def test_two_who_have_it_from_one_named_person_are_one_source_and_officials_may_be_anybody(apart):
    facets = {"voice": "named-person", "speaker": "Vanda  Miller"}
    add(apart, "north", f"{SAYS}, she said.", SAYS, facets=facets)
    add(apart, "south", f"Listen: {SAYS}.", SAYS, facets={"voice": "own-voice", "speaker": "miller"})
    for key in ("east", "west"):
        facets = {"voice": "anonymous-collective", "speaker": "officials"}
        add(apart, key, f"{key}: {SAYS}, they say.", SAYS, facets=facets)
    found = claim(apart, "north", "south", "east", "west")
    assert len(sources(apart, found)) == 4
    speakers.add_speaker(apart.ann, {"name": "Vanda Miller", "aliases": ["Miller"]})
    assert sources(apart, found) == [({"east"}, ()), ({"north", "south"}, ("speaker",)), ({"west"}, ())]


def test_a_source_that_evidence_cites_is_what_the_assertion_rests_on(apart):
    card = Source.objects.create(project=apart.project, key="ministry")
    for key, quote in (("agency", "the ministry said"), ("times", "By our own count")):
        proof = apart.mark("ann", quote, "evidence", document=apart.texts[key])
        own = apart.mark("ann", apart.marks[key].quote, document=apart.texts[key])
        annotating.add_link(apart.ann, proof.uuid, own.uuid, "supports")
        Citation.objects.create(project=apart.project, annotation=proof, source=card, finding="says-so")
        apart.marks[key] = own
    found = claim(apart, "agency", "times")
    assert sources(apart, found) == [({"agency", "times"}, ("source",))]
    (quoted, cited) = claim_seen(apart.ann, found).bases[apart.marks["agency"].pk]
    assert (quoted.kind, cited.key, cited.finding, cited.through_evidence) == ("supports", "ministry", "says-so", True)


def test_who_sees_a_part_of_a_claim_is_told_of_the_ties_among_that_part_only(apart):
    apart.mark("cem", "The weather was fine", document=apart.texts["times"])
    apart.submit("cem", apart.texts["times"])
    copy_of(apart, "blog", "agency")
    found = claim(apart, "agency", "blog", "times")
    assert not stating_marks(apart.cem).filter(document=apart.texts["agency"]).exists()
    seen = claim_seen(apart.cem, found)
    assert [(group.members, group.why) for group in seen.groups] == [((0,), ())]
