"""The list of speakers: one name one speaker, merged and split by keepers, seen where they speak."""

import pytest

from core.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from core.models import Quotation, Speaker
from core.queries.filters import Filters
from core.queries.quotes import QuoteFilters, quote_list
from core.queries.reading_page import speakers as completed
from core.queries.speakers import may_be_one, n_articles, removed_entries, removed_entry, speakers_seen
from core.services.speakers import (
    add_speaker,
    ask_again,
    change_speaker,
    join_names,
    merge_speakers,
    remove_speaker,
    restore_speaker,
    split_alias,
    tell_apart,
)
from core.services.versions import add_version
from tests.house import TEXT

ZHU = {"name": "Zhu Li", "aliases": ["Mr. Zhu", "zhu  li"], "side": "prc-government"}


def test_a_name_has_one_speaker_whatever_its_case_and_spaces(house):
    zhu = add_speaker(house.ada, ZHU)
    assert zhu.aliases == ["Mr. Zhu"]
    with pytest.raises(Conflict, match="Zhu Li") as refused:
        add_speaker(house.ann, {"name": "Another", "aliases": ["  mr.   ZHU "]})
    assert refused.value.details == {"speaker": zhu.pk}
    other = add_speaker(house.ann, {"name": "Wang"})
    with pytest.raises(Conflict):
        change_speaker(house.ann, other.pk, 1, {"name": "zhu li"})
    assert change_speaker(house.ann, zhu.pk, 1, {"name": "ZHU Li"}).version == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [({"name": " "}, "name_invalid"), ({"name": 5}, "name_invalid"), ({"name": "x", "side": "moon"}, "unknown_side"),
     ({"name": "x", "aliases": "y"}, "name_invalid"), ({"name": "x", "rank": 1}, "unknown_field"),
     ({"name": "a\x00b"}, "text_refused")],
)  # fmt: skip
def test_what_is_no_speaker_is_refused(house, values, code):
    with pytest.raises(Invalid) as refused:
        add_speaker(house.ann, values)
    assert refused.value.code == code
    assert not Speaker.objects.exists()


def test_merging_keeps_every_name_and_again_changes_nothing(house):
    zhu = add_speaker(house.ann, {"name": "Zhu Li"})
    embassy = add_speaker(house.ann, {"name": "The embassy", "aliases": ["Embassy"]})
    for _ in range(2):
        merged = merge_speakers(house.ann, zhu.pk, 1, embassy.pk)
    assert (merged.aliases, merged.version, Speaker.objects.count()) == (["The embassy", "Embassy"], 2, 1)
    with pytest.raises(NotFound):
        merge_speakers(house.ann, embassy.pk, 1, zhu.pk)


def test_what_is_merged_away_says_who_did_it_and_keeps_to_the_limits_of_an_entry(house):
    zhu = add_speaker(house.ann, {"name": "Zhu Li", "aliases": [f"Zhu {n}" for n in range(60)]})
    many = add_speaker(house.ann, {"name": "Mr. Zhu", "aliases": [f"Mr. Zhu {n}" for n in range(60)]})
    with pytest.raises(Invalid):
        merge_speakers(house.ann, zhu.pk, 1, many.pk)
    Speaker.objects.filter(pk=many.pk).update(changed_by=house.bob.user)
    change_speaker(house.ann, zhu.pk, 1, {"aliases": []})
    merge_speakers(house.ann, zhu.pk, 2, many.pk)
    assert removed_entry(house.ann, many.pk).changed_by_id == house.ann.user.pk


def test_an_alias_longer_than_a_name_is_not_cut(house):
    zhu = add_speaker(house.ann, {"name": "Zhu Li", "aliases": ["Z" * 201]})
    for alias in ("Z" * 201, None, 7):
        with pytest.raises(Invalid):
            split_alias(house.ann, zhu.pk, 1, alias)
    assert Speaker.objects.get().aliases == ["Z" * 201]


def test_a_split_alias_is_a_speaker_without_a_side(house):
    zhu = add_speaker(house.ann, ZHU)
    alone = split_alias(house.ann, zhu.pk, 1, "MR. zhu")
    left = Speaker.objects.get(pk=zhu.pk)
    assert (alone.name, alone.side, left.aliases) == ("Mr. Zhu", "", [])
    assert (alone.not_same, left.not_same) == (["Zhu Li"], ["Mr. Zhu"])
    with pytest.raises(Invalid):
        split_alias(house.ann, zhu.pk, 2, "Mr. Zhu")


def test_who_changes_what_was_changed_meanwhile_is_told_and_readers_keep_no_list(house):
    zhu = add_speaker(house.ann, ZHU)
    change_speaker(house.ann, zhu.pk, 1, {"side": "industry"})
    with pytest.raises(StaleVersion) as refused:
        change_speaker(house.ada, zhu.pk, 1, {"side": "ngo"})
    assert refused.value.current.side == "industry"
    with pytest.raises(Forbidden):
        add_speaker(house.bob, {"name": "Wang"})


