"""The versions of an article: what was changed from one to the next, and the marks that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse

from annotator.pages import words
from annotator.pages.version_changes import ChangeRow, change_rows, change_words
from core.access import Viewer
from core.errors import NotFound
from core.models import Anchoring, AnchoringMethod, AnchoringState, Document
from core.queries.documents import whole_document
from core.queries.versions import (
    Difference,
    Standing,
    difference,
    may_settle,
    queue,
    standing_of,
    tells_what_counts,
    versions_of,
)
from core.text.differing import Piece, differing

AROUND_CP = 90
_FOUND: dict[str, str] = {
    AnchoringMethod.SAME_OFFSET: "The same words, at the same place.",
    AnchoringMethod.UNIQUE_QUOTE: "The same words stand once, among others than before.",
    AnchoringMethod.CONTEXT: "The same words stand at several places.",
    AnchoringMethod.FUZZY: "The words were changed.",
    AnchoringMethod.ORPHAN: "No place was found.",
}


@dataclass(frozen=True)
class VersionRow:
    """One version in the list; `changed` says what is new in it, `shown`: its change stands on this page."""

    number: int
    key: str
    facts: str
    note: str
    changed: str
    chips: Sequence[str]
    read_url: str
    url: str
    shown: bool


@dataclass(frozen=True)
class Passage:
    """Words in their context; in the new text as differences from the old ones."""

    before: str
    pieces: Sequence[Piece]
    behind: str


@dataclass(frozen=True)
class Refused:
    """Why a mark could not be settled; `words`: those that were looked for in the new text, if any were."""

    mark: str
    error: str
    words: str | None


@dataclass(frozen=True)
class QueueEntry:
    """A doubtful or settled mark: its words before, where they may stand now, and what may be done.

    `words` stand in the field for others; `is_open`: that field is shown. `error`: what was just refused.
    """

    id: str
    version: int
    label: str
    label_name: str
    reviewer: str
    found: str
    score: str
    old: Passage
    new: Passage | None
    state: str
    state_words: str
    may_settle: bool
    settle_url: str
    words: str
    error: str
    is_open: bool


@dataclass(frozen=True)
class VersionsPage:
    """`heading` and `rows` tell the change from the version before; both empty for the first version."""

    title: str
    language: str
    key: str
    read_url: str
    versions: Sequence[VersionRow]
    heading: str
    change: str
    finding: str
    rows: Sequence[ChangeRow]
    entries: Sequence[QueueEntry]
    queue_words: str
    counts_words: str
    count_url: str
    add_url: str


@dataclass(frozen=True)
class VersionLine:
    """What stands on other pages of one version: `version 2 of 3`, and where the newest is, if this is not it."""

    words: str
    url: str
    latest_words: str
    latest_url: str


def version_line(viewer: Viewer, document: Document, standing: Standing | None = None) -> VersionLine | None:
    """None for an article of one version. Two queries at most, none where `standing` is given."""
    found = standing or standing_of(viewer, document)
    if found is None:
        return None
    slug = viewer.project.slug
    return VersionLine(
        f"version {found.number} of {found.n}",
        reverse("versions", args=[slug, document.key]),
        "" if found.is_latest else "This text has a later version. Marks stand there now, and are made there.",
        "" if found.is_latest else reverse("read", args=[slug, found.latest]),
    )


def versions_page(viewer: Viewer, key: str, refused: Refused | None = None) -> VersionsPage:
    """The page of one version among the others. Three queries a version, and five; a tenth of a second a long text.

    Errors: `NotFound` where the source is hidden.
    """
    document = whole_document(viewer, key)
    if document.is_masked:
        raise NotFound("The versions of this text are shown once you have submitted it.", "source_hidden")
    versions = list(versions_of(viewer, document))
    differences = {after.pk: difference(viewer, before, after) for before, after in pairwise(versions)}
    shown = differences.get(document.pk)
    is_latest = versions[-1].pk == document.pk
    address = [viewer.project.slug, document.key]
    tells = tells_what_counts(viewer, document)
    entries = [_entry(viewer, document, shown, row, refused) for row in queue(viewer, document)] if shown else []
    n_open = sum(entry.state == AnchoringState.DOUBTFUL for entry in entries)
    current = next(row for row in versions if row.is_current)
    may_keep = viewer.may("provenance") and is_latest
    return VersionsPage(
        title=document.title or document.key, language=document.language, key=document.key,
        read_url=reverse("read", args=address),
        versions=[_row(viewer, row, differences.get(row.pk), document, tells, versions[-1]) for row in versions],
        heading=f"From version {document.version_number - 1} to version {document.version_number}" if shown else "",
        change=change_words(shown.changes) if shown else "", finding=_finding(shown) if shown else "",
        rows=change_rows(shown.changes) if shown else (), entries=entries, queue_words=_queue_words(n_open, entries),
        counts_words=_counts_words(document, current) if tells and is_latest and shown else "",
        count_url=reverse("count_version", args=address) if may_keep and tells and not document.is_current else "",
        add_url=reverse("add_version", args=address) if may_keep else "",
    )  # fmt: skip


def _row(
    viewer: Viewer, row: Document, changed: Difference | None, shown: Document, tells: bool, latest: Document
) -> VersionRow:
    chips = ["counts in figures"] if tells and row.is_current and row.version_of_id else []
    if row.pk == latest.pk and row.version_of_id:
        chips.append("read and marked now")
    address = [viewer.project.slug, row.key]
    return VersionRow(
        row.version_number, row.key,
        words.sentence([f"stored {_day(row)}", words.count(row.length, "character", "characters")]), row.version_note,
        change_words(changed.changes) if changed else "", chips, reverse("read", args=address),
        reverse("versions", args=address), row.pk == shown.pk,
    )  # fmt: skip


def _day(row: Document) -> str:
    return words.date(row.created_at.date().isoformat())


def _finding(shown: Difference) -> str:
    """A change beneath marks is a finding of its own: words that somebody had marked are not what they were."""
    n = len(shown.touched)
    if not n:
        return ""
    changed = words.count(n, "mark stood", "marks stood")
    return f"{changed} on words that were changed or went."


def _queue_words(n_open: int, entries: Sequence[QueueEntry]) -> str:
    if n_open == 1:
        return "One mark waits for a person to say where it stands now."
    if n_open:
        return f"{n_open:,} marks wait for a person to say where they stand now."
    return "Every doubtful mark has been settled." if entries else "Every mark that you see was carried without doubt."


def _counts_words(document: Document, current: Document) -> str:
    if document.is_current:
        return "This version counts in figures."
    return f"Figures still count version {current.version_number}: this one counts once no mark is doubtful."


def _entry(
    viewer: Viewer, document: Document, shown: Difference, row: Anchoring, refused: Refused | None
) -> QueueEntry:
    mark = row.earlier
    here = refused if refused and refused.mark == str(mark.uuid) else None
    sought = here.words if here else None
    return QueueEntry(
        id=str(mark.uuid), version=row.version, label=mark.label.key, label_name=mark.label.name.lower(),
        reviewer=mark.reading.reviewer.code_name, found=_FOUND[row.method],
        score=f"{100 * row.score:.0f} % alike" if row.start is not None else "",
        old=_passage(shown.before.text, mark.start, mark.end, None), new=_new(document, row), state=row.state,
        state_words=_state_words(row), may_settle=may_settle(viewer, row),
        settle_url=reverse("settle_anchoring", args=[viewer.project.slug, document.key, mark.uuid]),
        words=mark.quote if sought is None else sought, error=here.error if here else "", is_open=sought is not None,
    )  # fmt: skip


def _new(document: Document, row: Anchoring) -> Passage | None:
    if row.start is None or row.end is None:
        return None
    return _passage(document.text, row.start, row.end, row.earlier.quote)


def _passage(text: str, start: int, end: int, old: str | None) -> Passage:
    """A span and what stands around it in its paragraph, cut between words with a sign where there is more."""
    before, behind = text[max(0, start - AROUND_CP) : start], text[end : end + AROUND_CP]
    is_cut = start > AROUND_CP and "\n" not in before
    before = f"… {before.split(' ', 1)[-1]}" if is_cut else before.split("\n")[-1]
    is_cut = end + AROUND_CP < len(text) and "\n" not in behind
    behind = f"{behind.rpartition(' ')[0]} …" if is_cut else behind.split("\n")[0]
    quote = text[start:end]
    pieces = [Piece("same", quote)] if old is None else differing(old, quote)
    return Passage(before, pieces, behind)


def _state_words(row: Anchoring) -> str:
    if row.state == AnchoringState.DOUBTFUL:
        return ""
    return "Set aside: kept, and stands nowhere." if row.state == AnchoringState.SET_ASIDE else "Stands here now."
