"""What is proposed of a text's origin, to rule on: its words at both borders, the reasons, the ways to rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.provenance_borders import Border, borders
from annotator.pages.provenance_parts import Places
from core.access import Viewer
from core.models import Document, Proposal, ProposalKind
from core.queries.proposals import Proposed
from core.text.segments import count_in, word_starts
from core.text.spans import Span


@dataclass(frozen=True)
class ProposalView:
    """One proposal; `url` takes the ruling. `source` is where the same words stand here, with its address; once it is
    accepted they count there (`is_copy`) unless `counts_here`. `is_plain`: with fields that move its borders
    without a script.
    """

    uuid: str
    number: int
    kind: str
    name: str
    about: str
    n_words: str
    why: Sequence[str]
    borders: Sequence[Border]
    outlet: str
    version: int
    source: tuple[str, str] | None
    is_copy: bool
    counts_here: bool
    is_plain: bool
    url: str
    read_url: str


def proposal_views(
    viewer: Viewer, document: Document, rows: Sequence[Proposed], places: Places,
    sent: Mapping[str, Mapping[str, str]], moving: str,
) -> list[ProposalView]:  # fmt: skip
    """Open proposals (with outlet and source) in the order of the text. No query.

    `sent`: by UUID what a refused ruling held, so that it is not lost; `moving`: the one to move without a script.
    """
    starts = word_starts(document.text)
    views = []
    for number, row in enumerate(rows, start=1):
        name = str(row.uuid)
        kept, is_plain = sent.get(name, {}), name == moving or name in sent
        views.append(
            ProposalView(
                uuid=name, number=number, kind=row.kind, name=name_of(row), about=_about(row),
                n_words=words.count(count_in(starts, [Span(row.start, row.end)]), "word", "words"),
                why=[reason["words"] for reason in row.why],
                borders=borders(document, row.kind, row.span, kept, is_new=True, plain=is_plain),
                outlet=kept.get("outlet") or (row.outlet.key if row.outlet else ""),
                version=row.version, source=_source(viewer, row),
                is_copy=row.kind == ProposalKind.SECTION and row.source is not None,
                counts_here="counts_here" in kept, is_plain=is_plain,
                url=reverse("rule_on_proposal", args=[viewer.project.slug, document.key, row.uuid]),
                read_url=places.url(row.start),
            )
        )  # fmt: skip
    return views


def name_of(row: Proposal | Proposed) -> str:
    """What it would be."""
    if row.kind == ProposalKind.EXCLUDED:
        return f"Not part of the article: {row.reason or 'no reason given'}"
    return f"From {row.outlet.name}" if row.outlet else "A text of its own, from whom is not known"


def _about(row: Proposed) -> str:
    """What the signs say of it."""
    date = words.date(row.published_on) if row.published_on else ""
    return " · ".join(fact for fact in (row.title, row.author, date) if fact)


def _source(viewer: Viewer, row: Proposed) -> tuple[str, str] | None:
    if row.source is None:
        return None
    return row.source.title or row.source.key, reverse("read", args=[viewer.project.slug, row.source.key])
