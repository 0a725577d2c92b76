"""Rows into Parquet, a group at a time: constant memory, and the same rows give the same bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from core.export.columns import FIELDS, FLAG, MOMENT, NUMBER, ORDER, TEXT, YES_NO, Column, select_of
from core.export.copied import copied
from core.export.parquet.rows import rows_of
from core.export.parquet.schema import ANNOTATIONS, SPANS, TEXTS, Table
from core.export.scope import Scope

Row = TypeVar("Row")
GROUP_ROWS = 10_000
GROUP_BYTES = 4 << 20  # of whole texts, a group is full earlier
TYPES: dict[str, pa.DataType] = {
    TEXT: pa.string(),
    NUMBER: pa.int32(),
    MOMENT: pa.timestamp("us", tz="UTC"),
    YES_NO: pa.bool_(),
    FLAG: pa.bool_(),
    TEXTS: pa.list_(pa.string()),
    SPANS: pa.list_(pa.list_(pa.int32())),
}


def written(table: Table, scope: Scope) -> Iterator[bytes]:
    """The bytes of one Parquet file, in pieces of one group of rows."""
    schema = pa.schema([(column.name, TYPES[column.kind]) for column in table.columns])
    sink = _Sink()
    with pa.PythonFile(sink, mode="w") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        groups = _marks(table, scope, schema) if table.name == ANNOTATIONS else _rows(table, scope, schema)
        for group in groups:
            writer.write_table(group, row_group_size=GROUP_ROWS)
            yield sink.take()
    yield sink.take()


def _marks(table: Table, scope: Scope, schema: pa.Schema) -> Iterator[pa.Table]:
    """The marks as Postgres writes them, parsed by Arrow: no Python object a cell."""
    rows = copied(
        scope.annotations(), FIELDS, select_of(table.columns), order=ORDER, names=scope.names, as_csv=True
    )  # fmt: skip
    for group in grouped(rows, len):
        yield _parsed(b"".join(group), table.columns, schema)


def _parsed(lines: bytes, columns: Sequence[Column], schema: pa.Schema) -> pa.Table:
    found = pacsv.read_csv(
        pa.BufferReader(lines),
        read_options=pacsv.ReadOptions(column_names=schema.names, block_size=len(lines) + 1, use_threads=False),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["yes"], false_values=["no"], timestamp_parsers=[pacsv.ISO8601],
        ),
    )  # fmt: skip
    for place, column in enumerate(columns):
        if column.kind == FLAG:
            found = found.set_column(place, schema.field(place), pc.fill_null(found.column(place), False))
    return found


def _rows(table: Table, scope: Scope, schema: pa.Schema) -> Iterator[pa.Table]:
    for group in grouped(rows_of(table.name, scope), _size):
        columns = [[_value(row, column) for row in group] for column in table.columns]
        arrays = [pa.array(values, type_) for values, type_ in zip(columns, schema.types, strict=True)]
        yield pa.Table.from_arrays(arrays, schema=schema)


def _value(row: dict[str, Any], column: Column) -> Any:
    value = row["facets"].get(column.facet) if column.facet else row.get(column.name)
    return value == "yes" if column.kind == FLAG else value


def _size(row: dict[str, Any]) -> int:
    return len(row.get("text", "")) + 200


def grouped(rows: Iterable[Row], size: Callable[[Row], int]) -> Iterator[list[Row]]:
    """Rows in lists of at most `GROUP_ROWS`, and of not much more than `GROUP_BYTES`."""
    group: list[Row] = []
    n_bytes = 0
    for row in rows:
        group.append(row)
        n_bytes += size(row)
        if len(group) >= GROUP_ROWS or n_bytes >= GROUP_BYTES:
            yield group
            group, n_bytes = [], 0
    if group:
        yield group


class _Sink:
    """What Arrow writes into: bytes until they are taken."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._n_bytes = 0

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._n_bytes += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._n_bytes

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing to close."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
