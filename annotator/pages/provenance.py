"""The provenance page of a document: where its text comes from, what it shares, what is proposed, who ruled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db.models import Q
from django.urls import reverse

from annotator.pages import words
from annotator.pages.provenance_bar import Bar, bar
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
from core.queries.versions import tells_what_counts
from core.text.segments import word_starts

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
    """The viewer's last ruling on a proposal, to take back."""

    url: str
    version: int
    words: str


@dataclass(frozen=True)
class Contents:
    """All below the head of a page whose source is no secret. `versions` are (name, facts, address, whether this)."""

    bar: Bar
    rows: Sequence[OriginRow]
    proposals: Sequence[ProposalView]
    undo: Undo | None
    shared: Shared
    is_compared: bool
    damage: Sequence[TraceView]
    versions: Sequence[tuple[str, str, str, bool]]
    rulings: Sequence[RulingLine]
    choices: Choices | None


@dataclass(frozen=True)
class ProvenancePage:
    """What the page shows; `found` is None where the source is hidden from the viewer. `keeps`: the viewer rules."""

    key: str
    title: str
    facts: str
    language: str
    headline: Headline
    keeps: bool
    outcome: Outcome
    read_url: str
    report_url: str
    by_hand_url: str
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


def provenance_page(viewer: Viewer, key: str, outcome: Outcome | None = None) -> ProvenancePage:
    """The page for one viewer. Seventeen queries at most, whatever the number of anything.

    Errors: `NotFound` for a document of another project as for one that is not there.
    """
    document = whole_document(viewer, key)
    parts = parts_of(viewer, [document]).get(document.pk, [])
    read, report, by_hand = (
        reverse(name, args=[viewer.project.slug, document.key]) for name in ("read", "report", "add_range")
    )
    keeps, outcome = viewer.may("provenance"), outcome or Outcome()
    facts = [] if document.is_masked else [
        document.outlet.name, document.genre, words.date_of(document), document.author
    ]  # fmt: skip
    return ProvenancePage(
        key=document.key, title=document.title or document.key, facts=" · ".join(fact for fact in facts if fact),
        language=document.language, headline=headline(document, parts, len(word_starts(document.text))), keeps=keeps,
        outcome=outcome, read_url=read, report_url=report, by_hand_url=by_hand,
        found=None if document.is_masked else _contents(viewer, document, Places(document, read), outcome, keeps=keeps),
    )  # fmt: skip


def _contents(viewer: Viewer, document: Document, places: Places, outcome: Outcome, *, keeps: bool) -> Contents:
    told, known = story(viewer, document, names_of), list(outlets(viewer))
    rows = origin_rows(document, told.decided, places, keeps=keeps)
    rows = [replace(row, values=outcome.values) if outcome.of == row.form_id else row for row in rows]
    proposed = open_proposals(viewer, document)
    return Contents(
        bar=bar(document, rows, proposed), rows=rows,
        proposals=proposal_views(viewer, document, proposed, places, {outcome.of: outcome.values}),
        undo=_undo(viewer, document) if keeps else None,
        shared=shared_of(viewer, document, places),
        is_compared=not uncompared(viewer.project).filter(pk=document.pk).exists(),
        damage=trace_views(document, places), versions=_versions(viewer, document),
        rulings=ruling_lines(document, told.ruled, {row.pk: row.name for row in known}),
        choices=_choices([(row.key, row.name) for row in known]) if keeps else None,
    )  # fmt: skip


def _undo(viewer: Viewer, document: Document) -> Undo | None:
    """Of the viewer's last ruling here. One query."""
    row = last_ruled(viewer, document)
    if row is None:
        return None
    url = reverse("rule_on_proposal", args=[viewer.project.slug, document.key, row.uuid])
    return Undo(url, row.version, f"{VERBS[row.state].lower()}, {name_of(row)[:1].lower()}{name_of(row)[1:]}")


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


def _choices(known: Sequence[tuple[str, str]]) -> Choices:
    return Choices(known, list(Fidelity.choices), list(Originality.choices), list(Attribution.choices))
