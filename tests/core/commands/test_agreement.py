"""The command `agreement`: published cases from an interchange file to its JSON, and what it says for people."""

import json
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import Project
from core.services import codebooks, projects
from tests.core.importing.files import as_lines
from tests.house import House

FOLDER = Path(__file__).parents[3] / "fixtures/agreement"
ALPHA, COMPANIONS = (
    json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in ("alpha", "companions")
)
LABEL = {"key": "l0", "name": "Nought"}


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def named(group: dict, name: str) -> dict:
    return next(case for case in group if case["name"] == name)


def units_of(name: str) -> list[list]:
    """The units of a published case: one row a unit, one place a reader."""
    found = [case for case in ALPHA["cases"] if case["name"] == name]
    return found[0]["units"]


def paired(table: list[list[int]]) -> list[list]:
    """A table of two readers as units."""
    return [[one, other] for one, row in enumerate(table) for other, n in enumerate(row) for _ in range(n)]


def lines(units: list[list], per_document: int) -> Iterator[dict]:
    """An interchange file in which each unit is one clause, marked by whoever gave it a value, with that value as label
    and as rung of the role ladder."""
    values = sorted({value for unit in units for value in unit if value is not None})
    yield {"type": "file", "format": 1, "offset_unit": "code point", "invented": True}
    yield {
        "type": "codebook", "key": "published", "version": 1,
        "labels": [{"key": f"l{value}", "name": f"Value {value}"} for value in values],
        "facets": [{"key": "role", "kind": "choice", "ordered": True,
                    "values": [{"key": f"R{value}", "rank": rank} for rank, value in enumerate(values)]}],
    }  # fmt: skip
    yield {"type": "outlet", "id": "gazette", "name": "The Gazette"}
    clauses = [f"Clause {number:04d} says what it says." for number in range(len(units))]
    portions = [range(at, min(at + per_document, len(units))) for at in range(0, len(units), per_document)]
    for document, numbers in enumerate(portions):
        text = " ".join(clauses[number] for number in numbers)
        yield {"type": "document", "id": f"d{document:03d}", "outlet": "gazette", "text": text}
    for reader in range(len(units[0])):
        yield {"type": "reviewer", "id": f"r{reader}"}
    for document in range(len(portions)):
        for reader in range(len(units[0])):
            yield {"type": "reading", "document": f"d{document:03d}", "reviewer": f"r{reader}", "state": "submitted"}
    for document, numbers in enumerate(portions):
        for place, number in enumerate(numbers):
            start = place * (len(clauses[0]) + 1)
            for reader, value in enumerate(units[number]):
                if value is not None:
                    yield {
                        "type": "annotation", "id": str(uuid.uuid4()), "document": f"d{document:03d}",
                        "reviewer": f"r{reader}", "start": start, "end": start + len(clauses[0]),
                        "quote": clauses[number], "label": f"l{value}", "facets": {"role": f"R{value}"},
                    }  # fmt: skip


@pytest.fixture
def told(db: None, tmp_path: Path):
    """What the tool says of units, from a file to the command's JSON."""

    def tell(units: list[list], per_document: int = 1000) -> dict:
        projects.create_project("told", name="Told", codebook=codebooks.default_codebook())
        path = tmp_path / "units.jsonl"
        path.write_bytes(b"".join(as_lines(lines(units, per_document))))
        printed("import_corpus", path, "--project", "told")
        return json.loads(printed("agreement", "--project", "told", "--json"))

    return tell


def figure(value: float, digits: int = 3):
    return pytest.approx(value, abs=0.6 * 10**-digits)


def test_krippendorff_2011_example_c(told):
    found = told(units_of("Krippendorff 2011"))
    assert found["labels"]["alpha"] == figure(0.743)
    assert (found["facets"]["role"]["alpha_nominal"], found["facets"]["role"]["alpha"]) == (
        figure(0.743),
        figure(0.815),
    )
    assert (found["n_reviewers"], found["n_annotations"], found["labels"]["n_matched"]) == (4, 41, 11)
    assert found["labels"]["interval_reason"] == "fewer than 5 documents to draw from"
    assert len(found["pairs"]) == 6


def test_hayes_and_krippendorff_2007_over_ten_documents(told):
    found = told(units_of("Hayes and Krippendorff 2007"), per_document=4)
    assert (found["facets"]["role"]["alpha"], found["labels"]["alpha"]) == (figure(0.7598, 4), figure(0.477))
    low, high = found["facets"]["role"]["interval"]
    assert low < 0.7598 < high
    assert (found["n_documents"], found["facets"]["role"]["share_undefined"]) == (10, 0)


def test_the_kappa_paradox(told):
    case = named(COMPANIONS["tables"], "kappa paradox")
    found = told(paired(case["table"]), per_document=20)["labels"]
    assert (found["percent"], found["ac1"]) == (figure(0.85), figure(0.808))
    # 175 values of one kind, 25 of the other, 15 pairs unlike: 1 - 199 x 30 / (2 x 175 x 25).
    assert found["alpha"] == pytest.approx(1 - 199 * 30 / 8750)
    assert found["alpha"] < 0.4 < found["ac1"]


def test_filters_are_options(house: House):
    for name in ("bob", "cem"):
        house.mark(name, "Beijing", facets={"target": "ccp", "voice": "own-voice"})
    for name in ("bob", "cem"):
        house.submit(name)
    asked = {"target": "ccp", "voice": "own", "label": "assertion", "reviewers": "person"}
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    found = json.loads(printed("agreement", "--project", "house", "--json", *options))
    assert (found["filters"], found["n_annotations"]) == (asked, 2)


def test_without_json_it_is_a_table_for_people(house: House):
    lines_ = printed("agreement", "--project", "house").splitlines()
    assert lines_[0] == "0 documents, 0 reviewers, 0 annotations (person)"
    assert lines_[1] == "where                           no text was read by two readers"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--project", "nowhere"), "There is no project 'nowhere'."),
        (("--project", "house", "--label", "x"), "There is no label 'x'."),
    ],
)
def test_a_refusal_is_one_sentence(house: House, arguments, words):
    with pytest.raises(CommandError, match=words):
        printed("agreement", *arguments)
    assert Project.objects.count() == 1
