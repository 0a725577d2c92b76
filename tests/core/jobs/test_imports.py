"""Imports that people asked for: tried, done, done again, ended."""

import json
from typing import Any

import pytest

from core import access
from core.access import Viewer
from core.errors import Cancelled, Forbidden, Invalid, NotFound
from core.importing.asking import Asked, asked_of, begin_import, checked
from core.importing.source import Wish
from core.jobs.imports import run_import
from core.jobs.running import run_now
from core.models import Annotation, Codebook, Document, Job, Membership, Outlet
from core.services import uploads
from core.services.progress import unheard
from tests.core.importing import zips
from tests.core.importing.files import CORPUS, TEXT, as_lines, empty_project

PAGE = """<html lang="en"><head><title>A ban</title><link rel="canonical" href="https://www.gazette.example/ban"></head><body>
<nav><a href="/">Home</a></nav><article><h1>A ban</h1><p>China banned the trade in 2019, officials said on Tuesday
in a long statement that was read to reporters.</p><p>There is no proof of a state policy, three people said.</p>
</article></body></html>"""


def sent(viewer: Viewer, **files: bytes | str) -> list[str]:
    """Ids of uploads."""
    return [uploads.keep(viewer, name, [text if isinstance(text, bytes) else text.encode()]).id
            for name, text in files.items()]  # fmt: skip


def do(viewer: Viewer, ids: list[str], format: str = "documents", **more: Any) -> Job:
    """The job of importing these uploads, done."""
    more = {"dry_run": False} | more
    return run_now(begin_import(viewer, Asked(ids, format, **more)))


def test_a_trial_tells_what_would_be_added_and_stores_nothing_then_the_same_files_are_imported(house):
    ids = sent(house.ada, **{"ban.html": PAGE, "d1.txt": house.document.text, "notes.pdf": b"x"})
    trial = do(house.ada, ids, dry_run=True)
    report = trial.report
    assert (trial.state, report["stored"], report["dry_run"]) == ("done", False, True)
    assert [(row["id"], row["outlet"], row["state"]) for row in report["documents"]] == [
        ("ban", "gazette", "added"), ("d1", "", "refused"),
    ]  # fmt: skip
    assert {row["code"] for row in report["notes"]} == {"dropped", "outlet_by_domain", "outlet_not_found"}
    assert [(row["file"], row["code"]) for row in report["refusals"]] == [("d1.txt", "id_reused"),
                                                                         ("notes.pdf", "format_later")]  # fmt: skip
    assert Document.objects.count() == 1
    kept = do(house.ada, ids, skip_refused=True)
    assert (kept.report["stored"], kept.report["added"], kept.title) == (True, 1, "Import ban.html and 2 more")
    assert Document.objects.get(key="ban").outlet.key == "gazette"
    again = do(house.ada, ids, skip_refused=True).report
    assert (again["added"], again["types"]["document"]["unchanged"]) == (0, 1)


def numbered(n: int, bad: int) -> str:
    rows = [json.dumps({"id": f"n{number}", "text": f"Words {number}."}) for number in range(n)]
    rows[bad] = json.dumps({"id": f"n{bad}", "text": "Words", "score": 1})
    return "\n".join(rows)


def test_one_bad_record_in_ten_thousand_keeps_all_out(house):
    whole = do(house.ann, sent(house.ann, **{"many.jsonl": numbered(10_000, bad=6_789)}))
    assert (whole.state, whole.report["stored"], whole.report["refused"]) == ("done", False, 1)
    assert whole.report["refusals"][0]["line"] == 6_790
    assert Document.objects.count() == 1


def test_all_but_a_bad_record_is_stored_when_it_is_left_out(house):
    rest = do(house.ann, sent(house.ann, **{"many.jsonl": numbered(300, bad=278)}), skip_refused=True)
    assert rest.report["types"]["document"]["added"] == 299
    assert (rest.n_done, rest.n_total, rest.unit) == (300, 300, "lines")


def test_marks_in_a_zip_are_imported_for_documents_that_exist(house, tmp_path):
    table = f"document,reviewer,start,end,label\nd1,r1,0,10,assertion\nd9,r1,0,{len(TEXT)},assertion\n"
    path = zips.zipped(tmp_path / "m.zip", **{"a/marks.csv": table.encode()})
    report = do(house.ann, sent(house.ann, **{"m.zip": path.read_bytes()}), "csv", skip_refused=True).report
    assert [(row["line"], row["code"]) for row in report["refusals"]] == [(3, "unknown_document")]
    assert Annotation.objects.get().reading.reviewer.code_name == "r1"


