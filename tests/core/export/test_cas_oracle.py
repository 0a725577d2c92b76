"""UIMA CAS as dkpro-cassis reads it, and as we read what dkpro-cassis writes."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import cassis
import pytest

from core.importing.registry import import_from
from core.importing.source import source_of
from core.models import Project
from tests.core.export.corpora import FIXTURE, lines_of, loaded, write_format
from tests.core.importing.files import FILE

CASES = [
    case for case in json.loads(FIXTURE.read_text(encoding="utf-8"))["cases"]
    if case["text"].strip() and not case["text"].startswith("\ufeff")
]  # fmt: skip
LABELS = ("evidence", "assertion", "opinion")
NOTE = 'A "note" with <tags> & more\n\ttwo  spaces \u2028 👩‍👩‍👧'


def awkward_rows() -> list[dict[str, Any]]:
    """Every text of the fixture with its spans, counted by hand, as marks; the first two of each are linked."""
    rows: list[dict[str, Any]] = [FILE, {"type": "outlet", "id": "o", "name": "O"}]
    rows += [{"type": "document", "id": f"t{n}", "outlet": "o", "text": case["text"]} for n, case in enumerate(CASES)]
    rows += [{"type": "reviewer", "id": "r1", "kind": "simulated"}]
    marks = [
        {"type": "annotation", "id": f"00000000-0000-4000-8000-{n:06d}{i:06d}", "document": f"t{n}", "reviewer": "r1",
         "start": start, "end": end, "quote": quote, "label": LABELS[i % 3], "note": NOTE,
         "facets": {"target": "china", "speaker": quote, "unsure": "yes"}, "created_at": "2026-11-21T09:30:00Z"}
        for n, case in enumerate(CASES) for i, (start, end, quote) in enumerate(case["spans"])
    ]  # fmt: skip
    pairs = [(a, b) for a, b in pairwise(marks) if a["document"] == b["document"]]
    links = [{"type": "link", "from": a["id"], "to": b["id"], "kind": "supports"} for a, b in pairs]
    return rows + marks + links


def load_json(path: Path, types: cassis.TypeSystem) -> cassis.Cas:
    with path.open("rb") as file:
        return cassis.load_cas_from_json(file)


def load_xmi(path: Path, types: cassis.TypeSystem) -> cassis.Cas:
    return cassis.load_cas_from_xmi(path, typesystem=types)


FORMS: dict[str, tuple[str, Callable[[Path, cassis.TypeSystem], cassis.Cas]]] = {
    "cas-json": ("json", load_json),
    "cas-xmi": ("xmi", load_xmi),
}


@pytest.mark.parametrize("name", FORMS)
def test_cassis_cuts_every_quote_and_its_own_files_are_read_to_the_same_marks(
    project: Project, name: str, tmp_path: Path
) -> None:
    suffix, load = FORMS[name]
    home = loaded(awkward_rows())
    write_format(home, name, tmp_path / "ours")
    types = cassis.load_typesystem(tmp_path / "ours" / "TypeSystem.xml")
    (tmp_path / "theirs").mkdir()
    for number, case in enumerate(CASES):
        cas = load(tmp_path / "ours" / "documents" / f"t{number}.{suffix}", types)
        _holds(cas, case, replaced=name == "cas-xmi")
        (cas.to_xmi if name == "cas-xmi" else cas.to_json)(tmp_path / "theirs" / f"t{number}.{suffix}")
    documents = [line for line in lines_of(home) if line["type"] in ("file", "codebook", "outlet", "document")]
    other = loaded(documents)
    report = import_from(other, name, source_of(tmp_path / "theirs"))
    assert report.stored, report.refusals[:3]
    assert lines_of(other) == lines_of(home)


def _holds(cas: cassis.Cas, case: dict[str, Any], *, replaced: bool) -> None:
    """The text, and each quote as cassis cuts it from its own text; U+FFFF becomes U+FFFD in XML alone."""
    seen = (lambda text: text.replace("\uffff", "\ufffd")) if replaced else str
    assert cas.sofa_string == seen(case["text"])
    marks = sorted(cas.select("annotator.Mark"), key=lambda mark: mark.id)
    assert [mark.get_covered_text() for mark in marks] == [seen(quote) for *_, quote in case["spans"]]
    assert [(mark.label, mark.facet_speaker) for mark in marks] == [
        (LABELS[i % 3], seen(quote)) for i, (*_, quote) in enumerate(case["spans"])
    ]
    assert all((mark.note, mark.facet_target, mark.reviewer) == (NOTE, "china", "r1") for mark in marks)
    ends = [(link.source.id, link.target.id, link.kind) for link in cas.select("annotator.Link")]
    assert sorted(ends) == [(a.id, b.id, "supports") for a, b in pairwise(marks)]


@pytest.mark.parametrize("name", FORMS)
def test_spans_of_other_peoples_types_become_marks_where_a_feature_names_a_label(
    project: Project, name: str, tmp_path: Path
) -> None:
    home = loaded([FILE, {"type": "document", "id": "news", "text": "😀 China banned it."}])
    cas = _theirs("custom.Span", "label", "opinion")
    path = tmp_path / "news" / f"anna.{FORMS[name][0]}"
    path.parent.mkdir()
    (cas.to_xmi if name == "cas-xmi" else cas.to_json)(path)
    report = import_from(home, name, source_of(tmp_path))
    assert report.stored, report.refusals
    (mark,) = [line for line in lines_of(home) if line["type"] == "annotation"]
    assert (mark["quote"], mark["label"], mark["reviewer"]) == ("China", "opinion", "anna")
    assert import_from(home, name, source_of(tmp_path)).n_added == 0


@pytest.mark.parametrize("name", FORMS)
def test_a_file_without_a_label_of_the_codebook_is_refused_with_what_it_has(
    project: Project, name: str, tmp_path: Path
) -> None:
    cas = _theirs("custom.Span", "value", "PER")
    (cas.to_xmi if name == "cas-xmi" else cas.to_json)(tmp_path / f"news.{FORMS[name][0]}")
    (refusal,) = [row for row in import_from(project, name, source_of(tmp_path)).refusals if row.code == "no_marks"]
    assert "custom.Span (" in refusal.reason
    assert "value" in refusal.reason
    assert "evidence" in refusal.reason


def _theirs(type_: str, feature: str, value: str) -> cassis.Cas:
    types = cassis.TypeSystem()
    span = types.create_type(type_, "uima.tcas.Annotation")
    types.create_feature(span, feature, "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = "😀 China banned it."
    cas.add(span(begin=2, end=7, **{feature: value}))
    return cas
