"""The codebook's page: the rules in force, what readers ask of them, and how the owner changes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse

from annotator.pages import words
from annotator.pages.questions import QuestionsView, questions_view
from core.access import Viewer
from core.models import ChangeKind, CodebookChange, Facet
from core.queries.codebook_growth import Touched, code_names, preview, published
from core.queries.codebooks import Rules, rules_of


@dataclass(frozen=True)
class DraftView:
    """An operation that waits, in words, with what it would touch."""

    id: UUID
    words: str
    touches: str
    twice: str
    reason: str
    drop_url: str


@dataclass(frozen=True)
class PublishedView:
    """An operation that was published."""

    words: str
    at: datetime | None
    revision: int
    who: str
    n_marks: str
    reason: str


@dataclass(frozen=True)
class OperationForm:
    """One kind of operation and the fields that it takes; `id` is made now, so that sending twice is once."""

    kind: str
    title: str
    hint: str
    fields: Sequence[str]
    targets: Sequence[tuple[str, str]]
    intos: Sequence[tuple[str, str]]
    id: UUID


@dataclass(frozen=True)
class CodebookPage:
    """What the template shows. `forms` is empty for whoever does not change the codebook, or is not about to."""

    rules: Rules
    questions: QuestionsView
    last: str
    history: Sequence[PublishedView]
    drafts: Sequence[DraftView]
    forms: Sequence[OperationForm]
    facets: Sequence[tuple[str, str]]
    labels: Sequence[tuple[str, str]]
    changing: bool
    can_change: bool
    change_url: str
    publish_url: str
    draft_url: str
    error: str


def codebook_page(viewer: Viewer, *, changing: bool = False, error: str = "") -> CodebookPage:
    """Five queries; for its owner those of the preview, too."""
    rules, slug = rules_of(viewer.project.codebook), viewer.project.slug
    may = viewer.may("manage")
    done = list(published(viewer))
    names = code_names(viewer, done)
    shown = [_published(row, rules, names.get(row.made_by_id, ""), may) for row in done]
    here = reverse("codebook", args=[slug])
    return CodebookPage(
        rules=rules, questions=questions_view(viewer), last=_last(shown), history=shown,
        drafts=[_draft(row, rules, slug) for row in preview(viewer)] if may else [],
        forms=_forms(rules) if may and changing else [],
        facets=[(row.key, row.name or row.key) for row in rules.facets.values() if row.kind == Facet.Kind.CHOICE],
        labels=[(row.key, row.name) for row in rules.standing_labels], changing=may and changing, can_change=may,
        change_url=f"{here}?change=1#change", publish_url=reverse("publish_codebook", args=[slug]),
        draft_url=reverse("draft_codebook", args=[slug]), error=error,
    )  # fmt: skip


def _last(history: Sequence[PublishedView]) -> str:
    if not history or history[0].at is None:
        return ""
    return f"Last changed on {words.date(history[0].at.date().isoformat())}: {history[0].words}"


def _draft(row: Touched, rules: Rules, slug: str) -> DraftView:
    counts = [
        words.count(row.n_marks, "mark", "marks"), words.count(row.n_readers, "reader", "readers"),
        words.count(row.n_documents, "article", "articles"),
    ]  # fmt: skip
    if row.n_decisions:
        counts.append(words.count(row.n_decisions, "ruling", "rulings"))
    twice = words.count(row.n_twice, "mark would", "marks would")
    return DraftView(
        id=row.change.uuid, words=change_words(row.change, rules),
        touches=f"Touches {words.listed(counts)}." if row.n_marks or row.n_decisions else "Touches no mark.",
        twice=f"{twice} stand beside the same mark of the same reader, and will stand once." if row.n_twice else "",
        reason=row.change.reason, drop_url=reverse("drop_codebook_change", args=[slug, row.change.uuid]),
    )  # fmt: skip


def _published(row: CodebookChange, rules: Rules, who: str, may_count: bool) -> PublishedView:
    n_marks = words.count(row.n_marks or 0, "mark", "marks") if may_count else ""
    return PublishedView(change_words(row, rules), row.published_at, row.revision or 0, who, n_marks, row.reason)


def change_words(change: CodebookChange, rules: Rules) -> str:
    """One operation in words, with the names of today."""
    facet, slash, key = change.target.partition("/")
    what = f"{_value(rules, facet, key)} ({_facet(rules, facet)})" if slash else _label(rules, change.target)
    into = str(change.details.get("into", ""))
    other = _value(rules, facet, into) if slash else _label(rules, into)
    return {
        ChangeKind.ADD_LABEL: f"New label {change.details.get('name', what)}",
        ChangeKind.ADD_VALUE: f"New value {change.details.get('name', key)} ({_facet(rules, facet)})",
        ChangeKind.RENAME_LABEL: _renamed(what, change),
        ChangeKind.RENAME_VALUE: _renamed(what, change),
        ChangeKind.MERGE_LABEL: f"{what} becomes {other}",
        ChangeKind.MERGE_VALUE: f"{what} becomes {other}",
        ChangeKind.RETIRE_LABEL: f"{what} is retired",
        ChangeKind.RETIRE_VALUE: f"{what} is retired",
    }[ChangeKind(change.kind)]


def _renamed(what: str, change: CodebookChange) -> str:
    name = change.details.get("name")
    others = [field for field in change.details if field != "name"]
    said = [f"is called {name}"] if name else []
    said += [f"has another {words.listed(others)}"] if others else []
    return f"{what} {words.listed(said)}"


def _label(rules: Rules, key: str) -> str:
    return rules.labels[key].name if key in rules.labels else key


def _value(rules: Rules, facet: str, key: str) -> str:
    value = rules.facets[facet].values.get(key) if facet in rules.facets else None
    return value.name or key if value else key


def _facet(rules: Rules, key: str) -> str:
    return (rules.facets[key].name or key).lower() if key in rules.facets else key


def _forms(rules: Rules) -> list[OperationForm]:
    labels = [(row.key, row.name) for row in rules.standing_labels]
    values = [
        (f"{facet.key}/{row.key}", f"{facet.name or facet.key}: {row.name or row.key}")
        for facet in rules.facets.values() for row in facet.values.values() if not row.retired
    ]  # fmt: skip
    stays = "Its key stays, and all marks with it. Fields left empty stay as they are."
    goes = "Its marks become new versions with the other one. Nothing is lost: histories keep what was said."
    kept = "It stays on its marks, is shown and counted there, and is given to no new one."
    new = "Its key is for programs and files and never changes: letters, digits and hyphens."
    rows = (
        (ChangeKind.ADD_LABEL, "Add a label", new, ("key", "name", "letter", "description", "guide"), ()),
        (ChangeKind.RENAME_LABEL, "Reword a label", stays, ("name", "letter", "description", "guide"), labels),
        (ChangeKind.MERGE_LABEL, "Merge a label into another", goes, ("into",), labels),
        (ChangeKind.RETIRE_LABEL, "Retire a label", kept, (), labels),
        (ChangeKind.ADD_VALUE, "Add a value", new, ("facet", "key", "name", "rank", "group", "label"), ()),
        (ChangeKind.RENAME_VALUE, "Reword a value", stays, ("name", "rank", "group"), values),
        (ChangeKind.MERGE_VALUE, "Merge a value into another", goes, ("into",), values),
        (ChangeKind.RETIRE_VALUE, "Retire a value", kept, (), values),
    )
    return [
        OperationForm(kind.value, title, hint, fields, targets, targets if "into" in fields else (), uuid4())
        for kind, title, hint, fields, targets in rows
    ]
