"""`erase_names`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.services.leaving import erase_names


class Command(BaseCommand):
    """Erase the names whose day is past."""

    help = "Erases the names of those who came by a code once their day is past. `run` does so at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line says how many."""
        n_erased = erase_names(timezone.localdate())
        self.stdout.write(f"{n_erased} name{'' if n_erased == 1 else 's'} erased.")
