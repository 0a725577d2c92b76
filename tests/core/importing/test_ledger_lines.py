"""Cards, speakers, indicators, claims, citations and versions from files: what is refused, and what is unchanged."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from core.importing.interchange import ANNOTATIONS
from core.models import Citation, Claim, Document, Project, Source
from core.services import citing
from core.services.merging_sources import merge_sources
from core.services.versions import add_version
from tests.core.export.corpora import exported
from tests.core.importing.files import (
    ASSESSMENT,
    CITATION,
    CLAIM,
    DOCUMENT,
    FILE,
    ID,
    LEDGER,
    MARK,
    OUTLET,
    REVIEWER,
    SECOND,
    SOURCE,
    SPEAKER,
    take,
    without,
)
from tests.house import House

HEAD = [FILE, OUTLET, SOURCE, DOCUMENT, REVIEWER, MARK, SECOND]


def source(**changes: Any) -> list[Any]:
    return [FILE, SOURCE | changes]


def speaker(**changes: Any) -> list[Any]:
    return [FILE, SPEAKER, {"type": "speaker", "name": "Another"} | changes]


def assessment(**changes: Any) -> list[Any]:
    return [FILE, OUTLET, DOCUMENT, REVIEWER, ASSESSMENT | changes]


def claim(**changes: Any) -> list[Any]:
    return [*HEAD, CLAIM, CLAIM | {"id": "another"} | changes]


def citation(**changes: Any) -> list[Any]:
    return [*HEAD, CITATION | changes]


def later(**changes: Any) -> list[Any]:
    return [FILE, OUTLET, DOCUMENT, {"type": "document", "id": "d2", "text": "Mended."} | changes]


CASES: dict[str, tuple[list[Any], str, str]] = {
    "an address that runs": (source(url="javascript:alert(1)"), "url_invalid", "javascript:alert(1)"),
    "a card of no day": (source(published_on="May"), "date_invalid", "'May'"),
    "a card that is filed in words": (source(filed_openly="yes"), "field_invalid", "true or false"),
    "a card with too long a title": (source(title="x" * 501), "invalid", "title"),
    "an id for two cards": ([*source(), SOURCE | {"producer": "Nobody"}], "id_reused",
                            "producer is 'The Bureau' here and 'Nobody'"),
    "a speaker without a name": (speaker(name=" "), "field_invalid", "have names"),
    "a speaker of no side": (speaker(side="left"), "unknown_facet", "'left'"),
    "a speaker who is not the same as itself": (speaker(not_same=[" another"]), "field_invalid", "own names"),
    "a name of two speakers": (speaker(aliases=["BUREAU "]), "id_reused", "a name of the speaker 'The Bureau'"),
    "a speaker known otherwise": (speaker(name="The Bureau", side=""), "id_reused", "side is 'us-executive' here"),
    "an assessment of no document": (assessment(document="d9"), "unknown_document", "'d9'"),
    "an assessment by nobody": (assessment(reviewer="r9"), "unknown_reviewer", "'r9'"),
    "an answer to no question": (assessment(answers={"mood": {"value": "sad"}}), "unknown_indicator", "'mood'"),
    "an answer that is none": (assessment(answers={"emotional-tone": {"value": "sad"}}), "unknown_value", "'sad'"),
    "a question without answer": (assessment(answers={"emotional-tone": None}), "field_invalid", "no answer"),
    "two assessments": ([*assessment(), ASSESSMENT | {"answers": {}}], "id_reused", "known otherwise: answers"),
    "a claim without words": (claim(text=" "), "field_invalid", "one to 500"),
    "a claim that goes without text": ([*HEAD, without(CLAIM, "text")], "text_missing", "no text"),
    "a claim without marks": (claim(annotations=[]), "field_invalid", "at least one mark"),
    "a claim of an unknown mark": (claim(annotations=[ID.format(9)]), "unknown_annotation", ID.format(9)),
    "a mark in two claims": (claim(), "claimed_already", f"{ID.format(1)} states the claim {ID.format(21)}"),
    "an id for two claims": (claim(id=ID.format(21), annotations=[ID.format(1)]), "id_reused", "a list of 2 here"),
    "a citation by an unknown mark": (citation(annotation=ID.format(9)), "unknown_annotation", ID.format(9)),
    "a citation of an unknown card": (citation(source="s9"), "unknown_source", "'s9'"),
    "an unknown finding": (citation(finding="so-so"), "unknown_finding", "'so-so'"),
    "an excerpt of 51 words": (citation(excerpt="so " * 51), "excerpt_too_long", "not 51"),
    "a source opened by nobody known": (citation(checked_by="r9"), "unknown_reviewer", "'r9'"),
    "opened in a month": (citation(checked_on="2026-11"), "date_invalid", "no day"),
    "a citation known otherwise": ([*citation(), CITATION | {"finding": "not-found"}], "id_reused",
                                   "finding is 'says-so' here and 'not-found'"),
    "a later version of nothing": (later(version_of="d9", version=2), "unknown_document", "a version of"),
    "a later version without number": (later(version_of="d1"), "version_invalid", "from 2 on"),
    "a number without a first version": (later(version=2), "version_invalid", "has neither"),
    "two current versions": (later(version_of="d1", version=2), "current_twice", "'d1' is the current version"),
    "two second versions": (
        [*later(version_of="d1", version=2, current=False),
         {"type": "document", "id": "d3", "text": "Again.", "version_of": "d1", "version": 2, "current": False}],
        "version_taken", "version 2 already"),
    "a version of a later one": (
        [*later(version_of="d1", version=2, current=False),
         {"type": "document", "id": "d3", "text": "Again.", "version_of": "d2", "version": 3, "current": False}],
        "version_invalid", "'d2' is a later version"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_with_line_and_reason_and_nothing_is_stored(name: str, project: Project) -> None:
    rows, code, words = CASES[name]
    report = take(project, rows)
    assert [(row.code, row.line) for row in report.refusals] == [(code, len(rows))]
    assert words in report.refusals[0].reason
    assert not report.stored


def test_the_same_lines_again_are_unchanged_and_a_file_says_only_what_it_says(project: Project) -> None:
    assert take(project, LEDGER).stored
    again = take(project, [*LEDGER[:-2], without(CLAIM, "text"), without(CITATION, "excerpt", "checked_by")])
    assert (again.n_added, again.n_refused, again.n_unchanged) == (0, 0, len(LEDGER))


def test_a_file_of_some_speakers_may_leave_out_of_whom_one_was_told_apart_but_adds_nobody(project: Project) -> None:
    told = speaker(not_same=["The Bureau", "Nobody"])
    assert take(project, told).stored
    assert take(project, speaker(not_same=["Nobody"])).n_unchanged == 3
    assert [row.code for row in take(project, speaker(not_same=["Somebody"])).refusals] == ["id_reused"]


def test_an_excerpt_may_have_50_words(project: Project) -> None:
    assert take(project, citation(excerpt="so " * 49 + "it's")).stored


def test_a_claim_of_which_a_mark_was_refused_is_refused_whole(project: Project) -> None:
    report = take(project, [*HEAD[:-1], SECOND | {"label": "wit"}, CLAIM, CITATION], skip_refused=True)
    assert [row.code for row in report.refusals] == ["unknown_label", "unknown_annotation"]
    assert (Claim.objects.count(), Citation.objects.count()) == (0, 1)


def test_a_claim_may_have_any_id_and_the_same_id_is_the_same_claim(project: Project) -> None:
    assert take(project, [*HEAD, CLAIM | {"id": "c1"}]).stored
    again = take(project, [*HEAD, CLAIM | {"id": "c1"}])
    assert (again.counts["claim"].unchanged, again.n_refused) == (1, 0)


def test_a_merged_card_goes_out_as_the_one_that_remains_and_is_known_under_its_old_id(project: Project) -> None:
    other = SOURCE | {"id": "s2", "title": "The survey"}
    assert take(project, [FILE, OUTLET, SOURCE, other, *HEAD[3:], CITATION, CITATION | {"source": "s2"}]).stored
    Source.objects.filter(key="s1").update(merged_into=Source.objects.get(key="s2"))
    Citation.objects.filter(source__key="s2").update(finding="unchecked", excerpt="", checked_by=None)
    lines = [json.loads(line) for line in exported(project).splitlines()]
    assert [line["id"] for line in lines if line["type"] == "source"] == ["s2"]
    # Both marks' citations stand on one card now: what somebody opened goes before what nobody did.
    assert [line for line in lines if line["type"] == "citation"] == [CITATION | {"source": "s2"}]
    again = take(project, [FILE, SOURCE, CITATION | {"annotation": ID.format(2), "source": "s1"}])
    assert again.stored
    assert Citation.objects.get(annotation__uuid=ID.format(2)).source.key == "s2"


def test_what_a_file_says_of_a_mark_that_was_carried_stands_at_the_mark_of_the_later_version(house: House) -> None:
    mark = house.mark("bob", "China banned")
    named = str(mark.uuid)
    lines = [FILE, SOURCE, CITATION | {"annotation": named, "checked_by": ""}]
    assert take(house.project, lines).stored
    add_version(house.ann, house.document, f"New words. {house.document.text}")
    again = take(house.project, [*lines[:2], CLAIM | {"annotations": [named]}, lines[2]])
    assert (again.stored, again.counts["citation"].unchanged) == (True, 1)
    assert Citation.objects.get().annotation.document.key == "d1.2"
    assert Claim.objects.get().marks.get().annotation.document.key == "d1.2"


@pytest.mark.django_db(transaction=True)
def test_a_card_that_is_merged_while_a_file_cites_it_takes_the_citation_along(lasting_house: House) -> None:
    house, mark = lasting_house, lasting_house.mark("bob", "China banned")
    for key in ("s1", "s2"):
        citing.add_source(house.ann, {"title": f"The survey {key}"}, key=key)

    def merge() -> None:
        merge_sources(house.ann, "s1", 1, into="s2")
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            take(house.project, [FILE, {"type": "citation", "annotation": str(mark.uuid), "source": "s1"}])
            merging = pool.submit(merge)
            time.sleep(0.3)  # it would be done by now
        merging.result(20)
    assert Citation.objects.get().source.key == "s2"


def test_the_first_version_comes_before_the_later_ones_whatever_their_keys(project: Project) -> None:
    first = {"type": "document", "id": "z", "text": "First.", "current": False}
    texts = [
        {"type": "document", "id": "a", "text": "Third.", "version_of": "z", "version": 3, "version_note": "Note"},
        {"type": "document", "id": "b", "text": "Second.", "version_of": "z", "version": 2, "current": False},
    ]
    assert take(project, [FILE, *texts, first]).stored
    stored = Document.objects.filter(version_of__key="z").order_by("version_number")
    assert list(stored.values_list("key", "version_number", "version_note", "is_current")) == [
        ("b", 2, "", False), ("a", 3, "Note", True),
    ]  # fmt: skip
    assert take(project, [FILE, *texts, first]).n_unchanged == 4


def test_where_no_line_names_the_current_version_the_last_one_is(project: Project) -> None:
    first = {"type": "document", "id": "a", "text": "First.", "current": False}
    report = take(project, [FILE, first, {"type": "document", "id": "b", "text": "Second.", "version_of": "a",
                                          "version": 2, "current": False}])  # fmt: skip
    assert [note.code for note in report.notes] == ["current_guessed"]
    assert dict(Document.objects.values_list("key", "is_current")) == {"a": False, "b": True}


def test_a_file_of_annotations_brings_what_hangs_on_marks(project: Project) -> None:
    assert take(project, [FILE, OUTLET, DOCUMENT]).stored
    report = take(project, LEDGER, adds=ANNOTATIONS)
    assert report.stored, report.refusals
    assert (Citation.objects.count(), Claim.objects.count(), Source.objects.count()) == (1, 1, 1)


def test_a_file_opens_no_source_and_assesses_nothing_in_a_members_name(house: House) -> None:
    mark = house.mark("bob", "China banned")
    name = mark.reading.reviewer.code_name
    report = take(house.project, [
        FILE, SOURCE, {"type": "assessment", "document": "d1", "reviewer": name, "answers": {}},
        CITATION | {"annotation": str(mark.uuid), "checked_by": name},
    ])  # fmt: skip
    assert [row.code for row in report.refusals] == ["member_account"] * 2
