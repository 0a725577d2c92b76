"""`import_corpus FILE --project SLUG [--dry-run] [--json] [--skip-refused]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.importing.interchange import import_corpus
from core.management.outcome import add_import_options, compare_new, opened, project_of, refusing, tell


class Command(BaseCommand):
    """Read an interchange file."""

    help = "Reads an interchange file (JSON Lines) in one transaction; each refusal with line and reason."

    def add_arguments(self, parser: CommandParser) -> None:
        """`-` reads standard input."""
        parser.add_argument("file")
        add_import_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when refused lines kept everything out."""
        project = project_of(options["project"])
        with refusing(), opened(options["file"]) as lines:
            report = import_corpus(project, lines, dry_run=options["dry_run"], skip_refused=options["skip_refused"])
        compare_new(project, report)
        tell(self, report, as_json=options["json"])