def test_only_owners_bring_a_codebook(house):
    line = {"type": "codebook", "key": "mine", "version": 1, "labels": [{"key": "x", "name": "X", "letter": "X"}]}
    ids = [sent(viewer, **{"c.jsonl": json.dumps(line)}) for viewer in (house.ada, house.ann)]
    assert do(house.ada, ids[0], "jsonl").report["refusals"][0]["code"] == "codebook_differs"
    assert do(house.ann, ids[1], "jsonl").report["stored"]
    assert Codebook.objects.filter(project=house.project, key="mine").exists()


def test_an_interchange_file_is_stored_whole(house):
    rows = [row | {"id": "d7"} if row["type"] == "document" else row | {"document": "d7"} if "document" in row else row
            for row in CORPUS[1:]]  # fmt: skip
    rows[0] = {"type": "outlet", "id": "gazette"}
    report = do(house.ann, sent(house.ann, **{"c.jsonl": b"".join(as_lines(rows))}), "jsonl").report
    assert (report["stored"], report["added"], report["unchanged"]) == (True, 6, 1)


def test_cancelling_half_way_stores_nothing(house):
    ids = sent(house.ann, **{"many.jsonl": '{"text":"Words."}\n' * 500})
    job = begin_import(house.ann, Asked(ids, "documents", dry_run=False))

    def progress(n_done: int, n_total: int, unit: str, message: str = "") -> None:
        if n_done >= 200:
            raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        run_import(job, progress)
    assert Document.objects.count() == 1


def test_who_may_no_longer_import_does_not(house):
    job = begin_import(house.ada, Asked(sent(house.ada, **{"a.txt": "Words."}), "documents", dry_run=False))
    Membership.objects.filter(user=house.ada.user).update(role="reviewer")
    with pytest.raises(Forbidden):
        run_import(job, unheard)
    assert Document.objects.count() == 1


def test_a_file_cannot_be_imported_by_reviewers_nor_into_another_project(house):
    ids = sent(house.ada, **{"a.txt": "Words."})
    other = access.keeper(empty_project("other"))
    for viewer, error in ((house.bob, Forbidden), (other, NotFound)):
        with pytest.raises(error):
            begin_import(viewer, Asked(ids, "documents"))
    with pytest.raises(NotFound):
        begin_import(house.ada, Asked(["../../etc/passwd"], "documents"))


def test_uploads_are_kept_a_day_after_their_last_use(house):
    ids = sent(house.ann, **{"a.txt": "Words."})
    (found,) = uploads.uploads_of(house.project, ids)
    last_use = found.path.stat().st_mtime
    uploads.forget_old(last_use + uploads.KEPT_S - 60)  # what tests before it left may be older
    assert uploads.uploads_of(house.project, ids) == [found]
    assert uploads.forget_old(last_use + uploads.KEPT_S + 60) >= 2
    with pytest.raises(NotFound, match="kept for a day"):
        uploads.uploads_of(house.project, ids)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked([], "documents"), "Send a file"),
        (Asked(["x"], "brat-2"), "is no format"),
        (Asked(["x"], "csv", wish=Wish(outlet="gazette")), "articles only"),
        (Asked(["x"], "documents", wish=Wish(outlet="no key")), "An outlet's key"),
        (Asked(["x"], "documents", wish=Wish(columns={"title": "A"})), "which column holds the text"),
        (Asked(["x"], "documents", wish=Wish(columns={"text": "A", "score": "B"})), "no field 'score'"),
        (Asked(["x"], "documents", wish=Wish(encoding="rot13")), "An encoding is one of"),
        (Asked(["x"], "documents", wish=Wish(delimiter="x")), "commas, semicolons"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_a_job_is_made(asked, words):
    with pytest.raises(Invalid, match=words):
        checked(asked)


def test_what_was_asked_is_kept_as_it_was(house):
    asked = Asked(("a",), "documents", True, False, Wish("gazette", {"text": "Body"}, "utf-16", ";"))
    assert asked_of(json.loads(json.dumps(asked.as_json()))) == Asked(["a"], *list(vars(asked).values())[1:])


def test_outlets_that_a_table_names_are_made_once(house):
    table = "Publisher;Body;Date\nThe Gazette;One.;2023\nNew Times;Two.;2024-02-01T10:00:00Z\nNew Times;Three.;2025\n"
    job = do(house.ann, sent(house.ann, **{"t.csv": table}))
    assert job.report["tables"][0]["fields"] == {"text": "Body", "published_on": "Date", "outlet": "Publisher"}
    found = Document.objects.filter(key__startswith="t-").order_by("key").values_list("outlet__key", "published_on")
    assert list(found) == [("gazette", "2023"), ("new-times", "2024-02-01"), ("new-times", "2025")]
    assert Outlet.objects.get(key="new-times").name == "New Times"
