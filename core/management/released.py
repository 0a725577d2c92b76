"""What `doctor` looks at in releases: every file that was given away, against the hash under which it was frozen."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from core.management.findings import Finding
from core.models import Release, ReleaseFile
from core.queries.releases import folder_of


def examine_releases() -> Iterator[Finding]:
    """Every file of a frozen release that is not what it was, or not there; and what lies beside them unasked."""
    rows = Release.objects.filter(frozen_at__isnull=False).select_related("project").prefetch_related("files")
    for release in rows.order_by("project__slug", "number"):
        place = f"{release.project.slug}, release {release.number}"
        folder = folder_of(release)
        files = {row.name: row for row in release.files.all()}
        for name, row in sorted(files.items()):
            if fault := _fault(row, folder / name):
                yield Finding(f"{place}: {name}", fault)
        for path in sorted(folder.glob("*")):
            if path.name not in files:
                yield Finding(f"{place}: {path.name}", "is in its folder and no file of it")


def _fault(row: ReleaseFile, path: Path) -> str:
    """What is wrong with a file; nothing, an empty string."""
    try:
        n_bytes = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if n_bytes != row.n_bytes:
        return f"has {n_bytes:,} bytes, and was frozen with {row.n_bytes:,}"
    return "" if digest == row.sha256 else "its SHA-256 is not the one it was frozen with"
