"""UIMA CAS as XMI: one file a document, and the type system.

Source: UIMA 1.0, section 5 and Apache UIMA's XMI CAS serialisation. XML 1.0 cannot carry U+FFFE and U+FFFF: U+FFFD
stands for them, and the feature `replaced` says where and for what, so that we read them back.
"""

import re
from collections.abc import Iterator, Mapping

from core.export.bundle import Part
from core.export.corpus import Corpus, DocumentLines, Head, Losses
from core.export.formats.cas_types import DOCUMENT, SOFA_ID, TYPE_SYSTEM, Structure, Value, structures, type_system
from core.export.formats.losing import documents_counted

STAND_IN = "\ufffd"
_UNCARRIED = re.compile("[\ufffe\uffff]")
# White space in attributes becomes spaces in every parser unless it is written as a reference.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;",
                          "\r": "&#13;"})  # fmt: skip
_BEGIN = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    b'xmlns:cas="http:///uima/cas.ecore" xmlns:annotator="http:///annotator.ecore" xmi:version="2.0">\n'
    b'<cas:NULL xmi:id="0"/>\n'
)


def files(corpus: Corpus, losses: Losses) -> Iterator[Part]:
    """`documents/KEY.xmi` each, then `TypeSystem.xml`. In memory is one document at a time."""
    for document in documents_counted(corpus, losses):
        yield Part(f"documents/{document.document['id']}.xmi", _cas(corpus.head, document, losses))
    yield Part(TYPE_SYSTEM, [type_system(corpus.head.facets)])


def _cas(head: Head, document: DocumentLines, losses: Losses) -> Iterator[bytes]:
    """One element a line; the text last but one, as UIMA writes it."""
    yield _BEGIN
    text = document.document["text"]
    last = SOFA_ID
    for structure in structures(head, document):
        hidden: dict[str, Value] = {"sofaString": text} if structure.type == DOCUMENT else {}
        yield _element(structure, hidden, losses)
        last = structure.id
    sofa: dict[str, Value] = {
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text/plain",
        "sofaString": _carried(text),
    }
    yield f'<cas:Sofa xmi:id="{SOFA_ID}"{_attributes(sofa)}/>\n'.encode()
    members = " ".join(map(str, range(SOFA_ID + 1, last + 1)))
    yield f'<cas:View sofa="{SOFA_ID}" members="{members}"/>\n</xmi:XMI>\n'.encode()


def _element(structure: Structure, hidden: Mapping[str, Value], losses: Losses) -> bytes:
    """An element; `hidden`: features of another element whose replaced characters this one tells of."""
    replaced = [
        f"{name} {match.start()} {ord(match.group()):X}"
        for name, value in (*structure.features.items(), *hidden.items()) if isinstance(value, str)
        for match in _UNCARRIED.finditer(value)
    ]  # fmt: skip
    losses.add("replaced_characters", "XML cannot carry U+FFFE and U+FFFF: U+FFFD stands for them, and the feature "
               "'replaced' says where. This program reads them back, others see U+FFFD.", len(replaced))  # fmt: skip
    features: dict[str, Value] = {**structure.references}
    features |= {name: _carried(value) for name, value in structure.features.items()}
    features |= {"replaced": "; ".join(replaced)} if replaced else {}
    name = structure.type.replace(".", ":")
    return f'<{name} xmi:id="{structure.id}"{_attributes(features)}/>\n'.encode()


def _carried(value: Value) -> Value:
    return _UNCARRIED.sub(STAND_IN, value) if isinstance(value, str) else value


def _attributes(values: Mapping[str, Value]) -> str:
    return "".join(f' {name}="{_written(value)}"' for name, value in values.items())


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).translate(_ESCAPED)
