"""`import_documents PATH... --project SLUG --outlet KEY`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.importing.plain import import_documents
from core.management.outcome import add_import_options, project_of, refusing, tell


class Command(BaseCommand):
    """Read documents."""

    help = "Reads .txt files, .jsonl files with one document a line, and folders of them, in one transaction."

    def add_arguments(self, parser: CommandParser) -> None:
        """An outlet that is missing is made under its key."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--outlet", required=True, metavar="KEY")
        add_import_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when refused files kept everything out."""
        project = project_of(options["project"])
        with refusing():
            report = import_documents(
                project, options["paths"], outlet=options["outlet"], dry_run=options["dry_run"],
                skip_refused=options["skip_refused"],
            )  # fmt: skip
        tell(self, report, as_json=options["json"])
