"""Web Annotations as other people's programs see them: as a graph (rdflib) and expanded (PyLD)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from rdflib import RDF, Graph, Namespace
from rdflib.term import Node

from core.export.bundle import write_folder
from core.export.corpus import Corpus
from core.export.formats.w3c import CONTEXT
from core.export.registry import export, format_of
from core.export.registry import written as files_of
from core.export.scope import Choice
from core.importing.registry import import_from
from core.importing.source import source_of
from core.models import Project
from tests.core.export.corpora import Line, awkward_lines, lines_of, write_format
from tests.core.importing.files import ID, take

# rdflib's own parser uses what rdflib takes leave of.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FIXTURE = Path(__file__).resolve().parents[3] / "fixtures" / "w3c" / "terms.jsonld"
ADDRESS = "http://www.w3.org/ns/anno.jsonld"
OA = Namespace("http://www.w3.org/ns/oa#")
OURS = Namespace("urn:x-annotator:")
DCTERMS = Namespace("http://purl.org/dc/terms/")


@pytest.fixture
def marks(project: Project) -> list[Line]:
    """The marks that are written."""
    report = take(project, awkward_lines())
    assert report.stored, report.refusals
    return [line for line in lines_of(project) if line["type"] == "annotation"]


@pytest.fixture
def written(project: Project, marks: list[Line], tmp_path: Path) -> Path:
    """The folder of the export."""
    write_format(project, "w3c", tmp_path)
    return tmp_path


def collection(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "annotations.jsonld").read_bytes())


def graph_of(folder: Path) -> Graph:
    """Parsed by rdflib, the W3C's context given by hand since nothing is fetched."""
    data = collection(folder)
    data["@context"] = [json.loads(FIXTURE.read_bytes())["@context"], *data["@context"][1:]]
    return Graph().parse(data=json.dumps(data), format="json-ld")


def cuts(graph: Graph, folder: Path) -> Iterator[tuple[Node, str, str]]:
    """Of every annotation with selectors: its name, the words it gives, and those that stand at its offsets."""
    for annotation in graph.subjects(RDF.type, OA.Annotation):
        target = graph.value(annotation, OA.hasTarget)
        source = graph.value(target, OA.hasSource)
        if source is None:
            continue
        by_type = {graph.value(one, RDF.type): one for one in graph.objects(target, OA.hasSelector)}
        position, quote = by_type[OA.TextPositionSelector], by_type[OA.TextQuoteSelector]
        text = (folder / "texts" / f"{source.removeprefix('urn:x-document:')}.txt").read_text(encoding="utf-8")
        start, end = (int(graph.value(position, name)) for name in (OA.start, OA.end))
        around = [str(graph.value(quote, name) or "") for name in (OA.prefix, OA.suffix)]
        assert text[:start].endswith(around[0])
        assert text[end:].startswith(around[1])
        yield annotation, str(graph.value(quote, OA.exact)), text[start:end]


def test_rdflib_finds_every_mark_and_cuts_the_words_that_it_quotes(marks: list[Line], written: Path) -> None:
    found = list(cuts(graph_of(written), written))
    assert {(str(name), words) for name, words, _ in found} == {
        (f"urn:uuid:{mark['id']}", mark["quote"]) for mark in marks
    }
    assert [words for _, words, _ in found] == [cut for _, _, cut in found]


def test_rdflib_reads_label_details_note_reviewer_and_link(marks: list[Line], written: Path) -> None:
    graph = graph_of(written)
    name = next(one for one, _, _ in cuts(graph, written) if str(one).endswith(ID.format(1)))
    bodies = {
        (graph.value(body, OA.hasPurpose), graph.value(body, OURS.facet)): str(graph.value(body, RDF.value))
        for body in graph.objects(name, OA.hasBody)
    }
    mark = next(mark for mark in marks if mark["id"] == ID.format(1))
    assert {str(facet): value for (_, facet), value in bodies.items() if facet} == mark["facets"]
    assert bodies[OA.tagging, None] == "evidence"
    assert bodies[OA.commenting, None] == mark["note"]
    assert str(graph.value(name, DCTERMS.creator)) == "urn:x-reviewer:r1"
    link = graph.value(predicate=OA.motivatedBy, object=OA.linking)
    ends = [str(graph.value(link, end)) for end in (OA.hasBody, OA.hasTarget)]
    assert (*ends, str(graph.value(link, OURS.linkKind))) == (
        f"urn:uuid:{ID.format(1)}", f"urn:uuid:{ID.format(2)}", "contradicts"
    )  # fmt: skip


def test_pyld_expands_every_member_to_an_address_and_drops_none(marks: list[Line], written: Path) -> None:
    data = collection(written)
    terms = {"contextUrl": None, "documentUrl": ADDRESS, "document": json.loads(FIXTURE.read_bytes())}
    (whole,) = jsonld.expand(data, {"documentLoader": lambda url, options: terms})
    (page,) = whole["http://www.w3.org/ns/activitystreams#first"]
    (items,) = page["http://www.w3.org/ns/activitystreams#items"]
    assert len(items["@list"]) == len(marks) + 1 == data["total"]
    for given, expanded in zip(data["first"]["items"], items["@list"], strict=True):
        assert len(expanded) == len(given)
    assert len(whole) == len(data) - 1
    assert whole["urn:x-annotator:offsetUnit"] == [{"@value": "code point"}]


def test_our_terms_take_no_name_from_the_w3c() -> None:
    official = json.loads(FIXTURE.read_bytes())["@context"]
    assert CONTEXT[0] == ADDRESS
    assert not set(CONTEXT[1]) & set(official)


def test_offsets_only_gives_no_quote_and_quotes_only_nothing_around_them(project: Project, tmp_path: Path) -> None:
    assert take(project, awkward_lines()).stored
    for texts, wanted in (("quotes", {"type", "exact"}), ("none", None)):
        path = tmp_path / f"{texts}.jsonl"
        path.write_bytes(b"".join(export(project, "jsonl", Choice(texts=texts))))
        write_folder(tmp_path / texts, files_of(format_of("w3c"), Corpus(path)))
        selectors = collection(tmp_path / texts)["first"]["items"][0]["target"]["selector"]
        assert [set(one) for one in selectors[1:]] == ([wanted] if wanted else [])
        assert not (tmp_path / texts / "texts").exists()
    report = import_from(project, "w3c", source_of(tmp_path / "quotes"))
    assert (report.n_added, report.n_refused) == (0, 0), report.refusals[:2]
