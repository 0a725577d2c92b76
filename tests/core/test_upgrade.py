"""A database of the program as it first landed, with data in it, becomes one of today: see fixtures/upgrade."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from core import access
from core.errors import Conflict
from core.export.registry import export
from core.management.postgres_script import lines_of, run_script
from core.models import (
    Anchoring,
    Annotation,
    Assessment,
    Citation,
    Claim,
    ClaimMark,
    Document,
    Event,
    Link,
    Project,
    Proposal,
    Source,
    Speaker,
    User,
)
from core.queries.log import reading_log
from core.services import annotating
from core.services.drafts import read_mark
from core.services.undoing import undo_step
from tests.processes.database import own_database
from tests.processes.elsewhere import on_database

THEN = Path(__file__).resolve().parents[2] / "fixtures" / "upgrade"


@pytest.fixture(scope="module")
def upgraded(django_db_setup, django_db_blocker) -> Iterator[dict[str, list[str]]]:
    """The database of today; the rows of marks and their history as they were before."""
    with own_database("upgraded") as url, on_database(url, django_db_blocker):
        with transaction.atomic(), connection.cursor() as cursor:
            run_script(cursor, lines_of([(THEN / "first.sql").read_bytes()]))
            cursor.execute("RESET search_path")
            cursor.execute("RESET check_function_bodies")
            before = {name: _rows(cursor, name) for name in ("core_annotation", "core_annotationhistory")}
        call_command("migrate", verbosity=0, interactive=False)
        yield before


def _rows(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    key = "pgh_id, pgh_obj_id" if "history" in table else "id"
    cursor.execute(
        f'SELECT {key}, uuid, start, "end", quote, facets, note, version, deleted_at FROM {table} ORDER BY 1'
    )
    return cursor.fetchall()


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_every_hash_anchor_and_derived_figure_holds(upgraded) -> None:
    assert said("doctor") == "All is well: 3 documents and 9 marks.\n"


def test_marks_and_their_history_are_what_they_were(upgraded) -> None:
    with connection.cursor() as cursor:
        for table, rows in upgraded.items():
            assert _rows(cursor, table) == rows, table
    assert [len(rows) for rows in upgraded.values()] == [9, 11]
    assert Link.objects.count() == 2


def test_what_was_done_is_told_with_its_versions(upgraded) -> None:
    bob = access.viewer(User.objects.get(username="bob"), "house")
    document = Document.objects.get(project__slug="house", key="d1")
    events = Event.objects.filter(document=document, reading__reviewer__user=bob.user).order_by("number")
    assert list(events.values_list("kind", "version", "step")) == [
        ("annotation-added", 1, None), ("annotation-added", 1, None), ("link-added", None, None),
        ("annotation-changed", 2, None), ("annotation-added", 1, None), ("annotation-deleted", 2, None),
        ("reading-submitted", None, None),
    ]  # fmt: skip
    entries = reading_log(bob, document, before=None, limit=9).entries
    linked = next(row for row in entries if row.kind == "link-added")
    assert (linked.mark.quote, linked.link_kind, linked.other.quote) == (
        "There is no proof", "supports", "Officials say",
    )  # fmt: skip
    changed = next(row for row in entries if row.kind == "annotation-changed")
    assert (changed.before.note, changed.after.note) == ("", "changed")


def holds(now: Any, then: Any) -> bool:
    """All that was said then is said now; more may be."""
    if isinstance(then, dict):
        return all(name in now and holds(now[name], value) for name, value in then.items())
    if isinstance(then, list):
        return len(now) == len(then) and all(map(holds, now, then))
    return now == (pytest.approx(then) if isinstance(then, float) else then)


@pytest.mark.parametrize("slug", ["house", "filed"])
def test_the_comparison_counts_what_it_counted_then(upgraded, slug) -> None:
    now, then = json.loads(said("compare", "--project", slug, "--json")), json.loads((THEN / "first.json").read_text())
    for here, there in zip(now["outlets"], then[slug]["outlets"], strict=True):
        assert [name for name in there if not holds(here.get(name), there[name])] == []
    assert sum(figures["n"] for row in now["outlets"] for figures in row["labels"].values())


@pytest.mark.parametrize("slug", ["house", "filed"])
def test_exports_are_the_same_bytes_as_before_and_nothing_hangs_on_marks(upgraded, slug) -> None:
    project, hashes = Project.objects.get(slug=slug), json.loads((THEN / "exports.json").read_text())[slug]
    for name, digest in hashes.items():
        assert hashlib.sha256(b"".join(export(project, name))).hexdigest() == digest, name
    empty = (Source, Citation, Claim, ClaimMark, Speaker, Assessment, Proposal, Anchoring)
    assert [model.__name__ for model in empty if model.objects.exists()] == []
    assert not Document.objects.exclude(version_number=1, is_current=True).exists()


def test_work_goes_on_and_only_what_is_done_from_now_on_is_taken_back(upgraded) -> None:
    with transaction.atomic():
        cem = access.viewer(User.objects.get(username="cem"), "house")
        mark = Annotation.objects.get(reading__reviewer__user=cem.user, quote="Nobody asked")
        with pytest.raises(Conflict):
            undo_step(cem, mark.document, uuid.uuid4())
        annotating.change_annotation(cem, mark.uuid, mark.version, {"note": "later"})
        undo_step(cem, mark.document, uuid.uuid4())
        mark.refresh_from_db()
        assert (mark.note, mark.version) == ("", 3)
        with pytest.raises(Conflict):
            undo_step(cem, mark.document, uuid.uuid4())
        body = {"id": str(uuid.uuid4()), "start": 0, "end": 10, "quote": mark.document.text[:10], "label": "evidence"}
        annotating.add_annotation(cem, mark.document, read_mark(body | {"facets": {}, "note": ""}))
        client = Client()
        client.force_login(cem.user, backend="django.contrib.auth.backends.ModelBackend")
        pages = ("documents/d1/read/", "documents/d1/report/", "compare/", "agreement/", "codebook/", "articles/")
        assert [client.get(f"/projects/house/{page}").status_code for page in pages] == [200] * len(pages)
        transaction.set_rollback(True)
