"""CoNLL as spaCy's own converter reads it."""

from pathlib import Path

from spacy.training.converters import conll_ner_to_docs

from core.models import Project
from tests.core.export.corpora import Line, awkward_lines, lines_of, write_format
from tests.core.importing.files import BETTER, CORPUS, DECISION, FILE, ID, empty_project, take

TEXT = "Officials say it’s over. No proof, he said. “Nothing”"
DOCUMENT = {"type": "document", "id": "d1", "text": TEXT}
REVIEWER = {"type": "reviewer", "id": "r1"}


def mark(number: int, quote: str, label: str = "evidence", **more: object) -> Line:
    start = TEXT.index(quote)
    place = {"start": start, "end": start + len(quote), "quote": quote}
    return {"type": "annotation", "id": ID.format(number), "document": "d1", "reviewer": "r1", "label": label,
            **place, **more}  # fmt: skip


def entities(path: Path) -> list[tuple[int, int, str]]:
    """Start, end and label of every entity that spaCy finds, by the columns of its tokens."""
    whole = path.read_text(encoding="utf-8")
    rows = [line.split(" ") for line in whole.split("\n")[1:] if line]
    (doc,) = conll_ner_to_docs(whole, n_sents=0, no_print=True) if rows else ([],)
    assert [token.text for token in doc] == [row[0] for row in rows]
    return [(int(rows[e.start][1]), int(rows[e.end - 1][2]), e.label_) for e in doc.ents] if rows else []


def written(project: Project, rows: list[Line], folder: Path) -> dict[str, int]:
    report = take(project, rows)
    assert report.stored, report.refusals
    return write_format(project, "conll", folder)


def test_spacy_finds_the_marks_that_share_no_word(project: Project, tmp_path: Path) -> None:
    rows = [mark(1, "Officials"), mark(2, "it’s over", "opinion"), mark(3, "No proof,", "assertion")]
    written(project, [FILE, DOCUMENT, REVIEWER, *rows], tmp_path)
    assert entities(tmp_path / "r1" / "d1.conll") == [
        (row["start"], row["end"], row["label"]) for row in rows
    ]  # fmt: skip


def test_of_marks_that_share_a_word_the_first_and_longest_is_kept_and_the_others_are_counted(
    project: Project, tmp_path: Path
) -> None:
    rows = [mark(1, "say"), mark(2, "say it’s over", "opinion"), mark(3, "over", "assertion"), mark(4, "he said")]
    losses = written(project, [FILE, DOCUMENT, REVIEWER, *rows], tmp_path)
    assert entities(tmp_path / "r1" / "d1.conll") == [(10, 23, "opinion"), (35, 42, "evidence")]
    assert losses == {"codebook": 1, "outlets": 1, "document_facts": 1, "spaces": 1,
                      "overlapping": 2, "ids": 2}  # fmt: skip


def test_marks_over_sentences_and_within_words_are_told(project: Project, tmp_path: Path) -> None:
    rows = [
        mark(1, "over. No", facets={"target": "china", "role": "R1"}, note="Why?"),
        mark(2, "ffic"),
        mark(3, " ", note="A blank."),
    ]
    losses = written(project, [FILE, DOCUMENT, REVIEWER, *rows], tmp_path)
    assert entities(tmp_path / "r1" / "d1.conll") == [
        (0, 9, "evidence"), (19, 24, "evidence"), (25, 27, "evidence")
    ]  # fmt: skip
    told = {code: losses[code] for code in ("sentences", "ends", "no_word", "details", "notes", "ids")}
    assert told == {"sentences": 1, "ends": 1, "no_word": 1, "details": 2, "notes": 1, "ids": 2}


def test_what_else_is_left_out_is_counted(project: Project, tmp_path: Path) -> None:
    losses = written(project, list(CORPUS), tmp_path)
    assert losses == {
        "codebook": 1, "outlets": 1, "document_facts": 1, "sections": 1, "excluded": 1,
        "links": 1, "spaces": 1, "overlapping": 1, "ids": 1, "details": 2, "notes": 1,
    }  # fmt: skip


def test_finished_rulings_that_stand_are_a_folder_of_their_own(project: Project, tmp_path: Path) -> None:
    place = {"start": 66, "end": 83, "quote": "There is no proof"}
    standing = DECISION | {"id": ID.format(20), "label": "opinion", "facets": {}} | place
    rulings = [DECISION, BETTER, standing]
    losses = written(project, [*CORPUS, *rulings], tmp_path / "open")
    assert not (tmp_path / "open" / "_adjudicated").exists()
    assert losses["decisions"] == 3
    other = empty_project("finished")
    finished = [row | {"adjudicated_at": "2026-11-22T12:00:00Z"} if row["type"] == "document" else row
                for row in CORPUS]  # fmt: skip
    losses = written(other, [*finished, *rulings], tmp_path / "done")
    assert entities(tmp_path / "done" / "_adjudicated" / "d1.conll") == [(66, 83, "opinion")]
    assert losses["decisions"] == 2
    assert "adjudicated" not in losses


def test_every_awkward_text_keeps_its_words_at_their_offsets(project: Project, tmp_path: Path) -> None:
    written(project, awkward_lines(), tmp_path)
    texts = {line["id"]: line["text"] for line in lines_of(project) if line["type"] == "document"}
    n_tokens = 0
    for path in tmp_path.rglob("*.conll"):
        text, at = texts[path.stem], 0
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            if line:
                token, start, end, _ = line.split(" ")
                assert text[int(start) : int(end)] == token
                assert text[at : int(start)].strip("\u200b\u2060\ufeff \n\t\u00a0\u202f\u2028") == ""
                at, n_tokens = int(end), n_tokens + 1
        entities(path)
    assert n_tokens > 100
