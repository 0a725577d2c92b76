"""The commands as somebody at a shell meets them."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from knox.auth import TokenAuthentication

from core import access
from core.models import Annotation, Document, Guest, Invitation, Membership, Project, User
from core.services.joining import join
from tests.core.importing.files import CORPUS, FILE, MARK, TEXT, as_lines, take
from tests.house import House


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


def refused(*arguments: object) -> str:
    """What the command prints before it ends with exit code 1."""
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command(*map(str, arguments), stdout=out)
    assert left.value.code == 1
    return out.getvalue()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(b"".join(as_lines(CORPUS)))
    return path


def test_create_project_makes_a_blind_project_with_the_default_codebook(db: None) -> None:
    run("create_project", "moon", "--name", "The moon")
    project = Project.objects.get(slug="moon")
    assert (project.visibility, project.assignment, project.codebook.key) == ("blind", "free", "default")


def test_create_project_takes_a_codebook_from_a_file(db: None, tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    path.write_text(json.dumps({"key": "own", "labels": [{"key": "fact"}]}, indent=1))
    run("create_project", "moon", "--name", "The moon", "--codebook", path)
    assert Project.objects.get(slug="moon").codebook.key == "own"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create_project", "empty", "--name", "N"), "There is a project 'empty' already."),
        (("create_project", "a b", "--name", "N"), "could not be created"),
        (("create_project", "moon", "--name", "N", "--codebook", "/none.json"), "/none.json cannot be read"),
        (("add_member", "moon", "bob", "--role", "owner"), "There is no project 'moon'. Projects: empty."),
        (("add_member", "empty", "bob", "--role", "king"), "There is no role 'king'"),
        (("add_member", "empty", "b b", "--role", "owner"), "cannot be a user name"),
        (("issue_token", "nobody"), "There is no account 'nobody'"),
        (("import_corpus", "/none.jsonl", "--project", "empty"), "/none.jsonl cannot be read"),
        (("import_annotations", "x", "--project", "empty", "--format", "refi-qda"), "'refi-qda' comes in a later"),
        (("export_dataset", "--project", "empty", "--format", "xls", "--output", "x"), "'xls' is no format"),
        (("export_dataset", "--project", "empty", "--format", "csv", "--output", "/none/x"), "cannot be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(project: Project, arguments: tuple, words: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command(*arguments)
    assert words in str(error.value)


def test_add_member_prints_the_one_time_password_last_and_only_once(project: Project) -> None:
    password = run("add_member", "empty", "bob", "--role", "reviewer").splitlines()[-1]
    assert User.objects.get(username="bob").check_password(password)
    assert run("add_member", "empty", "bob", "--role", "owner").splitlines() == ["bob is owner of empty."]
    assert Membership.objects.get(project=project).role == "owner"


def test_issue_token_prints_the_key_alone_on_the_last_line(db: None) -> None:
    User.objects.create_user("bob")
    key = run("issue_token", "bob").splitlines()[-1]
    user, _ = TokenAuthentication().authenticate_credentials(key.encode())
    assert user.username == "bob"


def test_import_corpus_tells_what_it_did(project: Project, corpus: Path) -> None:
    assert run("import_corpus", corpus, "--project", "empty").endswith("Stored: 7 added, 1 unchanged, 0 refused.\n")


def test_import_corpus_prints_nothing_but_json_when_asked(project: Project, corpus: Path) -> None:
    report = json.loads(run("import_corpus", corpus, "--project", "empty", "--json"))
    assert (report["added"], report["stored"], report["types"]["annotation"]["added"]) == (7, True, 2)


def test_import_corpus_dry_run_stores_nothing(project: Project, corpus: Path) -> None:
    assert "nothing was stored" in run("import_corpus", corpus, "--project", "empty", "--dry-run")
    assert not Document.objects.exists()


def test_import_corpus_ends_with_1_and_the_lines_when_something_is_refused(project: Project, corpus: Path) -> None:
    with corpus.open("ab") as file:
        file.write(b"{\n")
    assert "line 9 (unreadable): The line is not JSON" in refused("import_corpus", corpus, "--project", "empty")
    assert json.loads(refused("import_corpus", corpus, "--project", "empty", "--json"))["refusals"][0]["line"] == 9
    assert not Document.objects.exists()
    run("import_corpus", corpus, "--project", "empty", "--skip-refused")
    assert Annotation.objects.count() == 2


def test_import_documents_reads_a_folder(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    run("import_documents", tmp_path, "--project", "empty", "--outlet", "gazette")
    assert Document.objects.get().outlet.key == "gazette"


def test_import_annotations_reads_both_formats_for_documents_that_exist(project: Project, tmp_path: Path) -> None:
    take(project, CORPUS[:5])
    (tmp_path / "marks.jsonl").write_bytes(b"".join(as_lines([FILE, MARK])))
    (tmp_path / "marks.csv").write_text("document,reviewer,start,end,label\nd1,r1,0,5,opinion\n")
    for name in ("jsonl", "csv"):
        run("import_annotations", tmp_path / f"marks.{name}", "--project", "empty", "--format", name)
    assert sorted(Annotation.objects.values_list("quote", flat=True)) == [TEXT[:5], TEXT[:23]]


def test_export_dataset_writes_the_whole_file_under_its_name(project: Project, tmp_path: Path) -> None:
    take(project, CORPUS)
    path = tmp_path / "out.jsonl"
    run("export_dataset", "--project", "empty", "--format", "jsonl", "--output", path)
    assert len(path.read_bytes().splitlines()) == len(CORPUS) + 1  # and the codebook
    assert [row.name for row in tmp_path.iterdir()] == ["out.jsonl"]


def test_join_code_prints_a_code_that_works_alone_on_the_last_line(house: House) -> None:
    code = run("join_code", "house", "--max", "2").splitlines()[-1]
    assert re.fullmatch("[2-9A-Z]{3}-[2-9A-Z]{4}", code)
    assert access.viewer(join(code, "Ana").user, "house").role == "reviewer"
    made = Invitation.objects.get()
    assert (made.max_uses, made.n_used, made.created_by) == (2, 1, None)
    assert timedelta(days=6) < made.expires_at - timezone.now() <= timedelta(days=7)


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--role", "owner"), "reviewer or viewer"), (("--max", "0"), "from 1 to 500"), (("--days", "999"), "1 to 365")],
)
def test_join_code_refuses_in_one_sentence(house: House, options: tuple, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("join_code", "house", *options)
    assert not Invitation.objects.exists()


def test_erase_names_says_how_many(house: House) -> None:
    house.guest("Ana")
    assert run("erase_names") == "0 names erased.\n"
    Guest.objects.update(names_until=timezone.localdate() - timedelta(days=1))
    assert run("erase_names") == "1 name erased.\n"
    assert Guest.objects.get().name == ""
