"""The corpora that ship: loaded once, completed, upgraded, and never at the cost of people's work."""

import json
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import access
from core.export.registry import export
from core.importing.seeding import ARTICLES as MANIFEST
from core.importing.seeding import DEMO, Corpus, load_demo, load_seeds
from core.management.examination import examine
from core.models import Annotation, Document, Event, Link, Outlet, Part, Project, Reading
from core.queries.codebooks import rules_of
from core.services import annotating, codebooks, projects
from core.services.drafts import read_mark
from core.text.naming import naming_sentences
from core.text.spans import Span
from tests.articles import ARTICLES, needs_articles
from tests.core.importing.files import CORPUS, ID, MARK, SECOND, TEXT, empty_project, take

pytestmark = pytest.mark.django_db


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """A manifest of one document, its text, and three marks with a link."""
    from core.text import canonical

    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    machine = {"reviewer": "machine-reading-1"}
    mark = {key: value for key, value in MARK.items() if key not in ("quote", "created_at")} | machine
    marks = [mark | {"id": ID.format(n), "end": end} for n, end in ((1, 23), (2, 12), (3, 5))]
    rows = [
        {"type": "file", "format": 1, "offset_unit": "code point", "invented": False},
        {"type": "outlet", "id": "gazette", "name": "The Gazette"},
        {"type": "document", "id": "d1", "outlet": "gazette", "sha256": canonical.sha256(TEXT), "file": "one.txt",
         "sections": [{"start": 0, "end": 24, "outlet": "gazette", "genre": "news"}]},
        {"type": "reviewer", "id": "machine-reading-1", "kind": "machine"},
        {"type": "reading", "document": "d1", "none_here": ["opinion"]} | machine,
        *marks,
        {"type": "link", "from": ID.format(1), "to": ID.format(2), "kind": "supports"},
    ]  # fmt: skip
    write(tmp_path / "articles.jsonl", rows)
    return replace(MANIFEST, path=tmp_path / "articles.jsonl")


def change(corpus: Corpus, changed: dict[str, Any]) -> None:
    """Rewrite the manifest: `changed` maps the id of a line to its new fields, None takes the line out."""
    rows = []
    for row in lines_of(corpus.path):
        name = row.get("id") or row["type"]
        if name in changed and changed[name] is None:
            continue
        rows.append(row | (changed.get(name) or {}))
    write(corpus.path, rows)


def stored_marks() -> dict[str, tuple[int, str, bool]]:
    rows = Annotation.objects.values_list("uuid", "version", "note", "deleted_at")
    return {str(uuid)[-1]: (version, note, deleted is not None) for uuid, version, note, deleted in rows}


def test_the_invented_corpus_loads_once_and_says_that_it_is_invented() -> None:
    loaded = load_demo()
    assert loaded.project.invented
    assert (loaded.project.slug, loaded.project.figures_from) == ("demo", "simulated")
    assert Document.objects.filter(project=loaded.project).count() == 25
    assert load_demo().report is None


def test_the_invented_corpus_comes_back_from_an_export_as_the_same_bytes() -> None:
    first = b"".join(export(load_demo().project, "jsonl"))
    other = empty_project()
    assert take(other, first.splitlines(keepends=True)).stored
    assert b"".join(export(other, "jsonl")) == first
    shipped = {row["id"]: row for row in lines_of(DEMO.path) if row["type"] == "annotation"}
    out = {row["id"]: row for row in map(json.loads, first.splitlines()) if row["type"] == "annotation"}
    assert {key: row["facets"] for key, row in out.items()} == {key: row["facets"] for key, row in shipped.items()}


def test_without_any_text_no_project_is_made(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "one.txt").unlink()
    loaded = load_seeds(tmp_path, small)
    assert (loaded.project, loaded.missing) == (None, ("one.txt",))
    assert list(loaded) == ["Texts that are not in the folder: one.txt."]


