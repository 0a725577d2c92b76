"""Lines found document by document, put into the order of the contract without holding them in memory."""

import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any

from core.errors import DomainError
from core.importing.report import Place
from core.importing.source import Numbered

Found = Iterable[tuple[Place, Mapping[str, Any] | DomainError]]

_BEHIND_DOCUMENTS = ("reviewer", "reading", "annotation", "link")


def in_order(found: Found) -> Numbered:
    """Documents and refusals as they come; reviewers, readings, marks and links behind them, from files on disk.

    A document or reviewer that is told of again in the same words is given once.
    """
    told: set[bytes] = set()
    with ExitStack() as stack:
        behind = {name: stack.enter_context(TemporaryFile("w+", encoding="utf-8")) for name in _BEHIND_DOCUMENTS}
        for at, line in found:
            if isinstance(line, DomainError):
                yield at, line
            elif line["type"] in ("document", "reviewer") and _is_told(line, told):
                continue
            elif line["type"] == "document":
                yield at, line
            else:
                behind[line["type"]].write(json.dumps([at.line, at.file, line]) + "\n")
        for name in _BEHIND_DOCUMENTS:
            yield from _again(behind[name])


def _is_told(line: Mapping[str, Any], told: set[bytes]) -> bool:
    digest = sha256(json.dumps(line, sort_keys=True).encode()).digest()
    if digest in told:
        return True
    told.add(digest)
    return False


def _again(file: IO[str]) -> Numbered:
    file.seek(0)
    for row in file:
        number, name, line = json.loads(row)
        yield Place(number, name), line
