"""`create_project SLUG --name N [--codebook FILE]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.importing.lines import read_object
from core.management.outcome import refusing
from core.services.codebook_shapes import normalised
from core.services.codebooks import default_codebook
from core.services.projects import create_project


class Command(BaseCommand):
    """Make a project."""

    help = "A project with the default codebook unless a file is given; blind; reviewers choose their documents."

    def add_arguments(self, parser: CommandParser) -> None:
        """The slug is the project's address."""
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--codebook", metavar="FILE", help="JSON, in the form of seeds/codebook.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line says what was made."""
        with refusing():
            codebook = _codebook(options["codebook"]) if options["codebook"] else default_codebook()
            project = create_project(options["slug"], name=options["name"], codebook=codebook)
        self.stdout.write(f"Project {project.slug} made, with the codebook {project.codebook}.")


def _codebook(path: str) -> dict[str, Any]:
    try:
        data = read_object(Path(path).read_bytes())
        return normalised(data)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (DomainError, json.JSONDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error
