"""What a reader of some format is given: files, and what it may know of the project. No reader asks the store."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DomainError
from core.importing.report import Place
from core.models import Project
from core.services.codebooks import codebook_data

Numbered = Iterator[tuple[Place, Mapping[str, Any] | DomainError]]


@dataclass(frozen=True)
class Source:
    """Files of strangers: name (relative, folders with `/`) -> where it lies, by name."""

    files: Mapping[str, Path]


@dataclass(frozen=True)
class Known:
    """What a reader may know of the project: the line `codebook` of its interchange file."""

    codebook: Mapping[str, Any]

    @property
    def facets(self) -> tuple[str, ...]:
        """The keys of the codebook's facets, in order."""
        return tuple(facet["key"] for facet in self.codebook["facets"])

    @property
    def labels(self) -> tuple[str, ...]:
        """The keys of the codebook's labels, in order."""
        return tuple(label["key"] for label in self.codebook["labels"])


Reader = Callable[[Source, Known], Numbered]
"""Turns files into lines of the interchange file as objects, in the order of the contract, each with its place; what
cannot be read is a refusal in its place. Pure: it runs in a process of its own, with limits."""


def known_of(project: Project) -> Known:
    """What readers may know of a project. Three queries."""
    assert project.codebook is not None
    return Known(codebook_data(project.codebook))


def source_of(path: Path) -> Source:
    """A file, or all files of a folder and its folders; hidden ones and links out of it are left alone."""
    if not path.is_dir():
        return Source({path.name: path})
    root = path.resolve()
    found = {
        file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*"))
        if file.is_file() and file.resolve().is_relative_to(root)
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    }  # fmt: skip
    return Source(found)
