"""`export_dataset --project SLUG --format F --output PATH`."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.export.registry import FORMATS, LATER, export
from core.management.outcome import project_of, refusing


class Command(BaseCommand):
    """Write a corpus."""

    help = (
        f"Writes all of a project from one snapshot. Formats: {', '.join(row.name for row in FORMATS)}; "
        f"in later versions: {', '.join(LATER)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`-` writes to standard output."""
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, metavar="F")
        parser.add_argument("--output", required=True, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """The file appears under its name only when it is whole."""
        with refusing():
            chunks = export(project_of(options["project"]), options["format"])
            if options["output"] == "-":
                for chunk in chunks:
                    sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
                return
            n_bytes = _write(Path(options["output"]), chunks)
        self.stdout.write(f"{options['output']}: {n_bytes:,} bytes.")


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    unfinished = path.with_name(f"{path.name}.part")
    n_bytes = 0
    try:
        with unfinished.open("wb") as file:
            for chunk in chunks:
                n_bytes += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    return n_bytes
