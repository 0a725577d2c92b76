"""The interchange file: JSON Lines, read line by line, stored in one transaction, whole or not at all."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from core.errors import Conflict, DomainError, Invalid
from core.importing.assessment_lines import AssessmentTaker
from core.importing.citation_lines import CitationTaker
from core.importing.claim_lines import ClaimTaker
from core.importing.codebook_lines import take_codebook
from core.importing.decision_lines import DecisionTaker
from core.importing.document_lines import DocumentTaker
from core.importing.finish import finish
from core.importing.lines import read_objects
from core.importing.link_lines import LinkTaker
from core.importing.mark_lines import MarkTaker
from core.importing.outlet_lines import OutletTaker
from core.importing.reading_lines import ReadingTaker, ReviewerTaker
from core.importing.report import MAX_LISTED, Place, Remark, Report, Tally
from core.importing.run import Run, Taker, begin
from core.importing.shapes import ORDER, read_file
from core.importing.source_lines import SourceTaker
from core.importing.speaker_lines import SpeakerTaker
from core.models import Annotation, Citation, ClaimMark, Document, Link, Outlet, Project, Reading, User

ANNOTATIONS = frozenset({
    "source", "speaker", "reviewer", "reading", "assessment", "annotation", "link", "claim", "citation", "decision",
})  # fmt: skip
EVERYTHING = ANNOTATIONS | {"codebook", "outlet", "document"}

MANY = 1000
COUNTED = (Outlet, Document, Reading, Annotation, Link, ClaimMark, Citation)

Objects = Iterable[tuple[Place, Mapping[str, Any] | DomainError | Remark]]


class _Undo(Exception):
    """Nothing is to be stored."""


def import_corpus(
    project: Project,
    lines: Iterable[bytes],
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    by: User | None = None,
    adds: frozenset[str] = EVERYTHING,
) -> Report:
    """Read an interchange file into a project, in one transaction. Refused lines are reported, never raised.

    Nothing is stored unless every line passes or `skip_refused` is given. `adds` are the line types that may
    bring something new (`ANNOTATIONS`: only for documents that exist). Locks the project against other
    imports and every document that gets marks. Errors: `Conflict` when somebody wrote the same id meanwhile.
    """
    objects = ((Place(number), data) for number, data in read_objects(lines))
    return import_objects(project, objects, dry_run=dry_run, skip_refused=skip_refused, by=by, adds=adds)


def import_objects(
    project: Project,
    objects: Objects,
    *,
    dry_run: bool = False,
    skip_refused: bool = False,
    by: User | None = None,
    adds: frozenset[str] = EVERYTHING,
    now: datetime | None = None,
    most_listed: int = MAX_LISTED,
) -> Report:
    """As `import_corpus`, from objects that are read already, each with the place it came from."""
    tally = Tally(most_listed=most_listed)
    stored = True
    try:
        with transaction.atomic():
            run = begin(project, tally, by=by, now=now or timezone.now(), adds=adds)
            _take_all(run, objects)
            finish(run)
            if dry_run or (tally.refused and not skip_refused):
                raise _Undo
    except _Undo:
        stored = False
    except IntegrityError as error:
        raise Conflict("Somebody changed the project during the import. Start it again.", "import_raced") from error
    except OperationalError:  # the database went away: no fault of the file, and a job is begun anew
        raise
    except DatabaseError as error:
        raise Invalid(f"The database refused the file: {str(error).splitlines()[0]}", "import_refused") from error
    report = tally.report(ORDER, dry_run=dry_run, stored=stored)
    if stored:
        project.refresh_from_db()
        if report.n_added >= MANY:
            _count_anew()
    return report


def _count_anew() -> None:
    """Tells Postgres how many rows there are now: until autovacuum comes by, it would plan for the few there were."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


class _Reader:
    """Gives each line to the taker of its type, in the order of the contract."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.takers: dict[str, Taker] = {
            "file": _FileTaker(run), "codebook": _CodebookTaker(run), "outlet": OutletTaker(run),
            "source": SourceTaker(run), "speaker": SpeakerTaker(run), "document": DocumentTaker(run),
            "reviewer": ReviewerTaker(run), "reading": ReadingTaker(run), "assessment": AssessmentTaker(run),
            "annotation": MarkTaker(run), "link": LinkTaker(run), "claim": ClaimTaker(run),
            "citation": CitationTaker(run), "decision": DecisionTaker(run),
        }  # fmt: skip
        self.current = ""

    def read(self, at: Place, data: Mapping[str, Any] | DomainError) -> None:
        """Take one line or report why not."""
        if isinstance(data, DomainError):
            self.run.refuse(at, "", data)
            return
        type_ = data.get("type")
        if not isinstance(type_, str) or type_ not in ORDER:
            self.run.tally.refuse(at, "", "unknown_type", f"{type_!r:.60} is no type of line.")
            return
        self.run.refusing(at, type_, lambda: self._take(at, type_, data))

    def _take(self, at: Place, type_: str, data: Mapping[str, Any]) -> None:
        if self.current and ORDER.index(type_) < ORDER.index(self.current):
            raise Invalid(f"A line of type {type_!r} stands before those of type {self.current!r}.", "out_of_order")
        if self.current and type_ != self.current:
            self.takers[self.current].flush()
        self.current = type_
        self.takers[type_].take(at, data)

    def flush(self) -> None:
        """Store what is still pending."""
        if self.current:
            self.takers[self.current].flush()


def _take_all(run: Run, objects: Objects) -> None:
    reader = _Reader(run)
    for at, data in objects:
        if isinstance(data, Remark):
            run.tally.note(at, data.type, data.code, data.text)
            continue
        run.tally.n_lines += 1
        reader.read(at, data)
    reader.flush()


class _FileTaker:
    """The first line."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check format and unit; an empty project becomes as invented as its first file."""
        run, facts = self.run, read_file(data)
        if run.tally.n_lines != 1:
            raise Invalid("The line of type 'file' is the first, and there is one.", "out_of_order")
        changes = facts.invented is not None and facts.invented != run.project.invented
        if changes and not run.was_empty:
            here, there = ("invented" if yes else "real" for yes in (run.project.invented, facts.invented))
            raise Conflict(
                f"The project's corpus is {here}, the file's is {there}: they do not mix.", "invented_differs"
            )
        if changes:
            run.project.invented = bool(facts.invented)
            run.project.save(update_fields=["invented"])
        run.tally.added["file"] += int(changes)
        run.tally.unchanged["file"] += int(not changes)

    def flush(self) -> None:
        """Nothing is pending."""


class _CodebookTaker:
    """The codebook line, once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.is_taken = False

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Publish it, or find it equal to the one in force."""
        if self.is_taken:
            raise Invalid("A file has one codebook.", "out_of_order")
        self.is_taken = True
        is_new = take_codebook(self.run.project, data, may_publish="codebook" in self.run.adds)
        counts = self.run.tally.added if is_new else self.run.tally.unchanged
        counts["codebook"] += 1

    def flush(self) -> None:
        """Nothing is pending."""
