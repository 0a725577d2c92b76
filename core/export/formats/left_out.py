"""What formats of documents, readings, marks and links leave out of a corpus, counted exactly."""

from collections.abc import Iterator

from core.errors import Invalid
from core.export.corpus import Corpus, DocumentLines, Losses
from core.text.offsets import OffsetMap

FACTS = ("title", "url", "author", "published_on", "language", "genre", "event", "outlet")
_FACTS_LOST = (
    "Where a document is from: outlet, address, author, date, title, language, genre, event. Where some of it is "
    "written, it is not read back."
)


def documents_counted(corpus: Corpus, losses: Losses) -> Iterator[DocumentLines]:
    """The documents one by one, each counted for what the format leaves out; then what lies beside the documents.

    Errors: `Invalid` (`texts_needed`) for a corpus without texts.
    """
    head, readers = corpus.head, set[str]()
    losses.add("codebook", "Names, colours, descriptions and rules of the codebook; its keys are there.")
    losses.add("outlets", "Facts about outlets.", len(head.outlets))
    for document in corpus.documents():
        if "text" not in document.document:
            raise Invalid("This format holds whole texts, and the data set goes without them.", "texts_needed")
        _count(document, losses)
        readers |= {line["reviewer"] for line in document.readings}
        yield document
    unread = [line for line in head.reviewers if line["id"] not in readers]
    losses.add("reviewers_without_reading", "Reviewers who read nothing in this data set.", len(unread))


def _count(document: DocumentLines, losses: Losses) -> None:
    line = document.document
    losses.add("document_facts", _FACTS_LOST, int(any(line.get(name) for name in FACTS)))
    losses.add("sections", "Sections of a document with their own origin.", len(line.get("sections", [])))
    losses.add("excluded", "Ranges of a document that are no part of the article.", len(line.get("excluded", [])))
    losses.add("adjudicated", "That the rulings on a document are finished.", int("adjudicated_at" in line))
    losses.add("decisions", "Rulings of adjudicators.", len(document.decisions))


def ranges_in(offsets: OffsetMap, ranges: list[list[int]] | None) -> list[list[int]] | None:
    """The ranges of a reading in UTF-16 units, half-open; None for all of the text."""
    if ranges is None:
        return None
    return [[offsets.to_utf16(start), offsets.to_utf16(end)] for start, end in ranges]
