"""brat standoff in: ours and other people's. `KEY.ann` holds the marks of the reviewer that its folder is named after.

Offsets are code points. The texts beside are documents, for which a stored one counts as unchanged. What a mark here
cannot be is refused by its line: events, equivalences, normalisations, stretches with words between them.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, TypeGuard

from core.errors import DomainError, Invalid
from core.importing.formats.standoff import Standoff, read_standoff
from core.importing.formats.texts import text_in
from core.importing.lines import read_objects
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source

ABOUT = "about.jsonl"
NOBODY = "brat"

Row = Mapping[str, Any] | DomainError


def read(source: Source, known: Known) -> Numbered:
    """Documents, reviewers, readings, marks and links. In memory are the texts' hashes, and one `.ann` at a time.

    Files in no folder are of the reviewer `brat`. `about.jsonl`, as we write it, says what kind of reviewers they are,
    what they read, and the texts' hashes. Ids of marks that brat made are made from place and reviewer, so that the
    same again adds nothing.
    """
    anns = {name: path for name, path in source.files.items() if name.endswith(".ann")}
    if not anns and not any(PurePosixPath(name).name == ABOUT for name in source.files):
        yield Place(0), Invalid("There is no file of marks (.ann) here.", "no_files")
    rows = list(_about(source))
    hashes = {row["id"]: row.get("sha256") for _, row in rows if _is(row, "document") and "id" in row}
    yield from _documents(source, hashes)
    yield from _readers(rows, {reviewer_of(name): name for name in reversed(anns)})
    links: list[tuple[Place, Mapping[str, Any]]] = []
    for name, path in anns.items():
        yield from _marks(source, name, path, known, links)
    yield from links


def reviewer_of(name: str) -> str:
    """The folder that a file lies in.

    >>> reviewer_of("wave 2/r7/d1.ann"), reviewer_of("d1.ann")
    ('r7', 'brat')
    """
    return PurePosixPath(name).parent.name or NOBODY


def _documents(source: Source, hashes: Mapping[str, Any]) -> Numbered:
    """Each text once: the folders of several reviewers hold the same one."""
    seen: dict[str, str] = {}
    for name, path in source.files.items():
        if not name.endswith(".txt"):
            continue
        key = PurePosixPath(name).stem
        try:
            text = text_in(path)
            digest = sha256(text.encode()).hexdigest()
            if seen.get(key, digest) != digest:
                raise Invalid(f"Another folder has another text of {key!r:.100}.", "id_reused")
        except Invalid as error:
            yield Place(1, name), error
            continue
        if key not in seen:
            seen[key] = digest
            yield Place(1, name), {"type": "document", "id": key, "text": text, "sha256": hashes.get(key)}


def _readers(rows: list[tuple[Place, Row]], folders: Mapping[str, str]) -> Numbered:
    """What `about.jsonl` says of reviewers and readings, and a reviewer for each folder that it does not name."""
    reviewers = [(at, row) for at, row in rows if _is(row, "reviewer") or isinstance(row, DomainError)]
    named = {row.get("id") for _, row in reviewers if not isinstance(row, DomainError)}
    yield from reviewers
    for folder, name in folders.items():
        if folder not in named:
            yield Place(0, name), {"type": "reviewer", "id": folder}
    yield from ((at, row) for at, row in rows if _is(row, "reading"))


def _is(row: Row, type_: str) -> TypeGuard[Mapping[str, Any]]:
    return not isinstance(row, DomainError) and row["type"] == type_


def _about(source: Source) -> Iterator[tuple[Place, Row]]:
    """The lines of every `about.jsonl`; those of documents hold strings only."""
    for name, path in source.files.items():
        if PurePosixPath(name).name == ABOUT:
            with path.open("rb") as lines:
                for number, data in read_objects(lines):
                    yield Place(number, name), data if isinstance(data, DomainError) else _checked(data)


def _checked(data: Mapping[str, Any]) -> Row:
    if data.get("type") not in ("file", "document", "reviewer", "reading"):
        return Invalid(f"{ABOUT} holds lines of documents, reviewers and readings only.", "unknown_type")
    if data["type"] == "file" and data.get("offset_unit", "code point") != "code point":
        return Invalid("Offsets are counted in code points here.", "offset_unit_unknown")
    if data["type"] == "document" and not all(isinstance(value, str) for value in data.values()):
        return Invalid("A document has an id and a sha256.", "field_invalid")
    return data


def _marks(
    source: Source, name: str, path: Path, known: Known, links: list[tuple[Place, Mapping[str, Any]]]
) -> Iterator[tuple[Place, Mapping[str, Any] | DomainError]]:
    """The marks of one file; its links are put aside, since they follow all marks."""
    beside = source.files.get(f"{name.removesuffix('.ann')}.txt")
    try:
        text = None if beside is None else text_in(beside)
    except Invalid:
        yield Place(0, name), Invalid("The text beside these marks is refused, so they are.", "text_refused")
        return
    with path.open("rb") as lines:
        standoff: Standoff = read_standoff(lines)
    belongs = {"document": PurePosixPath(name).stem, "reviewer": reviewer_of(name)}
    for number, row in standoff.marks(text, known, belongs):
        yield Place(number, name), row
    for number, row in standoff.links():
        if isinstance(row, DomainError):
            yield Place(number, name), row
        else:
            links.append((Place(number, name), row))
    yield from ((Place(number, name), error) for number, error in standoff.refusals)
