"""Lines found document by document, put into the order of the contract without holding them as they are."""

import json
import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from core.errors import DomainError
from core.importing.report import Place
from core.importing.source import Numbered

Found = Iterable[tuple[Place, Mapping[str, Any] | DomainError]]

_BEHIND_DOCUMENTS = ("reviewer", "reading", "annotation", "link")


def in_order(found: Found) -> Numbered:
    """Documents and refusals as they come; reviewers, readings, marks and links behind them, in this order.

    A document or reviewer that is told of again in the same words is given once. Memory: what waits, compressed.
    """
    told: set[bytes] = set()
    behind = {name: _Waiting() for name in _BEHIND_DOCUMENTS}
    for at, line in found:
        if isinstance(line, DomainError):
            yield at, line
        elif line["type"] in ("document", "reviewer") and _is_told(line, told):
            continue
        elif line["type"] == "document":
            yield at, line
        else:
            behind[line["type"]].add(at, line)
    for name in _BEHIND_DOCUMENTS:
        yield from behind[name].lines()


def _is_told(line: Mapping[str, Any], told: set[bytes]) -> bool:
    digest = sha256(json.dumps(line, sort_keys=True).encode()).digest()
    if digest in told:
        return True
    told.add(digest)
    return False


class _Waiting:
    """Lines in memory, compressed to a tenth or so: whoever reads strangers' files may write none."""

    def __init__(self) -> None:
        self.squeeze = zlib.compressobj(1)
        self.pieces: list[bytes] = []

    def add(self, at: Place, line: Mapping[str, Any]) -> None:
        """Keep one line."""
        piece = self.squeeze.compress(json.dumps([at.line, at.file, line]).encode() + b"\n")
        if piece:
            self.pieces.append(piece)

    def lines(self) -> Numbered:
        """All of them, as they came; once."""
        self.pieces.append(self.squeeze.flush())
        loosen, rest = zlib.decompressobj(), b""
        for piece in self.pieces:
            *rows, rest = (rest + loosen.decompress(piece)).split(b"\n")
            for row in rows:
                number, name, line = json.loads(row)
                yield Place(number, name), line
