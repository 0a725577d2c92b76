"""Documents from plain files and folders."""

import re
from pathlib import Path

import pytest

from core.errors import Invalid
from core.importing.plain import import_documents
from core.models import Document, Outlet, Project


def take(project: Project, *paths: Path, **options: object) -> object:
    return import_documents(project, paths, outlet="gazette", **options)


def keys_of(project: Project) -> str:
    """The keys of its documents in their order, parted by spaces."""
    return " ".join(sorted(Document.objects.filter(project=project).values_list("key", flat=True)))


def test_a_text_file_becomes_a_document_under_its_name(project: Project, tmp_path: Path) -> None:
    (tmp_path / "My article (2).txt").write_bytes("\ufeffA headline\r\n\r\nWords 👩‍👩‍👧.".encode())
    assert take(project, tmp_path / "My article (2).txt").stored
    document = Document.objects.get(project=project)
    assert (document.key, document.title) == ("My-article-2-", "A headline")
    assert document.text == "A headline\n\nWords 👩‍👩‍👧."


def test_a_missing_outlet_is_made_under_its_key(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    report = take(project, tmp_path)
    assert report.counts["outlet"].added == 1
    assert Outlet.objects.get(project=project).name == "gazette"


def test_a_folder_gives_all_its_files_in_order(project: Project, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Two.")
    (tmp_path / "one.txt").write_text("One.")
    (tmp_path / ".hidden.txt").write_text("No.")
    assert take(project, tmp_path).counts["document"].added == 2


def test_a_link_out_of_the_folder_is_not_followed(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret.")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.txt").write_text("One.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert take(project, folder).counts["document"].added == 1


def test_each_line_of_a_jsonl_file_is_a_document(project: Project, tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text('{"id":"x","text":"One.","title":"T","genre":"news"}\n\n{"text":"Two."}\n')
    assert take(project, tmp_path).stored
    keys = Document.objects.filter(project=project).order_by("key").values_list("key", "title", "genre")
    assert list(keys) == [("news-3", "", ""), ("x", "T", "news")]


def test_the_same_folder_again_adds_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    take(project, tmp_path)
    report = take(project, tmp_path)
    assert (report.n_added, report.counts["document"].unchanged) == (0, 1)


def test_files_of_equal_names_in_two_folders_are_two_documents_and_stay_so(project: Project, tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.txt").write_text(f"Words of {folder}.")
    assert take(project, tmp_path).counts["document"].added == 3
    assert re.fullmatch("one one-[0-9a-f]{8} one-[0-9a-f]{8}", keys_of(project))
    assert take(project, tmp_path).counts["document"].unchanged == 3


def test_the_same_name_in_folders_given_one_by_one_is_a_document_each(project: Project, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder in folders:
        folder.mkdir()
        (folder / "one.txt").write_text(f"Words of {folder.name}.")
    assert take(project, *folders).counts["document"].added == 3


def test_file_names_in_other_scripts_are_told_apart(project: Project, tmp_path: Path) -> None:
    for name in ("北京", "上海", "Müller", "x" * 110):
        (tmp_path / f"{name}.txt").write_text(f"Words of {name}.")
    (tmp_path / "北京.jsonl").write_text('{"text":"One."}\n{"text":"Two."}\n')
    assert take(project, tmp_path).counts["document"].added == 6
    key = "document-[0-9a-f]{8}"
    assert re.fullmatch(rf"(?:[12]-\w{{8}} ){{2}}M-ller-\w{{8}} {key} {key} x{{91}}-\w{{8}}", keys_of(project))
    assert take(project, tmp_path).counts["document"].unchanged == 6


def test_a_key_that_two_files_give_is_refused_with_the_name_of_the_first(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id":"x","text":"One."}')
    (tmp_path / "b.jsonl").write_text('{"id":"x","text":"Two."}')
    (refused,) = take(project, tmp_path).refusals
    assert refused.file == str(tmp_path / "b.jsonl")
    assert f"{tmp_path / 'a.jsonl'}, line 1, has a document 'x' already" in refused.reason


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.html", b"<p>x", "no_article", "No article was found"),
        ("a.csv", b"x", "table_header", "Which column holds the text? There are: 'x'"),
        ("a.pdf", b"x", "format_later", "PDF files come in a later version"),
        ("a.exe", b"x", "unknown_format", ".txt, .html"),
        ("a.txt", b"caf\xe9", "text_refused", "0xE9"),
        ("a.txt", b"a\x00b", "text_refused", "NULL"),
        ("a.txt", b" \n ", "text_empty", "empty"),
        ("a.jsonl", b'{"type":"annotation"}', "interchange_file", "import_corpus"),
        ("a.jsonl", b'{"type":"poll"}', "unknown_type", "poll"),
        ("a.jsonl", b'{"text":"x","score":1}', "unknown_field", "score"),
        ("a.jsonl", b"{", "json_invalid", "not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name_with_the_reason(
    project: Project, tmp_path: Path, name: str, content: bytes, code: str, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text("Words.")
    report = take(project, tmp_path)
    (refused,) = report.refusals
    assert (refused.code, refused.file) == (code, str(tmp_path / name))
    assert words in refused.reason
    assert not report.stored


def test_a_file_that_is_not_there_is_refused_by_name(project: Project, tmp_path: Path) -> None:
    (refused,) = take(project, tmp_path / "none.txt").refusals
    assert refused.code == "file_unreadable"


def test_an_empty_folder_is_refused_in_one_sentence(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no file under"):
        take(project, tmp_path)
