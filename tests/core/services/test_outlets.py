"""Outlets: what may be stored, so that an export can always be imported again."""

from io import BytesIO

import pytest

from core.errors import Invalid, TextRefused
from core.export.registry import export
from core.importing.interchange import import_corpus
from core.services import outlets
from tests.core.importing.files import empty_project
from tests.house import House


@pytest.mark.parametrize("field", ["name", "domain", "country", "kind"])
@pytest.mark.parametrize("bad", ["a\x07b", "a\x00b", "a\x85b"])
def test_an_outlet_with_a_control_character_is_refused_and_its_field_named(house: House, field: str, bad: str) -> None:
    with pytest.raises(TextRefused, match=f"In the field '{field}'") as refused:
        outlets.add_outlet(house.ann, "herald", {field: bad})
    assert list(refused.value.errors) == [field]
    with pytest.raises(TextRefused):
        outlets.change_outlet(house.ann, house.document.outlet, 1, {field: bad})


@pytest.mark.parametrize("fact", [{"text": "a\x07"}, {"text": "a", "source": "\x1b[2J"}])
def test_a_fact_with_a_control_character_is_refused(house: House, fact: dict[str, str]) -> None:
    with pytest.raises(TextRefused):
        outlets.add_outlet(house.ann, "herald", {"facts": [fact]})


@pytest.mark.parametrize("fact", [{"text": ""}, {"text": " ", "source": "its imprint"}])
def test_a_fact_without_words_is_refused(house: House, fact: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="has words"):
        outlets.add_outlet(house.ann, "herald", {"facts": [fact]})


def test_an_outlet_with_facts_in_several_lines_comes_out_and_goes_in_again(house: House) -> None:
    outlets.add_outlet(house.ann, "herald", {"facts": [{"text": "Founded\nin 2030.", "source": "its imprint"}]})
    exported = b"".join(export(house.project, "jsonl"))
    report = import_corpus(empty_project(), BytesIO(exported))
    assert (report.refusals, report.counts["outlet"].added) == ((), 2)


def test_a_key_never_ends_with_a_line_feed(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        outlets.add_outlet(house.ann, "herald\n", {"name": "The Herald"})
    assert list(refused.value.errors) == ["key"]


def test_a_fact_with_an_empty_source_is_unchanged_by_its_own_export(house: House) -> None:
    outlets.add_outlet(house.ann, "herald", {"facts": [{"text": "Founded in 2030.", "source": ""}]})
    report = import_corpus(house.project, BytesIO(b"".join(export(house.project, "jsonl"))))
    assert (report.refusals, report.counts["outlet"].unchanged) == ((), 2)
