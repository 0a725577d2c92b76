"""What each table holds: names, types and meaning of its columns, from which card and metadata are written, too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.export.columns import MOMENT, NUMBER, PART, TEXT, YES_NO, Column, columns_of, facet_columns
from core.export.interchange import has_words, told_facets
from core.export.scope import Scope
from core.models import Texts
from core.queries.codebooks import rules_of

TEXTS, SPANS = "list of texts", "list of [start, end]"  # kinds beside those of `columns`
ANNOTATIONS = "annotations"


@dataclass(frozen=True)
class Table:
    """One table: its name, what one row is, its columns. `key` names a row."""

    name: str
    about: str
    columns: Sequence[Column]
    key: Sequence[str]

    @property
    def file_name(self) -> str:
        """The file that holds it."""
        return f"{self.name}.parquet"


def _row(name: str, kind: str, about: str) -> Column:
    return Column(name, "", kind, about)


_DOCUMENT = (
    _row("document", TEXT, "Key of the document"),
    _row("title", TEXT, "Title"),
    _row("outlet", TEXT, "Key of the outlet that published it"),
    _row("outlet_name", TEXT, "Name of that outlet"),
    _row("url", TEXT, "Address"),
    _row("author", TEXT, "Author"),
    _row("published_on", TEXT, "A year, a month or a day"),
    _row("language", TEXT, "Language"),
    _row("genre", TEXT, "Genre"),
    _row("event", TEXT, "Key of the event that it reports"),
    _row("sha256", TEXT, "SHA-256 of the text in UTF-8"),
    _row("length", NUMBER, "Length of the text in code points"),
    _row("adjudicated_at", MOMENT, "Since when its rulings are finished, UTC"),
    _row("version_of", TEXT, "Key of the first text of the same article; null for that"),
    _row("version", NUMBER, "Which text of its article it is"),
    _row("current", YES_NO, "Whether it is the text of its article that counts"),
)
_TEXT = _row("text", TEXT, "The whole text")
_PARTS = (
    _row("part", TEXT, "Id of the part: key of the document, #, and where its section begins (nothing: the rest)"),
    _row("document", TEXT, "Key of the document"),
    _row("origin", TEXT, "Key of the outlet that this part comes from"),
    _row("origin_name", TEXT, "Name of that outlet"),
    _row("start", NUMBER, "First code point; null for what lies outside sections"),
    _row("end", NUMBER, "Behind the last code point"),
    _row("genre", TEXT, "Genre"),
    _row("published_on", TEXT, "A year, a month or a day"),
    _row("fidelity", TEXT, "What is known of the wording"),
    _row("originality", TEXT, "How much of it is the origin's own"),
    _row("attribution", TEXT, "How it names its origin"),
    _row("counted", YES_NO, "Whether figures count it: a copy counts at its origin"),
    _row("n_words", NUMBER, "Words, excluded ranges left out"),
    _row("n_target_sentences", NUMBER, "Sentences that name the target"),
)
_READINGS = (
    _row("document", TEXT, "Key of the document"),
    _row("reviewer", TEXT, "Code name of the reader"),
    _row("reviewer_kind", TEXT, "person, simulated or machine"),
    _row("state", TEXT, "submitted or open"),
    _row("ranges", SPANS, "What was read, in code points; null: all that is not excluded"),
    _row("none_here", TEXTS, "Labels of which the reader says there is none"),
    _row("sighted", YES_NO, "Whether the reader had seen colleagues' marks before"),
    _row("first_submitted_at", MOMENT, "When it was first submitted, UTC"),
)
_COVERAGE = (
    _row("document", TEXT, "Key of the document"),
    _row("reviewer", TEXT, "Code name of the reader"),
    _row("part", TEXT, "Id of the part"),
    _row("n_words", NUMBER, "Words of the part that this reading read: what rates are per 1,000 of"),
    _row("n_target_sentences", NUMBER, "Sentences that name the target, of those read"),
    _row("n_target_sentences_marked", NUMBER, "How many of these bear a counted mark"),
)
_LINKS = (
    _row("from", TEXT, "Id of the mark that supports or contradicts"),
    _row("to", TEXT, "Id of the mark that is supported or contradicted"),
    _row("kind", TEXT, "supports or contradicts"),
)
_DECISION_BEFORE = (
    _row("id", TEXT, "The ruling's id"),
    _row("document", TEXT, "Key of the document"),
    _row("decided_by", TEXT, "Code name of the adjudicator"),
    _row("start", NUMBER, "First code point"),
    _row("end", NUMBER, "Behind the last code point"),
    _row("quote", TEXT, "The words ruled on"),
    _row("label", TEXT, "Key of the label; null where nothing is to be marked"),
)
_DECISION_AFTER = (
    _row("outcome", TEXT, "accept, edit, merge, reject or leave-open"),
    _row("reason", TEXT, "Why"),
    _row("rests_on", TEXTS, "Ids of the marks that it rests on, of those in this data set"),
    _row("supersedes", TEXT, "Id of the ruling that it takes the place of"),
    _row("created_at", MOMENT, "When, UTC"),
)
_SOURCES = (
    _row("source", TEXT, "Key of the card"),
    _row("kind", TEXT, "What it is: a report, a statement, a record …"),
    _row("title", TEXT, "Title"),
    _row("producer", TEXT, "Who made it"),
    _row("published_on", TEXT, "A year, a month or a day"),
    _row("url", TEXT, "Address"),
)
_CITATIONS = (
    _row("annotation", TEXT, "Id of the mark that names the source"),
    _row("source", TEXT, "Key of the card"),
    _row("finding", TEXT, "unchecked (nobody opened it), says-so, says-otherwise or not-found"),
    _row("excerpt", TEXT, "What it says there, 50 words at most"),
    _row("checked_by", TEXT, "Code name of whoever opened it"),
    _row("checked_on", TEXT, "The day on which it was opened"),
)
_CLAIMS = (
    _row("claim", TEXT, "Id of the claim"),
    _row("text", TEXT, "The proposition"),
)
_CLAIM_MARKS = (
    _row("claim", TEXT, "Id of the claim"),
    _row("annotation", TEXT, "Id of a mark that states it"),
)
_SPEAKERS = (
    _row("name", TEXT, "Name"),
    _row("side", TEXT, "On whose side: a value of the detail of that name"),
    _row("aliases", TEXTS, "Other names that marks give"),
    _row("not_same", TEXTS, "Names of others who are not the same, as somebody found"),
    _row("note", TEXT, "Note"),
)
_ASSESSMENTS = (
    _row("document", TEXT, "Key of the document"),
    _row("reviewer", TEXT, "Code name of the reader"),
    _row("reviewer_kind", TEXT, "person, simulated or machine"),
    _row("state", TEXT, "submitted or open"),
    _row("sighted", YES_NO, "Whether the reader had seen colleagues' answers before"),
    _row("indicator", TEXT, "Key of the indicator"),
    _row("values", TEXTS, "Keys of what was answered"),
    _row("note", TEXT, "Why"),
)


def tables_of(scope: Scope) -> Iterator[Table]:
    """All tables of a data set, the marks first."""
    rules = rules_of(scope.codebook)
    taken = [row.name for row in (*_DECISION_BEFORE, *_DECISION_AFTER)]
    facets = facet_columns(rules, told_facets(scope), taken)
    texts = (_TEXT,) if scope.choice.texts == Texts.FULL and has_words(scope) else ()
    yield Table(ANNOTATIONS, "One row is one mark of one reader", (*columns_of(scope), PART), ("id",))
    yield Table("documents", "One row is one document", (*_DOCUMENT, *texts), ("document",))
    yield Table("parts", "One row is the text of one origin in one document", _PARTS, ("part",))
    yield Table("readings", "One row is one reader's pass over one document", _READINGS, ("document", "reviewer"))
    yield Table("coverage", "One row is how much of one part one reading read", _COVERAGE, ("reviewer", "part"))
    yield Table("assessments", "One row is one reader's answer on one indicator of one document", _ASSESSMENTS,
                ("document", "reviewer", "indicator"))  # fmt: skip
    yield Table("links", "One row ties a mark to another", _LINKS, ("from", "to"))
    yield Table("claims", "One row is a proposition that marks state", _CLAIMS, ("claim",))
    yield Table("claim_marks", "One row says that a mark states a claim", _CLAIM_MARKS, ("annotation",))
    yield Table("sources", "One row is the card of a source that marks name", _SOURCES, ("source",))
    yield Table("citations", "One row joins a mark to a source that it names, with what was found there", _CITATIONS,
                ("annotation", "source"))  # fmt: skip
    yield Table("speakers", "One row is one speaker with all the names that marks give", _SPEAKERS, ("name",))
    columns = (*_DECISION_BEFORE, *facets, *_DECISION_AFTER)
    yield Table("decisions", "One row is one ruling on one passage", columns, ("id",))
