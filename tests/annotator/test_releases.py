"""Releases as people and programs get them: asked for, made, taken away, withdrawn."""

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from core.jobs.running import run_now
from core.models import Job, JobState, Release
from tests.house import House

QUOTE = "China banned the trade in 2019"


def client_of(house: House, name: str) -> Client:
    client = Client()
    client.force_login(house.viewers[name].user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def read_house(house: House) -> House:
    """One submitted reading of Bob's, which has one mark."""
    house.mark("bob", QUOTE)
    house.submit("bob")
    return house


def test_the_form_says_what_a_release_would_hold_and_a_job_makes_it(read_house: House) -> None:
    owner = client_of(read_house, "ann")
    page = owner.get("/projects/house/releases/").content.decode()
    assert "<b>1 document, 1 reading and 1 mark</b>" in page
    plan = owner.get("/projects/house/releases/?layers=adjudicated", headers={"HX-Request": "true"}).content.decode()
    assert "nothing to release yet" in plan
    assert "<html" not in plan
    said = {"name": "Our <b>labels</b>", "texts": "quotes", "layers": "readers", "kind": "", "licence": "other",
            "licence_words": ""}  # fmt: skip
    refused = owner.post("/projects/house/releases/", said)
    assert (refused.status_code, "Say which." in refused.content.decode()) == (422, True)
    answer = owner.post("/projects/house/releases/", said | {"licence": "CC-BY-4.0"})
    job = Job.objects.get()
    assert answer["Location"] == f"/projects/house/jobs/{job.uuid}/"
    assert "Not made yet" in owner.get("/projects/house/releases/1/").content.decode()
    assert client_of(read_house, "vera").get("/projects/house/releases/1/").status_code == 404
    assert run_now(job).state == JobState.DONE
    assert 'href="/projects/house/releases/1/"' in owner.get(answer["Location"]).content.decode()
    page = client_of(read_house, "vera").get("/projects/house/releases/1/").content.decode()
    assert "Our &lt;b&gt;labels&lt;/b&gt;" in page
    assert "one reading only" in page
    assert "Agreement on labels is not measured" in page
    for row in Release.objects.get().files.all():
        assert row.sha256 in page


def test_files_come_whole_as_attachments_and_a_withdrawn_release_says_why(read_house: House) -> None:
    owner, viewer = client_of(read_house, "ann"), client_of(read_house, "vera")
    owner.post("/projects/house/releases/", {"name": "A", "texts": "full", "layers": "both"})
    run_now(Job.objects.get())
    for address in ("/projects/house/releases/1", "/api/v1/projects/house/releases/1"):
        response = viewer.get(f"{address}/files/corpus.jsonl")
        data = body_of(response)
        assert response["Content-Disposition"] == 'attachment; filename="corpus.jsonl"'
        assert (response["X-Content-Type-Options"], int(response["Content-Length"])) == ("nosniff", len(data))
        assert hashlib.sha256(data).hexdigest() == Release.objects.get().files.get(name="corpus.jsonl").sha256
        assert viewer.get(f"{address}/files/..").status_code == 404
    with zipfile.ZipFile(io.BytesIO(body_of(viewer.get("/projects/house/releases/1/all.zip")))) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert {row["name"] for row in manifest["files"]} == set(archive.namelist()) - {"manifest.json"}
        assert all(hashlib.sha256(archive.read(row["name"])).hexdigest() == row["sha256"] for row in manifest["files"])
    key = list(csv.DictReader(io.StringIO(owner.get("/projects/house/releases/1/key/").content.decode())))
    bob = read_house.project.reviewers.get(user=read_house.bob.user).code_name
    assert [row["n_readings"] for row in key if row["code_name"] == bob] == ["1"]
    assert owner.post("/projects/house/releases/1/withdraw/", {"reason": ""}).status_code == 422
    owner.post("/projects/house/releases/1/withdraw/", {"reason": "Not ours to give."})
    for address in ("/projects/house/releases/1/files/README.md", "/projects/house/releases/1/all.zip",
                    "/api/v1/projects/house/releases/1/files/README.md"):  # fmt: skip
        gone = viewer.get(address)
        assert (gone.status_code, "Not ours to give." in gone.content.decode()) == (410, True)
    assert "Not ours to give." in viewer.get("/projects/house/releases/").content.decode()
    data = viewer.get("/api/v1/projects/house/releases/1/").json()
    assert (data["state"], data["reason"], data["files"]) == ("withdrawn", "Not ours to give.", [])
