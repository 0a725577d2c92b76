"""The doctor looks at cards, citations, claims, versions, proposals and indicators."""

from io import StringIO

import pytest
from django.core.management import call_command

from core.management.provenance_examined import examine_provenance
from core.models import Annotation, Document, NotTheSame, Project, Proposal, Quotation, SharedPassage, Source
from tests.core.commands.test_doctor import plant, told
from tests.core.importing.files import CLAIM, DOCUMENT, FILE, ID, LEDGER, SOURCE, empty_project, take
from tests.house import House


@pytest.fixture
def filled(project: Project) -> Project:
    """The small corpus with all that hangs on it, a later version, a proposal and another project."""
    later = {"type": "document", "id": "d2", "outlet": "gazette", "text": "Mended.", "version_of": "d1", "version": 2}
    rows = [row | {"current": False} if row is DOCUMENT else row for row in LEDGER]
    assert take(project, [*rows[:3], SOURCE | {"id": "s2"}, *rows[3:5], later, *rows[5:]]).stored
    Proposal.objects.create(document=Document.objects.get(key="d2"), kind="excluded", start=0, end=3)
    NotTheSame.objects.create(project=project, **dict(zip("ab", Annotation.objects.order_by("pk"), strict=True)))
    assert take(empty_project("other"), [FILE, SOURCE, {"type": "reviewer", "id": "stranger"}]).stored
    return project


def test_a_healthy_ledger_is_said_to_be_well(filled: Project) -> None:
    Source.objects.filter(key="s2").update(merged_into=Source.objects.get(project=filled, key="s1"))
    out = StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue() == "All is well: 2 documents and 2 marks.\n"


_OTHER = "(SELECT id FROM core_{} WHERE project_id = (SELECT id FROM core_project WHERE slug = 'other'))"
_ELSEWHERE = "project_id = (SELECT id FROM core_project WHERE slug = 'other')"
_NO_KEYS = """DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
    WHERE contype = 'f' AND conname LIKE '%of_one_project%' OR contype = 'f' AND array_length(conkey, 1) = 2 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$"""
DAMAGE = {
    "a card of another project": (
        [f"UPDATE core_citation SET source_id = {_OTHER.format('source')}"], "mark and card are not both of this"),
    "a reader of another project": (
        [f"UPDATE core_citation SET checked_by_id = {_OTHER.format('reviewer')}"], "a reader of another project is"),
    "an excerpt of 51 words": (
        ["UPDATE core_citation SET excerpt = repeat('so ', 51)"], "its excerpt has 51 words, and may have 50"),
    "cards merged in a circle": (
        ["UPDATE core_source SET merged_into_id = id WHERE key = 's2'"], "source s2: it was merged in a circle"),
    "a claim that says nothing": (["UPDATE core_claim SET text = ' '"], f"claim {CLAIM['id']}: it says nothing"),
    "a claim of another project": (
        [f"UPDATE core_claim SET {_ELSEWHERE}"], f"the mark {ID.format(1)} that states it is of another project"),
    "marks told apart elsewhere": (
        [f"UPDATE core_nottheSame SET {_ELSEWHERE}"], "they were told apart here, and are not both"),
    "no current version": (
        ["UPDATE core_document SET is_current = false"], "d1: 0 of its versions count, and one should"),
    "a proposal past the text": (['UPDATE core_proposal SET "end" = 8'], "[0, 8) ends after the text"),
    "an assessment by a stranger": (
        [f"UPDATE core_assessment SET reviewer_id = {_OTHER.format('reviewer')}"], "by a reader of another project"),
    "a citation without history": (["DELETE FROM core_citationhistory"], "has no history"),
    "a speaker changed past its history": (["UPDATE core_speaker SET note = 'x'"], "is not as the last entry"),
}  # fmt: skip


def test_the_doctor_finds_each_kind_of_damage(filled: Project) -> None:
    plant(_NO_KEYS, *(statement for statements, _ in DAMAGE.values() for statement in statements))
    said = told()
    assert [name for name, (_, words) in DAMAGE.items() if words not in said] == []


def test_the_doctor_finds_shared_passages_and_quotations_that_were_broken(house: House) -> None:
    words = " ".join(f"word{n}" for n in range(40))
    quoted = "“Nobody signed a statement on that long day”, officials said."
    for key in "abc":
        house.add_document(key, f"{words} {quoted} {key * 3}")
    assert list(examine_provenance()) == []
    first, second, _ = SharedPassage.objects.order_by("pk")
    SharedPassage.objects.filter(pk=first.pk).update(a_end=9_999)
    SharedPassage.objects.filter(pk=second.pk).update(a_start=second.a_start + 30, b_start=second.b_start + 30)
    Document.objects.filter(key="c").update(version_of=Document.objects.get(key="b"), version_number=2)
    Quotation.objects.filter(document__key="a").update(end=9_999)
    said = "\n".join(str(finding) for finding in examine_provenance())
    for words in (
        f"passage of {first.a.key} and {first.b.key}: it ends after the text", f"hold the {second.n_words} words",
        "passage of b and c: it is not shared by two", "quotation of b and c: it is not shared by two",
        "quotation of a: [",
    ):  # fmt: skip
        assert words in said


def test_the_doctor_finds_two_current_versions(filled: Project) -> None:
    plant("UPDATE core_document SET is_current = true")
    assert "d1: 2 of its versions count, and one should" in told()
