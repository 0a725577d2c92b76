"""Releases on screen: the list, what a new one would hold, and one of them with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from annotator.forms.releases import KINDS, ReleaseForm, WithdrawForm
from annotator.pages import words
from core.access import Viewer
from core.export.cards.about import about_release
from core.export.cards.limits import agreement_lines
from core.export.release import Planned, planned
from core.models import Layers, Release, ReviewerKind
from core.queries.releases import job_of, release, releases

_SHOWN_KEYS = 12


@dataclass(frozen=True)
class ReleaseEntry:
    """One release in the list. `state` is empty for one that stands."""

    title: str
    url: str
    facts: str
    state: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """What a release would hold now, in words; what it would leave out, each with why."""

    holds: str
    left_out: Sequence[str]
    is_empty: bool


@dataclass(frozen=True)
class ReleasesPage:
    """The list; form and plan for whoever may make one."""

    entries: Sequence[ReleaseEntry]
    form: ReleaseForm | None
    plan: Plan | None


@dataclass(frozen=True)
class FileEntry:
    """One file to take away."""

    name: str
    url: str
    about: str
    size: str
    sha256: str


@dataclass(frozen=True)
class ReleasePage:
    """One release. `form`: to withdraw it, for owners, while it stands; `job_url`: where one under way is followed."""

    release: Release
    title: str
    state: str
    withdrawn: str
    facts: Sequence[tuple[str, str]]
    agreement: Sequence[str]
    limits: Sequence[str]
    files: Sequence[FileEntry]
    all_url: str
    size: str
    loading: str
    key_url: str
    form: WithdrawForm | None
    withdraw_url: str
    discard_url: str
    job_url: str


def releases_page(viewer: Viewer, form: ReleaseForm | None = None) -> ReleasesPage:
    """One query; for owners eight more, for the plan."""
    entries = [_entry(row) for row in releases(viewer)]
    if not viewer.may("release"):
        return ReleasesPage(entries, None, None)
    form = form or ReleaseForm()
    return ReleasesPage(entries, form, plan_of(viewer, form["layers"].value(), form["kind"].value()))


def plan_of(viewer: Viewer, layers: str, kind: str | None) -> Plan:
    """What a release with these choices would hold; what is no choice counts as the first one."""
    layers = layers if layers in Layers.values else Layers.READERS
    found = planned(viewer, layers, kind if kind in ReviewerKind.values else "")
    holds = [words.count(found.n_documents, "document", "documents")]
    if layers != Layers.ADJUDICATED:
        holds += [words.count(found.n_readings, "reading", "readings"), words.count(found.n_marks, "mark", "marks")]
    if layers != Layers.READERS:
        holds.append(words.count(found.n_decisions, "ruling", "rulings"))
    return Plan(words.listed(holds), list(_left_out(found)), not found.n_documents)


def _left_out(found: Planned) -> Sequence[str]:
    said = []
    if found.withheld:
        said.append(f"{_keys(found.withheld)}: you do not see every reading of it until you submit your own.")
    if found.unread:
        said.append(f"{_keys(found.unread)}: nothing of it is finished.")
    return said


def _keys(keys: Sequence[str]) -> str:
    more = len(keys) - _SHOWN_KEYS
    shown = ", ".join(keys[:_SHOWN_KEYS]) + (f" and {more:,} more" if more > 0 else "")
    return f"{words.count(len(keys), 'document', 'documents')} ({shown})"


def _entry(row: Release) -> ReleaseEntry:
    counts = row.facts.get("counts", {})
    facts = [_day(row.frozen_at or row.created_at), row.get_texts_display(), row.licence or "no licence yet"]
    if counts:
        facts.insert(1, f"{words.count(counts['annotations'], 'mark', 'marks')} on "
                        f"{words.count(counts['documents'], 'document', 'documents')}")  # fmt: skip
    return ReleaseEntry(
        f"{row.number} · {row.name}", reverse("release", args=[row.project.slug, row.number]), words.sentence(facts),
        state_of(row), row.reason,
    )  # fmt: skip


def state_of(row: Release) -> str:
    """In a word; nothing for one that stands."""
    if row.withdrawn_at is not None:
        return "Withdrawn"
    return "" if row.frozen_at is not None else "Not made yet"


def _day(moment: Any) -> str:
    return words.date(moment.date().isoformat())


def release_page(viewer: Viewer, number: int, form: WithdrawForm | None = None) -> ReleasePage:
    """Two queries; three for one under way."""
    row = release(viewer, number)
    slug, is_owner = viewer.project.slug, viewer.may("release")
    stands = row.frozen_at is not None and row.withdrawn_at is None
    files = list(row.files.order_by("name")) if stands else []
    job = job_of(row) if row.frozen_at is None else None
    withdrawn = f"Withdrawn on {_day(row.withdrawn_at)}: {row.reason}" if row.withdrawn_at else ""
    return ReleasePage(
        row, row.name, state_of(row), withdrawn, list(_facts(row)), agreement_lines(row.facts) if row.facts else [],
        row.facts.get("limits", []),
        [FileEntry(one.name, reverse("release_file", args=[slug, number, one.name]), one.about, size(one.n_bytes),
                   one.sha256) for one in files],
        reverse("release_zip", args=[slug, number]) if stands else "", size(sum(one.n_bytes for one in files)),
        loading(slug, number),
        reverse("release_key", args=[slug, number]) if is_owner else "",
        (form or WithdrawForm()) if is_owner and stands else None,
        reverse("withdraw_release", args=[slug, number]), reverse("discard_release", args=[slug, number]),
        reverse("job", args=[slug, job.uuid]) if job else "",
    )  # fmt: skip


def _facts(row: Release) -> Sequence[tuple[str, str]]:
    about = about_release(row)
    said = [("Licence", about.licence_words), ("Texts", about.texts_words), ("Labels", row.get_layers_display())]
    if row.reviewer_kind:
        said.append(("Readers", KINDS[row.reviewer_kind]))
    if row.facts:
        counts, codebook = row.facts["counts"], row.facts["codebook"]
        holds = [words.count(counts["documents"], "document", "documents"),
                 words.count(counts["readings"], "reading", "readings"),
                 words.count(counts["annotations"], "mark", "marks"), words.count(counts["links"], "link", "links"),
                 words.count(counts["decisions"], "ruling", "rulings")]  # fmt: skip
        readers = [f"{found['readers']:,} {words.people(kind)}" for kind, found in row.facts["readers"].items()]
        said = [("Holds", ", ".join(holds)), ("Read by", words.listed(readers) or "nobody"), *said,
                ("Codebook", f"{codebook['key']}, version {codebook['version']}")]  # fmt: skip
    return [*said, ("Frozen", _day(row.frozen_at))] if row.frozen_at else said


def size(n_bytes: int) -> str:
    """A size in words.

    >>> size(999), size(12_345), size(7_200_000)
    ('999 B', '12 kB', '7.2 MB')
    """
    if n_bytes < 1_000:
        return f"{n_bytes} B"
    if n_bytes < 1_000_000:
        return f"{n_bytes / 1_000:.0f} kB"
    return f"{n_bytes / 1_000_000:,.1f} MB"


def loading(slug: str, number: int) -> str:
    """How to load it, two lines of Python."""
    folder = f"{slug}-release-{number}"
    return f'from datasets import load_dataset\nmarks = load_dataset("{folder}", "annotations", split="train")'
