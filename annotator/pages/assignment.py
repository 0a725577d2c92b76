"""Who reads what, for the owner: how far it is, what a plan would add, and single changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from annotator.pages import words
from core.access import Viewer
from core.models import Document, Project
from core.queries.progress import ASSIGNED, BEGUN, LAPSED, SUBMITTED, Cell, Progress, Reader
from core.services.assigning import Plan

NEW, NONE = "new", "none"
_WORDS: Mapping[str, str] = {
    NONE: "not asked", ASSIGNED: "asked", NEW: "would be asked", BEGUN: "begun", SUBMITTED: "submitted",
    LAPSED: "lapsed: not begun in time",
}  # fmt: skip
MODES: Mapping[str, str] = {
    Project.Assignment.FREE: "Readers choose for themselves now. What you assign is marked on their work list only "
    "once articles are assigned.",
    Project.Assignment.ASSIGNED: "Readers read what is assigned to them, and nothing else.",
    Project.Assignment.DRAWN: "Readers take the next article at their own pace: the one that still lacks readings. "
    "What you assign comes first.",
}  # fmt: skip


@dataclass(frozen=True)
class CellView:
    """One reader and one article. `action` is what its button does (`assign`, `unassign`), or nothing."""

    state: str
    words: str
    overlap: bool
    action: str
    value: str


@dataclass(frozen=True)
class RowView:
    """One article with its readers; `lacking` says how many readings nobody is asked for."""

    title: str
    url: str
    cells: Sequence[CellView]
    submitted: str
    lacking: str


@dataclass(frozen=True)
class Column:
    """One reader: `total` is what they have to read, `done` what of it is submitted."""

    name: str
    is_reviewer: bool
    total: int
    done: str


@dataclass(frozen=True)
class Matrix:
    """Articles down, readers across."""

    columns: Sequence[Column]
    rows: Sequence[RowView]


@dataclass(frozen=True)
class PreviewView:
    """What a plan would add, in words and as a matrix."""

    matrix: Matrix
    words: str
    short: str
    n_new: int
    seed: int
    next_seed: int
    fingerprint: str


@dataclass(frozen=True)
class AssignmentPage:
    """Everything the template shows."""

    mode: str
    is_free: bool
    lead: Sequence[tuple[str, str]]
    matrix: Matrix
    preview: PreviewView | None
    settings_url: str
    plan_url: str
    change_url: str


def assignment_page(viewer: Viewer, known: Progress, made: Plan | None = None, *, seed: int = 0) -> AssignmentPage:
    """The page, with a preview where a plan was made. No query."""
    slug = viewer.project.slug
    return AssignmentPage(
        MODES[viewer.project.assignment], viewer.project.assignment == Project.Assignment.FREE, _lead(known),
        _matrix(viewer, known), _preview(viewer, made, seed) if made else None, reverse("settings", args=[slug]),
        reverse("plan", args=[slug]), reverse("change_assignment", args=[slug]),
    )  # fmt: skip


def _lead(known: Progress) -> list[tuple[str, str]]:
    """How far it is, in a line."""
    counts = [known.of_document(row) for row in known.documents]
    asked, begun = sum(row.n_assigned for row in counts), sum(row.n_begun for row in counts)
    lacking = sum(known.n_lacking(row) for row in known.documents)
    lines = [(str(sum(row.n_submitted for row in counts)), "submitted"), (str(begun), "begun"), (str(asked), "asked")]
    lines += [(str(lacking), f"still lacking for {words.count(known.n_readings, 'reading', 'readings')} an article")]
    lines += [(str(known.n_overlap_owed), "owed of what everybody reads")] if known.overlap else []
    return lines


def _matrix(viewer: Viewer, known: Progress) -> Matrix:
    columns = []
    for reader in known.readers:
        count = known.of_reader(reader)
        columns.append(
            Column(reader.name, reader.role == "reviewer", count.n_all, f"{count.n_submitted} of {count.n_all}")
        )
    return Matrix(columns, [_row(viewer, known, document) for document in known.documents])


def _row(viewer: Viewer, known: Progress, document: Document, added: Mapping[int, bool] | None = None) -> RowView:
    """`added`: users whom a plan adds, and whether everybody reads it; then the row has no buttons."""
    cells = []
    for reader in known.readers:
        cell = known.cells.get((document.pk, reader.user_id))
        cells.append(_cell(document, reader, cell, added))
    count, lacking = known.of_document(document), known.n_lacking(document)
    others = known.elsewhere.get(document.pk, 0)
    return RowView(
        document.title or document.key, reverse("read", args=[viewer.project.slug, document.key]), cells,
        f"{count.n_submitted + others}", str(lacking) if lacking else "",
    )  # fmt: skip


def _cell(document: Document, reader: Reader, cell: Cell | None, added: Mapping[int, bool] | None) -> CellView:
    state = cell.state if cell else NONE
    overlap = bool(cell and cell.overlap)
    if added is not None:
        if reader.user_id in added:
            state, overlap = NEW, added[reader.user_id]
        return CellView(state, f"{reader.name}: {_WORDS[state]}", overlap, "", "")
    action = {NONE: "assign", LAPSED: "assign", ASSIGNED: "unassign"}.get(state, "")
    said = _WORDS[state]
    if cell and cell.state == ASSIGNED and cell.expires_at:
        said = f"drawn, kept until {timezone.localtime(cell.expires_at):%-d %B, %H:%M}"
    if overlap:
        said = f"{said}, read by everybody"
    return CellView(state, f"{reader.name}: {said}", overlap, action, f"{document.key}/{reader.username}")


def _preview(viewer: Viewer, made: Plan, seed: int) -> PreviewView:
    chosen = {row.user_id for row in made.readers}
    readers = [row for row in made.before.readers if row.user_id in chosen]
    known = Progress(readers, made.documents, made.before.cells, made.before.elsewhere, made.before.n_readings)
    added: dict[int, dict[int, bool]] = {}
    for document, user in made.added:
        added.setdefault(document, {})[user] = document in made.overlap
    columns = [Column(row.name, True, made.n_of(row), "") for row in readers]
    rows = [_row(viewer, known, document, added.get(document.pk, {})) for document in made.documents]
    loads = sorted(made.n_of(row) for row in readers)
    each = f"{loads[0]}" if loads and loads[0] == loads[-1] else f"{loads[0]} to {loads[-1]}" if loads else "0"
    short = words.listed([row.title or row.key for row in made.short[:3]])
    more = f" and {len(made.short) - 3} more" if len(made.short) > 3 else ""
    return PreviewView(
        Matrix(columns, rows),
        f"{words.count(len(made.added), 'assignment', 'assignments')} would be added; each reader then has {each}.",
        f"Too few readers for: {short}{more}." if made.short else "", len(made.added), seed, seed + 1, made.fingerprint,
    )  # fmt: skip
