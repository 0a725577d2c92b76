"""What was done and when, in words: one's own reading, one mark, and what undo took back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse

from annotator.pages.words import listed, short
from core.access import Viewer
from core.models import Annotation, Document, Event, Facet, Reading
from core.queries.annotations import kept_annotation
from core.queries.codebooks import FacetRule, Rules, rules_of
from core.queries.documents import document as document_of
from core.queries.log import Entry, mark_log, reading_log
from core.queries.visibility import own_reading

PAGE_SIZE = 100
_VERBS = {
    Event.Kind.ADDED: "Marked", Event.Kind.CHANGED: "Changed", Event.Kind.DELETED: "Deleted",
    Event.Kind.RESTORED: "Brought back", Event.Kind.LINKED: "Linked", Event.Kind.UNLINKED: "Unlinked",
    Event.Kind.SUBMITTED: "Submitted", Event.Kind.REOPENED: "Opened again",
}  # fmt: skip
NOT_KEPT = "with which mark was not kept"
_TURNS = {"undo": "by undo", "redo": "by redo"}
_SAID = ("start", "end", "facets", "note")


@dataclass(frozen=True)
class Difference:
    """One thing that a change made different; nothing in `was` for what is new, in `now` for what went."""

    what: str
    was: str
    now: str


@dataclass(frozen=True)
class ChangeView:
    """One change as it is told: what differs, or (of a mark that came or went) what it said.

    `version` is the state that the button brings back (0: no button).
    """

    at: datetime
    verb: str
    turn: str
    label: str
    label_name: str
    letter: str
    quote: str
    differences: Sequence[Difference]
    facts: str
    note: str
    link: str
    mark_url: str
    restore_url: str
    restore_words: str
    version: int
    at_version: int


@dataclass(frozen=True)
class Day:
    """The changes of one day (in UTC), the newest first."""

    on: datetime
    changes: Sequence[ChangeView]


@dataclass(frozen=True)
class HistoryPage:
    """The log of one's own reading of an article."""

    title: str
    read_url: str
    days: Sequence[Day]
    note: str
    older_url: str
    here: str


@dataclass(frozen=True)
class MarkHistory:
    """The history of one mark; `older_url` is that of the fragment, `older_page_url` that of the page."""

    quote: str
    days: Sequence[Day]
    note: str
    title: str
    read_url: str
    older_url: str = ""
    older_page_url: str = ""
    here: str = ""


def history_page(viewer: Viewer, key: str, before: UUID | None = None) -> HistoryPage:
    """The viewer's own changes of an article, before the change `before`. Six queries."""
    document = document_of(viewer, key)
    reading = own_reading(viewer, document)
    log = reading_log(viewer, document, before=before, limit=PAGE_SIZE)
    address = [viewer.project.slug, document.key]
    here = reverse("history", args=address)
    return HistoryPage(
        document.title or document.key, reverse("read", args=address),
        _days(viewer, document, log.entries, can_restore=_may_restore(viewer, reading)),
        _note(viewer, reading), f"{here}?before={log.older}" if log.older else "", here,
    )  # fmt: skip


def mark_history(viewer: Viewer, uuid: UUID, before: UUID | None = None) -> MarkHistory:
    """What became of one visible mark, before the change `before`. Four queries."""
    mark = kept_annotation(viewer, uuid)
    log = mark_log(viewer, mark, before=before, limit=PAGE_SIZE)
    is_own = mark.reading.reviewer.user_id == viewer.user.pk
    days = _days(viewer, mark.document, log.entries, can_restore=is_own and _may_restore(viewer, mark.reading))
    older = f"{reverse('mark_history', args=[viewer.project.slug, mark.uuid])}?before={log.older}" if log.older else ""
    return MarkHistory(
        short(mark.quote), days, _note(viewer, mark.reading) if is_own else "",
        mark.document.title or mark.document.key,
        f"{reverse('read', args=[viewer.project.slug, mark.document.key])}?mark={mark.uuid}",
        older, older and f"{older}&page=1",
    )  # fmt: skip


def step_words(viewer: Viewer, entries: Sequence[Entry]) -> str:
    """What a gesture did, in a few words: `deleted “no proof …”`, `changed role of “…”`."""
    rules = rules_of(viewer.project.codebook)
    first = entries[0]
    quote = short(first.mark.quote) if first.mark else ""
    if len(entries) > 1:
        return f"split {short(_quote(first.before, first.mark))}"
    if first.kind == Event.Kind.CHANGED:
        what = listed([row.what.lower() for row in differences(rules, first.before, first.after)])
        return f"changed {what} of {quote}" if what else f"changed {quote}"
    if first.other is not None:
        return f"{_VERBS[Event.Kind(first.kind)].lower()} {quote}, which {first.link_kind} {short(first.other.quote)}"
    return f"{_VERBS[Event.Kind(first.kind)].lower()} {quote}"


