"""Files in through the interface."""

import json
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from core.jobs.running import run_now
from core.models import Document, Job
from core.services import uploads
from tests.annotator.api.conftest import problem


def kept() -> list[Path]:
    folder = Path(settings.UPLOADS)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def send(caller, *files, **fields):
    """A form with files, as name and content."""
    parts = [SimpleUploadedFile(name, content) for name, content in files]
    return caller.client.post(caller.address("imports/"), {"file": parts, **fields}, format="multipart")


def test_files_in_a_form_become_a_job_and_its_report_says_what_came_of_them(house, call):
    answer = send(call("ada"), ("a.txt", b"Words."), ("t.csv", b"Kopf;Inhalt\nEins;Worte.\n"), outlet="gazette",
                  mapping='{"text": "Inhalt", "title": "Kopf"}')  # fmt: skip
    assert answer.status_code == 202, answer.content
    job = Job.objects.get(uuid=answer.json()["id"])
    assert answer.headers["Location"].endswith(f"/projects/house/jobs/{job.uuid}/")
    run_now(job)
    report = call("ada").get(f"jobs/{job.uuid}/").json()["report"]
    assert (report["stored"], report["types"]["document"]["added"]) == (True, 2)
    assert Document.objects.get(title="Eins").outlet.key == "gazette"


def test_a_file_may_be_the_body_itself(house, call):
    raw = json.dumps({"text": "Words.", "id": "new"}).encode()
    answer = call("ann").send("POST", "imports/?name=a.jsonl&dry_run=true", raw, "application/jsonl")
    assert answer.status_code == 202, answer.content
    job = run_now(Job.objects.get())
    assert (job.title, job.report["documents"][0]["id"], job.report["stored"]) == ("Check a.jsonl", "new", False)


def test_what_is_too_large_is_refused_and_nothing_is_left(house, call, monkeypatch):
    before = kept()
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    problem(send(call("ann"), ("a.txt", b"Words."), ("b.txt", b"x" * 1001)), 413, "body_too_large")
    problem(call("ann").send("POST", "imports/?name=a.txt", b"x" * 1001, "text/plain"), 413, "body_too_large")
    assert (kept(), Job.objects.count()) == (before, 0)


def test_a_body_that_says_it_is_too_large_is_not_read(house, call):
    before = kept()
    client = call("ann").client
    for kind in ("text/plain", "multipart/form-data; boundary=x"):
        answer = client.generic("POST", "/api/v1/projects/house/imports/", b"x", kind, CONTENT_LENGTH=2_000_000_000)
        problem(answer, 413, "body_too_large")
    answer = client.generic(
        "POST", "/api/v1/projects/house/imports/", b"x", "text/plain", headers={"Transfer-Encoding": "chunked"}
    )
    problem(answer, 411, "length_required")
    assert kept() == before


def test_what_is_asked_wrongly_is_refused_with_its_field_and_nothing_is_left(house, call):
    before = kept()
    for fields, code in (
        ({"format": "brat-2"}, "unknown_format"),
        ({"score": "1"}, "unknown_field"),
        ({"dry_run": "perhaps"}, "import_invalid"),
        ({"mapping": "{"}, "import_invalid"),
        ({"encoding": "rot13"}, "import_invalid"),
    ):
        problem(send(call("ann"), ("a.txt", b"Words."), **fields), 422, code)
    problem(call("ann").send("POST", "imports/?score=1", b"x", "text/plain"), 400, "unknown_parameter")
    problem(send(call("ann")), 422, "import_invalid")
    assert (kept(), Job.objects.count()) == (before, 0)


def test_a_reviewer_and_a_stranger_leave_nothing(house, call):
    before = kept()
    problem(send(call("bob"), ("a.txt", b"Words.")), 403)
    problem(send(call("stan"), ("a.txt", b"Words.")), 404)
    problem(send(call(None), ("a.txt", b"Words.")), 401)
    assert kept() == before
