"""Documents of people: pages, texts and tables in whatever encoding, and what is told of how they were read."""

from pathlib import Path
from typing import Any

import pytest

from core.errors import DomainError, Invalid
from core.importing import documents, encodings, table_cells, web_page
from core.importing.encodings import Encoding
from core.importing.likely_format import likely_format
from core.importing.report import Remark
from core.importing.source import Known, KnownOutlet, Source, Wish
from core.importing.table_cells import read_rows
from tests.core.importing.pages import DROPPED, PAGES, WORDS

OUTLETS = (KnownOutlet("gazette", "The Gazette", "www.gazette.example"), KnownOutlet("times", "New Times", ""))
SAMPLES = {
    "windows-1252": "The minister said “there is no proof” – and the café’s owner didn’t agree.",
    "utf-16": "China banned the trade in 2019. “So what?” asked 👩‍👩‍👧.",
    "gb18030": "中国禁止了这项贸易。官员们表示，北京几乎没有采取行动。没有证据表明这是国家政策。",
    "windows-1251": "Китай запретил торговлю в 2019 году, сообщили чиновники во вторник.",
    "utf-8": "Größe zählt.",
}


def read(folder: Path, wish: Wish | None = None, **files: bytes) -> tuple[list[Any], list[Remark], list[DomainError]]:
    """Lines, remarks and refusals of these files."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    source = Source({name: folder / name for name in files})
    found = [row for _, row in documents.read(source, Known({}, OUTLETS, wish or Wish()))]
    return (
        [row for row in found if isinstance(row, dict)], [row for row in found if isinstance(row, Remark)],
        [row for row in found if isinstance(row, DomainError)],
    )  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_the_words_of_its_article_and_tells_what_was_left_out(tmp_path: Path, name: str) -> None:
    (line,), remarks, refused = read(tmp_path, **{"page.html": PAGES[name]})
    assert line["text"].split("\n\n") == WORDS[name]
    assert not refused
    told = next((row.text for row in remarks if row.code == "dropped"), "")
    assert bool(told) == bool(DROPPED[name])
    assert all(f"“{words}" in told for words in DROPPED[name])
    assert told.count("“") == len(DROPPED[name])


def test_a_page_says_who_wrote_it_when_and_where_and_its_address_finds_the_outlet(tmp_path: Path) -> None:
    (line,), remarks, _ = read(tmp_path, **{"ban.html": PAGES["navigation"]})
    assert {name: line[name] for name in ("id", "title", "author", "published_on", "language", "url", "outlet")} == {
        "id": "ban", "title": "A ban on trade", "author": "Jo Writer", "published_on": "2023-11-14", "language": "en",
        "url": "https://www.gazette.example/2023/ban", "outlet": "gazette",
    }  # fmt: skip
    assert remarks[-1].text == "1 article from gazette.example: outlet 'gazette', which has this domain."


@pytest.mark.parametrize(
    ("address", "chosen", "key"),
    [
        ("https://news.gazette.example/x", "", "gazette"),
        ("https://notgazette.example/x", "", None),
        ("https://notgazette.example/x", "times", "times"),
        ("https://gazette.example.evil.example/x", "", None),
        ("http://[", "", None),
    ],
)
def test_only_a_domain_itself_and_those_below_it_find_an_outlet(
    tmp_path: Path, address: str, chosen: str, key: str | None
) -> None:
    lines, _, _ = read(tmp_path, Wish(chosen), **{"a.jsonl": f'{{"text":"Words.","url":"{address}"}}'.encode()})
    assert lines[-1].get("outlet") == key


def test_entities_of_a_page_are_not_opened_and_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    head = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY y "lol&y;&y;">]>'
    page = PAGES["comments"].replace(b"<!doctype html>", head.encode()).replace(b"Nobody", b"&x; &y; Nobody")
    (line,), _, _ = read(tmp_path, **{"page.html": page})
    assert "SECRET" not in line["text"]
    assert "Nobody asked the firms" in line["text"]


@pytest.mark.parametrize(
    "page", [b"", b"<html></html>", b"<p>", bytes(range(32, 127)), b"<a>" * 9_000, b"<!--" * 9_999]
)
def test_what_is_no_article_is_refused_in_words(tmp_path: Path, page: bytes) -> None:
    lines, _, (refused,) = read(tmp_path, **{"page.html": page})
    assert (lines, refused.code in ("no_article", "html_invalid")) == ([], True)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_text_in_any_encoding_is_read_and_a_guess_is_told(tmp_path: Path, name: str) -> None:
    (line,), remarks, _ = read(tmp_path, **{"a.txt": SAMPLES[name].encode(name)})
    assert line["text"] == SAMPLES[name]
    guesses = [row.text for row in remarks if row.code == "encoding_guessed"]
    assert guesses == ([] if name.startswith("utf") else [f"Read as {name}, by its look."])


def test_a_chosen_encoding_is_taken_and_one_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    (line,), _, _ = read(tmp_path, Wish(encoding="windows-1251"), **{"a.txt": "Нет".encode("cp1251")})
    assert line["text"] == "Нет"
    _, _, (refused,) = read(tmp_path, Wish(encoding="utf-16"), **{"b.txt": b"abc"})
    assert refused.message.startswith("The file is not utf-16")


def test_a_page_in_an_encoding_that_it_names_wrongly_is_read_by_its_bytes(tmp_path: Path) -> None:
    assert web_page.said_encoding(b'<meta http-equiv="x" content="text/html; charset=ISO-8859-1">') == "windows-1252"
    (line,), _, _ = read(tmp_path, **{"a.html": PAGES["german"].replace(b"windows-1252", b"utf-8")})
    assert line["text"].split("\n\n") == WORDS["german"]


@pytest.mark.parametrize(("sign", "words"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_a_table_is_read_whatever_parts_its_cells(tmp_path: Path, sign: str, words: str) -> None:
    rows = [["Headline", "Body", "Pub date", "Publisher"], ["One", '"A; b, c|d"', "2023-11-14 09:00", "New Times"]]
    table = "\ufeff" + "\r\n".join(sign.join(row) for row in rows)
    (line,), (remark,), _ = read(tmp_path, **{"t.csv": table.encode()})
    assert (line["title"], line["text"], line["published_on"], line["outlet"]) == (
        "One",
        "A; b, c|d",
        "2023-11-14",
        "times",
    )
    assert f"cells parted by {words}: text from 'Body', title from 'Headline', date from 'Pub date'" in remark.text


def test_columns_are_those_that_a_person_chose(tmp_path: Path) -> None:
    table = "text;Inhalt;x\nnot this;Worte.;1\nnor this;;2\n"
    wish = Wish(columns={"text": "Inhalt", "id": "x"}, delimiter=";")
    (line,), (remark, _), (refused,) = read(tmp_path, wish, **{"t.csv": table.encode()})
    assert (line["id"], line["text"]) == ("1", "Worte.")
    assert "Left aside: 'text'." in remark.text
    assert "its cell under 'Inhalt' is empty" in refused.message
    _, _, (refused,) = read(tmp_path, Wish(columns={"text": "Body"}), **{"t.csv": table.encode()})
    assert "no column 'Body'" in refused.message


def test_an_endless_row_ends_the_reading_of_a_table_at_once(tmp_path: Path) -> None:
    for number, content in enumerate((b"a" * 3_000, b'a\n"' + b"b\n" * 3_000, b"a\n" + b'"\n",' * 3_000)):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(content)
        with pytest.raises(Invalid, match="A row is longer than"):
            list(read_rows(path, Encoding("utf-8"), most_cp=2_000))


def test_a_column_that_names_too_many_outlets_is_the_wrong_one(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("core.importing.document_table.MAX_OUTLETS", 2)
    lines, _, _ = read(tmp_path, **{"t.csv": b"text,outlet\na,One\nb,Two\nc,Three\n"})
    assert [line.get("name") for line in lines if line["type"] == "outlet"] == ["One", "Two"]


@pytest.mark.parametrize(
    ("name", "head", "likely"),
    [
        ("a.txt", "Words.", "documents"),
        ("a.csv", "Headline,Text\n", "documents"),
        ("a.csv", "document,reviewer,start,end,label,quote\n", "csv"),
        ("a.jsonl", '{"type":"file","format":1}\n', "jsonl"),
        ("a.jsonl", '{"type":"document","id":"x"}\n', "documents"),
        ("a.jsonl", "[" * 100_000, "documents"),
        ("a.zip", "PK", "documents"),
        ("a.zip", "PK\x05\x06" + "\0" * 18, "documents"),
        ("a.json", '[{"data":{"text":"x"}}]', "label-studio"),
    ],
)
def test_what_files_are_is_proposed(tmp_path: Path, name: str, head: str, likely: str) -> None:
    (tmp_path / name).write_text(head)
    assert likely_format({name: tmp_path / name}) == likely


def test_the_examples_in_the_docstrings_hold() -> None:
    import doctest

    from core.importing import document_keys, document_table, unpacking
    from core.services import uploads

    for module in (document_keys, document_table, unpacking, web_page, uploads, encodings, table_cells):
        assert doctest.testmod(module).failed == 0
