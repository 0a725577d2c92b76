"""One `.ann` file of brat: its lines, and the marks and links that they make together."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from core.errors import DomainError, Invalid, TextRefused
from core.importing.lines import numbered_lines, read_object
from core.importing.source import Known
from core.text import canonical

NOTE, EXACT = "AnnotatorNotes", "Mark"
_NAMESPACE = uuid.UUID("5b0a9a53-53a5-5d7c-8a0b-6d1f3c1f2b10")
_WORDS = re.compile(r"(\S+) ([0-9]{1,10} [0-9]{1,10}(?:;[0-9]{1,10} [0-9]{1,10})*)")
_ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (\S+))?")
_RELATION = re.compile(r"(\S+) Arg1:(\S+) Arg2:(\S+)")
_ABOUT = re.compile(r"(\S+) (\S+)")
_BREAKS = "\n\u2028\u2029"
_OTHERS = {
    "E": "Events", "*": "Equivalences", "N": "Normalisations", "M": "Modifications of the old kind",
}  # fmt: skip
_EXACT_FIELDS = {"id", "created_at", "start", "end", "facets", "note"}

Row = Mapping[str, Any] | DomainError
Numbered = Iterator[tuple[int, Row]]


class Words(NamedTuple):
    """A text-bound line: a label on one stretch of words or several, and the words as the line has them."""

    line: int
    label: str
    fragments: list[tuple[int, int]]
    words: str


class Said(NamedTuple):
    """What another line says of it: a detail, or a note of some type."""

    line: int
    kind: str
    name: str
    value: str


@dataclass
class Standoff:
    """The lines of one file by what they are about. `refusals`: lines that no mark can be made of."""

    words: dict[str, Words] = field(default_factory=dict)
    said: dict[str, list[Said]] = field(default_factory=dict)
    relations: list[tuple[int, str, str, str]] = field(default_factory=list)
    refusals: list[tuple[int, DomainError]] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)

    def marks(self, text: str | None, known: Known, belongs: Mapping[str, str]) -> Numbered:
        """A line `annotation` for each text-bound line, or what is wrong with it or with what is said of it."""
        for name, words in self.words.items():
            said = self.said.pop(name, [])
            try:
                mark = _mark(words, said, text, known) | dict(belongs)
            except _Refused as refused:
                yield refused.line, refused.error
                continue
            mark.setdefault("id", _made_id(mark))
            self._ids[name] = mark["id"]
            yield words.line, mark
        for name, said in self.said.items():
            for row in said:
                yield row.line, _invalid(f"The line is about {name!r:.20}, and no text-bound line (T) has that id.")

    def links(self) -> Numbered:
        """A line `link` for each relation; asked after the marks."""
        for line, kind, *ends in self.relations:
            lacking = [end for end in ends if end not in self._ids]
            if lacking:
                yield line, _invalid(f"The relation names {lacking[0]!r:.20}: it is no mark, or was refused.")
            else:
                yield line, {"type": "link", "from": self._ids[ends[0]], "to": self._ids[ends[1]], "kind": kind}


class _Refused(Exception):
    """A mark that is refused because of this line."""

    def __init__(self, line: int, error: DomainError) -> None:
        super().__init__(error.message)
        self.line, self.error = line, error


def _invalid(reason: str, code: str = "brat_line") -> Invalid:
    return Invalid(reason, code)


def read_standoff(lines: Iterable[bytes]) -> Standoff:
    """The lines of a file, sorted; what is none of brat's kinds of line is among the refusals."""
    standoff = Standoff()
    numbered = numbered_lines(lines)
    number = 0
    while True:
        try:
            number, raw = next(numbered)
            _take(standoff, number, _decoded(raw))
        except StopIteration:
            return standoff
        except (Invalid, TextRefused) as error:
            standoff.refusals.append((error.details.get("line", number), error))


def _decoded(raw: bytes) -> str:
    try:
        line = raw.rstrip(b"\r\n").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(f"The line is not UTF-8: position {error.start} cannot be read.") from error
    canonical.canonical(line)  # refuses control characters
    if "\r" in line:
        raise _invalid("The line holds a carriage return.")
    return line


def _take(standoff: Standoff, number: int, line: str) -> None:
    id_, _, rest = line.partition("\t")
    about, _, tail = rest.partition("\t")
    kind = id_[:1]
    if kind in _OTHERS:
        raise _invalid(f"{_OTHERS[kind]} ({kind}) have no place in a mark here. Take the line out.", "brat_kind")
    if kind == "T":
        _take_words(standoff, number, id_, about, tail)
    elif kind == "A" and (found := _ATTRIBUTE.fullmatch(about.rstrip())):
        name, target, value = found.groups()
        standoff.said.setdefault(target, []).append(Said(number, "A", name, value or "yes"))
    elif kind == "R" and (found := _RELATION.fullmatch(about.rstrip())):
        standoff.relations.append((number, found[1], found[2], found[3]))
    elif kind == "#" and (found := _ABOUT.fullmatch(about)):
        standoff.said.setdefault(found[2], []).append(Said(number, "#", found[1], tail))
    else:
        raise _invalid("This is no line that brat writes: id, tabulator, what it says, tabulator, words.")


