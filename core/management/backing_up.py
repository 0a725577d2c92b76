"""Writes the whole installation into one file: the database as of one moment, files of releases, uploads."""

import json
import subprocess
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.errors import DomainError
from core.export.snapshot import snapshot
from core.management.archive import DATABASE, FOLDERS, MANIFEST, PIECE, Entry, Manifest, add, new_archive, pieces_of
from core.management.postgres_programs import Programs, environment_of, programs_for

# What people made, by table; the words are those of the commands' sentences.
COUNTED = {"projects": "core_project", "documents": "core_document", "marks": "core_annotation",
           "accounts": "core_user", "releases": "core_release"}  # fmt: skip
_LOCK_WAIT_MS = 60_000
_EXTENSIONS = ("btree_gist",)


class ProgramFailed(DomainError):
    """A program of Postgres ended without having done its work."""

    code = "program_failed"


@dataclass(frozen=True)
class Written:
    """What a backup holds, and its size in bytes."""

    manifest: Manifest
    n_bytes: int


def folders() -> Mapping[str, Path]:
    """Where the files of an installation lie, by the name they have in a backup."""
    return dict(zip(FOLDERS, (Path(settings.RELEASES), Path(settings.UPLOADS)), strict=True))


def back_up(path: Path) -> Written:
    """Write everything as of now into `path`, which appears when it is whole. Others read and write meanwhile.

    The key of the installation (SECRET_KEY) is not in it: whoever finds a backup cannot sign in as somebody. Files are
    written before the row that names them and never change: read after the moment of the rows, none is missing.
    Errors: `Invalid`, `ProgramFailed`, `OSError`; then nothing is left.
    """
    server = connection.pg_version // 10_000  # type: ignore[attr-defined]  # of the engine for Postgres
    programs = programs_for(server)
    with new_archive(path) as archive, snapshot():
        made_at, schema = timezone.now().isoformat(timespec="seconds"), applied()
        entries = [add(archive, DATABASE, _dump(programs))]
        for name, file in _files():
            entries += _added(archive, name, file)
        manifest = Manifest(made_at, version(), server, programs.major, schema, counts(), tuple(entries))
        add(archive, MANIFEST, [json.dumps(manifest.data(), indent=1).encode() + b"\n"])
    return Written(manifest, path.stat().st_size)


def version() -> str:
    """The version of this program."""
    return str(tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def applied() -> tuple[tuple[str, str], ...]:
    """The migrations that the database has had, in the order of their names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return tuple((app, name) for app, name in cursor.fetchall())


def counts() -> dict[str, int]:
    """How much there is of what people made; nothing of tables that are not there."""
    with connection.cursor() as cursor:
        found = set(connection.introspection.table_names(cursor))
        told = {}
        for name, table in COUNTED.items():
            if table in found:
                cursor.execute(f"SELECT count(*) FROM {table}")
                told[name] = cursor.fetchone()[0]
    return told


def _dump(programs: Programs) -> Iterator[bytes]:
    """The database as the transaction that is open sees it, in Postgres' custom format."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
    command = [
        programs.path("pg_dump"), "--format=custom", "--schema=public", "--no-owner", "--no-privileges",
        "--no-comments", "--no-password", f"--snapshot={moment}", f"--lock-wait-timeout={_LOCK_WAIT_MS}",
        *(f"--extension={name}" for name in _EXTENSIONS),
    ]  # fmt: skip
    yield from output_of(command)


def output_of(command: list[str], given: IO[bytes] | None = None) -> Iterator[bytes]:
    """What one of Postgres' programs writes, in pieces, having been given a file to read. Errors: `ProgramFailed`."""
    with tempfile.TemporaryFile() as errors:  # not a pipe, which a talkative program would fill and wait at
        process = subprocess.Popen(
            command, stdin=given or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            env=environment_of(connection.settings_dict),
        )  # fmt: skip
        try:
            assert process.stdout is not None
            while piece := process.stdout.read(PIECE):
                yield piece
            failed = process.wait() != 0
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
        if failed:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines() or ["it gave no reason"]
            raise ProgramFailed(f"{Path(command[0]).name} failed: {lines[-1].strip().rstrip('.')}.")


def _files() -> Iterator[tuple[str, Path]]:
    """Every file of releases and uploads by its name in a backup, but what is being made."""
    for name, folder in folders().items():
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            within = path.relative_to(folder)
            if not any(part.endswith(".part") for part in within.parts):
                yield f"{name}/{within.as_posix()}", path


def _added(archive: zipfile.ZipFile, name: str, path: Path) -> list[Entry]:
    """The file in the archive; none where it went meanwhile, as an upload does when its import is done."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return []
    with file:
        return [add(archive, name, pieces_of(file))]
