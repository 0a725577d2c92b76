"""`import_annotations PATH --project SLUG --format F`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.importing.registry import FORMATS, LATER, format_of, import_apart, import_from
from core.importing.source import source_of
from core.management.outcome import add_import_options, on_disk, project_of, refusing, tell


class Command(BaseCommand):
    """Read marks for documents that exist."""

    help = (
        f"Reads marks for documents that exist. Formats: {', '.join(row.name for row in FORMATS)}; "
        f"in later versions: {', '.join(LATER)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`-` reads standard input."""
        parser.add_argument("path")
        parser.add_argument("--format", required=True, metavar="F")
        add_import_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when refused lines kept everything out."""
        project = project_of(options["project"])
        with refusing():
            format_of(options["format"])
        with refusing(), on_disk(options["path"]) as path:
            # An interchange file is read line by line by the parser of its lines; all else by a process with limits.
            take = import_from if options["format"] == "jsonl" else import_apart
            report = take(
                project, options["format"], source_of(path),
                dry_run=options["dry_run"], skip_refused=options["skip_refused"],
            )  # fmt: skip
        tell(self, report, as_json=options["json"])
