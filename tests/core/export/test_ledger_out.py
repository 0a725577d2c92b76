"""What hangs on marks and documents on its way out: who gets it, and in which form."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from core.access import Viewer
from core.export.bundle import LOSS_REPORT
from core.export.corpus import Corpus
from core.export.registry import export, export_into
from core.models import Annotation, Assessment, Citation, Claim, ClaimMark, Project, Source, Speaker
from core.services import annotating
from core.services.projects import reviewer_of
from tests.core.export.corpora import Line, frozen, write_format
from tests.core.importing.files import CITATION, CLAIM, DOCUMENT, ID, LEDGER, SOURCE, take
from tests.house import House

QUOTE = "China banned the trade in 2019"


def seen(whose: Viewer | Project, *types: str) -> list[Line]:
    lines = map(json.loads, b"".join(export(whose, "jsonl")).splitlines())
    return [line for line in lines if line["type"] in types]


def cite(house: House, mark: Annotation, key: str, **facts: object) -> None:
    """A card that was made while citing, and a claim of the mark alone."""
    card = Source.objects.create(project=house.project, key=key)
    Citation.objects.create(project=house.project, annotation=mark, source=card, **facts)
    claim = Claim.objects.create(project=house.project, text=f"Claim of {key}")
    ClaimMark.objects.create(project=house.project, claim=claim, annotation=mark)


@pytest.fixture
def cited(house: House) -> House:
    """Bob and Cem have each cited a card of their own; one card lies open to all."""
    for name in ("bob", "cem"):
        cite(house, house.mark(name, QUOTE, facets={"speaker": f"Speaker of {name}"}), f"of-{name}")
        other = {"bob": "The cem", "cem": "the BOB"}[name]
        aliases = [f"speaker OF {name} "]
        Speaker.objects.create(project=house.project, name=f"The {name}", aliases=aliases, not_same=[other, "Zoe"])
        house.submit(name) if name == "bob" else None
    Source.objects.create(project=house.project, key="open", filed_openly=True)
    return house


def test_a_blind_reader_gets_cards_claims_citations_and_speakers_of_own_marks_and_open_cards(cited: House) -> None:
    got = seen(cited.bob, "source", "citation", "claim", "speaker")
    assert [line["id"] for line in got if line["type"] == "source"] == ["of-bob", "open"]
    (speaker,) = (line for line in got if line["type"] == "speaker")
    assert (speaker["name"], speaker.get("not_same")) == ("The bob", None)
    assert [line["text"] for line in got if line["type"] == "claim"] == ["Claim of of-bob"]
    assert [line["source"] for line in got if line["type"] == "citation"] == ["of-bob"]


def test_once_both_have_submitted_each_gets_both_and_who_keeps_the_project_all_speakers(cited: House) -> None:
    cited.submit("cem")
    Speaker.objects.create(project=cited.project, name="Nobody")
    for name in ("bob", "vera", "ada"):
        got = seen(cited.viewers[name], "source", "citation", "claim", "speaker")
        assert [line["type"] for line in got].count("citation") == 2
        assert [line["id"] for line in got if line["type"] == "source"] == ["of-bob", "of-cem", "open"]
        assert ["Nobody" in line.values() for line in got].count(True) == (name == "ada")
    told = {line["name"]: line.get("not_same") for line in seen(cited.project, "speaker")}
    assert told == {"Nobody": None, "The bob": ["The cem", "Zoe"], "The cem": ["the BOB", "Zoe"]}
    assert [line["not_same"] for line in seen(cited.bob, "speaker")] == [["The cem"], ["the BOB"]]


def test_what_hangs_on_a_deleted_mark_is_in_no_export(cited: House) -> None:
    annotating.delete_annotation(cited.cem, Annotation.objects.get(reading__reviewer__user=cited.cem.user).uuid, 1)
    assert [line["source"] for line in seen(cited.project, "citation")] == ["of-bob"]
    assert len(seen(cited.project, "claim")) == 1


def test_who_opened_a_source_is_among_the_reviewers(cited: House) -> None:
    ada = reviewer_of(cited.ada)
    Citation.objects.filter(source__key="of-bob").update(finding="not-found", checked_by=ada)
    (line,) = seen(cited.bob, "citation")
    assert line["checked_by"] in [row["id"] for row in seen(cited.bob, "reviewer")]
    assert line["checked_by"] == ada.code_name


def assess(house: House, name: str, **facts: object) -> None:
    Assessment.objects.create(document=house.document, reviewer=reviewer_of(house.viewers[name]), **facts)


def test_assessments_are_blind_as_readings_are(house: House) -> None:
    submitted = {"state": "submitted", "first_submitted_at": timezone.now(), "submitted_at": timezone.now()}
    assess(house, "bob", **submitted)
    assess(house, "cem")
    house.join("dan", "reviewer")
    counts = {name: len(seen(house.viewers[name], "assessment")) for name in ("bob", "cem", "dan", "vera", "ann")}
    assert counts == {"bob": 1, "cem": 1, "dan": 0, "vera": 1, "ann": 1}
    Assessment.objects.filter(state="open").update(**submitted)
    assert [len(seen(house.viewers[name], "assessment")) for name in ("bob", "cem", "dan", "vera")] == [2, 2, 0, 2]
    assert len(seen(house.project, "assessment")) == 2


def test_a_source_blind_reader_learns_no_card_of_a_masked_document(cited: House) -> None:
    cited.project.source_blind = True
    cited.project.save()
    cited.join("eva", "reviewer")
    assess(cited, "eva")
    got = seen(cited.eva, "document", "citation", "claim", "speaker", "assessment", "source")
    assert [line.get("id") for line in got] == ["open"]


def test_a_later_version_names_no_first_one_that_is_not_in_the_export(house: House) -> None:
    later = house.add_document("d2", "Mended.")
    later.version_of, later.version_number, later.version_note = house.document, 2, "Mended."
    later.save()
    house.document.is_current = False
    house.document.save()
    told = {"version_of": "d1", "version": 2, "version_note": "Mended."}
    first, second = seen(house.ann, "document")
    assert first["current"] is False
    assert {name: second[name] for name in told} == told
    house.mark("eva", "Mended", document=later) if house.join("eva", "reviewer") else None
    house.submit("eva", later)
    house.project.source_blind = True
    house.project.save()
    (alone,) = seen(house.join("eva", "reviewer"), "document")
    assert (alone["id"], "version_of" in alone, "version" in alone) == ("d2", False, False)


def test_a_corpus_gives_each_document_what_hangs_on_it_and_its_marks(project: Project, tmp_path: Path) -> None:
    other = {"type": "document", "id": "a0", "outlet": "gazette", "text": "Another."}
    assert take(project, [*LEDGER[:4], other, *LEDGER[4:]]).stored
    corpus = Corpus(frozen(project, tmp_path))
    assert ([row["id"] for row in corpus.head.sources], [row["name"] for row in corpus.head.speakers]) == (
        ["s1"], ["The Bureau"],
    )  # fmt: skip
    bare, full = corpus.documents()
    assert (bare.citations, bare.claims, bare.assessments) == ([], {}, [])
    assert full.citations == [CITATION]
    assert full.claims == {ID.format(1): CLAIM, ID.format(2): CLAIM}
    assert [row["answers"]["emotional-tone"]["value"] for row in full.assessments] == ["even"]


def test_the_long_table_counts_what_hangs_on_marks(project: Project, tmp_path: Path) -> None:
    later = {"type": "document", "id": "d2", "text": "Mended.", "version_of": "d1", "version": 2}
    rows = [row | {"current": False} if row is DOCUMENT else row for row in LEDGER]
    assert take(project, [*rows[:5], later, *rows[5:]]).stored
    export_into(project, "csv", tmp_path)
    lost = {row["code"]: row["n"] for row in json.loads((tmp_path / LOSS_REPORT).read_bytes())["lost"]}
    assert {code: lost[code] for code in ("sources", "citations", "claims", "speakers", "assessments", "versions")} == {
        "sources": 1, "citations": 1, "claims": 2, "speakers": 1, "assessments": 1, "versions": 2,
    }  # fmt: skip


def test_a_web_annotation_links_a_mark_to_the_address_of_its_source(project: Project, tmp_path: Path) -> None:
    assert take(project, LEDGER).stored
    write_format(project, "w3c", tmp_path)
    data = json.loads((tmp_path / "annotations.jsonld").read_bytes())
    (cited,), (claim,) = data["citations"], data["claims"]
    assert (cited["motivation"], cited["target"], cited["body"]["source"], cited["finding"], cited["excerpt"]) == (
        "linking", f"urn:uuid:{ID.format(1)}", SOURCE["url"], "says-so", "It was banned.",
    )  # fmt: skip
    assert cited["creator"]["nickname"] == "r1"
    assert (data["sources"][0]["id"], data["sources"][0]["producer"]) == (cited["card"], "The Bureau")
    assert (claim["proposition"], claim["statedBy"]) == (CLAIM["text"], [f"urn:uuid:{ID.format(n)}" for n in (1, 2)])
    assert data["total"] == 3  # two marks and a link: who counts annotations counts no citation