def _take_words(standoff: Standoff, number: int, id_: str, about: str, tail: str) -> None:
    found = _WORDS.fullmatch(about)
    if found is None:
        raise _invalid(f"{about!r:.60} is no label with offsets, such as 'evidence 0 23'.")
    if id_ in standoff.words:
        raise _invalid(f"The id {id_!r:.20} stands twice in the file.")
    pairs = [pair.split(" ") for pair in found[2].split(";")]
    standoff.words[id_] = Words(number, found[1], [(int(start), int(end)) for start, end in pairs], tail)


def _mark(words: Words, said: list[Said], text: str | None, known: Known) -> dict[str, Any]:
    try:
        start, end = _span(words, text)
        mark: dict[str, Any] = {"type": "annotation", "start": start, "end": end, "label": words.label, "facets": {}}
        if text is None:
            mark["quote"] = words.words
    except DomainError as error:
        raise _Refused(words.line, error) from error
    for row in said:
        try:
            _say(mark, row, text, known)
        except DomainError as error:
            raise _Refused(row.line, error) from error
    if text is not None:
        mark["quote"] = text[mark["start"] : mark["end"]]
    return mark


def _span(words: Words, text: str | None) -> tuple[int, int]:
    """From the first fragment to the last. With the text at hand the words must be those at the offsets."""
    fragments = words.fragments
    last = -1
    for start, end in fragments:
        if not max(0, last) <= start < end:
            raise _invalid(f"{start} {end} is no stretch behind {max(0, last)}.", "span_invalid")
        last = end
    if text is None:
        if len(fragments) > 1:
            raise _invalid("A mark in several stretches needs its text (.txt) beside the file.", "text_missing")
        return fragments[0]
    if last > len(text):
        raise _invalid(f"The passage ends at {last}, the text at {len(text)}.", "span_invalid")
    if " ".join(text[start:end] for start, end in fragments) != words.words:
        raise _invalid("The words of the line are not those that stand at its offsets.", "quote_mismatch")
    for (_, end), (start, _) in pairwise(fragments):
        if text[end:start].strip():
            raise _invalid("There are words between the stretches of this mark: a mark here is one stretch.",
                           "fragments_apart")  # fmt: skip
    return fragments[0][0], last


def _say(mark: dict[str, Any], row: Said, text: str | None, known: Known) -> None:
    if row.kind == "#" and row.name == EXACT:
        _say_exactly(mark, read_object(row.value.encode()), text)
    elif row.kind == "A" or row.name in known.facets:
        if row.name not in known.facets:
            raise _invalid(f"{row.name!r:.60} is no detail of the codebook.", "unknown_facet")
        if row.name in mark["facets"]:
            raise _invalid(f"The detail {row.name!r:.60} is given twice.")
        mark["facets"][row.name] = row.value
    else:
        _say_note(mark, row.value)


def _say_note(mark: dict[str, Any], note: str) -> None:
    mark["note"] = f"{mark['note']}\n{note}" if mark.get("note") else note


def _say_exactly(mark: dict[str, Any], data: Mapping[str, Any], text: str | None) -> None:
    """What we wrote beside brat's own lines. Ends count only where they differ from the line by line breaks: whoever
    moved the mark in brat meant the line."""
    unknown = data.keys() - _EXACT_FIELDS
    facets, note = data.get("facets", {}), data.get("note", "")
    if unknown or not isinstance(facets, dict) or not isinstance(note, str):
        raise _invalid(f"A note {EXACT!r} is an object with {', '.join(sorted(_EXACT_FIELDS))}.")
    mark |= {name: data[name] for name in ("id", "created_at") if name in data}
    mark["facets"] |= facets
    if note:
        _say_note(mark, note)
    start, end = data.get("start", mark["start"]), data.get("end", mark["end"])
    if text is None or type(start) is not int or type(end) is not int:
        return
    is_around = 0 <= start <= mark["start"] and mark["end"] <= end <= len(text)
    if is_around and not (text[start : mark["start"]] + text[mark["end"] : end]).strip(_BREAKS):
        mark |= {"start": start, "end": end}


def _made_id(mark: Mapping[str, Any]) -> str:
    """The same for the same passage, reviewer, label and target."""
    parts = [mark["document"], mark["reviewer"], mark["start"], mark["end"], mark["label"]]
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join([*map(str, parts), str(mark["facets"].get("target", ""))])))
