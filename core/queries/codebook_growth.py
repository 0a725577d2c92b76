"""Changes of a codebook: those drafted, with what each would touch, and those published."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.access import Viewer
from core.models import Annotation, ChangeKind, ChangeState, CodebookChange, Decision, Reviewer

_OF_LABELS = (ChangeKind.RENAME_LABEL, ChangeKind.MERGE_LABEL, ChangeKind.RETIRE_LABEL)
_OF_VALUES = (ChangeKind.RENAME_VALUE, ChangeKind.MERGE_VALUE, ChangeKind.RETIRE_VALUE)
_MERGES = (ChangeKind.MERGE_LABEL, ChangeKind.MERGE_VALUE)


@dataclass(frozen=True)
class Touched:
    """What an operation touches: standing marks, their readers and documents, rulings in these words.

    `n_twice`: marks of a reader that a merge would leave standing beside the same mark; they go, with their history.
    """

    change: CodebookChange
    n_marks: int
    n_readers: int
    n_documents: int
    n_twice: int
    n_decisions: int


def changes(viewer: Viewer) -> QuerySet[CodebookChange]:
    """All changes of the codebook in force, in their order. One query."""
    rows = CodebookChange.objects.filter(codebook=viewer.project.codebook, codebook__isnull=False)
    return rows.select_related("made_by").order_by("pk")


def drafts(viewer: Viewer) -> QuerySet[CodebookChange]:
    """Changes that wait to be published, in the order in which they would be. One query."""
    return changes(viewer).filter(state=ChangeState.DRAFT)


def published(viewer: Viewer) -> QuerySet[CodebookChange]:
    """Changes that were published, the last first. One query."""
    return changes(viewer).filter(state=ChangeState.PUBLISHED).order_by("-revision", "pk")


def code_names(viewer: Viewer, rows: Iterable[CodebookChange]) -> dict[int | None, str]:
    """By account: the code name of whoever made these changes, as far as they have one. One query."""
    makers = {row.made_by_id for row in rows if row.made_by_id}
    found = Reviewer.objects.filter(project=viewer.project, user__in=makers)
    return dict(found.values_list("user_id", "code_name"))


def preview(viewer: Viewer) -> list[Touched]:
    """What each draft would touch, after those before it. Counts all marks of the project, whoever may see them.

    Two queries for each draft, three for a merge. For the codebook's owner: `Forbidden` for all others.
    """
    viewer.require("manage")
    found, aliases = [], _Aliases()
    for draft in drafts(viewer):
        found.append(_touched(viewer, draft, aliases))
        if draft.kind in _MERGES:
            aliases.merge(draft)
    return found


class _Aliases:
    """What the words of today will be once the drafts so far are published: by key of a label, or `facet/value`."""

    def __init__(self) -> None:
        self.into: dict[str, str] = {}

    def merge(self, draft: CodebookChange) -> None:
        """A draft that makes one word another."""
        self.into[draft.target] = _into(draft)

    def now(self, key: str) -> str:
        """What a word of today will be said as."""
        while key in self.into:
            key = self.into[key]
        return key

    def of(self, key: str) -> set[str]:
        """The words of today that will be this one."""
        return {key} | {word for word in self.into if self.now(word) == key}


def _into(draft: CodebookChange) -> str:
    facet, slash, _ = draft.target.partition("/")
    return f"{facet}/{draft.details['into']}" if slash else str(draft.details["into"])


def _touched(viewer: Viewer, draft: CodebookChange, aliases: _Aliases) -> Touched:
    said = _said(draft.kind, aliases.of(draft.target))
    if said is None:
        return Touched(draft, 0, 0, 0, 0, 0)
    marks = Annotation.objects.filter(said, project=viewer.project, deleted_at__isnull=True)
    rows = list(marks.values_list("reading__reviewer", "document"))
    return Touched(
        draft, len(rows), len({row[0] for row in rows}), len({row[1] for row in rows}),
        _n_twice(viewer, draft, aliases) if draft.kind in _MERGES else 0,
        Decision.objects.filter(said, project=viewer.project).count(),
    )  # fmt: skip


def _said(kind: str, words: Iterable[str]) -> Q | None:
    """Marks and rulings in these words; None for an operation that speaks of none yet."""
    if kind in _OF_LABELS:
        return Q(label__key__in=words)
    if kind in _OF_VALUES:
        pairs = [word.partition("/") for word in words]
        return Q(**{f"facets__{pairs[0][0]}__in": [value for _, _, value in pairs]})
    return None


def _n_twice(viewer: Viewer, draft: CodebookChange, aliases: _Aliases) -> int:
    """Marks that would stand beside the same mark of the same reader."""
    if "/" in draft.target and not draft.target.startswith("target/"):
        return 0
    both = aliases.of(draft.target) | aliases.of(_into(draft))
    marks = Annotation.objects.filter(_said(draft.kind, both) or Q(), project=viewer.project, deleted_at__isnull=True)
    rows = marks.values_list("reading", "start", "end", "label__key", "target")
    before = {(*row[:3], aliases.now(row[3]), aliases.now(f"target/{row[4]}")) for row in rows}
    after = {tuple(_into(draft) if word == draft.target else word for word in row) for row in before}
    return len(before) - len(after)
