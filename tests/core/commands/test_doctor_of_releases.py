"""The doctor compares every file of a release with what was frozen."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from core.models import Release, ReleaseFile
from tests.house import House

FILES = {"a.jsonl": b"one\n", "b.csv": b"two\n", "c.md": b"three\n"}


@pytest.fixture
def folder(house: House) -> Path:
    """Of a frozen release; another one is being made and has no file yet."""
    release = Release.objects.create(project=house.project, number=1, name="First", frozen_at=timezone.now())
    Release.objects.create(project=house.project, number=2, name="Second")
    found = settings.RELEASES / str(release.pk)
    found.mkdir(parents=True, exist_ok=True)
    for path in found.iterdir():  # of another test: ids come again
        path.unlink()
    for name, data in FILES.items():
        (found / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        ReleaseFile.objects.create(
            release=release, name=name, n_bytes=len(data), sha256=digest, media_type="text/plain"
        )
    return found


def told() -> str:
    out = StringIO()
    call_command("doctor", stdout=out)
    return out.getvalue()


def test_files_as_they_were_frozen_are_well(folder: Path) -> None:
    assert told().startswith("All is well")


def test_each_damage_to_a_file_is_told(folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(b"One\n")
    (folder / "b.csv").write_bytes(b"two")
    (folder / "c.md").unlink()
    (folder / "d.txt").write_bytes(b"mine")
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("doctor", stdout=out)
    assert left.value.code == 1
    assert out.getvalue().splitlines() == [
        "house, release 1: a.jsonl: its SHA-256 is not the one it was frozen with",
        "house, release 1: b.csv: has 3 bytes, and was frozen with 4",
        "house, release 1: c.md: cannot be read: No such file or directory",
        "house, release 1: d.txt: is in its folder and no file of it",
        "4 findings in 1 documents and 0 marks.",
    ]
