"""The doctor finds each kind of damage, planted behind the database's back, and nothing else."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from core.models import Project
from tests.core.importing.files import CORPUS, DECISION, take


@pytest.fixture
def filled(project: Project) -> Project:
    """The small corpus, with one ruling."""
    finished = [row | {"adjudicated_at": "2026-11-22T12:00:00Z"} if row["type"] == "document" else row
                for row in CORPUS]  # fmt: skip
    assert take(project, [*finished, DECISION]).stored
    return project


def plant(*statements: str) -> None:
    """Write without our triggers, and with foreign keys put off, as a careless hand writes."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("core_")]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for statement in statements:
            cursor.execute(statement)


def told() -> str:
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("doctor", stdout=out)
    assert left.value.code == 1
    return out.getvalue()


def test_a_healthy_store_is_said_to_be_well(filled: Project) -> None:
    out = StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue() == "All is well: 1 documents and 2 marks.\n"


_NO_CHECK = "ALTER TABLE core_document DROP CONSTRAINT document_{}_is_the_texts"
DAMAGE = {
    "another text": (
        [_NO_CHECK.format("sha256"), "UPDATE core_document SET text = 'X' || substr(text, 2)"], "its SHA-256 is not"),
    "another length": (
        [_NO_CHECK.format("length"), "UPDATE core_document SET length = length + 1"], "its length is stored as 85"),
    "a quote of other words": (
        ["UPDATE core_annotation SET quote = 'X' || substr(quote, 2)"], "quote or context is not the text at [0,"),
    "another context": (["UPDATE core_annotation SET suffix = 'x'"], "quote or context is not the text"),
    "a detail of no codebook": (
        ["UPDATE core_annotation SET facets = '{\"mood\": \"sad\"}'"], "no detail 'mood'"),
    "a count of words": (["UPDATE core_part SET n_words = n_words + 1"], "the part of its section"),
    "a part that is missing": (
        ["DELETE FROM core_coverage", "DELETE FROM core_part WHERE section_id IS NULL"], "its text outside"),
    "a mark without its part": (["UPDATE core_annotation SET part_id = NULL"], "its part or whether it enters"),
    "a mark out of the figures": (
        ["UPDATE core_annotation SET in_figures = NOT in_figures"], "whether it enters figures is not as derived"),
    "a count of sentences": (
        ["UPDATE core_coverage SET n_sentences = n_sentences + 1"], "reading by r1: what it covered"),
    "a coverage that is missing": (["DELETE FROM core_coverage"], "reading by r1: what it covered"),
    "a mark outside what was read": (
        ["UPDATE core_reading SET ranges = '[[30, 40]]'"], "begins outside the ranges"),
    "a ruling of other words": (
        ["UPDATE core_decision SET quote = 'X' || substr(quote, 2)"], f"ruling {DECISION['id']}: its quote is not"),
    "a ruling with a detail of no codebook": (
        ["UPDATE core_decision SET facets = '{\"mood\": \"sad\"}'"], "no detail 'mood'"),
    "a ruling without its part": (
        ["UPDATE core_decision SET part_id = NULL"], f"ruling {DECISION['id']}: its part or whether"),
    "a count of sentences ruled": (
        ["UPDATE core_part SET n_sentences_ruled = n_sentences_ruled + 1"], "the part of its section"),
    "a gap in the events": (["DELETE FROM core_event WHERE number = 2"], "there is a gap"),
    "a counter that ran on": (["UPDATE core_document SET last_event = 9"], "counter of events is at 9"),
    "a mark without history": (["DELETE FROM core_annotationhistory"], "annotation N: has no history"),
    "a mark changed past its history": (
        ["UPDATE core_annotation SET note = 'other'"], "is not as the last entry of its history says"),
    "a section without history": (["DELETE FROM core_sectionhistory"], "section N: has no history"),
    "a reading without history": (["DELETE FROM core_readinghistory"], "reading N: has no history"),
    "a link without history": (["DELETE FROM core_linkhistory"], "link N: has no history"),
    "a label without history": (["DELETE FROM core_labelhistory"], "label N: has no history"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_the_doctor_finds(name: str, filled: Project) -> None:
    statements, words = DAMAGE[name]
    plant(*statements)
    said = told()
    assert words in re.sub(r"(annotation|section|reading|link|label) \d+:", r"\1 N:", said)
    assert said.splitlines()[-1].endswith("findings in 1 documents and 2 marks.")
