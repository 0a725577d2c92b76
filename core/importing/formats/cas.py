"""A UIMA CAS as lines: our own types, or spans of other people's whose feature names one of the codebook's labels."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import DomainError, Invalid
from core.export.bundle import LOSS_REPORT
from core.export.formats.cas_types import DOCUMENT, LINK, MARK, READING, facet_features
from core.importing.formats.in_order import in_order
from core.importing.formats.values import key_of, mark_id, passage, ranges, text_of
from core.importing.report import Place
from core.importing.source import Known, Numbered, Source
from core.text.offsets import OffsetMap

OURS = frozenset({DOCUMENT, READING, MARK, LINK})
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
LABELS = ("label", "value", "Label", "Value")

Line = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A feature structure as it stands in a file: id, type, features with references as numbers."""

    line: int
    id: int
    type: str
    features: Mapping[str, Any]


@dataclass
class Cas:
    """What a file holds: texts by sofa, and structures. `seen`: type -> features, to tell of."""

    name: str
    sofas: dict[int, Found] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)
    ids: set[int] = field(default_factory=set)

    def add(self, row: Found) -> None:
        """Keep a structure that may say something. Errors: `Invalid` (`cas_invalid`) for an id that is taken."""
        if row.id in self.ids:
            raise Invalid(f"The id {row.id} stands twice (line {row.line}).", "cas_invalid")
        self.ids.add(row.id)
        if row.type == "uima.cas.Sofa":
            self.sofas[row.id] = row
            return
        if len(self.seen) < 200:
            self.seen.setdefault(row.type, set()).update(row.features)
        if row.type in OURS or row.type == METADATA or any(row.features.get(name) for name in LABELS):
            self.found.append(row)


def read_files(source: Source, known: Known, suffix: str, parsed: Callable[[str, Path], Cas]) -> Numbered:
    """The lines of every file that ends so, one document each; in memory is one file at a time. A file that `parsed`
    refuses is one refusal. Errors: `Invalid` (`no_files`)."""
    return in_order(_all(source, known, suffix, parsed))


def _all(
    source: Source, known: Known, suffix: str, parsed: Callable[[str, Path], Cas]
) -> Iterator[tuple[Place, Line | DomainError]]:
    names = [name for name in source.files if name.lower().endswith(suffix) and not name.endswith(LOSS_REPORT)]
    if not names:
        raise Invalid(f"There is no file that ends in {suffix}.", "no_files")
    for name in names:
        try:
            cas = parsed(name, source.files[name])
        except DomainError as error:
            yield Place(0, name), error
        else:
            yield from lines_of(cas, known)


def lines_of(cas: Cas, known: Known) -> Iterator[tuple[Place, Line | DomainError]]:
    """The document, who read it, marks and links of one file; each refusal in its place."""
    try:
        whole = _Whole(cas, known)
        yield Place(whole.sofa.line, cas.name), {"type": "document", "id": whole.key, "text": whole.text}
        rows = whole.rows
    except DomainError as error:
        yield Place(0, cas.name), error
        return
    for row, take in rows:
        try:
            yield from ((Place(row.line, cas.name), line) for line in take(row))
        except DomainError as error:
            yield Place(row.line, cas.name), error


