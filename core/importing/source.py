"""What a reader of some format is given: files, and what it may know of the project. No reader asks the store."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import DomainError
from core.importing.report import Place, Remark
from core.models import Outlet, Project
from core.services.codebooks import codebook_data

Numbered = Iterator[tuple[Place, Mapping[str, Any] | DomainError | Remark]]


@dataclass(frozen=True)
class Source:
    """Files of strangers: name (relative, folders with `/`) -> where it lies, by name.

    `placed`: the place within what was given, where a name says more (at the shell, names are whole paths).
    """

    files: Mapping[str, Path]
    placed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownOutlet:
    """An outlet of the project, as far as a reader must recognise it."""

    key: str
    name: str
    domain: str


@dataclass(frozen=True)
class Wish:
    """What somebody chose for documents: the outlet of those that name none, which column is what, and how files are
    written where that is not to be guessed."""

    outlet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Known:
    """What a reader may know of the project: the line `codebook` of its interchange file, and its outlets; and what
    was asked for."""

    codebook: Mapping[str, Any]
    outlets: tuple[KnownOutlet, ...] = ()
    wish: Wish = Wish()

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


def known_of(project: Project, wish: Wish | None = None) -> Known:
    """What readers may know of a project. Four queries."""
    assert project.codebook is not None
    rows = Outlet.objects.filter(project=project).order_by("key").values_list("key", "name", "domain")
    outlets = tuple(KnownOutlet(*row) for row in rows)
    return Known(codebook_data(project.codebook), outlets, wish or Wish())


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
