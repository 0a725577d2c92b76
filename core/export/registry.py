"""The formats that a corpus can be written in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.access import Viewer
from core.errors import Invalid
from core.export import interchange, table
from core.export.bundle import Part, pieces, with_losses, write_folder, write_zip
from core.export.corpus import Corpus, Losses
from core.export.formats import brat, cas_json, cas_xmi, conll, doccano, label_studio, w3c
from core.export.scope import Choice, Scope, scope_of
from core.export.snapshot import snapshot
from core.models import Project

Rows = Callable[[Scope], Iterator[bytes]]
Files = Callable[[Corpus, Losses], Iterator[Part]]
Lost = Callable[[Scope], Losses]
Tables = Callable[[Scope], Iterator[Part]]


@dataclass(frozen=True)
class Format:
    """One way to write a corpus.

    `rows`: straight from the store as one stream of bytes (`lost`: what that has no place for); `tables`: several files
    straight from the store; else `files`: from an interchange file, which has been written first. `lossless`: all of it
    can be read back as it was. `suffix` empty: several files, given as a folder or a zip. `unit`: in which its offsets
    count. `needs_text`: it is nothing without whole texts.
    """

    name: str
    title: str
    about: str
    media_type: str
    suffix: str
    lossless: bool = False
    needs_text: bool = False
    unit: str = "code point"
    rows: Rows | None = None
    lost: Lost | None = None
    tables: Tables | None = None
    files: Files | None = None

    def file_name(self, stem: str) -> str:
        """What a download of it is called."""
        return f"{stem}{self.suffix}" if self.suffix else f"{stem}-{self.name}.zip"


def _tables(scope: Scope) -> Iterator[Part]:
    from core.export.parquet.files import files  # Arrow is heavy, and only this format needs it

    return files(scope)


FORMATS = (
    Format(
        "jsonl", "Interchange file (JSON Lines)", "Everything, in one file that can be loaded again without loss.",
        "application/x-ndjson", ".jsonl", lossless=True, rows=interchange.write,
    ),
    Format(
        "csv", "One long table (CSV)",
        "One row a mark, one column a detail, for statistics; without texts, readings, links and rulings.",
        "text/csv; charset=utf-8", ".csv", rows=table.write, lost=table.lost,
    ),
    Format(
        "csv-spreadsheet", "One long table for spreadsheets (CSV)",
        "As above, with ' before cells that a spreadsheet would run as formulas: safe to open, not exact.",
        "text/csv; charset=utf-8", "-spreadsheet.csv", rows=table.write_for_spreadsheets, lost=table.lost,
    ),
    Format(
        "parquet", "Typed tables (Parquet)",
        "Marks, documents, parts, readings, words read, links, rulings, claims, sources and what was found there, with "
        "a card that Hugging Face datasets loads and Croissant metadata.",
        "application/zip", "", tables=_tables,
    ),
    Format(
        "cas-json", "UIMA CAS (JSON)", "One file a document with its types, for UIMA, INCEpTION and DKPro.",
        "application/zip", "", needs_text=True, unit="UTF-16 code unit", files=cas_json.files,
    ),
    Format(
        "cas-xmi", "UIMA CAS (XMI)", "One file a document and a type system, for UIMA, INCEpTION and DKPro.",
        "application/zip", "", needs_text=True, unit="UTF-16 code unit", files=cas_xmi.files,
    ),
    Format(
        "label-studio", "Label Studio", "Tasks with every reader's marks, and the configuration that shows them.",
        "application/zip", "", needs_text=True, unit="UTF-16 code unit", files=label_studio.files,
    ),
    Format(
        "doccano", "doccano (JSON Lines)", "One line for each document and reader, with relations.",
        "application/zip", "", needs_text=True, files=doccano.files,
    ),
    Format(
        "w3c", "Web Annotations (JSON-LD)", "The W3C's model of annotations, as a collection; texts beside.",
        "application/zip", "", files=w3c.files,
    ),
    Format(
        "brat", "brat standoff", "A folder for each reviewer that brat opens; texts beside.",
        "application/zip", "", needs_text=True, files=brat.files,
    ),
    Format(
        "conll", "CoNLL columns (BIO tags)", "One word a line with its label, for taggers; of marks that overlap one.",
        "application/zip", "", needs_text=True, files=conll.files,
    ),
)  # fmt: skip
PIECE_BYTES = 65_536
LATER = ("refi-qda",)


def format_of(name: str) -> Format:
    """The format of that name; `Invalid` (`unknown_format`) says which there are."""
    found = next((row for row in FORMATS if row.name == name), None)
    if found is None:
        known = ", ".join(row.name for row in FORMATS)
        word = "comes in a later version" if name in LATER else "is no format of this program"
        raise Invalid(f"{name!r:.40} {word}; this one writes: {known}.", "unknown_format")
    return found


def export(whose: Project | Viewer, format_name: str, choice: Choice | None = None) -> Iterator[bytes]:
    """A corpus in that format, as bytes: all of a project, or what a viewer may see of it. Several files come as a zip.

    Right and format are checked at once; rows come from one snapshot as they are asked for. Errors:
    `Invalid` (`unknown_format`), `Forbidden`.
    """
    format_, scope = format_of(format_name), scope_of(whose, choice)
    if format_.rows is not None:
        return _stream(format_.rows, scope)
    return _zipped(format_, scope)


def export_into(whose: Project, format_name: str, folder: Path) -> int:
    """A project in that format as files in a folder; how many bytes. Errors: those of `export`, `OSError`."""
    format_, scope = format_of(format_name), scope_of(whose)
    if format_.rows is not None:
        with snapshot():
            losses = format_.lost(scope) if format_.lost else Losses()
            part = Part(f"annotations{format_.suffix}", _stream(format_.rows, scope))
            return write_folder(folder, with_losses(format_.name, [part], losses))
    if format_.tables is not None:
        with snapshot():
            return write_folder(folder, format_.tables(scope))
    with _frozen(scope) as corpus:
        return write_folder(folder, written(format_, corpus))


def written(format_: Format, corpus: Corpus) -> Iterator[Part]:
    """The files of a format that is written from an interchange file, its loss report last."""
    assert format_.files is not None
    losses = Losses()
    return with_losses(format_.name, format_.files(corpus, losses), losses)


def _stream(rows: Rows, scope: Scope) -> Iterator[bytes]:
    """The writer's lines in pieces of about 64 kB, from one snapshot."""
    with snapshot():
        piece: list[bytes] = []
        size = 0
        for line in rows(scope):
            piece.append(line)
            size += len(line)
            if size >= PIECE_BYTES:
                yield b"".join(piece)
                piece, size = [], 0
        if size:
            yield b"".join(piece)


def _zipped(format_: Format, scope: Scope) -> Iterator[bytes]:
    with TemporaryDirectory(prefix="annotator-export-") as folder:
        path = Path(folder) / "export.zip"
        if format_.tables is not None:
            with snapshot():
                write_zip(path, format_.tables(scope))
        else:
            with _frozen(scope) as corpus:
                write_zip(path, written(format_, corpus))
        yield from pieces(path, PIECE_BYTES)


@contextmanager
def _frozen(scope: Scope) -> Iterator[Corpus]:
    """The scope as an interchange file of its own, gone afterwards."""
    with TemporaryDirectory(prefix="annotator-export-") as folder:
        path = Path(folder) / "corpus.jsonl"
        write_folder(path.parent, [Part(path.name, _stream(interchange.write, scope))])
        yield Corpus(path)
