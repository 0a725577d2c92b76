"""What most formats have no place for, counted in the same way by each: `code` -> how many."""

from collections.abc import Iterator

from core.errors import Invalid
from core.export.corpus import Corpus, DocumentLines, Head, Line, Losses

FACTS = ("title", "url", "author", "published_on", "language", "genre", "event")


def lose_frame(head: Head, losses: Losses) -> None:
    """What stands before the documents: the codebook beyond its keys, outlets, cards of sources and speakers."""
    losses.add("codebook", "Names, colours, descriptions and rules of the codebook; its keys are there.")
    losses.add("outlets", "Facts about outlets.", len(head.outlets))
    losses.add("speakers", "The list of speakers; a mark's own words for its speaker are there.", len(head.speakers))


def lose_sources(head: Head, losses: Losses) -> None:
    """The cards of what is cited, where citations go as well."""
    losses.add("sources", "Cards of cited sources.", len(head.sources))


def lose_ranges(document: Line, losses: Losses) -> None:
    """What lies over a document: sections and excluded ranges."""
    losses.add("sections", "Sections of a document with an origin of their own.", len(document.get("sections", [])))
    losses.add("excluded", "Ranges that are no part of the article.", len(document.get("excluded", [])))


def lose_about(lines: DocumentLines, losses: Losses) -> None:
    """What is said of a document as a whole: versions and indicators."""
    is_version = "version_of" in lines.document or "current" in lines.document
    losses.add("versions", "Which text of its article a document is.", int(is_version))
    losses.add("assessments", "What readers say of a document's credibility indicators.", len(lines.assessments))


def lose_ledger(lines: DocumentLines, losses: Losses) -> None:
    """What hangs on marks beyond links: sources that they cite, claims that they state."""
    losses.add("citations", "Sources that marks cite, and what was found there.", len(lines.citations))
    losses.add("claims", "Which marks state the same claim: marks that state one.", len(lines.claims))


def lose_ranges_and_rulings(lines: DocumentLines, losses: Losses) -> None:
    """What lies over a document besides marks: ranges, and what adjudicators said."""
    lose_ranges(lines.document, losses)
    losses.add("decisions", "Rulings of adjudicators.", len(lines.decisions))
    lose_finished(lines.document, losses)
    lose_about(lines, losses)
    lose_ledger(lines, losses)


def lose_finished(document: Line, losses: Losses) -> None:
    """That all passages of a document are ruled."""
    losses.add("adjudicated", "That the rulings on a document are finished.", int("adjudicated_at" in document))


def lose_facts(document: Line, losses: Losses) -> None:
    """Where a document is from."""
    losses.add(
        "document_facts", "Where a document is from: outlet, address, author, date, title, language, genre, event.",
        int(any(document.get(name) for name in ("outlet", *FACTS))),
    )  # fmt: skip


def text_of(lines: DocumentLines) -> str:
    """The whole text; `Invalid` (`texts_needed`) where the corpus goes without."""
    if "text" not in lines.document:
        raise Invalid("This format holds whole texts, and the data set goes without them.", "texts_needed")
    return str(lines.document["text"])


def documents_counted(corpus: Corpus, losses: Losses) -> Iterator[DocumentLines]:
    """The documents one by one, each counted for what the format leaves out; then reviewers who read nothing.

    Errors: `Invalid` (`texts_needed`) for a corpus without texts.
    """
    readers = set[str]()
    lose_frame(corpus.head, losses)
    lose_sources(corpus.head, losses)
    for document in corpus.documents():
        text_of(document)
        lose_facts(document.document, losses)
        lose_ranges_and_rulings(document, losses)
        readers |= {line["reviewer"] for line in document.readings}
        yield document
    unread = [line for line in corpus.head.reviewers if line["id"] not in readers]
    losses.add("reviewers_without_reading", "Reviewers who read nothing in this data set.", len(unread))
