"""Web Annotations in: other people's, broken ones and hostile ones."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from core.importing import json_stream
from core.importing.interchange import EVERYTHING
from core.importing.registry import import_from
from core.importing.report import Report
from core.models import Annotation, Project
from tests.core.export.corpora import lines_of, source
from tests.core.importing.files import CORPUS, ID, TEXT, take

POSITION = {"type": "TextPositionSelector", "start": 0, "end": 5}
QUOTE = {"type": "TextQuoteSelector", "exact": "China"}
PLAIN: dict[str, Any] = {
    "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://example.org/anno1", "type": "Annotation",
    "creator": {"type": "Person", "name": "Jo Doe"}, "created": "2026-11-21T09:30:00Z",
    "body": {"type": "TextualBody", "purpose": "tagging", "value": "evidence"},
    "target": {"source": "https://example.org/news/d1", "selector": POSITION},
}  # fmt: skip


@pytest.fixture
def stocked(project: Project) -> Project:
    """A project with the document d1 and nobody's marks."""
    assert take(project, CORPUS[:3]).stored
    return project


def changed(path: str, value: Any) -> dict[str, Any]:
    """The annotation with one member changed, or taken away (`...`); the path's names are joined by dots."""
    data = deepcopy(PLAIN)
    *inside, last = path.split(".")
    place = data
    for name in inside:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return data


def read(project: Project, folder: Path, data: Any, **files: bytes | str) -> Report:
    raw = data if isinstance(data, (bytes, str)) else json.dumps(data, ensure_ascii=False)
    given = {"a.jsonld": raw} | {f"{name}.txt": text for name, text in files.items()}
    return import_from(project, "w3c", source(folder, given))


def marks(project: Project) -> list[dict[str, Any]]:
    return [line for line in lines_of(project) if line["type"] == "annotation"]


@pytest.mark.parametrize("wrap", [
    lambda one: one, lambda one: [one], lambda one: {"@graph": [one]},
    lambda one: {"type": "AnnotationPage", "items": [one]},
    lambda one: {"type": "AnnotationCollection", "total": 1, "first": {"type": "AnnotationPage", "items": [one]}},
])  # fmt: skip
def test_a_plain_annotation_is_read_alone_in_a_list_in_a_page_and_in_a_collection(
    stocked: Project, tmp_path: Path, wrap: Any
) -> None:
    report = read(stocked, tmp_path, wrap(PLAIN))
    assert report.stored, report.refusals
    (mark,) = marks(stocked)
    assert (mark["reviewer"], mark["quote"], mark["label"]) == ("Jo-Doe", "China", "evidence")
    assert (mark["created_at"], mark["facets"], mark["note"]) == ("2026-11-21T09:30:00Z", {}, "")
    again = read(stocked, tmp_path, wrap(PLAIN))
    assert (again.n_added, again.n_refused) == (0, 0)


def test_comments_are_the_note_and_software_is_a_machine(stocked: Project, tmp_path: Path) -> None:
    data = PLAIN | {
        "motivation": "classifying", "creator": {"type": "Software", "id": "https://example.org/bots#tagger"},
        "body": [{"type": "TextualBody", "value": "opinion"},
                 {"type": "TextualBody", "value": "One.", "purpose": "commenting"},
                 {"type": "TextualBody", "value": "Two.", "purpose": ["commenting"]}],
    }  # fmt: skip
    report = read(stocked, tmp_path, data)
    assert report.stored, report.refusals
    (mark,) = marks(stocked)
    assert (mark["label"], mark["note"], mark["reviewer"]) == ("opinion", "One.\n\nTwo.", "tagger")
    assert next(line for line in lines_of(stocked) if line["type"] == "reviewer")["kind"] == "machine"


