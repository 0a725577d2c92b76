"""`manage.py sign_in_link USERNAME`: prints a new link."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.sign_in import link_for
from core.models import User


class Command(BaseCommand):
    help = "Prints a link that signs this person in once, within the hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        self.stdout.write(link_for(user))