def differences(rules: Rules, before: Any | None, after: Any | None) -> list[Difference]:
    """What is different between two states of a mark, in the order: label, ends, details, note."""
    if before is None or after is None:
        return []
    found = []
    if before.label_id != after.label_id:
        found.append(Difference("Label", _label_name(rules, before), _label_name(rules, after)))
    if (before.start, before.end) != (after.start, after.end):
        found.append(Difference("Ends", short(before.quote), short(after.quote)))
    for key in dict.fromkeys([*rules.facets, *before.facets, *after.facets]):
        was, now = before.facets.get(key, ""), after.facets.get(key, "")
        if was != now:
            rule = rules.facets.get(key)
            found.append(Difference(rule.name if rule else key, _value(rule, was), _value(rule, now)))
    if before.note != after.note:
        found.append(Difference("Note", before.note, after.note))
    return found


def _value(rule: FacetRule | None, value: str) -> str:
    if rule is None or not value:
        return value
    return "yes" if rule.kind == Facet.Kind.FLAG else rule.value_name(value)


def _label_name(rules: Rules, state: Any) -> str:
    rule = rules.labels.get(state.label.key)
    return rule.name if rule else state.label.key


def _days(viewer: Viewer, document: Document, entries: Sequence[Entry], *, can_restore: bool) -> list[Day]:
    rules = rules_of(viewer.project.codebook)
    read_url = reverse("read", args=[viewer.project.slug, document.key])
    views, offered = [], set()
    for row in entries:
        state = _key(row)
        views.append(_view(viewer, rules, row, read_url, can_restore and state not in offered))
        offered.add(state)
    return [Day(rows[0].at, rows) for rows in (list(group) for _, group in groupby(views, lambda row: row.at.date()))]


def _key(entry: Entry) -> tuple[Any, ...]:
    """What a button here would bring back: a state that came and went several times is offered once."""
    state = entry.after or entry.before
    mark = entry.mark.pk if entry.mark else 0
    return (mark, state and (state.label_id, state.start, state.end, tuple(state.facets.items()), state.note))


def _view(viewer: Viewer, rules: Rules, entry: Entry, read_url: str, can_restore: bool) -> ChangeView:
    mark, state = entry.mark, entry.after or entry.before or entry.mark
    label = rules.labels.get(state.label.key) if state else None
    version, words = _restorable(entry) if can_restore else (0, "")
    whole = None if entry.before and entry.after else entry.after or entry.before
    return ChangeView(
        at=entry.at, verb=_VERBS[Event.Kind(entry.kind)], turn=_TURNS.get(entry.turn, ""),
        label=label.key if label else "", label_name=label.name if label else "", letter=label.letter if label else "",
        quote=_quote(state, mark), differences=differences(rules, entry.before, entry.after), link=_link_words(entry),
        facts=_facts(rules, whole) if whole else "", note=whole.note if whole else "",
        mark_url=f"{read_url}?mark={mark.uuid}" if mark and mark.deleted_at is None else "",
        restore_url=reverse("restore_mark", args=[viewer.project.slug, mark.uuid]) if mark else "",
        restore_words=words, version=version, at_version=mark.version if mark else 0,
    )  # fmt: skip


def _facts(rules: Rules, state: Any) -> str:
    """The details of a state in the codebook's order, joined by middle dots."""
    known = [rule for key, rule in rules.facets.items() if key in state.facets]
    return " · ".join(
        rule.name.lower() if rule.kind == Facet.Kind.FLAG else rule.value_name(state.facets[rule.key]) for rule in known
    )


def _quote(state: Any | None, mark: Annotation | None) -> str:
    return state.quote if state is not None else mark.quote if mark is not None else ""


def _link_words(entry: Entry) -> str:
    """The far end of a link, as its near end tells it; that it is not known where the log never said it."""
    if entry.other is None:
        return NOT_KEPT if entry.kind in (Event.Kind.LINKED, Event.Kind.UNLINKED) else ""
    return f"{entry.link_kind} {short(entry.other.quote)}"


def _restorable(entry: Entry) -> tuple[int, str]:
    """The version that this change leads back to, if the mark is otherwise now, and the words for it."""
    mark, state = entry.mark, entry.after or entry.before
    if mark is None or state is None or _is_now(mark, state):
        return 0, ""
    return state.version, "Bring it back" if mark.deleted_at is not None else "Go back to this"


def _is_now(mark: Annotation, state: Any) -> bool:
    same: Mapping[str, bool] = {name: getattr(mark, name) == getattr(state, name) for name in _SAID}
    return mark.deleted_at is None and mark.label_id == state.label_id and all(same.values())


def _may_restore(viewer: Viewer, reading: Reading | None) -> bool:
    if reading is None or reading.state != Reading.State.OPEN:
        return False
    return viewer.may("practise" if reading.practice else "mark")


def _note(viewer: Viewer, reading: Reading | None) -> str:
    if reading is not None and reading.state == Reading.State.SUBMITTED and viewer.may("mark"):
        return "You have submitted this reading. Reopen it to bring anything back."
    return ""
