"""Which of a file's documents are texts of one article: one of them the first, one the current."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from core.errors import Conflict, DomainError, Invalid
from core.importing.report import Place
from core.importing.run import Run
from core.importing.shapes import FileDocument
from core.models import Document


class NewDocument(Protocol):
    """A document that is not stored yet, with its line."""

    at: Place
    draft: FileDocument
    document: Document


New = TypeVar("New", bound=NewDocument)


class Articles:
    """The articles of some versions: which numbers are taken in each, and whether it has its current text."""

    def __init__(self, run: Run, versions: Sequence[NewDocument], others: Sequence[NewDocument]) -> None:
        """`others`: new documents that are no versions, which may be first texts all the same. One query."""
        self.run = run
        firsts = {article_of(row) for row in versions}
        self.numbers: dict[str, set[int]] = {first: set() for first in firsts}
        self.current: dict[str, str] = {}
        self.later: set[str] = {row.draft.draft.key for row in versions if row.draft.version.of}
        for key, first, number, is_current in _stored(run, firsts):
            self._take(first or key, key, number, is_current)
            self.later |= {key} if first else set()
        for row in others:
            key = row.draft.draft.key
            if key in firsts:
                self._take(key, key, 1, row.document.is_current)

    def _take(self, first: str, key: str, number: int, is_current: bool) -> None:
        self.numbers.setdefault(first, set()).add(number)
        if is_current:
            self.current[first] = key

    def accepted(self, versions: Sequence[New]) -> list[New]:
        """Those that go together, by number; the others are refused. An article that would be left without a current
        text gets its last one, with a note."""
        found = []
        for row in sorted(versions, key=lambda row: (row.draft.version.number, row.at)):
            try:
                self._check(row)
            except DomainError as error:
                self.run.refused_documents.add(row.draft.draft.key)
                self.run.refuse(row.at, "document", error)
                continue
            version = row.draft.version
            row.document.version_number, row.document.version_note = version.number, version.note
            row.document.is_current = version.is_current
            self._take(article_of(row), row.draft.draft.key, version.number, version.is_current)
            found.append(row)
        for row in reversed(found):
            self._make_current(row)
        return found

    def _check(self, row: NewDocument) -> None:
        key, version, first = row.draft.draft.key, row.draft.version, article_of(row)
        if version.of == key:
            raise Invalid("A document is no later version of itself.", "version_invalid")
        if version.of in self.later:
            raise Invalid(f"{version.of!r} is a later version: name the first one.", "version_invalid")
        if version.number in self.numbers[first]:
            raise Conflict(f"The article {first!r} has a version {version.number} already.", "version_taken")
        if version.is_current and first in self.current:
            message = f"{self.current[first]!r} is the current version of {first!r} already: there is one."
            raise Conflict(message, "current_twice")

    def _make_current(self, row: NewDocument) -> None:
        first = article_of(row)
        if first not in self.current:
            row.document.is_current = True
            self.current[first] = row.draft.draft.key
            self.run.tally.note(
                row.at, "document", "current_guessed",
                f"no line says which version of {first!r} is the current one: it is taken to be",
            )  # fmt: skip


def article_of(row: NewDocument) -> str:
    """The key of the first text of its article."""
    return row.draft.version.of or row.draft.draft.key


def is_version(draft: FileDocument) -> bool:
    """Whether the line says that there is, or was, another text of the same article."""
    return bool(draft.version.of) or not draft.version.is_current


def _stored(run: Run, firsts: set[str]) -> list[tuple[str, str | None, int, bool]]:
    rows = Document.objects.filter(project=run.project)
    found = rows.filter(key__in=firsts) | rows.filter(version_of__key__in=firsts)
    return list(found.values_list("key", "version_of__key", "version_number", "is_current"))
