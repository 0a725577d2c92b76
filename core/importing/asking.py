"""What somebody asks of an import, as it stands in its job; checked once, before anything is done."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from core.access import Viewer
from core.errors import Invalid
from core.importing.document_table import FIELDS
from core.importing.encodings import CHOICES
from core.importing.registry import DOCUMENTS, reader_of
from core.importing.shapes import KEY_RULE
from core.importing.source import Wish
from core.importing.table_cells import DELIMITERS
from core.models.jobs import Job, JobKind
from core.services.jobs import begin_job
from core.services.uploads import uploads_of

MAX_FILES = 1_000


@dataclass(frozen=True)
class Asked:
    """Files by the ids of their uploads, the format they are in, and what to do with them."""

    uploads: Sequence[str]
    format: str
    dry_run: bool = True
    skip_refused: bool = False
    wish: Wish = field(default_factory=Wish)

    def as_json(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"uploads": list(self.uploads), "format": self.format, "dry_run": self.dry_run,
                "skip_refused": self.skip_refused} | asdict(self.wish)  # fmt: skip


def asked_of(kept: Mapping[str, Any]) -> Asked:
    """What a job keeps, as it was asked."""
    wish = Wish(kept["outlet"], kept["columns"], kept["encoding"], kept["delimiter"])
    return Asked(kept["uploads"], kept["format"], kept["dry_run"], kept["skip_refused"], wish)


def checked(asked: Asked) -> Asked:
    """The same. `Invalid` names the field that does not hold; nothing of a file is looked at."""
    if asked.format != DOCUMENTS.name:
        reader_of(asked.format)
        if asked.wish != Wish():
            raise _refused("format", "Outlet, columns and encoding are chosen for articles only.")
    wish = asked.wish
    if wish.outlet and not KEY_RULE.match(wish.outlet):
        raise _refused("outlet", "An outlet's key has letters, digits, '.', '_' and '-' (100 at most).")
    if wish.encoding and wish.encoding not in CHOICES:
        raise _refused("encoding", f"An encoding is one of {', '.join(CHOICES)}.")
    if wish.delimiter and wish.delimiter not in DELIMITERS:
        raise _refused("delimiter", f"Cells are parted by one of {', '.join(DELIMITERS.values())}.")
    if unknown := [name for name in wish.columns if name not in FIELDS]:
        raise _refused("columns", f"A document has no field {unknown[0]!r:.40}; there are {', '.join(FIELDS)}.")
    if wish.columns and "text" not in wish.columns:
        raise _refused("columns", "Say which column holds the text.")
    if not 0 < len(asked.uploads) <= MAX_FILES:
        raise _refused("file", f"Send a file, and at most {MAX_FILES:,} at once: pack more of them as a zip.")
    return asked


def begin_import(viewer: Viewer, asked: Asked) -> Job:
    """A job that imports these uploads, or tries it. Errors: those of `checked`, `begin_job` and `uploads_of`."""
    viewer.require("import")
    names = [row.name for row in uploads_of(viewer.project, checked(asked).uploads)]
    verb = "Check" if asked.dry_run else "Import"
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return begin_job(viewer, JobKind.IMPORT, title=f"{verb} {names[0]}{more}", asked=asked.as_json())


def _refused(name: str, message: str) -> Invalid:
    return Invalid(message, "import_invalid", errors={name: [message]})
