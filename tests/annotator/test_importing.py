"""The page of imports: send, look, import the same files; or read them otherwise."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.jobs.running import run_now
from core.models import Document, Job
from core.services import uploads

TABLE = "Kopf;Inhalt\nEins;Größe zählt hier.\nZwei;\n".encode("cp1252")


@pytest.fixture
def ada(house):
    client = Client()
    client.force_login(house.ada.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def kept():
    folder = Path(settings.UPLOADS)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def send(client, *files, **fields):
    parts = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/projects/house/import/", {"file": parts, "format": "", "outlet": ""} | fields)


def job_after(response):
    """The job that a page leads to, done."""
    assert response.status_code == 302, response.content.decode()[:2000]
    return run_now(Job.objects.get(uuid=response["Location"].rstrip("/").rsplit("/", 1)[1]))


def test_a_table_is_looked_at_read_otherwise_and_imported_without_being_sent_again(house, ada):
    trial = job_after(send(ada, ("t.csv", TABLE), outlet="gazette"))
    shown = ada.get(f"/projects/house/jobs/{trial.uuid}/").content.decode()
    assert "Which column holds the text?" in shown
    assert "Import now" not in shown
    form = ada.get(f"/projects/house/import/{trial.uuid}/").content.decode()
    assert '<option value="Inhalt">Inhalt</option>' in form
    chosen = {"format": "documents", "outlet": "gazette", "encoding": "", "delimiter": ";", "column_text": "Inhalt",
              "column_title": "Kopf"}  # fmt: skip
    second = job_after(ada.post(f"/projects/house/import/{trial.uuid}/", chosen))
    shown = ada.get(f"/projects/house/jobs/{second.uuid}/").content.decode()
    assert "Import all but the refused" in shown
    assert "1 article is new; 1 line was refused." in shown
    assert "windows-1252, by its look, cells parted by semicolons" in shown
    done = job_after(ada.post(f"/projects/house/import/{second.uuid}/now/", {"skip_refused": "1"}))
    assert (
        "1 article added; 1 line was refused and left out."
        in ada.get(f"/projects/house/jobs/{done.uuid}/").content.decode()
    )
    assert Document.objects.get(title="Eins").text == "Größe zählt hier."


def test_a_form_that_is_refused_is_shown_again_with_the_reason_and_leaves_nothing(house, ada, monkeypatch):
    before = kept()
    assert "Send a file" in send(ada).content.decode()
    refused = send(ada, ("a.txt", b"Words."), format="nonsense")
    assert (refused.status_code, "Select a valid choice" in refused.content.decode()) == (422, True)
    monkeypatch.setattr(uploads, "MOST_BYTES", 5)
    refused = send(ada, ("a.txt", b"Words."))
    assert (refused.status_code, "were sent, and nothing was kept" in refused.content.decode()) == (413, True)
    assert (kept(), Job.objects.count()) == (before, 0)


def test_a_form_from_elsewhere_is_refused_and_leaves_nothing(house):
    before = kept()
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.ada.user, backend="django.contrib.auth.backends.ModelBackend")
    assert send(client, ("a.txt", b"Words.")).status_code == 403
    assert kept() == before


def test_a_sixth_waiting_job_is_refused_in_words(house, ada):
    for _ in range(5):
        assert send(ada, ("a.txt", b"Words.")).status_code == 302
    before = kept()
    refused = send(ada, ("a.txt", b"Words."))
    assert (refused.status_code, "wait in this project already" in refused.content.decode()) == (429, True)
    assert kept() == before


def test_a_trial_whose_files_are_gone_says_so(house, ada):
    trial = job_after(send(ada, ("a.txt", b"Words.")))
    uploads.forget_old(trial.created_at.timestamp() + 2 * uploads.KEPT_S)
    gone = ada.post(f"/projects/house/import/{trial.uuid}/now/")
    assert (gone.status_code, "files are kept for a day" in gone.content.decode()) == (404, True)
