"""Puts a backup in the place of what an installation holds: rows in one transaction, files with it, or nothing."""

import shutil
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from core.errors import Conflict, Invalid
from core.management.archive import DATABASE, Manifest, opened_archive
from core.management.backing_up import counts, folders, output_of
from core.management.changing_over import unpacked
from core.management.postgres_programs import programs_for
from core.management.postgres_script import lines_of, run_script

_LOCK_WAIT = "20s"
_QUEUE = "procrastinate_"  # tables of the queue, which are no models of ours
# A backup sets these for the session; what comes after it wants them as they were.
_RESET = "; ".join(f"RESET {name}" for name in (
    "search_path", "check_function_bodies", "client_min_messages", "row_security", "statement_timeout", "lock_timeout",
    "idle_in_transaction_session_timeout", "default_table_access_method", "default_tablespace", "xmloption",
))  # fmt: skip
# Extensions stay, with all that is theirs: whoever restores may not be allowed to make them again.
_EMPTY = """DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                    ELSE 'TABLE' END AS kind, oid::regclass::text AS name, relkind = 'S' AS is_late
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
        ORDER BY is_late, oid
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', one.kind, one.name);
    END LOOP;
    FOR one IN
        SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
    END LOOP;
    FOR one IN
        SELECT oid::regtype::text AS name FROM pg_type WHERE typnamespace = 'public'::regnamespace
          AND typtype IN ('e', 'c', 'd')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
    LOOP
        EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', one.name);
    END LOOP;
END $$"""


def restore(path: Path, *, replace: bool) -> Manifest:
    """Put what the backup holds in the place of everything here, and bring it to the schema of this program.

    Every hash is compared before anything is touched. Rows are one transaction, in which files are changed over last:
    a failure leaves what was there. Killed before its end it is to be run again, and begins with the files as they
    were. Processes of a running site must be started anew afterwards: they remember rows.
    Errors: `Invalid` (no backup, damaged, newer than this program or this server), `Conflict` (something is here and
    `replace` is not said, or somebody holds on to it), `ProgramFailed`, `OSError`.
    """
    with opened_archive(path) as (archive, manifest):
        _check_schema(manifest)
        _check_server(manifest)
        if not replace:
            _check_empty()
        with unpacked(archive, manifest) as new, tempfile.TemporaryFile(dir=_beside()) as dump:
            with archive.open(DATABASE) as packed:
                shutil.copyfileobj(packed, dump)
            dump.seek(0)
            try:
                with transaction.atomic():
                    _put_rows(dump.fileno(), manifest)
                    new.take_over()
            except BaseException as error:
                new.give_back()
                if isinstance(error, OperationalError) and "lock timeout" in str(error):
                    raise Conflict("Somebody is at work on the database: stop the site, then try again.") from error
                raise
            new.settle()
    return manifest


def _check_schema(manifest: Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations)
    apps = {app for app, _ in known}
    if later := [f"{app}.{name}" for app, name in manifest.schema if app in apps and (app, name) not in known]:
        raise Invalid(
            f"The backup was made by a later version of this program, whose database has had {later[-1]}:"
            " restore it with that version.",
            "newer_schema",
        )


def _check_server(manifest: Manifest) -> None:
    here = connection.pg_version // 10_000  # type: ignore[attr-defined]  # of the engine for Postgres
    if manifest.server > here:
        raise Invalid(
            f"The backup is from Postgres {manifest.server} and this server is {here}:"
            f" restore it into Postgres {manifest.server} or later.",
            "newer_server",
        )


def _check_empty() -> None:
    found = {name: n for name, n in counts().items() if n}
    if found:
        holds = ", ".join(f"{n:,} {name if n > 1 else name[:-1]}" for name, n in found.items())
        raise Conflict(f"This installation is not empty: it holds {holds}. To replace all of it, add --replace.")
    tables = set(connection.introspection.table_names())
    ours = {*connection.introspection.django_table_names(), "django_migrations"}
    if foreign := sorted(name for name in tables - ours if not name.startswith(_QUEUE)):
        raise Conflict(
            f"The database holds tables of something else ({', '.join(foreign[:3])}), which would go."
            " To replace all of it, add --replace."
        )


def _put_rows(dump: int, manifest: Manifest) -> None:
    """Empty the database, read the dump into it, and migrate: inside the transaction that is open."""
    here = connection.pg_version // 10_000  # type: ignore[attr-defined]  # of the engine for Postgres
    programs = programs_for(max(here, manifest.programs))
    command = [programs.path("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    with connection.cursor() as cursor, open(dump, "rb", closefd=False) as given:
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
        cursor.execute(_EMPTY)
        run_script(cursor, lines_of(output_of(command, given)))
        cursor.execute(_RESET)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a later migration may change a table with rows
    call_command("migrate", verbosity=0, interactive=False)


def _beside() -> Path:
    """Where there is room for what is unpacked: on the disk of the files themselves."""
    folder = next(iter(folders().values())).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder
