"""Hostile requests: each gets the right 4xx as a problem document, nothing is stored, nothing is a 500."""

import json

import pytest

from core.models import Annotation, Event, Reading
from tests.annotator.api.conftest import problem
from tests.house import TEXT, House

ALL = "documents/d1/annotations/"
ABSENT = object()


def raw_body(house, **changes):
    """A good body with some fields replaced or (ABSENT) left out."""
    body = house.body("Beijing") | changes
    return {name: value for name, value in body.items() if value is not ABSENT}


def nothing_stored():
    return not (Annotation.objects.exists() or Event.objects.exists() or Reading.objects.exists())


FIELDS = [
    ("start a float", {"start": 3.0}, "span_invalid"),
    ("start a boolean", {"start": True}, "span_invalid"),
    ("end a boolean", {"start": 0, "end": True}, "span_invalid"),
    ("start a string", {"start": "3"}, "span_invalid"),
    ("start null", {"start": None}, "span_invalid"),
    ("start a list", {"start": [3]}, "span_invalid"),
    ("start missing", {"start": ABSENT}, "span_invalid"),
    ("start negative", {"start": -1}, "span_invalid"),
    ("both negative", {"start": -7, "end": -1}, "span_invalid"),
    ("end huge", {"end": 2**53 - 1}, "span_invalid"),
    ("end beyond int4", {"end": 2**31}, "span_invalid"),
    ("reversed", {"start": 20, "end": 10}, "span_invalid"),
    ("empty", {"start": 10, "end": 10}, "span_invalid"),
    ("beyond the text", {"start": 0, "end": len(TEXT) + 1}, "span_invalid"),
    ("wrong quote", {"quote": "beijing"}, "quote_mismatch"),
    ("quote with a space more", {"quote": "Beijing "}, "quote_mismatch"),
    ("quote a number", {"quote": 5}, "quote_mismatch"),
    ("quote missing", {"quote": ABSENT}, "field_missing"),
    ("quote with NUL", {"quote": "Bei\x00jing"}, "text_refused"),
    ("note with NUL", {"note": "a\x00b"}, "text_refused"),
    ("note with a control character", {"note": "a\x07b"}, "text_refused"),
    ("note a list", {"note": ["x"]}, "note_invalid"),
    ("note of 10,001", {"note": "x" * 10_001}, "note_too_long"),
    ("id no uuid", {"id": "1"}, "id_invalid"),
    ("id a number", {"id": 5}, "id_invalid"),
    ("id missing", {"id": ABSENT}, "field_missing"),
    ("label unknown", {"label": "truth"}, "unknown_label"),
    ("label a list", {"label": ["assertion"]}, "unknown_label"),
    ("label null", {"label": None}, "unknown_label"),
    ("facets a list", {"facets": []}, "unknown_facet"),
    ("facets a string", {"facets": "role"}, "unknown_facet"),
    ("facet unknown", {"facets": {"truth": "yes"}}, "unknown_facet"),
    ("facet value unknown", {"facets": {"role": "R9"}}, "unknown_facet"),
    ("facet value an object", {"facets": {"role": {"key": "R1"}}}, "unknown_facet"),
    ("flag not yes", {"facets": {"unsure": "true"}}, "unknown_facet"),
    ("speaker of 301", {"facets": {"speaker": "x" * 301}}, "unknown_facet"),
    ("reviewer assigned", {"reviewer": "ann"}, "unknown_field"),
    ("version assigned", {"version": 7}, "unknown_field"),
    ("project assigned", {"project": 1}, "unknown_field"),
    ("reading assigned", {"reading_id": 1}, "unknown_field"),
    ("deleted_at assigned", {"deleted_at": None}, "unknown_field"),
    ("prototype", {"__proto__": {}}, "unknown_field"),
]


@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_a_hostile_field_is_422_and_nothing_is_stored(house, call, changes, code):
    problem(call("bob").post(ALL, raw_body(house, **changes)), 422, code)
    assert nothing_stored()


def test_offsets_count_code_points_not_utf16(house, call):
    """An offset counted in UTF-16 units stands elsewhere: the quote shows it."""
    start = TEXT.index("There is no proof")
    units = len(TEXT[:start].encode("utf-16-le")) // 2
    assert units > start
    body = house.body("There is no proof") | {"start": units, "end": units + 17}
    problem(call("bob").post(ALL, body), 422, "quote_mismatch")


def test_a_mark_inside_an_emoji_keeps_whole_code_points(house, call):
    """A family is three people and two joiners: its parts are code points, never halves of one."""
    start = TEXT.index("👩‍👩‍👧")
    good = house.body("Beijing") | {"start": start + 2, "end": start + 3, "quote": "👩"}
    assert call("bob").post(ALL, good).status_code == 201
    half = house.body("Beijing") | {"start": start + 4, "end": start + 5, "quote": "\ud83d"}
    problem(call("bob").post(ALL, half), 400, "lone_surrogate")