class _Whole:
    """One file, read as lines."""

    def __init__(self, cas: Cas, known: Known) -> None:
        self.cas, self.known = cas, known
        self.sofa = _sofa(cas)
        self.text = text_of(self.sofa.features, "sofaString")
        self.offsets = OffsetMap(self.text)
        self.key, self.reader = _names(cas)
        ours = facet_features(known.facets)
        self.facets = {feature: key for key, feature in ours.items()}
        self.plain = {key: key for key in known.facets if key not in LABELS}
        self.kinds = {row.features.get("reviewer"): row.features.get("reviewerKind") for row in cas.found
                      if row.type == READING and isinstance(row.features.get("reviewer"), str)}  # fmt: skip
        self.marks: dict[int, str] = {}

    @cached_property
    def rows(self) -> list[tuple[Found, Any]]:
        """Each structure that says something, with what reads it: links behind the marks."""
        marked = self._marked()
        takers = {READING: self._reading, MARK: self._own}
        rows = [(row, takers[row.type]) for row in self.cas.found if row.type in takers]
        rows += [(row, self._other(marked[row.type])) for row in self.cas.found if row.type in marked]
        return rows + [(row, self._link) for row in self.cas.found if row.type == LINK]

    def _marked(self) -> dict[str, str]:
        """Other people's type -> its feature that names labels. Errors: `Invalid` (`no_marks`) where nothing does."""
        labels = set(self.known.labels)
        found: dict[str, str] = {}
        for row in self.cas.found:
            if row.type not in OURS and {"begin", "end"} <= row.features.keys():
                name = next((name for name in LABELS if _is_one_of(row.features.get(name), labels)), "")
                if name:
                    found.setdefault(row.type, name)
        if not found and not OURS & self.cas.seen.keys():
            raise Invalid(f"{_told(self.cas.seen)} {', '.join(self.known.labels)}.", "no_marks")
        return found

    def _reading(self, row: Found) -> Iterator[Line]:
        given = row.features
        reviewer = text_of(given, "reviewer")
        yield self._reviewer(reviewer)
        line: Line = {"type": "reading", "document": self.key, "reviewer": reviewer}
        line["state"] = text_of(given, "state", "submitted")
        if given.get("ranges") is not None:
            line["ranges"] = ranges(self.offsets, _read_json(text_of(given, "ranges")))
        line["none_here"] = text_of(given, "noneHere", "").split()
        if given.get("sighted") in (True, "true"):
            line["sighted"] = True
        if given.get("firstSubmittedAt"):
            line["first_submitted_at"] = given["firstSubmittedAt"]
        yield line

    def _reviewer(self, name: str) -> Line:
        """The reviewer, always as the readings tell of them, so that the same line comes once."""
        kind = self.kinds.get(name)
        return {"type": "reviewer", "id": name} | ({"kind": kind} if kind else {})

    def _own(self, row: Found) -> Iterator[Line]:
        return self._mark(row, "label", self.facets)

    def _other(self, feature: str) -> Any:
        return lambda row: self._mark(row, feature, self.plain)

    def _mark(self, row: Found, feature: str, facets: Mapping[str, str]) -> Iterator[Line]:
        given = row.features
        if given.get("sofa") != self.sofa.id:
            raise Invalid(
                f"The mark belongs to the text {given.get('sofa')!r:.20}, which is not this one.", "unknown_sofa"
            )
        place = passage(self.text, self.offsets, given.get("begin"), given.get("end"))
        label, reviewer = text_of(given, feature, ""), text_of(given, "reviewer", "") or self.reader
        unknown = [name for name in given if name.startswith("facet_") and name not in self.facets]
        if unknown and row.type == MARK:
            raise Invalid(f"The codebook has no detail for the feature {unknown[0]!r:.60}.", "unknown_facet")
        said = {key: given[name] for name, key in facets.items() if given.get(name) not in (None, "")}
        id_ = mark_id(given.get("id"), self.key, reviewer, place, label, sorted(said.items()))
        self.marks[row.id] = id_
        yield self._reviewer(reviewer)
        line = {"type": "annotation", "id": id_, "document": self.key, "reviewer": reviewer, **place, "label": label,
                "facets": said, "note": text_of(given, "note", "")}  # fmt: skip
        yield line | ({"created_at": given["createdAt"]} if given.get("createdAt") else {})

    def _link(self, row: Found) -> Iterator[Line]:
        ends = {}
        for name, end in (("from", row.features.get("source")), ("to", row.features.get("target"))):
            if type(end) is not int or end not in self.marks:
                raise Invalid(f"The link names {end!r:.20}, which is no mark of this file.", "unknown_annotation")
            ends[name] = self.marks[end]
        yield {"type": "link", **ends, "kind": text_of(row.features, "kind", "")}


def _sofa(cas: Cas) -> Found:
    texts = [row for row in cas.sofas.values() if row.features.get("sofaString") is not None]
    named = [row for row in texts if row.features.get("sofaID") == "_InitialView"] or texts
    if len(named) != 1:
        said = "no text" if not named else f"{len(named)} texts, and none of them is '_InitialView'"
        raise Invalid(f"The file has {said} (a Sofa with 'sofaString').", "no_text")
    return named[0]


def _names(cas: Cas) -> tuple[str, str]:
    """The document's key and who marked, as the file says; else as INCEpTION names files: DOCUMENT/READER.xmi."""
    path = PurePosixPath(cas.name)
    told = next((row.features.get("key") for row in cas.found if row.type == DOCUMENT), None)
    if isinstance(told, str) and told:
        return told, key_of(path.stem)
    about = next((row.features for row in cas.found if row.type == METADATA), {})
    title = about.get("documentTitle") or about.get("documentId")
    folder = path.parent.name
    if folder:
        return key_of(str(title or folder)), key_of(path.stem)
    return key_of(str(title or path.stem)), "cas"


def _is_one_of(value: Any, labels: set[str]) -> bool:
    return isinstance(value, str) and value in labels


def _read_json(text: str) -> Any:
    if not re.fullmatch(r"[\[\]\d, ]{0,100000}", text):
        raise Invalid("The ranges of a reading are a list of pairs.", "span_invalid")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("The ranges of a reading are a list of pairs.", "span_invalid") from None


def _told(seen: Mapping[str, Sequence[str] | set[str]]) -> str:
    """What a file without marks has instead."""
    own = {name: sorted(features) for name, features in seen.items() if not name.startswith("uima.")}
    rows = [f"{name[:80]} ({', '.join(features)[:120]})" for name, features in sorted(own.items())[:12]]
    more = f" and {len(own) - 12} more" if len(own) > 12 else ""
    return (
        f"No span of this file names a label of the codebook in one of its features {', '.join(LABELS)}. "
        f"It has: {'; '.join(rows) or 'no types of its own'}{more}. The codebook has:"
    )
