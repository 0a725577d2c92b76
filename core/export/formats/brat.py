"""brat standoff: a folder for each reviewer, in it a text and its marks for each document they read.

brat knows one annotator a folder and looks for `annotation.conf` upwards, so that this opens as a collection of
collections. Offsets are code points. Source: the pages "brat standoff format" and "configuration" of brat.nlplab.org.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Head, Line, Losses
from core.export.formats.about import about
from core.export.formats.losing import lose_facts, lose_frame, lose_ranges_and_rulings, lose_sources, text_of

CONFIGURATION = "annotation.conf"
NOTE, EXACT = "AnnotatorNotes", "Mark"
LINKS = ("supports", "contradicts")
# A line of the file cannot hold a line feed; the two others end a line for many programs.
_FRAGMENT = re.compile(r"[^\n\u2028\u2029]+")


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`annotation.conf`, `REVIEWER/KEY.txt` and `.ann`, and `about.jsonl`, which brat passes over. In memory is
    one document at a time."""
    lose_frame(corpus.head, losses)
    lose_sources(corpus.head, losses)
    yield Part(CONFIGURATION, [_configuration(corpus.head).encode()])
    for lines in corpus.documents():
        lose_ranges_and_rulings(lines, losses)
        lose_facts(lines.document, losses)
        losses.add("unread", "Documents that nobody has read: there is no folder for them.", int(not lines.readings))
        yield from _document(corpus.head, lines, losses)
    yield about(corpus)


def _configuration(head: Head) -> str:
    """The codebook's keys as brat's types: labels, links, and details but for free texts, which are notes."""
    facets = [facet for facet in head.codebook["facets"] if facet["kind"] != "text"]
    values = {facet["key"]: "|".join(row["key"] for row in facet.get("values", [])) for facet in facets}
    attributes = [f"{key}\tArg:<ENTITY>" + (f", Value:{keys}" if keys else "") for key, keys in values.items()]
    relations = [f"{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>" for kind in LINKS]
    sections = {"entities": list(head.labels), "relations": relations, "events": [], "attributes": attributes}
    return "\n".join("\n".join([f"[{name}]", *rows, ""]) for name, rows in sections.items())


def _document(head: Head, lines: DocumentLines, losses: Losses) -> Iterator[Part]:
    text = text_of(lines)
    marks: dict[str, list[Line]] = {row["reviewer"]: [] for row in lines.readings}
    for mark in lines.annotations:
        marks[mark["reviewer"]].append(mark)
    kinds = {facet["key"]: facet["kind"] for facet in head.codebook["facets"]}
    for reviewer, rows in marks.items():
        place = f"{reviewer}/{lines.document['id']}"
        yield Part(f"{place}.txt", [text.encode()])
        written = "".join(f"{row}\n" for row in _Standoff(text, kinds).rows(rows, lines.links, losses))
        yield Part(f"{place}.ann", [written.encode()])


class _Standoff:
    """The lines of one `.ann` file; each kind of line is numbered by itself."""

    def __init__(self, text: str, kinds: Mapping[str, str]) -> None:
        self.text, self.kinds = text, kinds
        self.last: dict[str, int] = {}

    def rows(self, marks: list[Line], links: list[Line], losses: Losses) -> Iterator[str]:
        """Each mark with its details and notes, then the links between them."""
        ids: dict[str, str] = {}
        for mark in marks:
            fragments = _fragments(self.text, mark)
            if not fragments:
                losses.add("only_line_breaks", "Marks on nothing but line breaks, which brat has no words for.")
                ids[mark["id"]] = ""
                continue
            ids[mark["id"]] = self._id("T")
            yield from self._mark(ids[mark["id"]], mark, fragments)
        for link in links:
            ends = [ids[link[end]] for end in ("from", "to") if link[end] in ids]
            if len(ends) == 2 and all(ends):
                yield f"{self._id('R')}\t{link['kind']} Arg1:{ends[0]} Arg2:{ends[1]}"
            elif ends:
                losses.add("links_of_lost_marks", "Links from or to a mark that was left out.")

    def _id(self, kind: str) -> str:
        self.last[kind] = self.last.get(kind, 0) + 1
        return f"{kind}{self.last[kind]}"

    def _mark(self, id_: str, mark: Line, fragments: list[tuple[int, int]]) -> Iterator[str]:
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(self.text[start:end] for start, end in fragments)
        yield f"{id_}\t{mark['label']} {offsets}\t{words}"
        exact = _exact(mark, fragments)
        for key, value in mark["facets"].items():
            if self.kinds[key] != "text":
                yield f"{self._id('A')}\t{key} {id_}" + ("" if self.kinds[key] == "flag" else f" {value}")
            elif _is_plain(value) and key not in (NOTE, EXACT):
                yield f"{self._id('#')}\t{key} {id_}\t{value}"
            else:
                exact.setdefault("facets", {})[key] = value
        if _is_plain(mark["note"]):
            yield f"{self._id('#')}\t{NOTE} {id_}\t{mark['note']}"
        elif mark["note"]:
            exact["note"] = mark["note"]
        yield f"{self._id('#')}\t{EXACT} {id_}\t{json.dumps(exact)}"


def _fragments(text: str, mark: Mapping[str, Any]) -> list[tuple[int, int]]:
    """A mark line by line, as brat wants it: line breaks are in no fragment."""
    return [found.span() for found in _FRAGMENT.finditer(text, mark["start"], mark["end"])]


def _exact(mark: Line, fragments: list[tuple[int, int]]) -> dict[str, Any]:
    """What brat's own lines cannot say: id, moment, and line breaks at the ends of the mark."""
    ends = {"start": fragments[0][0], "end": fragments[-1][1]}
    return {name: mark[name] for name in ("id", "created_at") if name in mark} | {
        name: mark[name] for name, offset in ends.items() if mark[name] != offset
    }


def _is_plain(text: str) -> bool:
    """Whether a line of the file can hold this text as it is, in any program's hands."""
    return text == text.strip() and "\t" not in text and text.splitlines() == [text]
