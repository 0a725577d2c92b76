"""`manage.py reuse`: what the texts of a project share."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.access import keeper
from core.management.outcome import project_of, refusing
from core.queries.reuse import reuse_figures
from core.services.reusing import bring_up_to_date

SHOWN = 50


class Command(BaseCommand):
    help = "Compares texts that have not been compared yet, then prints what the texts of a project share."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")

    def handle(self, **options: Any) -> None:
        project = project_of(options["project"])
        with refusing():
            bring_up_to_date(project)
            figures = reuse_figures(keeper(project))
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_lines(figures)))


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    """For people: how much there is of what, then the first of it."""
    for name in ("shared", "quotations"):
        kinds = Counter(row["kind"].replace("_", " ") for row in figures[name])
        yield f"{name}: {', '.join(f'{n} {kind}' for kind, n in kinds.items()) or 'none'}"
        for row in figures[name][:SHOWN]:
            share = row.get("edit_ratio", row.get("ratio"))
            kind = row["kind"].replace("_", " ")
            yield f"  {_place(row['a'])}  {_place(row['b'])}  {kind}, {100 * share:.0f} % alike"
    for name in ("sections", "excluded"):
        yield f"{name} proposed and not ruled on: {len(figures[name])}"


def _place(row: dict[str, Any]) -> str:
    return f"{row['document']} [{row['start']}, {row['end']})"
