"""Cards, citations, claims and speakers that ship: what they promise, and how they come to older installations."""

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import access
from core.importing.seeding import ARTICLES as MANIFEST
from core.importing.seeding import DEMO, Corpus, load_seeds
from core.management.examination import examine
from core.models import Annotation, Citation, Claim, ClaimMark, Source, Speaker
from core.services import projects
from core.text import canonical
from tests.articles import ARTICLES, needs_articles
from tests.core.importing.files import CITATION, CLAIM, ID, MARK, SOURCE, SPEAKER, TEXT
from tests.core.importing.test_seeding import change, lines_of, write

HANGING = ("source", "speaker", "claim", "citation")


def of(corpus: Corpus, type_: str) -> list[dict[str, Any]]:
    return [row for row in lines_of(corpus.path) if row["type"] == type_]


@pytest.mark.parametrize("corpus", [DEMO, MANIFEST], ids=["demo", "articles"])
def test_every_shipped_claim_is_made_by_two_origins_at_least_and_every_card_is_cited(corpus: Corpus) -> None:
    documents = {row["id"]: row for row in of(corpus, "document")}
    marks = {row["id"]: row for row in of(corpus, "annotation")}

    def origin(mark: dict[str, Any]) -> str:
        document = documents[mark["document"]]
        sections = [row for row in document.get("sections", []) if row["start"] <= mark["start"] < row["end"]]
        return (sections or [document])[0]["outlet"]

    for claim in of(corpus, "claim"):
        assert len({origin(marks[mark]) for mark in claim["annotations"]}) >= 2, claim["text"]
    assert {row["source"] for row in of(corpus, "citation")} == {row["id"] for row in of(corpus, "source")}
    named = {row["facets"].get("speaker", "").strip().casefold() for row in marks.values()}
    for speaker in of(corpus, "speaker"):
        assert {name.casefold() for name in speaker["aliases"]} <= named
        assert named & {name.casefold() for name in (speaker["name"], *speaker["aliases"])}, speaker


def test_nobody_has_opened_a_source_of_the_real_articles_and_their_cards_have_no_address() -> None:
    assert {row["finding"] for row in of(MANIFEST, "citation")} == {"unchecked"}
    assert not [row for row in of(MANIFEST, "source") if "url" in row]
    assert not [row for row in of(MANIFEST, "citation") if {"excerpt", "checked_by", "checked_on"} & row.keys()]


def test_readers_of_the_invented_corpus_found_of_everything_something() -> None:
    assert {row["finding"] for row in of(DEMO, "citation")} == {
        "unchecked", "says-so", "says-otherwise", "not-found"
    }  # fmt: skip
    assert all(".example/" in row["url"] for row in of(DEMO, "source") if "url" in row)


def test_what_the_ministry_said_is_found_in_one_paper_and_not_in_the_other() -> None:
    by_outlet = defaultdict(set)
    marks = {row["id"]: row["document"][:2] for row in of(DEMO, "annotation")}
    for row in of(DEMO, "citation"):
        if row["source"] == "foreign-ministry-2031-03-12":
            by_outlet[marks[row["annotation"]]].add(row["finding"])
    assert by_outlet == {"mw": {"says-so"}, "dc": {"says-otherwise", "unchecked"}}


@needs_articles
@pytest.mark.django_db
def test_the_five_articles_load_with_their_ledger_and_felbab_brown_speaks_in_two_of_them() -> None:
    project = load_seeds(ARTICLES).project
    speaker = Speaker.objects.get(project=project, name="Vanda Felbab-Brown")
    said = Annotation.objects.filter(project=project, facets__speaker__in=[speaker.name, *speaker.aliases])
    assert set(said.values_list("document__key", flat=True)) == {"001", "002"}
    assert Citation.objects.filter(project=project).count() == len(of(MANIFEST, "citation"))
    assert list(examine()) == []


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """A manifest of two documents with a mark each, before anything hung on them."""
    rows: list[dict[str, Any]] = [{"type": "file", "format": 1, "offset_unit": "code point", "invented": False},
                                  {"type": "outlet", "id": "gazette", "name": "The Gazette"}]  # fmt: skip
    for key in ("d1", "d2"):
        (tmp_path / f"{key}.txt").write_text(TEXT, encoding="utf-8")
        rows.append({"type": "document", "id": key, "outlet": "gazette", "sha256": canonical.sha256(TEXT),
                     "file": f"{key}.txt"})  # fmt: skip
    rows.append({"type": "reviewer", "id": "machine-reading-1", "kind": "machine"})
    rows += [
        {key: value for key, value in MARK.items() if key not in ("quote", "created_at")}
        | {"id": ID.format(n), "document": f"d{n}", "reviewer": "machine-reading-1"}
        for n in (1, 2)
    ]
    write(tmp_path / "articles.jsonl", rows)
    return replace(MANIFEST, path=tmp_path / "articles.jsonl")


