"""`export_dataset --project SLUG --format F --output PATH`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.export.bundle import LOSS_REPORT, files_of, remove, write_zip
from core.export.registry import FORMATS, LATER, Format, export, export_into, format_of
from core.management.outcome import project_of, refusing


class Command(BaseCommand):
    """Write a corpus."""

    help = (
        f"Writes all of a project from one snapshot. Formats: {', '.join(row.name for row in FORMATS)}; "
        f"in later versions: {', '.join(LATER)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`-` writes to standard output."""
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, metavar="F")
        parser.add_argument("--output", required=True, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Files appear under their names only when whole. Several are a folder, or a zip where PATH says so."""
        project, path = project_of(options["project"]), Path(options["output"])
        with refusing():
            format_ = format_of(options["format"])
            if options["output"] == "-":
                for chunk in export(project, format_.name):
                    sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
                return
            with _unfinished(path) as folder:
                n_bytes = export_into(project, format_.name, folder)
                _put(folder, path, format_)
        self.stdout.write(f"{options['output']}: {n_bytes:,} bytes.")
        if (path if path.is_dir() else path.parent).joinpath(LOSS_REPORT).exists() and not format_.lossless:
            self.stdout.write(f"What this format cannot carry is told in {LOSS_REPORT}.")


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A folder beside the place, gone afterwards."""
    folder = path.with_name(f".{path.name}.part")
    try:
        remove(folder)
        folder.mkdir()
        yield folder
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        remove(folder)


def _put(folder: Path, path: Path, format_: Format) -> None:
    """Move what was written to its place: one file under the name asked for, its loss report beside it."""
    if format_.suffix:
        if (folder / LOSS_REPORT).exists():
            (folder / LOSS_REPORT).replace(path.parent / LOSS_REPORT)
        next(folder.iterdir()).replace(path)
    elif path.suffix == ".zip":
        write_zip(folder / "whole.zip", list(files_of(folder)))
        (folder / "whole.zip").replace(path)
    elif path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise CommandError(f"{path} is there already and not an empty folder: {format_.name} writes several files.")
    else:
        folder.replace(path)
