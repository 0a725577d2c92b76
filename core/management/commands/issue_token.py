"""`issue_token USERNAME`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import get_token_model

from core.management.outcome import user_of


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
        _, key = get_token_model().objects.create(user=user)
        self.stdout.write(f"A token of {user.username}, shown this once. Send it as: Authorization: Token KEY")
        self.stdout.write(key)
