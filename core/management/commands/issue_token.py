"""`issue_token USERNAME`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.management.outcome import user_of
from core.services.joining import new_token


class Command(BaseCommand):
    """Make an API token."""

    help = "Prints a new API token, once, alone on the last line. Stored is only its hash."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """The key stands alone on the last line."""
        user = user_of(options["username"])
        if not user.is_active:
            raise CommandError(f"The account {user.username!r} is switched off.")
        self.stdout.write(f"A token of {user.username}, shown this once. Send it as: Authorization: Token KEY")
        self.stdout.write(new_token(user))
