"""The parts of a text by origin, in the order of the text: one row for each with what is known of it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.pages import words
from annotator.pages.article_text import cut_paragraphs
from annotator.pages.outline import Stretch, stretches
from annotator.pages.provenance_borders import Border
from annotator.pages.provenance_words import carrier
from annotator.pages.report import moment
from core.models import Attribution, Document, Excluded, Fidelity, Originality, Section
from core.queries.origin_history import Decided
from core.text.segments import count_in, word_starts
from core.text.spans import Span

OPENING_CP = 90
EXACT = ("", Fidelity.VERIFIED, Fidelity.AS_REPOSTED)
FACTS = ("title", "author", "published_on", "genre", "originality", "attribution", "fidelity")
_RAMP = ("fill-2", "fill-3", "fill-1", "fill-4", "fill-5")  # neighbours differ in weight
_OWN, _OUT = "fill-against", "fill-not-part"


@dataclass(frozen=True)
class OriginRow:
    """A part of the text. `kind`: `section`, `rest` (what no section holds) or `excluded`.

    `start` and `end` are code points. `decided` says who set it and when, `is_ruled` whether that was a person here.
    `values`: what its form holds, by name; empty for whoever may not send it, as are `borders`. `copied`: key and title
    of the text with which its words count. `seen`: the number of its last change.
    """

    number: int
    kind: str
    fill: str
    start: int
    end: int
    name: str
    title: str
    about: str
    n_words: str
    wording: str
    is_exact: bool
    nature: str
    copied: tuple[str, str] | None
    reason: str
    decided: str
    is_ruled: bool
    seen: int
    opening: str
    url: str
    values: Mapping[str, str]
    borders: Sequence[Border] = ()
    is_plain: bool = False

    @property
    def form_id(self) -> str:
        """What its form is called."""
        return f"{self.kind}-{self.start}"


class Places:
    """Addresses of places in one article: the paragraph that holds a code point, on the reading page."""

    def __init__(self, document: Document, read_url: str) -> None:
        self.read_url = read_url
        self.paragraphs = [span.start for span in cut_paragraphs(document)]

    def url(self, at: int) -> str:
        """Of one place. O(log n)."""
        index = max(0, bisect_right(self.paragraphs, at) - 1)
        return f"{self.read_url}#p{self.paragraphs[index]}"


def origin_rows(
    document: Document, decided: Mapping[tuple[str, int], Decided], places: Places, *, keeps: bool
) -> list[OriginRow]:
    """Sections, what lies between them, and what is left out, in order. Needs the ranges of `whole_document`. No query.

    `decided` is of `queries.origin_history`; `keeps`: with what forms need.
    """
    rows = _Rows(document, decided, places, keeps)
    found: list[tuple[Span, Stretch | Excluded]] = [(row.span, row) for row in stretches(document)]
    found += [(Span(row.start, row.end), row) for row in document.excluded.all()]
    ordered = sorted(found, key=lambda pair: pair[0])
    return [
        rows.excluded(row, number) if isinstance(row, Excluded) else rows.origin(row, number)
        for number, (_, row) in enumerate(ordered, start=1)
    ]


class _Rows:
    """The rows of one document."""

    def __init__(
        self, document: Document, decided: Mapping[tuple[str, int], Decided], places: Places, keeps: bool
    ) -> None:
        self.document, self.decided, self.places, self.keeps = document, decided, places, keeps
        self.fills = fills_of(document, [row.outlet_id for row in document.sections.all()])

    def origin(self, row: Stretch, number: int) -> OriginRow:
        """A section, or words outside all of them."""
        section = row.section
        outlet = section.outlet if section else self.document.outlet
        is_own = outlet.pk == self.document.outlet_id
        return OriginRow(
            number, "section" if section else "rest", self.fills[outlet.pk], row.span.start, row.span.end,
            name=f"{carrier(outlet)} itself" if is_own and self._is_stitched else outlet.name,
            title=section.title if section else "", about=self._about(section, is_own=is_own),
            n_words=f"{row.n_words:,}",
            wording=_wording(section, is_own=is_own), is_exact=section is None or section.fidelity in EXACT,
            nature=_nature(section), copied=_copied(section), reason=section.reason if section else "",
            **self._decided("section", row.span.start if section else -1),
            opening=self.opening(row.span), url=self.places.url(row.span.start),
            values=facts_of(section) if section and self.keeps else {},
        )  # fmt: skip

    def excluded(self, row: Excluded, number: int) -> OriginRow:
        """A range that is not part of the article."""
        span = Span(row.start, row.end)
        n_words = count_in(word_starts(self.document.text), [span])
        return OriginRow(
            number, "excluded", _OUT, row.start, row.end, name="not part of the article", title="", about=row.reason,
            n_words=f"{n_words:,}", wording="left out", is_exact=True, nature="", copied=None,
            reason="", **self._decided("excluded", row.start), opening=self.opening(span),
            url=self.places.url(row.start), values={"reason": row.reason} if self.keeps else {},
        )  # fmt: skip

    @property
    def _is_stitched(self) -> bool:
        """Whether there is anybody else's: else the carrier's name says more than *the blog itself*."""
        return len(self.fills) > 1

    def opening(self, span: Span) -> str:
        """The first words, enough to know the place by."""
        line = " ".join(self.document.text[span.start : min(span.end, span.start + 2 * OPENING_CP)].split())
        return line if len(line) <= OPENING_CP else f"{line[:OPENING_CP].rsplit(' ', 1)[0]} …"

    def _about(self, section: Section | None, *, is_own: bool) -> str:
        if section is None:
            return "what stands outside the sections" if self.document.sections.all() else ""
        date = words.date(section.published_on) if section.published_on or not is_own else ""
        return " · ".join(fact for fact in (section.author, section.genre, date) if fact)

    def _decided(self, kind: str, start: int) -> dict[str, Any]:
        """`Set by ann, 3 March 2031, 12:10 UTC`; whether it was somebody here, and which change."""
        found = self.decided.get((kind, start))
        by = f"by {found.by}" if found and found.by else "with the article, or by an import"
        said = f"Set {by}, {moment(found.at)}" if found else ""
        return {"decided": said, "is_ruled": bool(found and found.by), "seen": found.change if found else 0}


def facts_of(section: Section) -> dict[str, str]:
    """What the form of a section holds."""
    copy_of = section.copy_of.key if section.copy_of else ""
    return {name: getattr(section, name) for name in FACTS} | {"outlet": section.outlet.key, "copy_of": copy_of}


def fills_of(document: Document, outlets: Iterable[int]) -> dict[int, str]:
    """By outlet (primary keys in the order of the text): a colour of its own for the carrier, for others the ramp."""
    others = dict.fromkeys(key for key in outlets if key != document.outlet_id)
    return {key: _RAMP[index % len(_RAMP)] for index, key in enumerate(others)} | {document.outlet_id: _OWN}


def _wording(section: Section | None, *, is_own: bool) -> str:
    """`own`, or how far the wording is the origin's."""
    if section is not None and section.fidelity:
        return words.fidelity(section.fidelity)
    return "own" if is_own else "wording not checked"


def _nature(section: Section | None) -> str:
    """Original or not, attributed or not, a copy of what."""
    if section is None:
        return ""
    copied = _copied(section)
    return words.sentence([
        Originality(section.originality).label if section.originality else "",
        f"attribution: {Attribution(section.attribution).label}" if section.attribution else "",
        f"counts with “{copied[1]}”, from which it is copied" if copied else "",
    ])  # fmt: skip


def _copied(section: Section | None) -> tuple[str, str] | None:
    """Key and title of the text with which its words count; None where they count here."""
    copied = section.copy_of if section else None
    return (copied.key, copied.title or copied.key) if copied else None
