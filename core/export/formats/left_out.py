"""What formats of documents, readings, marks and links leave out of a corpus, counted exactly."""

from collections.abc import Iterator

from core.export.corpus import Corpus, DocumentLines, Losses
from core.export.formats.losing import lose_facts, lose_frame, lose_ranges_and_rulings, text_of
from core.text.offsets import OffsetMap


def documents_counted(corpus: Corpus, losses: Losses) -> Iterator[DocumentLines]:
    """The documents one by one, each counted for what the format leaves out; then reviewers who read nothing.

    Errors: `Invalid` (`texts_needed`) for a corpus without texts.
    """
    readers = set[str]()
    lose_frame(corpus.head, losses)
    for document in corpus.documents():
        text_of(document)
        lose_facts(document.document, losses)
        lose_ranges_and_rulings(document, losses)
        readers |= {line["reviewer"] for line in document.readings}
        yield document
    unread = [line for line in corpus.head.reviewers if line["id"] not in readers]
    losses.add("reviewers_without_reading", "Reviewers who read nothing in this data set.", len(unread))


def ranges_in(offsets: OffsetMap, ranges: list[list[int]] | None) -> list[list[int]] | None:
    """The ranges of a reading in UTF-16 units, half-open; None for all of the text."""
    if ranges is None:
        return None
    return [[offsets.to_utf16(start), offsets.to_utf16(end)] for start, end in ranges]
