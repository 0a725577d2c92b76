"""The columns of the long table of marks: one description, from which CSV and Parquet are written alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.export.copied import identifier, moment_sql, quoted
from core.export.interchange import IN_TEXT as ORDER
from core.export.interchange import has_words, told_facets
from core.export.scope import Scope
from core.models import Facet
from core.queries.codebooks import Rules, rules_of

__all__ = [
    "FIELDS",
    "FLAG",
    "MOMENT",
    "NUMBER",
    "ORDER",
    "PART",
    "TEXT",
    "YES_NO",
    "Column",
    "columns_of",
    "facet_columns",
    "select_of",
]

TEXT, NUMBER, MOMENT, YES_NO, FLAG = "text", "number", "moment", "yes or no", "flag"

# Name in the statement -> field of the mark.
FIELDS = {
    "id": "uuid", "document": "document__key", "title": "document__title", "outlet": "document__outlet__key",
    "origin": "part__outlet__key", "section_start": "part__section__start", "part_id": "part_id",
    "reviewer_id": "reading__reviewer_id", "reviewer_kind": "reading__reviewer__kind", "start": "start", "end": "end",
    "quote": "quote", "label": "label__key", "facets": "facets", "note": "note", "created_at": "created_at",
    "updated_at": "updated_at", "version": "version", "in_figures": "in_figures", "text_sha256": "document__sha256",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its name, the expression over `FIELDS` that it is, of what kind its values are, what it says.

    A `flag` is `yes` or nothing, `yes or no` always one of both. `facet`: its key, where it is one.
    """

    name: str
    sql: str
    kind: str
    about: str
    facet: str = ""


_BEFORE = (
    Column("id", "id::text", TEXT, "The mark's id: its permanent address"),
    Column("document", "document", TEXT, "Key of the document"),
    Column("title", "title", TEXT, "Title of the document"),
    Column("outlet", "outlet", TEXT, "Key of the outlet that published the document"),
    Column("origin", "origin", TEXT, "Key of the outlet that the marked part comes from"),
    Column("reviewer", "n.reviewer", TEXT, "Code name of the reader"),
    Column("reviewer_kind", "reviewer_kind", TEXT, "person, simulated or machine"),
    Column("start", "start", NUMBER, "First code point of the marked words in the text"),
    Column("end", '"end"', NUMBER, "Behind their last code point"),
    Column("quote", "quote", TEXT, "The marked words"),
    Column("label", "label", TEXT, "Key of the label"),
)
_AFTER = (
    Column("note", "note", TEXT, "What the reader noted"),
    Column("created_at", moment_sql("created_at"), MOMENT, "When the mark was made, UTC"),
    Column("updated_at", moment_sql("updated_at"), MOMENT, "When it was last changed, UTC"),
    Column("version", "version", NUMBER, "How often it was written"),
    Column("in_figures", "CASE WHEN in_figures THEN 'yes' ELSE 'no' END", YES_NO, "Whether rates and shares count it"),
)
_CONSTANT = (
    Column("offset_unit", "'code point'", TEXT, "In what start and end count"),
    Column("text_sha256", "text_sha256", TEXT, "SHA-256 of the text in UTF-8"),
)
# Which part of the document a mark stands in, as `parts` names it; beside the columns of the CSV.
PART = Column(
    "part", "CASE WHEN part_id IS NOT NULL THEN document || '#' || coalesce(section_start::text, '') END", TEXT,
    "Id of the part, as in the table of parts",
)  # fmt: skip
_WORDS = frozenset({"title", "quote", "note"})


def columns_of(scope: Scope) -> list[Column]:
    """The columns, facets in the order of the codebook. Of a data set without words those that are words are empty."""
    rules, codebook = rules_of(scope.codebook), scope.codebook
    constant = (
        *_CONSTANT,
        Column("codebook", quoted(f"{codebook.key} {codebook.version}"), TEXT, "Codebook and version"),
        Column("invented", "'yes'" if scope.project.invented else "'no'", YES_NO, "Whether the corpus is made up"),
    )
    found = [*_BEFORE, *facet_columns(rules, told_facets(scope)), *_AFTER, *constant]
    if has_words(scope):
        return found
    return [Column(row.name, "NULL", row.kind, f"{row.about}: left out") if row.name in _WORDS else row
            for row in found]  # fmt: skip


def facet_columns(rules: Rules, told: Sequence[str], taken: Sequence[str] = ()) -> list[Column]:
    """A facet has a column of its key, `facets.KEY` where the key is a column already."""
    names = {row.name for row in (*_BEFORE, *_AFTER, *_CONSTANT, PART)} | {"codebook", "invented", *taken}
    return [
        Column(
            f"facets.{key}" if key in names else key,
            f"facets->>{quoted(key)}" if key in told else "NULL",
            FLAG if facet.kind == Facet.Kind.FLAG else TEXT,
            _about(facet.name or key, facet.kind),
            key,
        )
        for key, facet in rules.facets.items()
    ]


def _about(name: str, kind: str) -> str:
    kinds: dict[str, str] = {Facet.Kind.FLAG: "whether it was set", Facet.Kind.TEXT: "free text"}
    what = kinds.get(kind, "key of the value")
    return f"Detail {name}: {what}"


def select_of(columns: Sequence[Column]) -> str:
    """The columns as a list of SQL."""
    return ", ".join(f"{row.sql} AS {identifier(row.name)}" for row in columns)
