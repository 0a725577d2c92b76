"""The formats that marks can be read from."""

from dataclasses import dataclass
from functools import partial

from core.errors import Invalid
from core.importing import documents, marks_table
from core.importing.apart import read_apart
from core.importing.formats import brat, cas_json, cas_xmi, doccano, label_studio, w3c
from core.importing.interchange import ANNOTATIONS, import_objects
from core.importing.lines import read_objects
from core.importing.report import Place, Report
from core.importing.source import Known, Numbered, Reader, Source, known_of
from core.models import Project, User


@dataclass(frozen=True)
class Format:
    """One way to read a corpus or marks. `suffixes`: of the files that it looks at."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Reader


def _interchange(source: Source, known: Known) -> Numbered:
    many = len(source.files) > 1
    for name, path in source.files.items():
        with path.open("rb") as lines:
            for number, data in read_objects(lines):
                yield Place(number, name if many else ""), data


FORMATS = (
    Format("jsonl", "Interchange file (JSON Lines)", (".jsonl",), _interchange),
    Format("csv", "One long table (CSV)", (".csv",), marks_table.read),
    Format("cas-json", "UIMA CAS (JSON)", (".json",), cas_json.read),
    Format("cas-xmi", "UIMA CAS (XMI)", (".xmi",), cas_xmi.read),
    Format("label-studio", "Label Studio", (".json",), label_studio.read),
    Format("doccano", "doccano (JSON Lines)", (".jsonl",), doccano.read),
    Format("w3c", "Web Annotations (JSON-LD)", (".jsonld", ".json", ".txt"), w3c.read),
    Format("brat", "brat standoff", (".ann", ".txt", ".jsonl"), brat.read),
)
DOCUMENTS = Format("documents", "Articles", documents.SUFFIXES, documents.read)  # brings documents, no marks
LATER = ("refi-qda",)


def format_of(name: str) -> Format:
    """The format of that name; `Invalid` (`unknown_format`) says which there are."""
    found = next((row for row in FORMATS if row.name == name), None)
    if found is None:
        known = ", ".join(row.name for row in FORMATS)
        word = "comes in a later version" if name in LATER else "is no format of this program"
        raise Invalid(f"{name!r:.40} {word}; this one reads: {known}.", "unknown_format")
    return found


def reader_of(name: str) -> Format:
    """The format of that name, documents among them."""
    return DOCUMENTS if name == DOCUMENTS.name else format_of(name)


def import_from(
    project: Project,
    format_name: str,
    source: Source,
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    by: User | None = None,
    adds: frozenset[str] = ANNOTATIONS,
) -> Report:
    """Store what these files say, in one transaction; `adds` as for `import_corpus`: by default marks for documents
    that exist.

    Errors: `Invalid` (`unknown_format`, or one that ends the reading: a header that cannot be used), `Conflict`.
    """
    objects = _looked_at(format_of(format_name).read, source, known_of(project))
    return import_objects(project, objects, dry_run=dry_run, skip_refused=skip_refused, by=by, adds=adds)


def import_apart(
    project: Project, format_name: str, source: Source, *, dry_run: bool = False, skip_refused: bool = False
) -> Report:
    """As `import_from`, for files of strangers: read in a process of its own, with limits, a zip unpacked."""
    format_of(format_name)
    objects = _looked_at(partial(read_apart, format_name), source, known_of(project))
    return import_objects(project, objects, dry_run=dry_run, skip_refused=skip_refused, adds=ANNOTATIONS)


def _looked_at(read: Reader, source: Source, known: Known) -> Numbered:
    if not source.files:
        raise Invalid("There is no file under this path.", "no_files")
    return read(source, known)
