"""What is backed up restores: rows, history and files are what they were, or nothing is touched and that is said."""

import hashlib
import json
import resource
import signal
import threading
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from core.importing.seeding import load_seeds
from core.management import postgres_programs, restoring
from core.management.changing_over import Files
from core.models import Annotation, Proposal, Release, ReleaseFile, User
from tests.articles import ARTICLES, needs_articles
from tests.core.importing import files
from tests.core.importing.files import take
from tests.house import House
from tests.processes.database import DROP, address, ask, own_database, server_url
from tests.processes.elsewhere import on_database
from tests.processes.migrated import template

FILE = b"A file of a release.\n"


class Place:
    """An installation: a database and folders of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()


@pytest.fixture
def place(tmp_path: Path, settings, django_db_setup, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """An empty one, migrated."""
    settings.RELEASES, settings.UPLOADS = tmp_path / "data/releases", tmp_path / "data/uploads"
    with own_database("kept", template=template()) as url, on_database(url, django_db_blocker):
        yield Place(tmp_path, url)


@pytest.fixture
def house(place: Place) -> House:
    """The house with a mark, its history, what hangs on it, and a release of one file."""
    house = House()
    house.marked = house.mark("bob", "Beijing", note="Is it 👩‍👩‍👧?\n\tA second line with \\ and é.")
    mark = str(house.marked.uuid)
    report = take(house.project, [
        files.FILE, files.SOURCE, files.SPEAKER, files.REVIEWER, files.ASSESSMENT,
        files.CLAIM | {"annotations": [mark]}, files.CITATION | {"annotation": mark},
    ])  # fmt: skip
    assert report.stored, report.refusals
    Proposal.objects.create(document=house.document, kind="excluded", start=0, end=3, why=[{"code": "a", "words": "é"}])
    house.submit("bob")
    house.release = Release.objects.create(project=house.project, number=1, name="First", frozen_at=timezone.now())
    path = place.folder / "data/releases" / str(house.release.pk) / "corpus.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(FILE)
    (place.folder / "data/releases/2.part").mkdir()
    (place.folder / "data/releases/2.part/half").write_text("half")
    ReleaseFile.objects.create(
        release=house.release, name="corpus.jsonl", n_bytes=len(FILE), about="Everything",
        sha256=hashlib.sha256(FILE).hexdigest(), media_type="application/x-ndjson",
    )  # fmt: skip
    return house


def rows() -> dict[str, list[str]]:
    """Every row of every table, as Postgres writes it."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        found = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def test_backed_up_dropped_and_restored_everything_is_as_it_was(house: House, place: Place) -> None:
    before, kept = rows(), str(place.folder / "one.backup")
    said = place.run("backup", kept)
    assert "1 projects, 1 documents, 1 marks" in said
    assert "1 files" in said
    assert (place.folder / "one.backup").stat().st_mode & 0o777 == 0o600
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    (place.folder / "data/releases" / str(house.release.pk) / "corpus.jsonl").unlink()
    said = place.run("restore", kept)
    assert said.splitlines()[-1] == "All is well: 1 documents and 1 marks."
    assert rows() == before
    assert sum(map(len, before.values())) > 100
    for name in ("source", "citation", "claim", "claimmark", "speaker", "assessment", "proposal"):
        assert before[f"core_{name}"], name
        assert before[f"core_{name}history"], name
    kept_files = {
        path.relative_to(place.folder): path.read_bytes() for path in place.folder.rglob("*") if path.is_file()
    }
    assert kept_files.pop(Path("one.backup"))
    assert kept_files == {Path(f"data/releases/{house.release.pk}/corpus.jsonl"): FILE}
    # Triggers, constraints and counters came, too.
    Annotation.objects.filter(pk=house.marked.pk).update(note="later")
    assert len(rows()["core_annotationhistory"]) == len(before["core_annotationhistory"]) + 1
    with pytest.raises(Exception, match="never changed"):
        Release.objects.update(name="another")


def test_what_holds_something_is_replaced_only_when_that_is_said(house: House, place: Place) -> None:
    kept = str(place.folder / "one.backup")
    place.run("backup", kept)
    User.objects.create_user("later")
    upload = place.folder / "data/uploads/later.txt"
    upload.parent.mkdir()
    upload.write_text("later")
    before = rows()
    with pytest.raises(CommandError, match=r"holds 1 project, 1 document, 1 mark, 7 accounts, 1 release.*--replace"):
        place.run("restore", kept)
    assert rows() == before
    place.run("restore", kept, "--replace")
    assert not User.objects.filter(username="later").exists()
    assert not upload.exists()
    assert not list(place.folder.glob("data/*.part"))


