"""brat's files as somebody else's program reads them: a parser written for these tests from brat's own pages."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.errors import Invalid
from core.export.bundle import write_folder
from core.export.corpus import Corpus
from core.export.registry import export, format_of
from core.export.registry import written as files_of
from core.export.scope import Choice
from core.models import Project
from tests.core.export.corpora import awkward_lines, lines_of, write_format
from tests.core.importing.files import CORPUS, ID, MARK, take


class Entity(NamedTuple):
    """A text-bound annotation as brat describes it."""

    type: str
    spans: list[tuple[int, int]]
    words: str
    attributes: dict[str, Any]
    notes: dict[str, str]


def parsed(path: Path) -> tuple[dict[str, Entity], list[tuple[str, str, str]]]:
    """Entities by id, and relations. Lines end with a line feed only; ids are letter and number; every target is
    there before it is named; discontinuous texts are joined by a blank, as brat 1.3 wants them."""
    entities: dict[str, Entity] = {}
    relations = []
    ids = set()
    for line in path.read_bytes().decode("utf-8").split("\n")[:-1]:
        id_, data, *tail = line.split("\t", 2)
        assert re.fullmatch(r"[TRA#][1-9][0-9]*", id_)
        assert id_ not in ids
        ids.add(id_)
        if id_[0] == "T":
            type_, offsets = data.split(" ", 1)
            spans = [tuple(map(int, pair.split(" "))) for pair in offsets.split(";")]
            entities[id_] = Entity(type_, spans, *tail, {}, {})
        elif id_[0] == "A":
            name, target, *value = data.split(" ")
            entities[target].attributes[name] = value[0] if value else True
        elif id_[0] == "#":
            name, target = data.split(" ")
            entities[target].notes[name] = tail[0]
        else:
            type_, one, two = data.split(" ")
            relations.append((type_, one.removeprefix("Arg1:"), two.removeprefix("Arg2:")))
            assert {one[5:], two[5:]} <= set(entities)
    return entities, relations


def sections(path: Path) -> dict[str, list[str]]:
    """A configuration of brat: section -> its lines."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = rows = []
        elif line:
            rows.append(line)
    return found


def folder_of(project: Project, tmp_path: Path) -> Path:
    write_format(project, "brat", tmp_path)
    return tmp_path


def test_a_parser_of_brat_cuts_every_quote_from_the_texts(project: Project, tmp_path: Path) -> None:
    report = take(project, awkward_lines())
    assert report.stored, report.refusals
    folder, found = folder_of(project, tmp_path), []
    for path in folder.rglob("*.ann"):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        for entity in parsed(path)[0].values():
            assert " ".join(text[start:end] for start, end in entity.spans) == entity.words
            assert len(entity.words.splitlines()) == 1
            found.append((path.parent.name, path.stem, text[entity.spans[0][0] : entity.spans[-1][1]]))
    marks = [line for line in lines_of(project) if line["type"] == "annotation"]
    wanted = [(mark["reviewer"], mark["document"], mark["quote"].strip("\n\u2028")) for mark in marks]
    assert sorted(found) == sorted(row for row in wanted if row[2])
    assert len(found) > 50


def test_details_are_attributes_notes_are_notes_and_links_are_relations(project: Project, tmp_path: Path) -> None:
    speaker = MARK | {"facets": {**MARK["facets"], "loaded": "yes", "speaker": "Li Gang", "role": "R5"}}
    assert take(project, [*CORPUS[:5], speaker, *CORPUS[6:]]).stored
    entities, relations = parsed(folder_of(project, tmp_path) / "r1" / "d1.ann")
    first = next(entity for entity in entities.values() if entity.type == "evidence")
    assert first.attributes == {"voice": "own-voice", "target": "china", "role": "R5", "loaded": True}
    assert (first.notes["AnnotatorNotes"], first.notes["speaker"]) == ("A note.", "Li Gang")
    assert first.notes["Mark"] == f'{{"id": "{ID.format(1)}", "created_at": "2026-11-21T09:30:00Z"}}'
    ((kind, one, two),) = relations
    assert (kind, entities[one].type, entities[two].type) == ("supports", "evidence", "assertion")


def test_the_configuration_names_every_label_link_and_value(project: Project, tmp_path: Path) -> None:
    assert take(project, CORPUS).stored
    found = sections(folder_of(project, tmp_path) / "annotation.conf")
    assert found["entities"] == ["evidence", "assertion", "opinion", "not-part"]
    assert found["relations"] == [f"{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>" for kind in ("supports", "contradicts")]
    assert "stance\tArg:<ENTITY>, Value:affirms|unproven|denies|asks" in found["attributes"]
    assert "loaded\tArg:<ENTITY>" in found["attributes"]
    assert found["events"] == []


def test_a_corpus_without_texts_cannot_be_written(project: Project, tmp_path: Path) -> None:
    assert take(project, CORPUS).stored
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(b"".join(export(project, "jsonl", Choice(texts="quotes"))))
    for name in ("brat", "conll"):
        with pytest.raises(Invalid, match="holds whole texts"):
            write_folder(tmp_path / name, files_of(format_of(name), Corpus(path)))


def test_lines_of_the_losses_are_counted_for_each_mark(project: Project, tmp_path: Path) -> None:
    text = "One.\n\n\nTwo."
    document = {"type": "document", "id": "d1", "text": text}
    blank = MARK | {"start": 4, "end": 7, "quote": "\n\n\n"}
    whole = MARK | {"id": ID.format(2), "start": 4, "end": 11, "quote": text[4:]}
    link = {"type": "link", "from": ID.format(2), "to": ID.format(1), "kind": "supports"}
    assert take(project, [CORPUS[0], document, CORPUS[3], blank, whole, link]).stored
    losses = write_format(project, "brat", tmp_path)
    assert losses == {"codebook": 1, "outlets": 1, "document_facts": 1, "only_line_breaks": 1, "links_of_lost_marks": 1}
    (line,) = (tmp_path / "r1" / "d1.ann").read_text().splitlines()[:1]
    assert line == "T1\tevidence 7 11\tTwo."
