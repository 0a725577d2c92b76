"""What an import refuses: each with its line and its reason, and nothing stored."""

from typing import Any

import pytest

from core.models import Annotation, Document, Project
from tests.core.importing.files import (
    BETTER,
    CORPUS,
    DECISION,
    DOCUMENT,
    FILE,
    ID,
    LINK,
    MARK,
    OUTLET,
    READING,
    REVIEWER,
    SECOND,
    TEXT,
    as_lines,
    take,
    without,
)  # fmt: skip

HEAD = [FILE, OUTLET, DOCUMENT, REVIEWER]


def raw(line: bytes) -> list[Any]:
    return [FILE, line]


def document(**changes: Any) -> list[Any]:
    return [FILE, OUTLET, DOCUMENT | changes]


def mark(**changes: Any) -> list[Any]:
    return [*HEAD, MARK | changes]


def section(**changes: Any) -> list[Any]:
    return document(sections=[{"start": 0, "end": 24} | changes])


def decision(**changes: Any) -> list[Any]:
    return [*CORPUS, DECISION | changes]


CASES: dict[str, tuple[list[Any], str, str]] = {
    "no text, and no document to speak of": (
        [FILE, OUTLET, without(DOCUMENT, "text") | {"sha256": "0" * 64}], "text_missing", "no document 'd1'"
    ),
    "another length": (document(length=5), "length_mismatch", "characters, not 5"),
    "not UTF-8": (raw(b'{"type":"outlet","id":"\xe9"}\n'), "json_invalid", "0xE9"),
    "not JSON": (raw(b'{"type":"outlet",\n'), "json_invalid", "not JSON"),
    "no object": (raw(b"[1]\n"), "json_invalid", "one JSON object"),
    "a key twice": (raw(b'{"type":"outlet","id":"a","id":"b"}\n'), "json_invalid", "'id' stands twice"),
    "NaN": (raw(b'{"type":"outlet","id":"a","facts":NaN}\n'), "json_invalid", "NaN"),
    "infinity by a large number": (raw(b'{"type":"outlet","id":1e999}\n'), "json_invalid", "too large"),
    "endless digits": (raw(b'{"type":"outlet","id":' + b"9" * 5000 + b"}\n"), "json_invalid", "too long"),
    "depth": (raw(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"), "json_invalid", "levels deep"),
    "lone surrogate": (raw(b'{"type":"outlet","id":"a","name":"\\ud800"}\n'), "text_refused", "LONE SURROGATE"),
    "NUL": (raw(b'{"type":"outlet","id":"a","name":"\\u0000"}\n'), "text_refused", "NULL"),
    "lone surrogate in a key": (raw(b'{"type":"outlet","id":"a","\\udfff":1}\n'), "text_refused", "SURROGATE"),
    "unknown type": ([FILE, {"type": "opinionpoll"}], "unknown_type", "opinionpoll"),
    "no type": ([FILE, {"id": "x"}], "unknown_type", "None"),
    "a ruling by nobody": (decision(decided_by="r7"), "unknown_reviewer", "r7"),
    "a ruling on no document": (decision(document="d7"), "unknown_document", "d7"),
    "a ruling of another label": (decision(label="truth"), "unknown_label", "truth"),
    "a ruling of another detail": (decision(facets={"mood": "sad"}), "unknown_facet", "mood"),
    "a ruling of other words": (decision(quote="X" * 23), "quote_mismatch", "does not match"),
    "a ruling behind the text": (decision(end=999, quote=None), "span_invalid", "ends at 999"),
    "a ruling of an unknown outcome": (decision(outcome="maybe"), "unknown_outcome", "accept, edit"),
    "a ruling that rejects and labels": (decision(outcome="reject"), "label_not_wanted", "marks nothing"),
    "a ruling that accepts nothing": (decision(label=None), "label_missing", "needs a label"),
    "a ruling on a mark that is not there": (decision(rests_on=[ID.format(9)]), "unknown_annotation", "to rest on"),
    "a ruling that supersedes nothing": (decision(supersedes=ID.format(9)), "unknown_decision", "to supersede"),
    "a ruling that supersedes itself": (decision(supersedes=ID.format(11)), "unknown_decision", "to supersede"),
    "a second ruling that stands": (
        [*CORPUS, DECISION, DECISION | {"id": ID.format(12)}], "duplicate_decision", "stands already"),
    "a second successor": (
        [*CORPUS, DECISION, BETTER, BETTER | {"id": ID.format(12), "outcome": "leave-open"}], "superseded", "already"),
    "a ruling with the id of another": (
        [*CORPUS, DECISION, DECISION | {"reason": "Another."}], "id_reused", "reason is"),
    "a ruling finished at no time": (document(adjudicated_at="soon"), "date_invalid", "soon"),
    "wrong order": ([FILE, OUTLET, DOCUMENT, OUTLET | {"id": "b"}], "out_of_order", "before"),
    "second file line": ([FILE, FILE], "out_of_order", "first"),
    "other format": ([FILE | {"format": 2}], "format_unknown", "format 1"),
    "UTF-16 offsets": ([FILE | {"offset_unit": "utf-16"}], "offset_unit_unknown", "code points"),
    "unknown field": ([FILE, OUTLET | {"score": 5}], "unknown_field", "'score'"),
    "id missing": ([FILE, without(OUTLET, "id")], "field_missing", "'id'"),
    "id of strange characters": ([FILE, OUTLET | {"id": "a b"}], "id_invalid", "'a b'"),
    "outlet field of a wrong kind": ([FILE, OUTLET | {"name": ["x"]}], "invalid", "name"),
    "outlet facts of a wrong kind": ([FILE, OUTLET | {"facts": ["x"]}], "invalid", "list of {text, source}"),
    "unknown outlet": (document(outlet="herald"), "unknown_outlet", "'herald'"),
    "empty text": (document(text="  ", sections=[], excluded=[]), "text_empty", "empty"),
    "control character in the text": (document(text="a\x0cb"), "text_refused", "FORM FEED"),
    "carriage returns beside sections": (document(text=TEXT.replace(". ", ".\r\n")), "text_shifted", "carriage"),
    "another hash": (document(sha256="0" * 64), "sha256_mismatch", "sha256"),
    "no date": (document(published_on="2023-02-30"), "invalid", "date"),
    "no address": (document(url="javascript:alert(1)"), "invalid", "http"),
    "title too long": (document(title="x" * 501), "invalid", "title"),
    "sections overlap": (
        document(sections=[{"start": 0, "end": 9}, {"start": 8, "end": 12}]), "spans_overlap", "overlap"),
    "section beyond the text": (section(end=1000), "span_invalid", "after the text"),
    "section of an unknown outlet": (section(outlet="herald"), "unknown_outlet", "'herald'"),
    "section with an unknown fidelity": (section(fidelity="perfect"), "invalid", "fidelity"),
    "section that copies nothing known": (section(copy_of="d9"), "unknown_document", "'d9'"),
    "section that copies itself": (section(copy_of="d1"), "copy_of_itself", "own document"),
    "section date": (section(published_on="14 May"), "date_invalid", "14 May"),
    "excluded range reversed": (document(excluded=[{"start": 5, "end": 2}]), "span_invalid", "no passage"),
    "reviewer of an unknown kind": ([*HEAD[:3], REVIEWER | {"kind": "robot"}], "unknown_kind", "robot"),
    "reading of an unknown document": ([*HEAD, READING | {"document": "d9"}], "unknown_document", "'d9'"),
    "reading by nobody known": ([*HEAD, READING | {"reviewer": "r9"}], "unknown_reviewer", "'r9'"),
    "reading beyond the text": ([*HEAD, READING | {"ranges": [[0, 1000]]}], "span_invalid", "behind the text"),
    "reading of no list": ([*HEAD, READING | {"ranges": "all"}], "field_invalid", "'ranges'"),
    "mark in a reading of nothing": (
        [*HEAD, READING | {"ranges": []}, MARK], "mark_outside_ranges", "outside the ranges"
    ),
    "reading in an unknown state": ([*HEAD, READING | {"state": "half"}], "unknown_state", "half"),
    "none here of an unknown label": ([*HEAD, READING | {"none_here": ["wit"]}], "unknown_label", "'wit'"),
    "mark of an unknown document": (mark(document="d9"), "unknown_document", "'d9'"),
    "mark by nobody known": (mark(reviewer="r9"), "unknown_reviewer", "'r9'"),
    "mark without a UUID": (mark(id="m1"), "id_invalid", "UUID"),
    "negative offset": (mark(start=-1), "span_invalid", "no passage"),
    "offset as a float": (mark(start=0.0), "span_invalid", "whole number"),
    "offset as a boolean": (mark(start=False), "span_invalid", "whole number"),
    "huge offset": (mark(end=10**30), "span_invalid", "text at 84"),
    "offset missing": ([*HEAD, without(MARK, "start")], "span_invalid", "'start'"),
    "another quote": (mark(quote="China banned them"), "quote_mismatch", "[0, 23)"),
    "unknown label": (mark(label="wit"), "unknown_label", "'wit'"),
    "unknown detail": (mark(facets={"mood": "sad"}), "unknown_facet", "'mood'"),
    "unknown value of a detail": (mark(facets={"target": "moon"}), "unknown_facet", "'moon'"),
    "details of a wrong kind": (mark(facets=["china"]), "unknown_facet", "object"),
    "note too long": (mark(note="x" * 10_001), "note_too_long", "10,000"),
    "no moment": (mark(created_at="yesterday"), "date_invalid", "yesterday"),
    "mark outside what was read": (
        [*HEAD, READING | {"ranges": [[30, 40]]}, MARK], "mark_outside_ranges", "begins at 0"),
    "second mark of a span, label and target": (
        [*HEAD, MARK, MARK | {"id": ID.format(3), "note": "again"}], "duplicate_mark", "already"),
    "an id for two marks": ([*HEAD, MARK, MARK | {"end": 12, "quote": None}], "id_reused", "end is 23 here and 12"),
    "an id for two documents": ([*HEAD[:3], DOCUMENT | {"title": "Another"}], "id_reused", "Line 3"),
    "link of an unknown mark": ([*HEAD, MARK, LINK], "unknown_annotation", ID.format(2)),
    "link of a mark to itself": ([*HEAD, MARK, LINK | {"to": ID.format(1)}], "link_invalid", "two different"),
    "link of an unknown kind": ([*HEAD, MARK, SECOND, LINK | {"kind": "likes"}], "unknown_link", "likes"),
    "link between two reviewers": (
        [*HEAD, REVIEWER | {"id": "r2"}, MARK, SECOND | {"reviewer": "r2"}, LINK], "link_invalid", "one reviewer"),
    "codebook without labels": ([FILE, {"type": "codebook", "key": "k"}], "codebook_invalid", "no labels"),
    "codebook with an unknown field": (
        [FILE, {"type": "codebook", "labels": [{"key": "a", "hint": "x"}]}], "codebook_invalid", "'hint'"),
    "codebook with a value of no label": (
        [FILE, {"type": "codebook", "labels": [{"key": "a"}],
                "facets": [{"key": "f", "values": [{"key": "v", "label": "b"}]}]}], "codebook_invalid", "'b'"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_with_line_and_reason_and_nothing_is_stored(name: str, project: Project) -> None:
    rows, code, words = CASES[name]
    report = take(project, rows)
    refused = report.refusals[0]
    assert (refused.code, refused.line) == (code, len(rows))
    assert words in refused.reason
    assert not report.stored
    assert not Document.objects.filter(project=project).exists()


def test_a_line_that_is_too_long_ends_the_reading(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.importing.lines.MAX_LINE_BYTES", 2_000)
    report = take(project, [FILE, b'{"type":"outlet","id":"' + b"x" * 3_000 + b'"}\n', OUTLET])
    assert [(row.line, row.code) for row in report.refusals] == [(2, "line_too_long")]


def test_carriage_returns_are_refused_when_a_mark_counts_in_that_text(project: Project) -> None:
    text = "One.\r\nTwo."
    plain = {"type": "document", "id": "d1", "text": text}
    marked = without(MARK, "quote") | {"start": 6, "end": 9, "facets": {}}
    report = take(project, [FILE, plain, REVIEWER, marked])
    assert [(row.line, row.code) for row in report.refusals] == [(4, "text_shifted")]


def test_carriage_returns_alone_become_line_feeds(project: Project) -> None:
    assert take(project, [FILE, {"type": "document", "id": "d1", "text": "One.\r\nTwo."}]).stored
    assert Document.objects.get(project=project).text == "One.\nTwo."


def test_one_bad_line_in_a_thousand_keeps_all_out(project: Project) -> None:
    marks = [
        without(MARK, "quote") | {"id": ID.format(n), "start": n % 20, "end": n % 20 + 1 + n // 20}
        for n in range(1, 1_000)
    ]
    marks[500]["end"] = 5_000
    report = take(project, [*HEAD, *marks])
    assert [row.line for row in report.refusals] == [505]
    assert not report.stored
    assert not Annotation.objects.filter(project=project).exists()


def test_with_skip_refused_the_rest_is_stored_and_what_hangs_on_the_bad_line_is_refused_too(
    project: Project,
) -> None:
    other = DOCUMENT | {"id": "d2", "sha256": "0" * 64}
    rows = [FILE, OUTLET, DOCUMENT, other, REVIEWER, MARK, SECOND | {"document": "d2"}, LINK]
    report = take(project, rows, skip_refused=True)
    assert [(row.line, row.code) for row in report.refusals] == [
        (4, "sha256_mismatch"), (7, "unknown_document"), (8, "unknown_annotation"),
    ]  # fmt: skip
    assert "refused" in report.refusals[1].reason
    assert report.stored
    assert list(Document.objects.filter(project=project).values_list("key", flat=True)) == ["d1"]


def test_a_dry_run_finds_the_same_and_stores_nothing(project: Project) -> None:
    dry = take(project, [*CORPUS, b"{\n"], dry_run=True)
    assert (dry.n_added, dry.n_refused, dry.stored) == (7, 1, False)
    assert not Document.objects.filter(project=project).exists()


def test_an_invented_corpus_and_a_real_one_do_not_mix(project: Project) -> None:
    take(project, CORPUS)
    report = take(project, [FILE | {"invented": True}])
    assert report.refusals[0].code == "invented_differs"


def test_an_endless_line_is_read_in_bounded_steps(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless:
        asked: list[int] = []

        def readline(self, size: int) -> bytes:
            self.asked.append(size)
            return b"x" * size

    from core.importing.interchange import import_corpus

    monkeypatch.setattr("core.importing.lines.MAX_LINE_BYTES", 1_000)
    report = import_corpus(project, Endless())
    assert report.refusals[0].code == "line_too_long"
    assert Endless.asked == [1_002]


def test_the_small_corpus_itself_passes(project: Project) -> None:
    report = take(project, as_lines(CORPUS))
    assert report.stored, report.refusals
