"""Static files as an installation serves them: named by a hash of their content, compressed, one script for each page.

In DEBUG and in tests the files are served as they stand in their folders; a page's address for them is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from annotator.config.script_bundle import BundleError, bundle, roots

MODULES = PurePosixPath("annotator/js")

Collected = dict[str, tuple[Any, str]]  # by name: the storage that has a file, and its path there


class HashedStorage(CompressedManifestStaticFilesStorage):
    """What WhiteNoise's storage does, after the modules that pages name took in what they import.

    A name with a hash never changes its content, so browsers keep it for good. Modules that name each other by plain
    names could not be kept; in one file there is nothing left to name.
    """

    def post_process(self, paths: Collected, dry_run: bool = False, **options: Any) -> Iterator[tuple[Any, ...]]:
        """Yields (name, hashed name, processed or an error) for each file, as `collectstatic` wants it."""
        yield from super().post_process(paths | _bundles(paths), dry_run=dry_run, **options)


class _Bundles:
    """Gives bundles where a storage is expected, which is only ever asked to open them."""

    def __init__(self, scripts: dict[str, str]) -> None:
        self.scripts = scripts

    def open(self, path: str, mode: str = "rb") -> ContentFile[bytes]:
        """The script of that path."""
        return ContentFile(self.scripts[path].encode(), name=path)


def _bundles(paths: Collected) -> Collected:
    """The pages' own modules, each with what it imports in it. Errors: `BundleError`."""
    modules = _by_file_name(paths)
    sources = {name: _read(*paths[path]) for name, path in modules.items()}
    scripts = {modules[root]: bundle(root, sources) for root in roots(sources)}
    storage = _Bundles(scripts)
    return {name: (storage, name) for name in scripts}


def _by_file_name(paths: Collected) -> dict[str, str]:
    """Modules below `MODULES`: file name to path."""
    found: dict[str, str] = {}
    for path in map(PurePosixPath, paths):
        if MODULES not in path.parents or path.suffix != ".js":
            continue
        if path.name in found:
            raise BundleError(f"Two modules have the name {path.name}: {found[path.name]} and {path}.")
        found[path.name] = str(path)
    return found


def _read(storage: Any, path: str) -> str:
    with storage.open(path) as file:
        source: str = file.read().decode("utf-8")
    return source
