"""`manage.py agreement`: the figures of the agreement page."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.access import keeper
from core.management.outcome import project_of, refusing
from core.queries.agreement_report import agreement_report
from core.queries.agreement_rows import Json
from core.queries.filters import Filters

OPTIONS = tuple(field.name for field in fields(Filters) if field.name != "layer")


class Command(BaseCommand):
    help = "Prints how far the readers of a project agree: where they mark, with which labels and details."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
        for name in OPTIONS:
            parser.add_argument(f"--{name}", default="", help=f"as the filter `{name}` of the page")

    def handle(self, **options: Any) -> None:
        with refusing():
            filters = Filters(**{name: options[name] for name in OPTIONS})
            report = agreement_report(keeper(project_of(options["project"])), filters)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False))
        else:
            self.stdout.write("\n".join(_lines(report)))


def _lines(report: Json) -> Iterator[str]:
    """A table for people: each figure with its interval, or the reason why there is none."""
    kind = report["reviewer_kinds"][0]
    counts = (f"{report[f'n_{name}']:,} {name}" for name in ("documents", "reviewers", "annotations"))
    yield f"{', '.join(counts)} ({kind})"
    yield _line("where", report["position"], "alpha")
    yield _line("where and what together", report["joint"], "alpha_u")
    yield _line("labels", report["labels"], "alpha")
    for key, row in report["facets"].items():
        yield _line(key, row, "alpha")
    if n := report["indicators"]["n_assessments"]:
        yield f"indicators of whole documents, answered {n:,} times"
        for key, row in report["indicators"]["by_indicator"].items():
            yield _line(key, row, "alpha")


def _line(name: str, row: Json, key: str) -> str:
    if row[key] is None:
        return f"{name:<26}      {row['undefined']}"
    interval = row["interval"]
    known = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else row["interval_reason"]
    return f"{name:<26}{row[key]:>7.3f}  {known}"
