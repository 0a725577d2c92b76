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
        """`-` writes to standard output, several files as a zip."""
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
            with _unfinished(path.resolve()) as folder:
                n_bytes = export_into(project, format_.name, folder)
                has_losses = (folder / LOSS_REPORT).exists()
                _put(folder, path.resolve(), format_)
        self.stdout.write(f"{options['output']}: {n_bytes:,} bytes.")
        if has_losses:
            self.stdout.write(f"What this format cannot carry is told in {LOSS_REPORT}.")


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A folder beside the place, gone afterwards."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise CommandError(f"{path} is neither a file nor a folder.")
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
        report = folder / LOSS_REPORT
        next(file for file in folder.iterdir() if file != report).replace(path)
        if report.exists():
            report.replace(path.parent / LOSS_REPORT)
    elif path.suffix == ".zip":
        write_zip(folder / "whole.zip", list(files_of(folder)))
        (folder / "whole.zip").replace(path)
    elif path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise CommandError(
            f"{path} is there already and no empty folder. {format_.name} writes several files: name a new folder, or "
            "a file that ends with .zip."
        )
    else:
        folder.replace(path)
