"""`join_code PROJECT [--role reviewer] [--max 40] [--days 7]`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core.access import keeper
from core.management.outcome import project_of, refusing
from core.models import Role
from core.services.joining import open_invitation
from core.text.codes import grouped


class Command(BaseCommand):
    """Open a way in for a class."""

    help = "Prints a code with which strangers join under a name of their own; no e-mail is asked."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many may come in, as what, and until when."""
        parser.add_argument("project")
        parser.add_argument("--role", default=Role.REVIEWER, help="reviewer or viewer")
        parser.add_argument("--max", type=int, default=40, help="how many may join")
        parser.add_argument("--days", type=int, default=7, help="until when")

    def handle(self, *args: Any, **options: Any) -> None:
        """The code stands alone on the last line."""
        with refusing():
            viewer = keeper(project_of(options["project"]))
            made = open_invitation(viewer, role=options["role"], max_uses=options["max"], days=options["days"])
        self.stdout.write(
            f"{made.max_uses} people may join {viewer.project.slug} as {made.role} until "
            f"{made.expires_at:%Y-%m-%d}, at {settings.PUBLIC_URL}/join/ with this code:"
        )
        self.stdout.write(grouped(made.code))