def test_a_quote_alone_is_looked_up_in_the_text_beside(stocked: Project, tmp_path: Path) -> None:
    quote = {"type": "TextQuoteSelector", "prefix": "little ", "exact": "👩‍👩‍👧", "suffix": "."}
    data = changed("target.selector", [quote, {"type": "XPathSelector", "value": "/p[1]"}])
    assert read(stocked, tmp_path / "a", data, d1=TEXT).stored
    assert [(mark["start"], mark["end"]) for mark in marks(stocked)] == [(59, 64)]
    for selector, text, code in (
        (quote, None, "text_missing"),
        ({"type": "TextQuoteSelector", "exact": "i"}, TEXT, "quote_ambiguous"),
        ({"type": "TextQuoteSelector", "exact": "Chile"}, TEXT, "quote_mismatch"),
        ({"type": "TextQuoteSelector", "exact": ""}, TEXT, "quote_mismatch"),
    ):
        report = read(
            stocked, tmp_path / code, [changed("target.selector", selector)], **({"d1": text} if text else {})
        )
        assert [row.code for row in report.refusals] == [code]


BROKEN = [
    (changed("body", ...), "label_missing", "no label.*Labels here: evidence, assertion"),
    (changed("body", [PLAIN["body"], PLAIN["body"]]), "label_missing", "2 labels"),
    (changed("body", "https://example.org/tag"), "body_invalid", "elsewhere"),
    (changed("body.purpose", "moderating"), "body_invalid", "moderating"),
    (changed("body.value", "Person"), "unknown_label", "Person"),
    (changed("body.value", 7), "field_invalid", "text"),
    (PLAIN | {"bodyValue": ["x"]}, "field_invalid", "text"),
    (changed("creator", ...), "creator_missing", "no creator"),
    (changed("creator", {"name": "…"}), "creator_missing", "code name"),
    (changed("creator", {"name": ["x"]}), "field_invalid", "text"),
    (changed("creator", 5), "field_invalid", "text"),
    (changed("target", "https://example.org/d1"), "selector_missing", "whole document"),
    (changed("target", ...), "target_missing", "no target"),
    (changed("target", [PLAIN["target"]] * 2), "target_missing", "2 target"),
    (changed("target.source", "https://example.org/other"), "unknown_document", "other"),
    (changed("target.source", "http://[x"), "annotation_invalid", "address"),
    (changed("target.source", None), "field_invalid", "source"),
    (changed("target.selector", ...), "selector_missing", "no selector"),
    (changed("target.selector", "start=0"), "selector_unknown", "object"),
    (changed("target.selector", {"type": "XPathSelector", "value": "/p"}), "selector_unknown", "XPathSelector"),
    (changed("target.selector", {"type": "RangeSelector"}), "selector_unknown", "RangeSelector"),
    (changed("target.selector", POSITION | {"refinedBy": POSITION}), "selector_unknown", "refinedBy"),
    (changed("target.selector", POSITION | {"end": 400}), "span_invalid", "400"),
    (changed("target.selector", POSITION | {"end": 0}), "span_invalid", "passage"),
    (changed("target.selector", POSITION | {"start": -1}), "span_invalid", "passage"),
    (changed("target.selector", POSITION | {"start": 0.0}), "span_invalid", "whole number"),
    (changed("target.selector", POSITION | {"start": "0"}), "span_invalid", "whole number"),
    (changed("target.selector", POSITION | {"end": 10**30}), "span_invalid", "ends at"),
    (changed("target.selector", [POSITION, QUOTE | {"exact": "Chile"}]), "quote_mismatch", "quote"),
    (changed("target.selector", [POSITION, QUOTE | {"exact": None}]), "field_invalid", "exact"),
    (changed("created", "yesterday"), "date_invalid", "yesterday"),
    (changed("created", 5), "field_invalid", "created_at"),
    (changed("id", "urn:uuid:------------------------------------"), "id_invalid", "UUID"),
    (changed("id", 5), "field_invalid", "id"),
    (changed("type", "Note"), "unknown_type", "Annotation"),
    (changed("type", {"a": 1}), "unknown_type", "Annotation"),
    (PLAIN | {"linkKind": "supports"}, "field_invalid", "body of a link"),
    (["Annotation"], "unknown_type", "Annotation"),
]  # fmt: skip


