"""Strangers' CAS files: what cannot be read is refused in its place, in words, within limits."""

import json
import resource
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.core.importing.strangers import TEXT, lines_read, refused


def xmi(
    *elements: str, sofa: str = f'<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="{TEXT}"/>', head: str = ""
) -> str:
    return (
        f'<?xml version="1.0"?>\n{head}<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
        'xmlns:annotator="http:///annotator.ecore" xmlns:custom="http:///custom.ecore">\n'
        + "\n".join([*elements, sofa]) + "\n</xmi:XMI>"
    )  # fmt: skip


def mark(id_: str = "5", begin: str = "3", end: str = "8", more: str = "") -> str:
    return f'<annotator:Mark xmi:id="{id_}" sofa="1" begin="{begin}" end="{end}" label="opinion" reviewer="r1" {more}/>'


DTD = '<!DOCTYPE x [<!ENTITY a "{}">]>\n'
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
) + "]>\n"  # fmt: skip


XMI = [
    (xmi(mark(), head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'), "xml_refused", "document type", 0),
    (xmi(mark(more='note="&a11;"'), head=LAUGHS), "xml_refused", "document type", 0),
    (xmi(mark(), head='<!DOCTYPE x SYSTEM "http://example.org/x.dtd">\n'), "xml_refused", "document type", 0),
    (xmi(mark(more='note="&nothing;"')), "xml_invalid", "undefined entity at line 3", 0),
    ("<a>", "cas_invalid", "no XMI", 0),
    ("", "xml_invalid", "not XML", 0),
    (b"\xff\xfe\x00", "xml_invalid", "not XML", 0),
    (b'<?xml version="1.0" encoding="no-such"?><a/>', "xml_invalid", "", 0),
    (b'<?xml version="1.0" encoding="utf-8"?><a b="\xff"/>', "xml_invalid", "not XML", 0),
    (xmi(mark()).replace("</xmi:XMI>", ""), "xml_invalid", "not XML", 0),
    (xmi('<custom:a xmi:id="9">' * 5 + "</custom:a>" * 5), "cas_invalid", "deep", 0),
    (xmi(mark(), mark()), "cas_invalid", "The id 5 stands twice (line 4)", 0),
    (xmi(mark(id_="five")), "cas_invalid", "no number", 0),
    (xmi(mark(), sofa=""), "no_text", "no text", 0),
    (xmi(mark().replace('sofa="1"', 'sofa="7"')), "unknown_sofa", "7", 3),
    (xmi(mark(begin="-1")), "span_invalid", "-1", 3),
    (xmi(mark(begin="1.5")), "span_invalid", "whole number", 3),
    (xmi(mark(begin="true")), "span_invalid", "whole number", 3),
    (xmi(mark(begin="8", end="3")), "span_invalid", "no passage", 3),
    (xmi(mark(end="999999999999999999999999")), "span_invalid", "whole number", 3),
    (xmi(mark(end="999999")), "span_invalid", "19", 3),
    (xmi(mark(begin="1")), "span_invalid", "surrogate pair", 3),
    (xmi(mark(more='facet_moon="x"')), "unknown_facet", "facet_moon", 3),
    (xmi(mark(), '<annotator:Link xmi:id="6" source="5" target="99" kind="supports"/>'), "unknown_annotation", "99", 4),
    (xmi('<annotator:Reading xmi:id="6" reviewer="r1" ranges="[[0, 1]]"/>'), "span_invalid", "surrogate", 3),
    (xmi('<annotator:Reading xmi:id="6" reviewer="r1" ranges="[[[[["/>'), "span_invalid", "pairs", 3),
    (xmi(mark(more='note="x" replaced="note 0 FFFF"')), "cas_invalid", "U+FFFD", 0),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "words", "line"), XMI, ids=range(len(XMI)))
def test_hostile_xmi_is_refused(tmp_path: Path, content: str | bytes, code: str, words: str, line: int) -> None:
    (found,) = refused(tmp_path, "cas-xmi", content)
    assert found[:2] == (line, code)
    assert words in found[2]


def test_one_bad_mark_among_good_ones_is_refused_alone(tmp_path: Path) -> None:
    read = lines_read(tmp_path, "cas-xmi", xmi(mark(), mark("6", begin="8", end="3"), mark("7", begin="9", end="15")))
    assert [(line["start"], line["end"]) for line in read if line["type"] == "annotation"] == [(2, 7), (8, 14)]


@pytest.mark.parametrize("name", ["cas-xmi", "cas-json"])
def test_a_file_of_100_megabytes_is_refused_before_it_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"big.{name.removeprefix('cas-')}"
    with path.open("wb") as file:
        file.write(b'<a b="')
        file.truncate(100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ((line, code, words),) = refused(tmp_path, name)
    assert (line, code) == (0, "file_too_large")
    assert "larger than 64 MB" in words
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_an_attribute_of_many_megabytes_is_read_once_not_again_and_again(tmp_path: Path) -> None:
    started = monotonic()
    (found,) = refused(tmp_path, "cas-xmi", xmi(mark(more=f'note="{"x" * 24_000_000}"'), mark(id_="x")))
    assert found[1] == "cas_invalid"
    assert monotonic() - started < 5


def cas(*rows: Any, text: str = TEXT) -> dict[str, Any]:
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": text}
    return {"%TYPES": {}, "%FEATURE_STRUCTURES": [sofa, *rows], "%VIEWS": {}}


def json_mark(**more: Any) -> dict[str, Any]:
    return {"%ID": 5, "%TYPE": "annotator.Mark", "@sofa": 1, "begin": 3, "end": 8, "label": "opinion",
            "reviewer": "r1"} | more  # fmt: skip


JSON = [
    ("[]", "json_invalid", "A file is one JSON object", 0),
    ("{", "json_invalid", "The file is not JSON", 0),
    ('{"a": 1, "a": 2}', "json_invalid", "'a' stands twice", 0),
    ('{"a": ' + "[" * 40 + "]" * 40 + "}", "json_invalid", "levels deep", 0),
    ('{"a": NaN}', "json_invalid", "NaN", 0),
    ('{"a": 1e999}', "json_invalid", "too large", 0),
    ('{"a": ' + "9" * 5000 + "}", "json_invalid", "too long", 0),
    ('{"a": "\\ud800"}', "text_refused", "SURROGATE", 0),
    ('{"a": [' + "[]," * 2_000_001 + "[]]}", "file_too_large", "more than 2,000,000", 0),
    ("{}", "cas_invalid", "%FEATURE_STRUCTURES", 0),
    (json.dumps(cas(5)), "cas_invalid", "'%ID'", 0),
    (json.dumps(cas(json_mark(), json_mark())), "cas_invalid", "stands twice", 0),
    (json.dumps(cas(json_mark(**{"%ID": "5"}))), "cas_invalid", "'%ID'", 0),
    (json.dumps(cas(json_mark(), text=None)), "no_text", "no text", 0),
    (json.dumps(cas(json_mark(), text=7)), "field_invalid", "sofaString", 0),
    (json.dumps(cas(json_mark(**{"@sofa": 3})), indent=1), "unknown_sofa", "3", 11),
    (json.dumps(cas(json_mark(begin=3.0)), indent=1), "span_invalid", "3.0", 11),
    (json.dumps(cas(json_mark(begin=True)), indent=1), "span_invalid", "True", 11),
    (json.dumps(cas(json_mark(begin=-1)), indent=1), "span_invalid", "-1", 11),
    (json.dumps(cas(json_mark(begin=9)), indent=1), "span_invalid", "no passage", 11),
    (json.dumps(cas(json_mark(begin=1)), indent=1), "span_invalid", "surrogate pair", 11),
    (json.dumps(cas(json_mark(label=["opinion"])), indent=1), "field_invalid", "'label'", 11),
    (json.dumps(cas(json_mark(note=4)), indent=1), "field_invalid", "'note'", 11),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "words", "line"), JSON, ids=range(len(JSON)))
def test_hostile_json_cas_is_refused(tmp_path: Path, content: str, code: str, words: str, line: int) -> None:
    (found,) = refused(tmp_path, "cas-json", content)
    assert found[:2] == (line, code)
    assert words in found[2]
