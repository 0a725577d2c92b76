"""UIMA CAS as XMI: strangers' XML, read without document types, entities or a tree."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ErrorString

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from core.errors import Invalid
from core.export.formats.cas_xmi import STAND_IN
from core.importing.formats.cas import OURS, Cas, Found, read_files
from core.importing.formats.values import MAX_STRUCTURES, whole
from core.importing.source import Known, Numbered, Source

_ROOT, _ID = "{http://www.omg.org/XMI}XMI", "{http://www.omg.org/XMI}id"
_TYPE = re.compile(r"\{http:///(.+)\.ecore\}(.+)")
_NUMBERS = ("begin", "end", "sofa")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_REPLACED = re.compile(r"(\w{1,200}) (\d{1,9}) (FFFE|FFFF)")


def read(source: Source, known: Known) -> Numbered:
    """Every `.xmi` file, one document each; in memory is one file at a time."""
    return read_files(source, known, ".xmi", _parsed)


def _parsed(name: str, path: Path) -> Cas:
    """What the file holds. Errors: `Invalid` (`file_too_large`, `xml_invalid`, `xml_refused`, `cas_invalid`)."""
    raw = whole(path)
    target = _Target(name)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.parser = parser.parser
    try:
        parser.feed(raw)  # at once: in pieces, an old expat reads a long attribute again for each piece
        parser.close()
    except DefusedXmlException as error:
        raise Invalid(
            "The file declares a document type or entities: they are not read here.", "xml_refused"
        ) from error
    except ParseError as error:
        line, column = error.position
        said = f"{ErrorString(error.code)} at line {line}, column {column}"
        raise Invalid(f"The file is not XML: {said}.", "xml_invalid") from error
    except (LookupError, ValueError) as error:
        raise Invalid("The file is in an encoding that is not known here. Save it as UTF-8.", "xml_invalid") from error
    _restore(target.cas)
    return target.cas


class _Target:
    """Takes elements as they are parsed: the children of the root are structures."""

    def __init__(self, name: str) -> None:
        self.cas = Cas(name)
        self.parser: Any = None
        self.depth = self.n_elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        self.n_elements += 1
        if self.n_elements > MAX_STRUCTURES:
            raise Invalid(f"The file has more than {MAX_STRUCTURES:,} elements. Split it.", "file_too_large")
        if self.depth == 1 and tag != _ROOT:
            raise Invalid(f"The file is no XMI: its first element is {tag!r:.80}.", "cas_invalid")
        if self.depth > 4:
            raise Invalid("Elements stand in each other more than four deep: that is no CAS.", "cas_invalid")
        if self.depth == 2 and (match := _TYPE.fullmatch(tag)):
            self._take(f"{match[1].replace('/', '.')}.{match[2]}", attributes)

    def _take(self, type_: str, attributes: Mapping[str, str]) -> None:
        if type_ in ("uima.cas.NULL", "uima.cas.View"):
            return
        line = self.parser.CurrentLineNumber
        id_ = attributes.get(_ID, "")
        if not _NUMBER.fullmatch(id_):
            raise Invalid(f"The element in line {line} has no number as its xmi:id.", "cas_invalid")
        references = ("source", "target") if type_ in OURS else ()
        features = {
            name: int(value) if name in (*_NUMBERS, *references) and _NUMBER.fullmatch(value) else value
            for name, value in attributes.items() if name != _ID
        }  # fmt: skip
        self.cas.add(Found(line, int(id_), type_, features))

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1

    def close(self) -> None:
        """The file ends."""


def _restore(cas: Cas) -> None:
    """Put back the characters that XML could not carry, where `replaced` says so."""
    for number, row in enumerate(cas.found):
        places: dict[str, list[tuple[int, str]]] = {}
        for name, at, code in _REPLACED.findall(row.features.get("replaced", "")) if row.type in OURS else []:
            places.setdefault(name, []).append((int(at), chr(int(code, 16))))
        in_text = places.pop("sofaString", [])
        cas.found[number] = _with(row, places)
        if in_text:
            cas.sofas = {id_: _with(sofa, {"sofaString": in_text}) for id_, sofa in cas.sofas.items()}


def _with(row: Found, places: Mapping[str, list[tuple[int, str]]]) -> Found:
    features = dict(row.features)
    for name, characters in places.items():
        features[name] = _put_back(row, features.get(name, ""), sorted(characters))
    return Found(row.line, row.id, row.type, features)


def _put_back(row: Found, value: Any, characters: list[tuple[int, str]]) -> str:
    pieces, last = [], 0
    for at, character in characters:
        if not isinstance(value, str) or at < last or value[at : at + 1] != STAND_IN:
            raise Invalid(f"'replaced' names a place that holds no U+FFFD (line {row.line}).", "cas_invalid")
        pieces += [value[last:at], character]
        last = at + 1
    return "".join(pieces) + value[last:]
