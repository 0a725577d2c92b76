#!/usr/bin/env python3
"""Runs the program's commands, in the checkout's own environment and beside its own database."""

import atexit
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Hands over to Django; what a person can put right ends with one sentence and exit code 2."""
    _enter_own_environment()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
    try:
        import psycopg
        from django.core.management import execute_from_command_line
        from django.db.utils import OperationalError

        from annotator.config import environment, private_postgres
    except ImportError as error:
        if error.name and error.name.split(".")[0] in {"annotator", "core"}:
            raise
        _refuse(f"{error.name} is not installed: run 'make run' once, which installs everything.")

    try:
        given = environment.load(ROOT).database_url
        url = given or private_postgres.database_url(ROOT)
        if _needs_database(sys.argv[1:]):
            _end_tidily_on_signals()
            if given is None:
                _start_private_database()
            _reach(url)
        try:
            execute_from_command_line(sys.argv)
        except OperationalError:
            _reach(url)  # gone meanwhile: one sentence; there: the error is somebody's bug
            raise
    except (environment.SettingError, private_postgres.PrivatePostgresError) as error:
        _refuse(str(error))
    except psycopg.OperationalError as error:
        _refuse(f"The database cannot be reached: {str(error).strip().splitlines()[0]}.")


def _enter_own_environment() -> None:
    """Starts anew in .venv, where there is one and this is not it."""
    own = ROOT / ".venv"
    python = own / "bin" / "python"
    if python.exists() and Path(sys.prefix).resolve() != own.resolve():
        os.execv(python, [str(python), *sys.orig_argv[1:]])


def _needs_database(arguments: list[str]) -> bool:
    command = arguments[0] if arguments else "help"
    if command in {"help", "version"} or {"-h", "--help", "--version"} & set(arguments):
        return False
    return command != "check" or any(argument.startswith("--database") for argument in arguments)


def _start_private_database() -> None:
    from annotator.config import private_postgres

    def leave() -> None:
        try:
            private_postgres.release(ROOT)
        except private_postgres.PrivatePostgresError as error:
            print(error, file=sys.stderr)

    private_postgres.ensure_running(ROOT, lambda line: print(line, file=sys.stderr))
    atexit.register(leave)


def _reach(url: str) -> None:
    """One connection, so that an unreachable database is told before anything begins."""
    import psycopg

    psycopg.connect(url, connect_timeout=5).close()


def _end_tidily_on_signals() -> None:
    """SIGTERM and a closed terminal end like sys.exit, so that the private database is released."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, frame: sys.exit(128 + signum))


def _refuse(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