def hang(corpus: Corpus) -> None:
    """A newer manifest: with a card, a speaker, a claim of both marks, and a citation that nobody has opened."""
    rows = lines_of(corpus.path)
    cited = {key: CITATION[key] for key in ("type", "annotation", "source")} | {"finding": "unchecked"}
    write(corpus.path, [*rows[:2], SOURCE, SPEAKER, *rows[2:], CLAIM, cited])


@pytest.mark.django_db
def test_an_installation_from_before_gets_what_hangs_on_its_marks_once(small: Corpus, tmp_path: Path) -> None:
    load_seeds(tmp_path, small)
    hang(small)
    loaded = load_seeds(tmp_path, small)
    assert loaded.upgraded
    assert {name: loaded.report.counts[name].added for name in HANGING} == dict.fromkeys(HANGING, 1)
    assert ClaimMark.objects.count() == 2
    assert load_seeds(tmp_path, small).report is None
    assert list(examine()) == []


@pytest.mark.django_db
def test_a_claim_grows_when_a_text_comes_later(small: Corpus, tmp_path: Path) -> None:
    hang(small)
    (tmp_path / "d2.txt").rename(tmp_path / "aside")
    load_seeds(tmp_path, small)
    assert ClaimMark.objects.count() == 1
    (tmp_path / "aside").rename(tmp_path / "d2.txt")
    load_seeds(tmp_path, small)
    assert sorted(str(row.annotation.uuid) for row in Claim.objects.get().marks.all()) == CLAIM["annotations"]


@pytest.mark.django_db
def test_a_newer_manifest_changes_what_nobody_touched_and_leaves_peoples_work_alone(
    small: Corpus, tmp_path: Path
) -> None:
    hang(small)
    project = load_seeds(tmp_path, small).project
    change(small, {"s1": {"producer": "Another bureau"}, ID.format(21): {"text": "Better said."},
                   "citation": {"finding": "not-found"}, "speaker": {"note": "Mended."}})  # fmt: skip
    load_seeds(tmp_path, small)
    assert Source.objects.values_list("producer", "version").get() == ("Another bureau", 2)
    assert Claim.objects.values_list("text", "version").get() == ("Better said.", 2)
    assert Citation.objects.values_list("finding", "version").get() == ("not-found", 2)
    assert Speaker.objects.values_list("note", "version").get() == ("Mended.", 2)

    membership, _ = projects.add_member(project, "bob", "reviewer")
    bob = access.viewer(membership.user, project.slug).user
    for model in (Source, Claim, Citation, Speaker):
        model.objects.update(changed_by=bob)
    Citation.objects.update(finding="says-so", excerpt="It does.")
    own = Claim.objects.create(project=project, text="Bob's own.", created_by=bob)
    ClaimMark.objects.filter(annotation__uuid=ID.format(2)).update(claim=own, joined_by=bob)
    change(small, {"s1": {"producer": "A third"}, ID.format(21): {"text": "Worse said."},
                   "citation": {"finding": "unchecked"}, "speaker": {"note": ""}})  # fmt: skip
    assert load_seeds(tmp_path, small).upgraded
    assert Source.objects.get().producer == "Another bureau"
    assert Citation.objects.values_list("finding", "excerpt").get() == ("says-so", "It does.")
    assert Speaker.objects.get().note == "Mended."
    assert {str(row.annotation.uuid)[-1]: row.claim.text for row in ClaimMark.objects.all()} == {
        "1": "Better said.", "2": "Bob's own.",
    }  # fmt: skip


def test_the_manifests_are_in_the_order_of_the_contract() -> None:
    order = ["file", "outlet", "source", "speaker", "document", "reviewer", "reading", "annotation", "link", "claim",
             "citation"]  # fmt: skip
    for corpus in (DEMO, MANIFEST):
        types = [json.loads(line)["type"] for line in corpus.path.read_text(encoding="utf-8").splitlines()]
        assert sorted(types, key=order.index) == types
