"""The history of a mark over HTTP."""

import itertools
import uuid

from core.models import Annotation
from tests.annotator.api.conftest import problem


def path(mark):
    return f"annotations/{mark.uuid}/history/"


def test_a_history_has_one_entry_for_the_creation_and_one_for_each_change(house, call):
    mark, bob = house.mark("bob", "Beijing", facets={"target": "ccp"}), call("bob")
    bob.patch(f"annotations/{mark.uuid}/", {"note": "first"}, 1)
    bob.patch(f"annotations/{mark.uuid}/", {"label": "opinion", "note": ""}, 2)
    entries = bob.get(path(mark)).json()["results"]
    assert [entry["what"] for entry in entries] == ["added", "changed", "changed"]
    assert [entry["version"] for entry in entries] == [1, 2, 3]
    assert entries[0]["from"] is None
    assert entries[0]["to"] == {"start": mark.start, "end": mark.end, "quote": "Beijing", "label": "assertion",
                                "facets": {"target": "ccp"}, "note": ""}  # fmt: skip
    assert (entries[1]["from"]["note"], entries[1]["to"]["note"]) == ("", "first")
    assert (entries[2]["from"]["label"], entries[2]["to"]["label"]) == ("assertion", "opinion")
    assert entries[1]["to"] == entries[2]["from"]


def test_an_entry_says_who_by_code_name_and_when(house, call):
    mark = house.mark("bob", "Beijing")
    entry = call("bob").get(path(mark)).json()["results"][0]
    assert entry["who"] == mark.reading.reviewer.code_name
    assert entry["when"].endswith("Z")
    assert "bob" not in str(entry)


def test_the_history_of_a_deleted_mark_stays_readable(house, call):
    mark, bob = house.mark("bob", "Beijing"), call("bob")
    bob.delete(f"annotations/{mark.uuid}/", 1)
    entries = bob.get(path(mark)).json()["results"]
    assert [entry["what"] for entry in entries] == ["added", "deleted"]
    assert entries[1]["to"] is None


def test_a_change_that_was_refused_leaves_no_entry(house, call):
    mark, bob = house.mark("bob", "Beijing"), call("bob")
    bob.patch(f"annotations/{mark.uuid}/", {"note": "x"}, 7)
    bob.patch(f"annotations/{mark.uuid}/", {"label": "nothing"}, 1)
    bob.patch(f"annotations/{mark.uuid}/", {}, 1)
    assert len(bob.get(path(mark)).json()["results"]) == 1


def test_a_history_written_by_raw_sql_is_kept_too(house, call):
    mark = house.mark("bob", "Beijing")
    Annotation.objects.filter(pk=mark.pk).update(note="by hand", version=2, changed_by=None)
    entry = call("bob").get(path(mark)).json()["results"][1]
    assert (entry["who"], entry["to"]["note"]) == (None, "by hand")


def test_a_long_history_comes_in_pages_that_join(house, call):
    mark, bob = house.mark("bob", "Beijing"), call("bob")
    for version in range(2, 252):
        Annotation.objects.filter(pk=mark.pk).update(note=f"note {version}", version=version)
    entries, page = [], bob.get(path(mark)).json()
    while True:
        entries += page["results"]
        if page["next"] is None:
            break
        page = bob.get(page["next"].removeprefix("http://testserver")).json()
    assert [entry["version"] for entry in entries] == list(range(1, 252))
    assert all(one["to"] == two["from"] for one, two in itertools.pairwise(entries))
    assert page["previous"]
    back = bob.get(page["previous"].removeprefix("http://testserver")).json()
    assert back["results"] == entries[100:200]


def test_the_history_of_a_hidden_or_unknown_mark_is_404(house, call):
    mark = house.mark("bob", "Beijing")
    problem(call("cem").get(path(mark)), 404)
    problem(call("bob").get(f"annotations/{uuid.uuid4()}/history/"), 404)
