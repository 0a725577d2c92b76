"""The Python client against a site that answers over HTTP, and against a network that fails."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import httpx
import pytest
from knox.models import AuthToken

from annotator.api import paging
from core.jobs.running import run_now
from core.models import Annotation, Citation, Job, Source
from core.queries.releases import folder_of
from examples import annotator_client
from examples.annotator_client import Annotator, Damaged, JobFailed, Problem
from tests.house import TEXT, House

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Called:
    """The house, and the site's address."""

    def __init__(self, house: House, url: str) -> None:
        self.house, self.url = house, url

    def token(self, name: str) -> str:
        return AuthToken.objects.create(self.house.viewers[name].user)[1]

    def by(self, name: str) -> Annotator:
        return Annotator(self.url, self.token(name))


@pytest.fixture
def site(live_server, lasting_house: House) -> Called:
    return Called(lasting_house, live_server.url)


def done(client: Annotator, job: dict) -> dict:
    """The job after a worker was at it."""
    run_now(Job.objects.get(uuid=job["id"]))
    return client.wait("house", job, every_s=0.01)


def test_documents_go_in_marks_come_out_and_nothing_twice(site: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [{"key": f"t{n:03}", "outlet": "gazette", "text": f"Text {n} of China.\r\nEnd."} for n in range(4)]
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    with site.by("ann") as ann, site.by("bob") as bob:
        assert len(ann.push_documents("house", texts).added) == 4
        again = ann.push_documents("house", texts[:2])
        assert (again.added, again.unchanged) == ([], ["t000", "t001"])
        with pytest.raises(Problem, match=r"409 document_exists: There is a document 't000' already\."):
            ann.push_documents("house", [texts[0] | {"text": "Another text."}])
        assert len(list(bob.documents("house"))) == 5  # three pages
        assert bob.document("house", "t000")["text"] == "Text 0 of China.\nEnd."
        id = uuid.uuid4()
        start = TEXT.index("👩‍👩‍👧")
        body = (start, start + 5, TEXT[start : start + 5], "evidence")
        mark = bob.add_mark("house", "d1", *body, facets={"target": "ccp"}, note="a, b", id=id)
        assert bob.add_mark("house", "d1", *body, facets={"target": "ccp"}, note="a, b", id=id) == mark
        changed = bob.change_mark("house", mark, note="later")
        with pytest.raises(Problem) as stale:
            bob.change_mark("house", mark, note="too late")
        assert (stale.value.status, stale.value.document["current"]["note"]) == (412, "later")
        bob.add_mark("house", "t000", 0, 4, "Text", "opinion")
        frame = bob.marks_frame("house")
    assert Annotation.objects.get(uuid=id).note == changed["note"] == "later"
    assert frame["document"].tolist() == ["d1", "t000"]
    row = frame.iloc[0]
    assert TEXT[row["start"] : row["end"]] == row["quote"] == "👩‍👩‍👧"
    assert (row["facets.target"], row["version"], str(frame["created_at"].dtype)[-4:]) == ("ccp", 2, "UTC]")


def test_refusals_are_exceptions_with_the_sites_own_words(site: Called) -> None:
    with site.by("bob") as bob:
        with pytest.raises(Problem) as refused:
            bob.add_mark("house", "d1", 0, 5, "Other", "opinion")
        assert (refused.value.status, refused.value.code) == (422, "quote_mismatch")
        assert str(refused.value).startswith("422 quote_mismatch: ")
        with pytest.raises(Problem, match="404 not_found"):
            list(bob.documents("elsewhere"))
        with pytest.raises(Problem, match="400"):
            list(bob.documents("house", mood="sad"))
    with Annotator(site.url, "no token") as nobody, pytest.raises(Problem, match="401 "):
        list(nobody.projects())
    with Annotator(f"{site.url}/nowhere", "x") as lost, pytest.raises(Problem, match="Is this the address of the site"):
        list(lost.projects())


def test_a_file_is_imported_a_release_made_and_fetched_and_a_damaged_one_is_not_kept(
    site: Called, tmp_path: Path
) -> None:
    line = {"type": "document", "id": "t1", "outlet": "gazette", "text": "China said so."}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(line) + "\n")
    (tmp_path / "wrong.jsonl").write_text(json.dumps(line | {"id": "t2", "outlet": "nobody"}) + "\n")
    with site.by("ann") as ann:
        tried = done(ann, ann.import_files("house", [tmp_path / "corpus.jsonl"], dry_run=True))
        assert (tried["report"]["added"], tried["report"]["stored"]) == (1, False)
        assert len(list(ann.documents("house"))) == 1
        done(ann, ann.import_files("house", [tmp_path / "corpus.jsonl"], format="jsonl"))
        assert [row["key"] for row in ann.documents("house")] == ["d1", "t1"]
        with pytest.raises(JobFailed, match=r"wrong\.jsonl.*nobody"):
            done(ann, ann.import_files("house", [tmp_path / "wrong.jsonl"]))
        mark = site.house.mark("bob", "Beijing")
        card = Source.objects.create(project=site.house.project, key="s1", producer="RAND")
        Citation.objects.create(project=site.house.project, annotation=mark, source=card, finding="not-found")
        site.house.submit("bob")
        asked = ann.make_release("house", "First", texts="none")
        done(ann, {"id": asked["job"]})
        files = {row["name"]: row["sha256"] for row in ann.release("house", 1)["files"]}
        paths = ann.download_release("house", 1, tmp_path / "one")
        assert {path.name: annotator_client._sha256(path) for path in paths} == files
        assert [row["number"] for row in ann.releases("house")] == [1]
        names = ("annotations", "citations", "sources")
        marks, cited, cards = (ann.release_table("house", 1, name, tmp_path / "one") for name in names)
        found = cited.merge(marks, left_on="annotation", right_on="id").merge(cards, on="source")
        assert found[["label", "finding", "producer"]].values.tolist() == [["assertion", "not-found", "RAND"]]
        (site_file := next(folder_of_first().glob("corpus.jsonl"))).write_bytes(b"x" * site_file.stat().st_size)
        assert ann.download_release("house", 1, tmp_path / "one") == paths  # there already
        with pytest.raises(Damaged, match=r"corpus\.jsonl of release 1"):
            ann.download_release("house", 1, tmp_path / "two", ["corpus.jsonl"])
        assert list((tmp_path / "two").iterdir()) == []


