"""`import_documents PATH... --project SLUG --outlet KEY`."""

from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.importing.apart import read_apart
from core.importing.encodings import CHOICES
from core.importing.plain import import_documents
from core.importing.registry import DOCUMENTS
from core.importing.source import Wish
from core.management.outcome import add_import_options, compare_new, project_of, refusing, tell


class Command(BaseCommand):
    """Read documents."""

    help = (
        "Reads text, HTML, tables (CSV) and .jsonl files with one document a line, folders and zips of them, in one "
        "transaction. How a file is written and what of a page was left out is told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The outlet is for documents of which nothing says who published them; one that is missing is made."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--outlet", required=True, metavar="KEY")
        columns = parser.add_argument_group("tables")
        columns.add_argument("--column", action="append", default=[], metavar="FIELD=NAME", help="e.g. text=Body")
        columns.add_argument("--delimiter", default="", help="else it is found out")
        parser.add_argument("--encoding", default="", choices=CHOICES, metavar="NAME", help="else it is found out")
        add_import_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when refused files kept everything out."""
        project = project_of(options["project"])
        columns = dict(pair.partition("=")[::2] for pair in options["column"])
        wish = Wish(columns=columns, encoding=options["encoding"], delimiter=options["delimiter"])
        with refusing():
            report = import_documents(
                project, options["paths"], outlet=options["outlet"], wish=wish,
                read=partial(read_apart, DOCUMENTS.name), dry_run=options["dry_run"],
                skip_refused=options["skip_refused"],
            )  # fmt: skip
        compare_new(project, report)
        tell(self, report, as_json=options["json"])
