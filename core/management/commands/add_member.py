"""`add_member PROJECT USERNAME --role R`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.management.outcome import project_of, refusing
from core.models import Role
from core.services.projects import add_member


class Command(BaseCommand):
    """Make somebody a member."""

    help = "Creates the user when missing (prints a one-time password) and the membership."

    def add_arguments(self, parser: CommandParser) -> None:
        """An existing member gets the new role."""
        parser.add_argument("project")
        parser.add_argument("username")
        parser.add_argument("--role", required=True, help=", ".join(Role.values))

    def handle(self, *args: Any, **options: Any) -> None:
        """The password, if one was made, stands alone on the last line."""
        with refusing():
            project = project_of(options["project"])
            membership, password = add_member(project, options["username"], options["role"])
        self.stdout.write(f"{options['username']} is {membership.role} of {project.slug}.")
        if password:
            self.stdout.write("The account is new. Its password, shown this once:")
            self.stdout.write(password)