RAW = [
    ("no JSON", b"{", 400, "not_json"),
    ("a list", b"[]", 400, "body_not_object"),
    ("a string", b'"x"', 400, "body_not_object"),
    ("null", b"null", 400, "body_not_object"),
    ("nothing", b"", 422, "field_missing"),
    ("depth 100,000", b'{"facets":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "too_deep"),
    ("depth 100,000, open", b'{"a":' * 100_000, 400, "too_deep"),
    ("NaN", b'{"start": NaN}', 400, "not_json"),
    ("Infinity", b'{"start": Infinity}', 400, "not_json"),
    ("a huge integer", b'{"start": 1' + b"0" * 400 + b"}", 400, "number_too_large"),
    ("a huge float", b'{"start": 1e400}', 400, "number_too_large"),
    ("duplicate keys", b'{"start": 1, "start": 2}', 400, "duplicate_key"),
    ("duplicate keys inside", b'{"facets": {"role": "R1", "role": "R2"}}', 400, "duplicate_key"),
    ("bad UTF-8", b'{"note": "\xc3\x28"}', 400, "not_utf8"),
    ("UTF-16", '{"note": "x"}'.encode("utf-16"), 400, "not_utf8"),
    ("a lone surrogate in a value", b'{"note": "\\ud800"}', 400, "lone_surrogate"),
    ("a lone surrogate in a key", b'{"facets": {"\\udc00": "x"}}', 400, "lone_surrogate"),
    ("a lone surrogate in the label", b'{"label": "\\ud83d"}', 400, "lone_surrogate"),
    ("a note of 10 MB", b'{"note": "' + b"x" * 10_000_000 + b'"}', 413, "body_too_large"),
]


@pytest.mark.parametrize(("raw", "status", "code"), [row[1:] for row in RAW], ids=[row[0] for row in RAW])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_hostile_body_is_refused_and_nothing_is_stored(house, call, method, raw, status, code):
    if method == "POST":
        problem(call("bob").send("POST", ALL, raw), status, code)
        assert nothing_stored()
        return
    mark = house.mark("bob", "Beijing")
    response = call("bob").send("PATCH", f"annotations/{mark.uuid}/", raw, **{"If-Match": '"1"'})
    if raw:
        problem(response, status, code)
    mark.refresh_from_db()
    assert (mark.version, Event.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("*", 400),
        ("1", 400),
        ("", 400),
        ('"1', 400),
        ('"1", "2"', 400),
        ('w/"1"', 400),
        ("\xff", 400),
        ('"', 400),
        ('"0"', 412),
        ('"01"', 412),
        ('"-1"', 412),
        ('"abc"', 412),
        ('"9999999999999999999999"', 412),
        ('""', 412),
    ],
)
def test_a_garbage_if_match_changes_nothing(house, call, given, status):
    mark = house.mark("bob", "Beijing")
    problem(call("bob").patch(f"annotations/{mark.uuid}/", {"note": "x"}, given), status)
    mark.refresh_from_db()
    assert mark.version == 1


PARAMETERS = [
    "reviewer__password=x",
    "reviewer=ann",
    "reading__reviewer__user__password__startswith=p",
    "ordering=id",
    "expand=reviewer",
    "page=2",
    "limit=100000",
    "format=csv",
    "fields=text",
    "q='; DROP TABLE core_user",
]


@pytest.mark.parametrize("query", PARAMETERS)
@pytest.mark.parametrize(
    "path", [ALL, "documents/", "documents/d1/", "documents/d1/events/", "outlets/", "comparison/", ""]
)
def test_nobody_filters_by_what_is_not_listed(house, call, path, query):
    problem(call("bob").get(f"{path}?{query}"), 400, "unknown_parameter")


def test_a_mark_of_another_project_is_404_under_this_one(house, call):
    """The mark is one's own in a project one belongs to: its address in this project is nothing."""
    other = House("other")
    theirs = other.mark("bob", "Beijing")
    bob = call("bob")
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "history/"),
        ("GET", "links/"),
        ("POST", "links/"),
    ):
        response = bob.send(
            method,
            f"annotations/{theirs.uuid}/{path}",
            b"{}" if method != "POST" else json.dumps({"to": str(theirs.uuid), "kind": "supports"}).encode(),
            **{"If-Match": '"1"'},
        )
        problem(response, 404, "not_found")


def test_ids_of_two_projects_do_not_meet(house, call):
    """The same id may stand in two projects; a link never crosses."""
    other = House("other")
    theirs = other.mark("bob", "Beijing")
    body = house.body("Beijing") | {"id": str(theirs.uuid)}
    assert call("bob").post(ALL, body).status_code == 201
    elsewhere = other.mark("bob", "China banned")
    path = f"annotations/{theirs.uuid}/links/"
    problem(call("bob").post(path, {"to": str(elsewhere.uuid), "kind": "supports"}), 404)


def test_an_id_used_on_one_document_is_refused_on_another(house, call):
    house.add_document("d2", TEXT)
    body = house.body("Beijing")
    call("bob").post(ALL, body)
    problem(call("bob").post("documents/d2/annotations/", body), 422, "id_reused")


def test_a_document_of_another_project_takes_no_mark(house, call):
    House("other").add_document("theirs", TEXT)
    problem(call("bob").post("documents/theirs/annotations/", house.body("Beijing")), 404)
    problem(call("bob").post("documents/theirs/submit/"), 404)


@pytest.mark.parametrize(
    "path",
    [
        "annotations/1/",
        "annotations/%00/",
        "annotations/..%2f..%2f/",
        "annotations/5d1c1f6e-0000-4000-8000-000000000000x/",
        "documents/%F0%9F%91%A9/",
        "documents/d1%00/",
        "documents/%ff/",
        "outlets/%ed%a0%80/",
        "documents/" + "x" * 3000 + "/",
    ],
)
def test_a_hostile_address_is_404(house, call, path):
    problem(call("bob").get(path), 404)


@pytest.mark.parametrize("path", ["documents/", "outlets/"])
def test_the_owners_bodies_are_read_as_strictly(house, call, path):
    for _, raw, status, code in RAW:
        if raw and len(raw) < 1_000_000:
            problem(call("ann").send("POST", path, raw), status, code)
