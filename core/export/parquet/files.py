"""The format `parquet`: all tables, a card by which `datasets` loads them, and Croissant metadata."""

import hashlib
from collections.abc import Iterator

from core.export.bundle import Part
from core.export.cards.about import About
from core.export.cards.croissant import croissant
from core.export.cards.facts import facts_of
from core.export.cards.readme import readme
from core.export.parquet.schema import Table, tables_of
from core.export.parquet.writing import written
from core.export.scope import Scope
from core.services.codebooks import codebook_data
from core.services.releasing import Hashed

MEDIA_TYPE = "application/vnd.apache.parquet"
CARD, METADATA = "README.md", "croissant.json"


def files(scope: Scope) -> Iterator[Part]:
    """The files of one data set; each is to be read before the next is asked for."""
    tables = list(tables_of(scope))
    about = About(scope.project.name, "", scope.project.name, scope.choice.texts)
    hashed: list[Hashed] = []
    for table in tables:
        yield Part(table.file_name, _counted(table, scope, hashed))
    yield Part(CARD, [readme(about, facts_of(scope), tables, codebook_data(scope.codebook))])
    yield Part(METADATA, [croissant(about, hashed, tables)])


def _counted(table: Table, scope: Scope, hashed: list[Hashed]) -> Iterator[bytes]:
    """The bytes of a table; behind them stand what they are in `hashed`."""
    digest, n_bytes = hashlib.sha256(), 0
    for piece in written(table, scope):
        digest.update(piece)
        n_bytes += len(piece)
        yield piece
    hashed.append(Hashed(table.file_name, MEDIA_TYPE, n_bytes, digest.hexdigest(), table.about))
