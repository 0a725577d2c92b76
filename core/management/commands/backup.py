"""`backup PATH`: the whole installation in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.management.backing_up import back_up
from core.management.outcome import refusing


class Command(BaseCommand):
    """Write a backup."""

    help = (
        "Writes the whole installation as of now into one file, which proves itself by hashes: every project, account,"
        " mark and its history, files of releases, uploads. The secret key is not in it. The site may go on running."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH must not be there yet."""
        parser.add_argument("path", metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what is in it."""
        path = Path(options["path"])
        with refusing():
            try:
                written = back_up(path)
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}. Nothing was kept of it.") from error
        counts = ", ".join(f"{n:,} {name}" for name, n in written.manifest.counts.items())
        n_files = len(written.manifest.entries) - 1
        self.stdout.write(f"{path}: {counts}, {n_files:,} files; {written.n_bytes:,} bytes.")
