"""`restore PATH`: the whole installation from a backup."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.management.outcome import refusing
from core.management.restoring import restore


class Command(BaseCommand):
    """Restore a backup."""

    help = (
        "Puts a backup in the place of everything here, after comparing every hash in it; a failure changes nothing."
        " Stop the site first, or start it anew afterwards. Where the key is another one, everybody signs in again."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """What is here goes only where that is said."""
        parser.add_argument("path", metavar="PATH")
        parser.add_argument("--replace", action="store_true", help="delete what this installation holds now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what came, and ends with what `doctor` finds."""
        path = Path(options["path"])
        with refusing():
            try:
                manifest = restore(path, replace=options["replace"])
            except OSError as error:
                raise CommandError(f"{path} cannot be restored: {error.strerror}. Nothing was changed.") from error
        counts = ", ".join(f"{n:,} {name}" for name, n in manifest.counts.items())
        self.stdout.write(f"Restored as of {manifest.made_at}: {counts}. Start a running site anew.")
        call_command("doctor", stdout=self.stdout)
