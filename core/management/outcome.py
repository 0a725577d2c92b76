"""What the commands share: projects by slug, refusals as one sentence, and reports in words or JSON."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from core.errors import DomainError
from core.importing.report import Report
from core.models import Project, User
from core.services.reusing import bring_up_to_date

SHOWN = 50


@contextmanager
def refusing() -> Iterator[None]:
    """A refusal of the domain ends the command with one sentence; so does a database that went away."""
    try:
        yield
    except OperationalError as error:
        raise CommandError(f"The database went away: {str(error).splitlines()[0]} Nothing was stored.") from error
    except DomainError as error:
        fields = "; ".join(f"{name}: {' '.join(words)}" for name, words in error.errors.items())
        raise CommandError(f"{error.message} ({fields})" if fields else error.message) from error


def project_of(slug: str) -> Project:
    """The project of that slug; `CommandError` names those there are."""
    project = Project.objects.select_related("codebook").filter(slug=slug).first()
    if project is None:
        known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none"
        raise CommandError(f"There is no project {slug!r}. Projects: {known}.")
    return project


def user_of(username: str) -> User:
    """The account of that name."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account {username!r}. Make one with: add_member PROJECT {username} --role R")
    return user


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The file for reading, `-` being standard input; `CommandError` when it cannot be read."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(path).open("rb") as stream:
            yield stream
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


@contextmanager
def on_disk(path: str) -> Iterator[Path]:
    """The file or folder of that name; of `-`, standard input as a file of its own. `CommandError` as for `opened`."""
    if path != "-":
        try:
            Path(path).stat()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        yield Path(path)
        return
    with TemporaryDirectory(prefix="annotator-import-") as folder:
        copy = Path(folder) / "standard-input"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield copy


def add_import_options(parser: CommandParser) -> None:
    """The options that every import has."""
    parser.add_argument("--project", required=True, metavar="SLUG")
    parser.add_argument("--dry-run", action="store_true", help="check everything, store nothing")
    parser.add_argument("--skip-refused", action="store_true", help="store what passes, report the rest")
    parser.add_argument("--json", action="store_true", help="the report as JSON, and nothing else")


def compare_new(project: Project, report: Report) -> None:
    """Find what the new texts share with others, once they are stored."""
    if report.stored:
        with refusing():
            bring_up_to_date(project)


def tell(command: BaseCommand, report: Report, *, as_json: bool) -> None:
    """Print the report. Exit code 1 when refused lines kept everything out."""
    if as_json:
        command.stdout.write(json.dumps(report.data(), ensure_ascii=False))
    else:
        for line in _in_words(report):
            command.stdout.write(line)
    if report.refusals and not report.stored and not report.dry_run:
        sys.exit(1)
    if report.dry_run and report.refusals:
        sys.exit(1)


def _in_words(report: Report) -> Iterator[str]:
    for name, row in report.counts.items():
        yield f"{name:<12}{row.added:>9,} added {row.unchanged:>9,} unchanged {row.refused:>9,} refused"
    for refusal in report.refusals[:SHOWN]:
        yield f"refused: {refusal}"
    if report.n_refused > SHOWN:
        yield f"... and {report.n_refused - SHOWN:,} more refused"
    for note in report.notes[:SHOWN]:
        yield f"note: {note}"
    if len(report.notes) > SHOWN:
        yield f"... and {len(report.notes) - SHOWN:,} more notes"
    yield _outcome(report)


def _outcome(report: Report) -> str:
    if report.dry_run:
        return "Dry run: nothing was stored."
    if not report.stored:
        return "Nothing was stored. Mend the refused lines, or give --skip-refused."
    return f"Stored: {report.n_added:,} added, {report.n_unchanged:,} unchanged, {report.n_refused:,} refused."
