"""`manage.py compare`: the figures of the comparison page."""

import json
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.access import keeper
from core.errors import DomainError
from core.models import Project
from core.queries.figures import Comparison
from core.queries.filters import Filters
from core.queries.in_full import comparison_in_full


class Command(BaseCommand):
    help = "Prints how the outlets of a project characterize the role of its target."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True)
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
        parser.add_argument("--target", default="", help="a target, or a group of targets")
        parser.add_argument("--voice", default="", help="a voice, or a group of voices (own, quoted)")
        parser.add_argument("--label", default="")
        parser.add_argument("--genre", default="")
        parser.add_argument("--event", default="", help="texts about this event")
        parser.add_argument("--since", default="", help="texts dated from then on: a year, a month or a day")
        parser.add_argument("--until", default="", help="texts dated up to then")
        parser.add_argument("--fidelity", default="", help="as-written, or one wording (verified, translated, ...)")
        parser.add_argument("--unsure", default="", choices=["", "without"], help="without: leave out unsure marks")
        parser.add_argument("--layer", default="reviewers", choices=["reviewers", "adjudicated"])
        parser.add_argument("--reviewers", default="", help="person, simulated or machine")

    def handle(self, **options: Any) -> None:
        project = Project.objects.select_related("codebook").filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        filters = Filters(**{field.name: options[field.name] for field in fields(Filters)})
        try:
            figures = comparison_in_full(keeper(project), filters)
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures.as_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join([*_lines(figures), *_sentences(figures.as_json())]))


def _sentences(figures: dict[str, Any]) -> list[str]:
    """What can be said, each with how it stands."""
    return [f"{row['text']} {row['verdict']}." for row in figures["sentences"]["sentences"]]


def _lines(figures: Comparison) -> list[str]:
    """A table for people: origin, words read, then each label's marks and rate."""
    lines = [f"{'origin':<48}{'words read':>11}  marks (per 1,000 words)"]
    for origin in figures.origins:
        counts = "  ".join(
            f"{key} {row.n}" + (f" ({row.rate.value:.1f})" if row.rate.value is not None else "")
            for key, row in origin.labels.items()
        )
        lines.append(f"{origin.title[:46]:<48}{origin.n_words_read:>11,.0f}  {counts}")
    return lines
