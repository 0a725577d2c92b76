"""Rows of a query straight from Postgres by COPY: no Python object a row, so as fast as the database puts them out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_AS_TEXT = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"  # JSON holds neither: nothing is quoted or doubled
_AS_CSV = "(FORMAT csv)"

_ARGUMENTS = 50


def copied(
    rows: QuerySet[Any],
    fields: Mapping[str, str],
    select: str,
    *,
    order: Sequence[str],
    names: Mapping[int, str],
    as_csv: bool = False,
) -> Iterator[bytes]:
    """One piece of bytes for each row of the query, its line feed at the end; constant memory.

    `fields`: name in `select` and `order` -> field of the model; `reviewer_id` must be one of them, and for each the
    name of `names` stands in the column `reviewer`: rows of others are left out. `select` is an expression of JSON
    text, or with `as_csv` a list of columns. Names and expressions come from the program, never from people.
    """
    inner = rows.order_by().values_list(*fields.values())
    try:
        sql, params = inner.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # Django sees that nothing can match
        return
    columns = ", ".join(f'"{name}"' for name in fields)
    keys = [f"o{number}" for number in range(len(order))]
    sorted_by = ", ".join(keys)
    # Sorted as stored and only then put into words: OFFSET keeps Postgres from doing it the other way round, and the
    # order said again costs nothing, for it sees that it is that of the rows.
    statement = (
        f"COPY (SELECT {select} FROM ("
        f"SELECT q.*, n.reviewer, {', '.join(f'{one} AS {key}' for one, key in zip(order, keys, strict=True))} "
        f"FROM ({sql}) AS q({columns}) "
        "JOIN unnest(%s::bigint[], %s::text[]) AS n(reviewer_pk, reviewer) ON n.reviewer_pk = q.reviewer_id "
        f"ORDER BY {sorted_by} OFFSET 0) AS n ORDER BY {sorted_by}) TO STDOUT {_AS_CSV if as_csv else _AS_TEXT}"
    )
    with connection.wrap_database_errors, connection.cursor() as cursor:
        merged = psycopg.ClientCursor(connection.connection).mogrify(
            statement, (*params, list(names), list(names.values()))
        )
        with cursor.copy(merged) as copy:
            for row in copy:
                yield bytes(row)


def moment_sql(column: str) -> str:
    """A moment as `interchange.moment` writes it: UTC with a Z, fractions only where there are any."""
    whole = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return f"replace({whole}, '.000000', '') || 'Z'"


def object_sql(members: Mapping[str, str]) -> str:
    """JSON text of an object: names -> expressions of JSON text; members that are null are left out, in any number.

    Put together as text: as fast again as `row_to_json` and `json_strip_nulls`, which read it once more.
    """
    parts = [quoted(json.dumps(name, ensure_ascii=False) + ":") + f" || {value}" for name, value in members.items()]
    return f"('{{' || {_joined(parts)} || '}}')" if parts else "'{}'"


def _joined(parts: Sequence[str]) -> str:
    """With commas between; nulls left out. A function takes a hundred arguments at most."""
    if len(parts) <= _ARGUMENTS:
        return f"concat_ws(',', {', '.join(parts)})"
    groups = [parts[first : first + _ARGUMENTS] for first in range(0, len(parts), _ARGUMENTS)]
    return _joined([f"nullif({_joined(group)}, '')" for group in groups])


def text_sql(value: str) -> str:
    """JSON text of a text."""
    return f"to_json({value})::text"


def facets_sql(facets: Sequence[str], column: str = "facets") -> str:
    """A mark's details as JSON text, keys in the order of the codebook."""
    return object_sql({key: text_sql(f"({column}->>{quoted(key)})") for key in facets})


def quoted(text: str) -> str:
    """A text as a literal, inside a statement that goes through parameters: percent signs doubled."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def identifier(name: str) -> str:
    """A name as an identifier, likewise."""
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'
