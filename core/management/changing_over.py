"""Changes the folders of an installation's files over to those of a backup, and back."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.management.archive import Manifest, pieces_of
from core.management.backing_up import folders


class Files:
    """Folders of files beside the ones in use, and how to change them over and back."""

    def __init__(self) -> None:
        self.changed: list[Path] = []

    @staticmethod
    def new(folder: Path) -> Path:
        """Where what comes is made ready."""
        return folder.with_name(f"{folder.name}.restored.part")

    @staticmethod
    def old(folder: Path) -> Path:
        """Where what was there stays until all is done."""
        return folder.with_name(f"{folder.name}.replaced.part")

    def take_over(self) -> None:
        """The new folders under the names in use."""
        for folder in folders().values():
            if folder.exists():
                folder.rename(self.old(folder))
            self.changed.append(folder)
            self.new(folder).rename(folder)

    def give_back(self) -> None:
        """The old ones again."""
        for folder in self.changed:
            shutil.rmtree(folder, ignore_errors=True)
            if self.old(folder).exists():
                self.old(folder).rename(folder)

    def settle(self) -> None:
        """Nothing is left of the old ones. First they get a name by which nobody puts them back."""
        gone = [folder.with_name(f"{folder.name}.gone.part") for folder in folders().values()]
        for folder, last in zip(folders().values(), gone, strict=True):
            shutil.rmtree(last, ignore_errors=True)
            if self.old(folder).exists():
                self.old(folder).rename(last)
        for last in gone:
            shutil.rmtree(last, ignore_errors=True)

    def recover(self) -> None:
        """What a restore that was killed before its rows were committed had changed over, as it was."""
        for folder in folders().values():
            shutil.rmtree(self.new(folder), ignore_errors=True)
            if self.old(folder).exists():
                shutil.rmtree(folder, ignore_errors=True)
                self.old(folder).rename(folder)


@contextmanager
def unpacked(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Files]:
    """The files of a backup in folders beside those in use; nothing of them is left afterwards."""
    found = Files()
    found.recover()
    try:
        for name, folder in folders().items():
            new = found.new(folder)
            new.mkdir(parents=True)
            for entry in manifest.entries:
                if entry.name.startswith(f"{name}/"):
                    _unpack(archive, entry.name, new / entry.name.removeprefix(f"{name}/"))
        yield found
    finally:
        for folder in folders().values():
            shutil.rmtree(found.new(folder), ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as packed, path.open("wb") as file:
        for piece in pieces_of(packed):
            file.write(piece)
