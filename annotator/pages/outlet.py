"""The page of one outlet: facts with a source each, and a profile computed from the store. No score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from annotator.pages import words
from annotator.pages.claim_rows import ClaimRow, claim_row
from annotator.pages.comparison_controls import Links
from annotator.pages.figure_tables import Column, FigureCell, Section
from annotator.pages.finding import caveats_of
from annotator.pages.indicator_words import IndicatorLine, indicator_lines, readers_said
from annotator.pages.numbers import sections_of_one
from annotator.pages.sources import Counted, cited_numbers
from core.access import Viewer
from core.models import Attribution, Originality, Outlet, Part
from core.queries.filters import Filters
from core.queries.outlets import Profile, outlet_profile

EMPTY_LINES = 2
N_CLAIMS = 8
CITED_NAMES = ("Cited bases", "Opened", "Found", "Says so", "Named, no card")


@dataclass(frozen=True)
class Draft:
    """What somebody wrote of an outlet, and why it was refused."""

    said: Mapping[str, Any]
    error: str


@dataclass(frozen=True)
class Fact:
    """One fact; `url` where its source is an address. Without a source it says so."""

    text: str
    source: str
    url: str


@dataclass(frozen=True)
class FactsForm:
    """What is known, to be changed by keepers; `facts` are (text, source), the last lines empty."""

    url: str
    version: int
    error: str
    fields: Sequence[tuple[str, str, str, int]]
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ProfileSection:
    """One question of the profile: a `Section` of the comparison with its only row as lines of (column, cell)."""

    section: Section
    lines: Sequence[tuple[Column, FigureCell]]


@dataclass(frozen=True)
class TextLine:
    """One part of a text: its title, what is known of it, how many words; once for each text on its pages where it is
    answered for as a whole."""

    title: str
    url: str
    facts: str
    nature: str
    n_words: str
    indicators_url: str


@dataclass(frozen=True)
class TextList:
    """Texts of one way, under one sentence."""

    title: str
    says: str
    lines: Sequence[TextLine]


@dataclass(frozen=True)
class OutletPage:
    """Everything the template shows. `unread` says why there is no profile."""

    name: str
    facts_line: str
    lead: Sequence[tuple[str, str]]
    caveats: Sequence[str]
    facts: Sequence[Fact]
    form: FactsForm | None
    sections: Sequence[ProfileSection]
    unread: str
    texts: Sequence[TextList]
    cited: Sequence[tuple[str, Counted]]
    claims: Sequence[ClaimRow]
    more_claims: str
    claims_url: str
    indicators: Sequence[IndicatorLine]
    indicators_say: str
    agreement_url: str
    compare_url: str
    outlets_url: str
    json_url: str


def outlet_page(viewer: Viewer, key: str, draft: Draft | None = None) -> OutletPage:
    """The page for the viewer; `draft`: what was refused. Queries as `outlet_profile`."""
    profile = outlet_profile(viewer, key)
    slug, outlet = viewer.project.slug, profile.outlet
    is_read = profile.origin is not None and profile.origin.n_words_read > 0
    return OutletPage(
        outlet.name,
        words.sentence([outlet.kind, outlet.country, outlet.domain]),
        _lead(profile),
        caveats_of(profile.figures) if is_read else (),
        [_fact(row) for row in outlet.facts],
        _form(viewer, outlet, draft) if viewer.may("add_outlets") else None,
        _sections(viewer, profile) if is_read else (),
        "" if is_read else _unread(profile),
        _texts(viewer, profile),
        _cited(viewer, profile),
        [claim_row(viewer, claim) for claim in profile.claims[:N_CLAIMS]],
        f"All {len(profile.claims)} claims" if len(profile.claims) > N_CLAIMS else "",
        f"{reverse('claims', args=[slug])}?outlet={outlet.key}",
        indicator_lines(
            profile.said,
            profile.agreement,
            lambda of, value: reverse("outlet_answers", args=[slug, outlet.key]) + f"?of={of}&value={value}",
        ),
        readers_said(profile.said),
        f"{reverse('agreement', args=[slug])}?reviewers={profile.said.kind}#indicators",
        reverse("compare", args=[slug]) + "?view=numbers",
        reverse("outlets", args=[slug]),
        reverse("api:outlet_profile", args=[slug, outlet.key]),
    )


def _lead(profile: Profile) -> list[tuple[str, str]]:
    """What there is of it here, as (strong, rest)."""
    texts, lines = profile.texts, []
    n_own = len({part.document_id for part in texts.own})
    n_words = sum(part.n_words for part in (*texts.own, *texts.elsewhere) if part.counted)
    if n_words:
        lines.append((f"{n_words:,}", f"words of its own stand here, in {_n_texts((*texts.own, *texts.elsewhere))}."))
    if profile.origin and profile.origin.n_words_read:
        lines.append((f"{profile.origin.n_words_read:,.0f}", "of them were read."))
    if texts.carried:
        carried = sum(part.n_words for part in texts.carried)
        only = "" if n_own else ", and none of its own"
        lines.append((f"{carried:,}", f"words on its pages are by others{only}."))
    return lines or [("No text", "of it is here yet.")]


def _n_texts(parts: Sequence[Part]) -> str:
    return words.count(len({part.document_id for part in parts if part.counted}), "text", "texts")


def _fact(row: Mapping[str, str]) -> Fact:
    source = row.get("source", "")
    return Fact(row["text"], source, source if source.lower().startswith(("https://", "http://")) else "")


def _form(viewer: Viewer, outlet: Outlet, draft: Draft | None) -> FactsForm:
    said = draft.said if draft else {}
    stored = [(row["text"], row.get("source", "")) for row in outlet.facts]
    written = [(row["text"], row["source"]) for row in said["facts"]] if draft else stored
    lengths = {"name": 200, "kind": 60, "country": 60, "domain": 200}
    names = {"name": "Name", "kind": "Kind", "country": "Country", "domain": "Site"}
    return FactsForm(
        reverse("change_outlet", args=[viewer.project.slug, outlet.key]), outlet.version,
        draft.error if draft else "",
        [(name, names[name], said.get(name, getattr(outlet, name)), length) for name, length in lengths.items()],
        [*written, *[("", "")] * EMPTY_LINES],
    )  # fmt: skip


def _unread(profile: Profile) -> str:
    if profile.origin is None:
        return "No text here counts as its own, so there is nothing to say of how it writes."
    return (
        "No reading submitted yet: whose voices it uses, what roles it gives and what its claims rest on stands here"
        " once somebody has submitted one."
    )


def _sections(viewer: Viewer, profile: Profile) -> list[ProfileSection]:
    """The counts of the comparison for this origin alone, each number leading to its quotes."""
    if profile.origin is None:
        return []
    links = Links(viewer, Filters(), "numbers")
    sections = sections_of_one(profile.counting, profile.figures, profile.origin, links)
    return [_on_its_own(section) for section in sections]


def _on_its_own(section: Section) -> ProfileSection:
    """The one row of its first table as lines; what nobody said is left out of long lists."""
    lines: list[tuple[Column, FigureCell]] = []
    if section.tables and section.tables[0].rows:
        table = section.tables[0]
        lines = [(column, cell) for column, cell in zip(table.columns, table.rows[0].cells, strict=True)]
    said = section.reason or ("" if lines else "Nothing is marked that would tell.")
    return ProfileSection(replace(section, id=f"of-{section.id}", reason=said), lines)


def _cited(viewer: Viewer, profile: Profile) -> list[tuple[str, Counted]]:
    """Of the bases that its words cite how many were opened, found and say so; nothing where none is named."""
    if profile.bases is None:
        return []
    return list(zip(CITED_NAMES, cited_numbers(viewer, profile.bases, profile.outlet.key), strict=True))


def _texts(viewer: Viewer, profile: Profile) -> list[TextList]:
    texts = profile.texts
    others = words.listed([outlet.name for outlet, _ in texts.n_words_by(texts.carried)])
    carriers = words.listed([outlet.name for outlet, _ in texts.n_words_by(texts.elsewhere, carrier=True)])
    lists = [
        ("On its own pages", "Words that count as its own.", texts.own),
        ("Words of others on its pages", f"Taken from {others}. They count for whom they were taken from.",
         texts.carried),
        ("Its words on others’ pages", f"Carried by {carriers}. What is a copy of a text here counts once.",
         texts.elsewhere),
    ]  # fmt: skip
    firsts = {part.document_id: part.pk for part in reversed([*texts.own, *texts.carried])}
    return [
        TextList(title, says, [_text(viewer, part, profile.outlet, part.pk in firsts.values()) for part in parts])
        for title, says, parts in lists if parts
    ]  # fmt: skip


def _text(viewer: Viewer, part: Part, outlet: Outlet, is_first: bool) -> TextLine:
    document, section = part.document, part.section
    by = f"by {part.outlet.name}" if part.outlet_id != outlet.pk else ""
    via = f"via {document.outlet.name}" if document.outlet_id != outlet.pk else ""
    anchor = f"#p{section.start}" if section else ""
    return TextLine(
        (section.title if section else "") or document.title or document.key,
        reverse("read", args=[viewer.project.slug, document.key]) + anchor,
        words.sentence([by, via, part.genre, words.date(part.published_on), words.fidelity(part.fidelity)]),
        _nature(viewer, part),
        words.count(part.n_words, "word", "words"),
        reverse("indicators", args=[viewer.project.slug, document.key]) if is_first else "",
    )


def _nature(viewer: Viewer, part: Part) -> str:
    """What was ruled of a section: original or not, attributed or not, a copy of what."""
    section = part.section
    if section is None:
        return ""
    copied = section.copy_of if part.counted is False and not viewer.hides_sources else None
    return words.sentence([
        Originality(section.originality).label if section.originality else "",
        f"attribution: {Attribution(section.attribution).label}" if section.attribution else "",
        f"also stands in “{copied.title or copied.key}”, where it counts" if copied
        else "" if part.counted else "a copy: counted at its origin",
    ])  # fmt: skip
