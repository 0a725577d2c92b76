"""`work`."""

import os
import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.jobs.worker import serve


class Command(BaseCommand):
    """Do long work: imports and releases."""

    help = "Does long work (imports, releases) until it is stopped. `run` starts one beside itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """For `run`."""
        parser.add_argument("--with-parent", action="store_true", help="end when standard input is closed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Until a signal."""
        if options["with_parent"]:
            threading.Thread(target=_end_with_parent, daemon=True).start()
        serve()


def _end_with_parent() -> None:
    """A pipe is closed when its writer ends, however that ends."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
