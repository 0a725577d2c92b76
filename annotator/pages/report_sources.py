"""Where the text of a document comes from, as its report says it: origins, parts, what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages import words
from annotator.pages.provenance_words import finding
from core.models import Attribution, Originality
from core.queries.provenance import Known
from core.queries.report import LeftOut, Report, Stretch

UNKNOWN = "not known"
OPENING_CP = 80


@dataclass(frozen=True)
class OriginShare:
    """One origin with its part of the words."""

    name: str
    share: str


@dataclass(frozen=True)
class SourceRow:
    """One part of the text and what is known of it; what is not known says so."""

    origin: str
    title: str
    author: str
    genre: str
    date: str
    n_words: str
    share: str
    wording: str
    nature: str
    read_url: str
    provenance_url: str


@dataclass(frozen=True)
class Sources:
    """Where the text comes from; `is_hidden`: the viewer must not know yet.

    `findings`: in one line what its provenance page shows, at `provenance_url`.
    """

    shares: Sequence[OriginShare]
    rows: Sequence[SourceRow]
    left_out: Sequence[tuple[str, str, str]]
    facts: Sequence[tuple[str, str]]
    findings: str = ""
    provenance_url: str = ""
    is_hidden: bool = False


def sources(report: Report, read_url: str, found: Known | None, provenance_url: str) -> Sources:
    """The origins, the parts, what is left out, and what is known of the file. No query."""
    document = report.document
    origins = list(dict.fromkeys(row.part.outlet for row in report.stretches))
    total = sum(row.part.n_words for row in report.stretches)
    shares = []
    for outlet in origins:
        n_words = sum(row.part.n_words for row in report.stretches if row.part.outlet_id == outlet.pk)
        shares.append(OriginShare(outlet.name, share(n_words, total)))
    if document.is_masked:
        return Sources([], [], _left_out(report), [], is_hidden=True)
    facts = [
        ("Found at", document.url or f"address {UNKNOWN}"), ("Carried by", document.outlet.name),
        ("Byline", document.author or UNKNOWN),
        ("Published", words.date(document.published_on) if document.published_on else UNKNOWN),
        ("Text", f"{document.length:,} characters, SHA-256 {document.sha256}"),
    ]  # fmt: skip
    rows = [_source_row(report, row, read_url, provenance_url) for row in report.stretches]
    findings = _findings(report, found) if found else ""
    return Sources(shares, rows, _left_out(report), facts, findings, provenance_url)


def _findings(report: Report, found: Known) -> str:
    """`This one article is five publishers · 7 sections · 1 quotation reworded elsewhere · 2 proposals to rule on`."""
    n_sections = sum(row.section is not None for row in report.stretches)
    shared, drifted = found.n_shared, found.n_drifted
    return words.sentence([
        finding(report.document, [row.part for row in report.stretches]),
        words.count(n_sections, "section", "sections") if n_sections else "no section set",
        "" if found.is_compared else "not compared with the other articles yet",
        words.count(shared, "passage shared with another article", "passages shared with other articles")
        if shared else "no passage shared with another article" if found.is_compared else "",
        words.count(drifted, "quotation reworded elsewhere", "quotations reworded elsewhere") if drifted else "",
        words.count(found.n_proposed, "proposal to rule on", "proposals to rule on") if found.n_proposed else "",
    ])  # fmt: skip


def share(n: int, total: int) -> str:
    """A share in whole per cent that never rounds something down to nothing: `under 1 %`.

    >>> share(3, 1000), share(0, 10), share(5, 10), share(0, 0)
    ('under 1 %', '0 %', '50 %', '–')
    """
    return "under 1 %" if 0 < n < 0.01 * total else words.percent(n / total if total else None)


def _source_row(report: Report, row: Stretch, read_url: str, provenance_url: str) -> SourceRow:
    document, section, part = report.document, row.section, row.part
    via = f", via {document.outlet.name}" if part.outlet_id != document.outlet_id else ""
    n_words = sum(other.part.n_words for other in report.stretches)
    title = section.title if section else "" if len(report.stretches) == 1 else "what stands outside the sections"
    return SourceRow(
        part.outlet.name + via, title, (section.author if section else document.author) or UNKNOWN,
        part.genre or UNKNOWN, words.date(part.published_on) if part.published_on else UNKNOWN,
        f"{part.n_words:,}", share(part.n_words, n_words), words.fidelity(part.fidelity) or "not checked",
        _nature(row), f"{read_url}#p{row.start}", f"{provenance_url}#origin-{row.start}",
    )  # fmt: skip


def _nature(row: Stretch) -> str:
    """What a section is: original or not, attributed or not, a copy of what."""
    section = row.section
    if section is None:
        return ""
    copied = section.copy_of
    facts = [
        Originality(section.originality).label if section.originality else f"originality {UNKNOWN}",
        f"attribution: {Attribution(section.attribution).label}" if section.attribution else "",
        f"also stands in “{copied.title or copied.key}”, where it counts" if copied else "",
    ]
    return words.sentence(facts)


def _left_out(report: Report) -> list[tuple[str, str, str]]:
    return [
        (row.row.reason, words.count(row.n_words, "word", "words"), _opening(report, row)) for row in report.left_out
    ]


def _opening(report: Report, row: LeftOut) -> str:
    """The first words of a range, enough to know it by."""
    cut = " ".join(report.document.text[row.row.start : row.row.end].split())
    return cut if len(cut) <= OPENING_CP else f"{cut[:OPENING_CP].rstrip()}…"
