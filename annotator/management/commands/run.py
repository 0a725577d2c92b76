"""`manage.py run` (`make run`): brings the installation up to date, loads what ships with it, serves it."""

import asyncio
import socket
import time
import warnings
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from annotator.config.worker import Worker
from annotator.live.board import board
from annotator.sign_in import link_for
from core.importing.seeding import load_demo, load_seeds
from core.models import Membership, Project, User
from core.services.leaving import erase_names
from core.services.projects import add_member, local_owner
from core.services.uploads import forget_old

OWNER = "owner"
_START_LOCK = 7_236_001  # one start at a time brings the store up to date


class Command(BaseCommand):
    help = "Migrates, loads the shipped projects and serves pages and interface on HOST:PORT."

    def handle(self, **options: Any) -> None:
        listener = self._listener()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_START_LOCK])
            try:
                self._bring_up_to_date()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_START_LOCK])
        connection.close()
        config = uvicorn.Config(
            "annotator.config.asgi:application", log_level="warning", access_log=False, lifespan="off",
            timeout_graceful_shutdown=5, server_header=False,
        )  # fmt: skip
        # Static files come from a library that reads them in one piece; they are small.
        warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
        try:
            with Worker(settings.ROOT) as worker:
                _Server(config, self._say_where, worker).run(sockets=[listener])
        except KeyboardInterrupt:  # uvicorn ends in good order and then passes the signal on
            self.stdout.write("\nStopped.")

    def _listener(self) -> socket.socket:
        """The address, taken before anything else is done, so that a busy port is said at once."""
        listener = socket.socket(socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Port {settings.PORT} on {settings.HOST} is taken ({error.strerror}). "
                "If the site runs already, open it; else choose another: PORT=8001 make run."
            ) from error
        return listener

    def _bring_up_to_date(self) -> None:
        self._step("Database", lambda: call_command("migrate", verbosity=0, interactive=False))
        self._step("Pages", _collect_static)
        self._step("Project demo", load_demo)
        missing = self._step("Project seeds", lambda: load_seeds(settings.SEED_TEXTS))
        for line in missing or ():
            self.stdout.write(f"  {line} The articles are other people's: put their texts into {settings.SEED_TEXTS}.")
        self._step("Uploads whose day is past", forget_old)
        self._step("Names whose day is past", lambda: erase_names(timezone.localdate()))
        owner = local_owner(OWNER)
        for project in Project.objects.filter(slug__in=["demo", "seeds"]):
            if not Membership.objects.filter(project=project, user=owner).exists():
                add_member(project, OWNER, "owner")

    def _step(self, name: str, work: Any) -> Any:
        self.stdout.write(f"{name} …", ending=" ")
        self.stdout.flush()
        began = time.perf_counter()
        result = work()
        self.stdout.write(f"{time.perf_counter() - began:.1f} s")
        return result

    def _say_where(self) -> None:
        slug = "seeds" if Project.objects.filter(slug="seeds", documents__isnull=False).exists() else "demo"
        link = link_for(User.objects.get(username=OWNER), opens=reverse("compare", args=[slug]))
        connection.close()
        self.stdout.write(f"\nReady: {settings.PUBLIC_URL}\nSign in (once, within the hour): {link}")
        if settings.HOST not in ("127.0.0.1", "localhost", "::1"):
            self.stdout.write(f"Phones on the same network join by a code at {settings.PUBLIC_URL}{reverse('join')}")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()


class _Server(uvicorn.Server):
    """Says where it is once it answers; the worker begins then, and ends with it."""

    def __init__(self, config: uvicorn.Config, when_ready: Any, worker: Worker) -> None:
        super().__init__(config)
        self._when_ready = when_ready
        self._worker = worker

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await asyncio.to_thread(self._when_ready)
        self._worker.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams end first: else it would wait for them until its patience is over."""
        self._worker.end()
        board().end()
        await super().shutdown(sockets)


def _collect_static() -> None:
    """Hashed and compressed static files, made anew only when a source is newer than the last time."""
    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    root = Path(settings.ROOT)
    makers = [root / "requirements.txt", *(root / "annotator" / "config").glob("s*.py")]
    sources = [*makers, *(root / "annotator" / "static").rglob("*")]
    newest = max(path.stat().st_mtime for path in sources if path.is_file())
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