def test_what_cannot_be_a_mark_is_refused_by_its_line_with_what_is_missing(stocked: Project, tmp_path: Path) -> None:
    report = read(stocked, tmp_path, "[" + ",\n".join(json.dumps(data) for data, _, _ in BROKEN) + "]")
    refusals = [row for row in report.refusals if row.type != "reviewer"]
    assert [(row.line, row.code) for row in refusals] == [
        (line, code) for line, (_, code, _) in enumerate(BROKEN, start=1)
    ]
    for refusal, (_, _, words) in zip(refusals, BROKEN, strict=True):
        assert re.search(words, refusal.reason), refusal
    assert Annotation.objects.count() == 0


@pytest.mark.parametrize(("data", "code", "words"), [
    ({"type": "AnnotationCollection", "first": "https://example.org/page1"}, "pages_elsewhere", "elsewhere"),
    ({"documents": [5], "items": []}, "field_invalid", "document"),
    ({"readings": [{"document": "urn:x-document:d1", "reviewer": "urn:x-reviewer:r1", "ranges": 5}], "items": []},
     "field_invalid", "ranges"),
    ({"items": [], "rulings": [PLAIN]}, "id_invalid", "id of a ruling"),
    ({"items": [], "rulings": [PLAIN | {"id": f"urn:uuid:{ID.format(1)}", "restsOn": [5]}]}, "field_invalid", "rests"),
    ({"documents": [{"id": "urn:x-document:d1", "sha256": "0" * 64}], "items": []}, "id_reused", "another"),
])  # fmt: skip
def test_a_broken_frame_is_refused(stocked: Project, tmp_path: Path, data: Any, code: str, words: str) -> None:
    report = read(stocked, tmp_path, data)
    (refusal,) = [row for row in report.refusals if row.code != "unknown_reviewer"]
    assert (refusal.code, report.stored) == (code, False)
    assert re.search(words, refusal.reason), refusal


NO_JSON = [
    ('[\n{"type":"Annotation","type":"Annotation"}]', 2),
    ('[\n\n{"type":"Annotation","id":NaN}]', 3),
    ('[{"type":"Annotation","id":1e999}]', 1),
    ("[\n" + "[" * 100_000, 2),
    ('[{"a":' + "[" * 40 + "]" * 40 + "}]", 1),
    ('[{"id":"\\ud800"}]', 1),
    ('[{"id":"\\u0000"}]', 1),
    ('[{"id":' + "9" * 5000 + "}]", 1),
    ('{"items":[]', 1),
    ('{"items":[],"items":[]}', 1),
    ('{"items":[]} x', 1),
    (b"\xff\xfe{}", 1),
    (b'[\n{"id":"\xff"}]', 1),
    ("", 1),
    ("<xml/>", 1),
]


def test_what_is_no_json_is_refused_by_its_line(stocked: Project, tmp_path: Path) -> None:
    files = {f"{n:02}.json": raw for n, (raw, _) in enumerate(NO_JSON)}
    report = import_from(stocked, "w3c", source(tmp_path, files))
    assert [(row.file, row.line, row.type) for row in report.refusals] == [
        (f"{n:02}.json", line, "") for n, (_, line) in enumerate(NO_JSON)
    ]


def test_one_bad_annotation_among_many_is_named_by_its_line(
    stocked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "PIECE", 7)  # as if the file were long: every value lies across two pieces
    rows = [PLAIN | {"id": f"https://example.org/{n}", "target": {"source": "d1", "selector": POSITION | {"end": n}}}
            for n in range(1, 80)]  # fmt: skip
    rows[40] |= {"body": []}
    report = read(stocked, tmp_path, "[" + ",\n".join(map(json.dumps, rows)) + "]")
    assert [(row.line, row.code) for row in report.refusals] == [(41, "label_missing")]


def test_a_value_without_end_is_not_read_to_its_end(
    stocked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "MAX_VALUE", 200_000)
    report = read(stocked, tmp_path, '[\n"' + "x" * 2_000_000 + '"]')
    assert [(row.line, row.code) for row in report.refusals] == [(2, "line_too_long")]


def test_a_folder_without_annotations_is_refused(stocked: Project, tmp_path: Path) -> None:
    report = import_from(stocked, "w3c", source(tmp_path, {"d1.txt": TEXT, "d2.txt": "x"}), adds=EVERYTHING)
    assert report.refusals[0].code == "no_files"
