"""The provenance page of a document: where its text comes from, what it shares, what is proposed, who ruled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db.models import Q
from django.urls import reverse

from annotator.pages import words
from annotator.pages.provenance_bar import Bar, bar
from annotator.pages.provenance_borders import borders
from annotator.pages.provenance_outcomes import Outcome
from annotator.pages.provenance_parts import OriginRow, Places, origin_rows
from annotator.pages.provenance_proposals import ProposalView, name_of, proposal_views
from annotator.pages.provenance_rulings import VERBS, RulingLine, ruling_lines
from annotator.pages.provenance_shared import Shared, shared_of
from annotator.pages.provenance_traces import TraceView, trace_views
from annotator.pages.provenance_words import Headline, headline
from core.access import Viewer
from core.models import Attribution, Document, Fidelity, Originality
from core.queries.documents import outlets, parts_of, whole_document
from core.queries.origin_history import names_of, story
from core.queries.proposals import open_proposals
from core.queries.provenance import last_ruled
from core.queries.reuse import uncompared
from core.queries.sources import seen_documents
from core.queries.versions import family, standing_of, tells_what_counts, waiting
from core.text.segments import word_starts
from core.text.spans import Span

REASONS = ("junk", "link list", "byline", "site line", "reader comment", "self-promotion", "boilerplate", "title line")


@dataclass(frozen=True)
class Choices:
    """What forms offer, each (value, words)."""

    outlets: Sequence[tuple[str, str]]
    fidelities: Sequence[tuple[str, str]]
    originalities: Sequence[tuple[str, str]]
    attributions: Sequence[tuple[str, str]]
    reasons: Sequence[str] = REASONS


@dataclass(frozen=True)
class Undo:
    """The viewer's last ruling on a proposal, or what was moved just now (`of`: its row's form), to take back.

    `fields` go to `url`.
    """

    url: str
    fields: Mapping[str, str | int]
    words: str
    of: str = ""


@dataclass(frozen=True)
class Contents:
    """All below the head of a page whose source is no secret. `versions` are (name, facts, address, whether this);
    `waits`: the key of the newest one, where marks are doubtful in it and the one before counts."""

    bar: Bar
    rows: Sequence[OriginRow]
    proposals: Sequence[ProposalView]
    undo: Undo | None
    shared: Shared
    is_compared: bool
    damage: Sequence[TraceView]
    versions: Sequence[tuple[str, str, str, bool]]
    waits: str
    rulings: Sequence[RulingLine]
    choices: Choices | None


@dataclass(frozen=True)
class ProvenancePage:
    """What the page shows; `found` is None where the source is hidden from the viewer. `keeps`: the viewer rules.

    `text`: the whole of it, in which keepers move borders. `later_url`: of an article's newest text, where this is not
    it and keepers rule there.
    """

    key: str
    title: str
    facts: str
    text: str
    language: str
    headline: Headline
    keeps: bool
    outcome: Outcome
    read_url: str
    report_url: str
    by_hand_url: str
    later_url: str
    found: Contents | None
    units: ClassVar = ("paragraph", "sentence", "word", "letter")
    units_on: ClassVar = units[::-1]

    @property
    def loose_error(self) -> str:
        """What was refused of a form that is not on the page any more, to be said above everything."""
        found = self.found
        rows = [] if found is None else [row.form_id for row in found.rows] + [row.uuid for row in found.proposals]
        forms = {"by-hand", *rows}
        return "" if self.outcome.of in forms else self.outcome.error


def provenance_page(viewer: Viewer, key: str, outcome: Outcome | None = None, moving: str = "") -> ProvenancePage:
    """The page for one viewer. Some twenty queries, whatever the number of anything.

    `moving`: the proposal (`proposal-UUID`) or row (`section-START`) whose borders are moved without a script.
    Errors: `NotFound` for a document of another project as for one that is not there.
    """
    document = whole_document(viewer, key)
    parts = parts_of(viewer, [document]).get(document.pk, [])
    read, report, by_hand = (
        reverse(name, args=[viewer.project.slug, document.key]) for name in ("read", "report", "add_range")
    )
    keeps, outcome, later_url = viewer.may("provenance"), outcome or Outcome(), ""
    newest = standing_of(viewer, document) if keeps else None
    if newest is not None and not newest.is_latest:
        keeps, later_url = False, reverse("provenance", args=[viewer.project.slug, newest.latest])
    facts = [] if document.is_masked else [
        document.outlet.name, document.genre, words.date_of(document), document.author
    ]  # fmt: skip
    is_hidden = document.is_masked
    return ProvenancePage(
        key=document.key, title=document.title or document.key, text="" if is_hidden or not keeps else document.text,
        facts=" · ".join(fact for fact in facts if fact),
        language=document.language, headline=headline(document, parts, len(word_starts(document.text))), keeps=keeps,
        outcome=outcome, read_url=read, report_url=report, by_hand_url=by_hand, later_url=later_url,
        found=None if is_hidden else _contents(viewer, document, Places(document, read), outcome, moving, keeps=keeps),
    )  # fmt: skip


def _contents(
    viewer: Viewer, document: Document, places: Places, outcome: Outcome, moving: str, *, keeps: bool
) -> Contents:
    told, known = story(viewer, document, names_of), list(outlets(viewer))
    rows = origin_rows(document, told.decided, places, keeps=keeps)
    if keeps:
        rows = [_movable(document, row, outcome, moving) for row in rows]
    proposed, versions = open_proposals(viewer, document), _versions(viewer, document)
    return Contents(
        bar=bar(document, rows, proposed), rows=rows,
        proposals=proposal_views(
            viewer, document, proposed, places, {outcome.of: outcome.values}, moving.removeprefix("proposal-")
        ),
        undo=_moved(viewer, document, rows, outcome.moved) or _undo(viewer, document) if keeps else None,
        shared=shared_of(viewer, document, places),
        is_compared=not uncompared(viewer.project).filter(pk=document.pk).exists(),
        damage=trace_views(document, places), versions=versions, waits=_waits(viewer, document) if versions else "",
        rulings=ruling_lines(document, told.ruled, {row.pk: row.name for row in known}),
        choices=_choices([(row.key, row.name) for row in known]) if keeps else None,
    )  # fmt: skip


def _movable(document: Document, row: OriginRow, outcome: Outcome, moving: str) -> OriginRow:
    """A row with its borders, and with what a refused form of it held."""
    if row.kind == "rest":
        return row
    sent = outcome.values if outcome.of == row.form_id else {}
    is_plain, facts = row.form_id in (moving, outcome.of), sent if "reason" in sent else row.values
    ends = borders(document, row.kind, Span(row.start, row.end), sent, is_new=False, plain=is_plain)
    return replace(row, values=facts, borders=ends, is_plain=is_plain)


def _moved(viewer: Viewer, document: Document, rows: Sequence[OriginRow], form: str) -> Undo | None:
    """Of the borders that were moved just now. No query."""
    row = next((row for row in rows if row.form_id == form and row.is_ruled), None)
    if row is None:
        return None
    url = reverse(f"change_{row.kind}", args=[viewer.project.slug, document.key, row.start])
    return Undo(url, {"do": "undo", "seen": row.seen}, "borders moved", row.form_id)


def _undo(viewer: Viewer, document: Document) -> Undo | None:
    """Of the viewer's last ruling here. One query."""
    row = last_ruled(viewer, document)
    if row is None:
        return None
    url = reverse("rule_on_proposal", args=[viewer.project.slug, document.key, row.uuid])
    fields: dict[str, str | int] = {"ruling": "reopen", "version": row.version}
    return Undo(url, fields, f"{VERBS[row.state].lower()}, {name_of(row)[:1].lower()}{name_of(row)[1:]}")


def _versions(viewer: Viewer, document: Document) -> list[tuple[str, str, str, bool]]:
    """The texts of the same article that the viewer may know, in order; nothing where there is one. Two queries."""
    first = document.version_of_id or document.pk
    same = Document.objects.filter(Q(pk=first) | Q(version_of=first), project=viewer.project)
    rows = [row for row in seen_documents(same.select_related("outlet").defer("text"), viewer) if not row.is_masked]
    if len(rows) < 2:
        return []
    tells = tells_what_counts(viewer, document)
    return [
        (
            f"Version {row.version_number}",
            words.sentence(["the one that counts" if tells and row.is_current else "", row.version_note]),
            reverse("provenance", args=[viewer.project.slug, row.key]), row.pk == document.pk,
        )
        for row in sorted(rows, key=lambda row: row.version_number)
    ]  # fmt: skip


def _waits(viewer: Viewer, document: Document) -> str:
    """The key of the newest text of the article, where an earlier one counts until its marks are settled. One query."""
    return waiting(viewer).filter(family(document)).values_list("key", flat=True).first() or ""


def _choices(known: Sequence[tuple[str, str]]) -> Choices:
    return Choices(known, list(Fidelity.choices), list(Originality.choices), list(Attribution.choices))