def folder_of_first() -> Path:
    from core.models import Release

    return folder_of(Release.objects.get())


def test_the_script_pushes_a_folder_and_pulls_a_table(site: Called, tmp_path: Path) -> None:
    (tmp_path / "t1.txt").write_text("China said so.")
    site.house.mark("ann", "Beijing")
    command = [sys.executable, "push_and_pull.py", site.url, "house", "gazette", str(tmp_path), str(tmp_path / "m.csv")]
    environ = {**os.environ, "ANNOTATOR_TOKEN": site.token("ann")}
    said = subprocess.run(command, cwd=EXAMPLES, env=environ, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[0] == "1 added, 0 there already."
    assert "Beijing" in (tmp_path / "m.csv").read_text()


def test_what_is_lost_on_the_way_is_sent_again_and_a_refusal_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotator_client, "PAUSE_S", 0)
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        if len(asked) == 1:
            raise httpx.ReadError("The line broke.")
        return httpx.Response(503 if len(asked) == 2 else 201, json={"id": "x"})

    with Annotator("http://site.test", "x", transport=httpx.MockTransport(answer)) as site:
        assert site.add_mark("house", "d1", 0, 1, "A", "opinion") == {"id": "x"}
    assert len(asked) == 3
    assert len({json.loads(body)["id"] for body in asked}) == 1  # one mark, however often it is sent
    asked.clear()

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return httpx.Response(422, json={"code": "span_invalid", "detail": "No.", "errors": {"end": ["Too far."]}})

    words = r"422 span_invalid: No\. \(end: Too far\.\)"
    client = Annotator("http://site.test", "x", transport=httpx.MockTransport(refuse))
    with client as site, pytest.raises(Problem, match=words):
        site.add_mark("house", "d1", 0, 1, "A", "opinion")
    assert len(asked) == 1
