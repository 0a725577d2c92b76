"""One benchmark in a process of its own: `python -m tests.bench.one NAME` on the empty database DATABASE_URL.

The last line on standard output is the list of figures as JSON; progress goes to standard error.
"""

import importlib
import json
import os
import sys

NAMES = ("marks", "article", "reading", "import", "compare", "million", "agreement", "charts", "live",
         "exports", "reuse")  # fmt: skip
MODULES = {name: f"tests.bench.{name}" for name in NAMES} | {"import": "tests.bench.importing"}


def main(name: str) -> None:
    """Migrate, measure, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench.figures import as_data

    say(f"{name}: making its database")
    call_command("migrate", verbosity=0, interactive=False)
    figures = list(importlib.import_module(MODULES[name]).measure())
    print(json.dumps(as_data(figures)))


def say(line: str) -> None:
    """What is being done, at once."""
    print(f"· {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