def test_while_somebody_writes_a_backup_is_of_one_moment(house: House, place: Place) -> None:
    """A writer adds a row to each of two tables, in one transaction."""
    stop, ready, n = threading.Event(), threading.Event(), 0

    def write() -> None:
        nonlocal n
        with psycopg.connect(place.url, autocommit=True) as other:
            other.execute("CREATE TABLE left_one (n int)")
            other.execute("CREATE TABLE right_one (n int)")
            while not stop.is_set():
                n += 1
                with other.transaction():
                    other.execute("INSERT INTO left_one VALUES (%s)", [n])
                    other.execute("INSERT INTO right_one VALUES (%s)", [n])
                ready.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        ready.wait(10)
        place.run("backup", str(place.folder / "one.backup"))
    finally:
        stop.set()
        writer.join()
    place.run("restore", str(place.folder / "one.backup"), "--replace")
    left, right = (ask(place.url, f"SELECT count(*) FROM {name}") for name in ("left_one", "right_one"))
    assert left == right
    assert 0 < left < n


def test_a_disk_that_is_full_leaves_no_file_and_is_said(house: House, place: Place) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    there = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(CommandError, match=r"cannot be written: File too large\. Nothing was kept"):
            place.run("backup", str(place.folder / "one.backup"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, there)
    assert not list(place.folder.glob("one.backup*"))
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        place.run("backup", str(place.folder / "nowhere/one.backup"))


def test_what_stands_under_the_name_is_not_overwritten(place: Place) -> None:
    (place.folder / "letter.txt").write_text("Dear Ann")
    with pytest.raises(CommandError, match="is there already"):
        place.run("backup", str(place.folder / "letter.txt"))
    assert (place.folder / "letter.txt").read_text() == "Dear Ann"


def changed(source: Path, target: Path, **replaced: bytes | None) -> Path:
    """A copy of a backup in which files (their names without dots and folders) are other ones, or gone."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = replaced.get(name.rpartition("/")[2].partition(".")[0], old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def manifest_of(path: Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def test_what_is_no_whole_backup_of_ours_is_refused_and_nothing_is_touched(house: House, place: Place) -> None:
    kept, other = place.folder / "one.backup", place.folder / "other.backup"
    place.run("backup", str(kept))
    before = rows()
    raw, manifest = kept.read_bytes(), manifest_of(kept)
    at = raw.index(FILE)

    def put(data: bytes) -> Path:
        other.write_bytes(data)
        return other

    def told(**facts: object) -> Path:
        return changed(kept, other, manifest=json.dumps(manifest | facts).encode())

    stranger = {"name": "../../etc/passwd", "n_bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    cases = {
        "no file": (lambda: place.folder / "none", "cannot be restored: No such file or directory"),
        "a text": (lambda: put(b"Dear Ann"), "is no backup, or was cut off"),
        "cut off": (lambda: put(raw[: len(raw) // 2]), "is no backup, or was cut off"),
        "another zip": (lambda: changed(kept, other, manifest=None), "it has no manifest"),
        "a flipped byte": (lambda: put(raw[:at] + b"X" + raw[at + 1 :]), r"corpus\.jsonl is not what was written"),
        "another database": (lambda: changed(kept, other, database=b"PGDMP"), r"database\.dump is not what"),
        "a file that is gone": (lambda: changed(kept, other, corpus=None), "does not hold the files of its manifest"),
        "no manifest of ours": (lambda: changed(kept, other, manifest=b"[1]"), "it has no manifest"),
        "a later format": (lambda: told(format=2), "was made by a later version"),
        "a later schema": (lambda: told(schema=[["core", "0999_later"]]), r"has had core\.0999_later"),
        "a later server": (lambda: told(server=99), "restore it into Postgres 99 or later"),
    }
    for name, (make, words) in cases.items():
        with pytest.raises(CommandError, match=words):
            place.run("restore", str(make()), "--replace")
        assert rows() == before, name
    changed(kept, other, manifest=json.dumps(manifest | {"files": [*manifest["files"], stranger]}).encode())
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr(stranger["name"], b"x")
    with pytest.raises(CommandError, match=r"it holds '\.\./\.\./etc/passwd'"):
        place.run("restore", str(other), "--replace")


def test_a_restore_that_fails_late_leaves_rows_and_files_as_they_were(
    house: House, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = str(place.folder / "one.backup")
    place.run("backup", kept)
    file = place.folder / "data/releases" / str(house.release.pk) / "corpus.jsonl"
    file.write_bytes(b"as it is now")
    before = rows()
    take_over = Files.take_over

    def and_fail(files: Files) -> None:
        take_over(files)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Files, "take_over", and_fail)
    with pytest.raises(CommandError, match=r"No space left on device\. Nothing was changed"):
        place.run("restore", kept, "--replace")
    assert rows() == before
    assert file.read_bytes() == b"as it is now"
    assert not list(place.folder.glob("data/*.part"))


def test_where_somebody_is_at_work_nothing_is_restored_and_that_is_said(
    house: House, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.run("backup", str(place.folder / "one.backup"))
    monkeypatch.setattr(restoring, "_LOCK_WAIT", "100ms")
    with psycopg.connect(place.url) as other:
        other.execute("SELECT FROM core_annotation FOR UPDATE")
        with pytest.raises(CommandError, match="Somebody is at work on the database: stop the site"):
            place.run("restore", str(place.folder / "one.backup"), "--replace")
    assert Annotation.objects.count() == 1


def test_files_that_a_killed_restore_had_changed_over_are_put_back_before_the_next(
    house: House, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, file = str(place.folder / "one.backup"), f"{house.release.pk}/corpus.jsonl"
    place.run("backup", kept)
    releases = place.folder / "data/releases"
    (releases / file).write_bytes(b"as it is now")
    releases.rename(releases.with_name("releases.replaced.part"))
    releases.mkdir()  # those of the backup that was being restored
    monkeypatch.setattr(restoring, "_put_rows", lambda *_: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(CommandError, match=r"Input/output error\. Nothing was changed"):
        place.run("restore", kept, "--replace")
    assert (releases / file).read_bytes() == b"as it is now"
    monkeypatch.undo()
    place.run("restore", kept, "--replace")
    assert (releases / file).read_bytes() == FILE
    assert sorted(path.name for path in releases.parent.iterdir()) == ["releases", "uploads"]


def test_a_backup_of_an_earlier_schema_is_brought_to_the_one_of_today(place: Place) -> None:
    call_command("migrate", "core", "0015", verbosity=0)
    columns = "username, password, email, first_name, last_name, is_superuser, is_staff, is_active, date_joined"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO core_user ({columns}) VALUES ('ann', '', '', '', '', false, false, true, now())")
    kept = str(place.folder / "one.backup")
    place.run("backup", kept)
    assert place.run("restore", kept, "--replace").splitlines()[-1] == "All is well: 0 documents and 0 marks."
    assert User.objects.get().username == "ann"
    assert Release.objects.count() == 0
    call_command("migrate", check_unapplied=True, verbosity=0)  # exits where one is left


def test_a_database_with_tables_of_something_else_is_not_emptied_unasked(house: House, place: Place) -> None:
    place.run("backup", str(place.folder / "one.backup"))
    server = server_url()
    name = f"{place.url.partition('?')[0].rpartition('/')[2]}_b"
    ask(server, f"CREATE DATABASE {name}")
    try:
        ask(address(server, name), "CREATE TABLE till (cents int)")
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = name
        with pytest.raises(CommandError, match=r"something else \(till\)"):
            place.run("restore", str(place.folder / "one.backup"))
    finally:
        ask(server, DROP.format(name))


def test_programs_older_than_the_server_are_not_used(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    found = postgres_programs._found()
    newest = max(found)
    assert postgres_programs.programs_for(newest).major == newest
    assert postgres_programs.programs_for(1).major == min(found)
    monkeypatch.setattr(postgres_programs, "_found", lambda: {14: found[newest]})
    with pytest.raises(CommandError, match=r"pg_dump and pg_restore of Postgres \d+ or later, and here is 14"):
        place.run("backup", str(place.folder / "one.backup"))
    assert not list(place.folder.glob("one.backup*"))


@needs_articles
def test_the_real_project_is_restored_to_the_same_export_and_figures(place: Place) -> None:
    load_seeds(ARTICLES)
    questions = (
        ("export_dataset", "--project", "seeds", "--format", "jsonl", "--output", str(place.folder / "out.jsonl")),
        ("compare", "--project", "seeds", "--json"),
    )

    def told() -> list[str]:
        answers = [place.run(*question) for question in questions]
        return [*answers[1:], (place.folder / "out.jsonl").read_text("utf-8")]

    before = told()
    place.run("backup", str(place.folder / "one.backup"))
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    said = place.run("restore", str(place.folder / "one.backup")).splitlines()
    assert said[-1].startswith("All is well: 5 documents")
    assert told() == before