def test_a_text_that_is_another_one_is_named_and_left_out(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Other words.", encoding="utf-8")
    assert load_seeds(tmp_path, small).differing == ("one.txt",)


def test_a_text_with_other_line_breaks_is_the_same_text(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load_seeds(tmp_path, small).report.stored


def test_loading_again_does_nothing(small: Corpus, tmp_path: Path) -> None:
    load_seeds(tmp_path, small)
    again = load_seeds(tmp_path, small)
    assert (again.report, again.upgraded) == (None, False)
    assert Event.objects.count() == 5


def test_a_newer_manifest_changes_deletes_and_adds_marks_with_history(small: Corpus, tmp_path: Path) -> None:
    load_seeds(tmp_path, small)
    change(small, {ID.format(1): {"note": "Mended."}, ID.format(3): {"id": ID.format(4), "end": 6}})
    loaded = load_seeds(tmp_path, small)
    assert loaded.upgraded
    assert stored_marks() == {
        "1": (2, "Mended.", False), "2": (1, "A note.", False), "3": (2, "A note.", True), "4": (1, "A note.", False),
    }  # fmt: skip
    first = Annotation.objects.get(uuid=ID.format(1))
    assert [row.note for row in first.history.order_by("pgh_id")] == ["A note.", "Mended."]
    assert list(first.events_of_mark.order_by("number").values_list("kind", "version")) == [
        (Event.Kind.ADDED, 1), (Event.Kind.LINKED, 1), (Event.Kind.CHANGED, 2),
    ]  # fmt: skip
    assert list(examine()) == []


def test_a_mark_that_a_manifest_took_out_comes_back_with_a_later_one(small: Corpus, tmp_path: Path) -> None:
    load_seeds(tmp_path, small)
    before = small.path.read_bytes()
    change(small, {ID.format(3): None})
    load_seeds(tmp_path, small)
    small.path.write_bytes(before)
    load_seeds(tmp_path, small)
    assert stored_marks()["3"] == (3, "A note.", False)
    assert list(examine()) == []


def test_a_newer_manifest_changes_sections_outlets_ranges_and_links(small: Corpus, tmp_path: Path) -> None:
    project = load_seeds(tmp_path, small).project
    change(small, {
        "d1": {"title": "Told", "sections": [{"start": 0, "end": 30, "outlet": "gazette", "genre": "op-ed"}]},
        "gazette": {"name": "The New Gazette"},
        "reading": {"ranges": [[0, 60]]},
        "link": None,
    })  # fmt: skip
    load_seeds(tmp_path, small)
    document = Document.objects.get(project=project)
    assert (document.title, document.sections.get().end) == ("Told", 30)
    assert Part.objects.get(section__isnull=False).genre == "op-ed"
    assert Outlet.objects.get(project=project).name == "The New Gazette"
    assert Reading.objects.get().ranges == [[0, 60]]
    untied = Event.objects.get(kind=Event.Kind.UNLINKED)
    assert (str(untied.other.uuid), untied.link_kind, untied.version) == (ID.format(2), "supports", 1)
    assert list(examine()) == []


def test_a_manifest_made_for_another_text_leaves_the_stored_document_alone(small: Corpus, tmp_path: Path) -> None:
    load_seeds(tmp_path, small)
    change(small, {"d1": {"sha256": "0" * 64}, ID.format(1): {"note": "Mended."}})
    assert load_seeds(tmp_path, small).differing == ("d1",)
    assert stored_marks()["1"] == (1, "A note.", False)


def test_an_upgrade_leaves_peoples_marks_alone(small: Corpus, tmp_path: Path) -> None:
    project = load_seeds(tmp_path, small).project
    membership, _ = projects.add_member(project, "bob", "reviewer")
    bob = access.viewer(membership.user, project.slug)
    body = {"id": ID.format(8), "start": 0, "end": 5, "quote": TEXT[:5], "label": "opinion", "facets": {}, "note": ""}
    mine, _ = annotating.add_annotation(bob, Document.objects.get(), read_mark(body))
    change(small, {ID.format(1): None, "d1": {"sections": []}, "link": None})
    load_seeds(tmp_path, small)
    after = Annotation.objects.get(pk=mine.pk)
    assert (after.version, after.deleted_at, after.updated_at) == (1, None, mine.updated_at)
    assert Reading.objects.get(reviewer__user=bob.user).state == "open"
    assert list(examine()) == []


def test_an_upgrade_leaves_the_readings_of_other_files_alone(small: Corpus, tmp_path: Path) -> None:
    project = load_seeds(tmp_path, small).project
    other = {"reviewer": "r1"}
    take(project, [CORPUS[0], CORPUS[3], *(mark | other | {"id": ID.format(n)} for n, mark in ((6, MARK), (7, SECOND))),
                   {"type": "link", "from": ID.format(6), "to": ID.format(7), "kind": "supports"}])  # fmt: skip
    change(small, {ID.format(1): None, "link": None})
    load_seeds(tmp_path, small)
    assert [stored_marks()[key] for key in "67"] == [(1, "A note.", False)] * 2
    assert [str(link.from_annotation.uuid) for link in Link.objects.all()] == [ID.format(6)]


@needs_articles
def test_the_five_articles_load_with_ten_origins() -> None:
    project = load_seeds(ARTICLES).project
    origins = Part.objects.filter(document__project=project, n_words__gt=0).values_list("outlet", flat=True)
    assert Document.objects.filter(project=project).count() == 5
    assert len(set(origins)) == 10
    assert list(examine()) == []


@needs_articles
def test_texts_that_come_later_are_added_to_the_others(tmp_path: Path) -> None:
    files = sorted(ARTICLES.glob("00*.txt"))
    (tmp_path / files[0].name).write_bytes(files[0].read_bytes())
    first = load_seeds(tmp_path)
    assert len(first.missing) == 4
    second = load_seeds(ARTICLES)
    assert (second.missing, second.upgraded) == ((), False)
    assert Document.objects.filter(project=second.project).count() == 5
    assert Annotation.objects.filter(project=second.project).count() == _n_shipped_marks()
    assert list(examine()) == []


def _n_shipped_marks() -> int:
    return sum(row["type"] == "annotation" for row in lines_of(MANIFEST.path))


@needs_articles
def test_the_manifest_holds_no_words_of_the_articles() -> None:
    texts = {path.name: " ".join(re.findall(r"\w+", path.read_text(encoding="utf-8").lower()))
             for path in ARTICLES.glob("00*.txt")}  # fmt: skip
    for name in ("articles.jsonl", "unmarked.jsonl", "second_reading.jsonl"):
        for row in lines_of(MANIFEST.path.with_name(name)):
            assert not {"quote", "sentence", "excerpt", *(["text"] if row.get("type") != "claim" else [])} & row.keys()
            ours = (row.get(key, "") for key in ("note", "reason", "text", "title") if row.get("type") != "document")
            words = re.findall(r"\w+", " ".join(ours).lower())
            runs = {" ".join(words[i : i + 6]) for i in range(len(words) - 5)}
            assert not [run for run in runs for text in texts.values() if run in text]


@needs_articles
def test_three_of_five_naming_sentences_of_every_section_read_are_marked_and_the_others_explained() -> None:
    project = load_seeds(ARTICLES).project
    names = rules_of(project.codebook).focus_names
    explained = {(row["document"], row["start"], row["end"]): row["reason"]
                 for row in lines_of(MANIFEST.path.with_name("unmarked.jsonl"))}  # fmt: skip
    counts: dict[tuple[str, int], list[bool]] = defaultdict(list)
    first = Reading.objects.filter(document__project=project, reviewer__code_name="machine-reading-1")
    for reading in first.select_related("document"):
        document = reading.document
        rows = Annotation.objects.filter(reading=reading, label__counted=True)
        marks = [Span(row.start, row.end) for row in rows]
        excluded = [Span(row.start, row.end) for row in document.excluded.all()]
        ranges = [Span(*pair) for pair in reading.ranges or [[0, document.length]]]
        sections = [Span(row.start, row.end) for row in document.sections.all()]
        for sentence in naming_sentences(document.text, names):
            if any(row.holds(sentence.start) for row in excluded):
                continue
            if not any(row.holds(sentence.start) for row in ranges):
                continue
            section = next(row.start for row in sections if row.holds(sentence.start))
            is_marked = any(sentence.overlap(mark) for mark in marks)
            counts[document.key, section].append(is_marked)
            assert is_marked or explained.get((document.key, sentence.start, sentence.end)), (document.key, sentence)
    assert min(sum(rows) / len(rows) for rows in counts.values()) >= 0.6


@needs_articles
def test_the_worked_examples_of_the_codebook_stand_in_the_first_reading() -> None:
    marks = {(row["document"], row["start"], row["end"]): row for row in lines_of(MANIFEST.path)
             if row.get("reviewer") == "machine-reading-1" and row["type"] == "annotation"}  # fmt: skip
    examples = {
        ("000", 588, 719): ("assertion", "prc-government", "R5", "unproven"),
        ("000", 1278, 1395): ("assertion", "prc-government", "R5", "denies"),
        ("001", 6358, 6451): ("assertion", "ccp", "R5", "affirms"),
        ("001", 25426, 25597): ("assertion", "prc-government", "R4", "affirms"),
        ("001", 99336, 99533): ("evidence", "prc-regulators", "R2", "affirms"),
        ("002", 2238, 2321): ("opinion", "prc-government", "not-stated", None),
        ("004", 1161, 1234): ("assertion", "china", "R1", "denies"),
        ("004", 1760, 1959): ("evidence", "other", None, None),
    }
    for place, wanted in examples.items():
        row = marks[place]
        facets = row["facets"]
        assert (row["label"], facets.get("target"), facets.get("role"), facets.get("stance")) == wanted


def test_the_second_readers_differences_point_at_places_of_the_articles() -> None:
    kinds = {"label", "role", "stance", "voice", "target", "only-first", "only-second"}
    rows = lines_of(MANIFEST.path.with_name("second_reading.jsonl"))
    assert {row["kind"] for row in rows} <= kinds
    assert all(0 <= row["start"] < row["end"] for row in rows)
    assert any(row.get("adopted") for row in rows)


def test_the_default_codebook_equals_what_is_stored_of_it() -> None:
    from core.services.codebook_shapes import normalised

    project: Project = empty_project()
    assert normalised(codebooks.default_codebook()) == codebooks.codebook_data(project.codebook)