def test_names_in_marks_and_quotations_are_one_speaker_with_their_articles_and_outlets(house):
    second = house.add_document("d2", "Zhu spoke. Nobody else did.")
    third = house.add_document("d3", "He said: nothing.")
    house.mark("bob", "Officials say", facets={"speaker": "Mr. Zhu"})
    house.mark("bob", "Zhu spoke", document=second, facets={"speaker": "Zhu Li"})
    for document in (house.document, second):
        house.submit("bob", document)
    Quotation.objects.create(document=third, start=0, end=7, n_words=2, speaker="zhu li")
    join_names(house.ann, ["Zhu Li", "Mr. Zhu"])
    (zhu,) = speakers_seen(house.ann)
    assert (zhu.name, zhu.documents, dict(zhu.outlets)) == ("Zhu Li", {"d1", "d2", "d3"}, {"The Gazette": 3})
    assert (zhu.n_marks, zhu.n_quotations, n_articles(house.ann)) == (2, 1, 3)
    (quoted,) = speakers_seen(house.cem)  # sees no mark of Bob's yet
    assert (quoted.n_marks, quoted.documents) == (0, {"d3"})
    found = quote_list(house.ann, Filters(), QuoteFilters(speaker="mr. zhu"))
    assert [row.quote for row in found] == ["Officials say", "Zhu spoke"]


def test_versions_of_an_article_are_one_article_of_a_speaker(house):
    house.mark("bob", "There is no proof of state policy", facets={"speaker": "Zhu Li"})
    house.mark("bob", "The Chinese ministry denies it", facets={"speaker": "Zhu Li"})
    house.submit("bob")
    add_version(house.ann, house.document, TEXT.replace("denies it", "now concedes it"))  # one carried, one waits
    (zhu,) = speakers_seen(house.ann)
    assert (zhu.documents, zhu.n_marks, n_articles(house.ann)) == ({"d1"}, 2, 1)


def test_names_that_may_be_one_are_asked_about_until_they_are(house):
    for quote, name in (("Beijing", "Vanda Felbab-Brown"), ("Officials say", "Felbab-Brown"), ("China banned", "DEA")):
        house.mark("bob", quote, facets={"speaker": name})
    house.submit("bob")
    ((one, other, why),) = may_be_one(speakers_seen(house.ann))
    assert ({one.name, other.name}, why) == ({"Vanda Felbab-Brown", "Felbab-Brown"}, "one name holds the other")
    for _ in range(2):
        join_names(house.ann, [one.name, other.name])
    assert may_be_one(speakers_seen(house.ann)) == []
    assert Speaker.objects.count() == 1


def asked(house):
    return {frozenset((one.name, other.name)) for one, other, _ in may_be_one(speakers_seen(house.ann))}


def test_names_that_were_told_apart_are_asked_about_no_more_until_somebody_wants_it(house):
    for quote, name in (("Beijing", "Hu Jia"), ("Officials say", "Hu"), ("China banned", "Hu Jia Wei")):
        house.mark("bob", quote, facets={"speaker": name})
    house.submit("bob")
    assert len(asked(house)) == 3
    tell_apart(house.ann, "Hu Jia", "Hu")
    one, other = tell_apart(house.ann, "Hu  jia", "hu")
    assert (one.not_same, other.not_same, one.version) == (["Hu"], ["Hu Jia"], 2)
    assert asked(house) == {frozenset({"Hu", "Hu Jia Wei"}), frozenset({"Hu Jia", "Hu Jia Wei"})}
    join_names(house.ann, ["Hu Jia", "Hu Jia Wei"])
    assert asked(house) == set()
    with pytest.raises(Invalid) as refused:
        tell_apart(house.ann, "Hu Jia", "Hu Jia Wei")
    assert refused.value.code == "same_speaker"
    ask_again(house.ann, other.pk, 2, "Hu Jia Wei")
    assert asked(house) == {frozenset({"Hu Jia", "Hu"})}
    assert join_names(house.ann, ["Hu Jia", "hu"]).not_same == []


def test_a_removed_entry_comes_back_as_it_was_unless_its_name_was_given_away(house):
    house.mark("bob", "Beijing", facets={"speaker": "Mr. Zhu"})
    house.submit("bob")
    zhu = add_speaker(house.ann, {**ZHU, "note": "of the embassy", "not_same": ["Zhu Bo"]})
    with pytest.raises(StaleVersion):
        remove_speaker(house.ada, zhu.pk, 2)
    remove_speaker(house.ada, zhu.pk, 1)
    assert [(row.name, row.entry) for row in speakers_seen(house.ann)] == [("Mr. Zhu", None)]
    (gone,) = removed_entries(house.ann)
    assert (gone.id, gone.name, gone.changed_by_id) == (zhu.pk, "Zhu Li", house.ada.user.pk)
    for _ in range(2):
        back = restore_speaker(house.ann, zhu.pk)
    stored = Speaker.objects.get(pk=back.pk)
    assert (stored.aliases, stored.side, stored.note, stored.not_same, stored.version) == (
        ["Mr. Zhu"], "prc-government", "of the embassy", ["Zhu Bo"], 3,
    )  # fmt: skip
    assert removed_entries(house.ann) == []
    remove_speaker(house.ada, zhu.pk, 3)
    add_speaker(house.ann, {"name": "mr. zhu"})
    with pytest.raises(Conflict):
        restore_speaker(house.ann, zhu.pk)
    with pytest.raises(NotFound):
        restore_speaker(house.ann, 10**30)


def test_a_merged_entry_is_no_removed_one(house):
    zhu, embassy = add_speaker(house.ann, {"name": "Zhu Li"}), add_speaker(house.ann, {"name": "The embassy"})
    merge_speakers(house.ann, zhu.pk, 1, embassy.pk)
    assert removed_entries(house.ann) == []


def test_marking_is_completed_from_the_list_first_with_sides(house):
    house.mark("bob", "Beijing", facets={"speaker": "Abel"})
    house.mark("bob", "Officials say", facets={"speaker": "Mr. Zhu"})
    add_speaker(house.ann, ZHU)
    side = "prc-government"
    assert list(completed(house.bob).items()) == [("Zhu Li", side), ("Abel", ""), ("Mr. Zhu", side)]
