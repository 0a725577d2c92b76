"""What is proposed of a text's origin, to rule on: its words at both borders, the reasons, the ways to rule."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.provenance_parts import Places
from core.access import Viewer
from core.models import Document, Proposal, ProposalKind
from core.queries.proposals import Proposed
from core.text.segments import count_in, sentences, word_starts
from core.text.spans import Span

WINDOW_CP = 1_500  # as far as a border moves on the page; further away, it is another range
SHOWN_CP = 170
STOPS_CP = 700
STOP_WORDS_CP = 48


@dataclass(frozen=True)
class Border:
    """One end of a proposal in its words: `at` is a code point of the text, `text` the words around, from `first` on.

    `at` is as `proposed`, or where a ruling that was refused had it. `before` and `after` is what shows; `stops` are
    places to choose without a script, with the words behind each.
    """

    side: str
    name: str
    at: int
    proposed: int
    first: int
    text: str
    before: str
    after: str
    stops: Sequence[tuple[int, str, bool]]


@dataclass(frozen=True)
class ProposalView:
    """One proposal; `url` takes the ruling. `source` is where the same words stand here, with its address."""

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
    url: str
    read_url: str


def proposal_views(
    viewer: Viewer, document: Document, rows: Sequence[Proposed], places: Places, sent: Mapping[str, Mapping[str, str]]
) -> list[ProposalView]:
    """Open proposals (with outlet and source) in the order of the text. No query.

    `sent`: by UUID what a refused ruling held, so that it is not lost.
    """
    starts = word_starts(document.text)
    views = []
    for number, row in enumerate(rows, start=1):
        views.append(
            ProposalView(
                uuid=str(row.uuid), number=number, kind=row.kind, name=name_of(row), about=_about(row),
                n_words=words.count(count_in(starts, [Span(row.start, row.end)]), "word", "words"),
                why=[reason["words"] for reason in row.why],
                borders=borders(document, row, sent.get(str(row.uuid), {})),
                outlet=sent.get(str(row.uuid), {}).get("outlet") or (row.outlet.key if row.outlet else ""),
                version=row.version, source=_source(viewer, row),
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


def borders(document: Document, row: Proposed, sent: Mapping[str, str]) -> list[Border]:
    """Where it begins and where it ends."""
    ends = (("start", "Begins", row.start), ("end", "Ends", row.end))
    return [_border(document.text, side, name, proposed, sent.get(side, "")) for side, name, proposed in ends]


def _border(text: str, side: str, name: str, proposed: int, sent: str) -> Border:
    first, last = _at_a_space(text, proposed - WINDOW_CP, -1), _at_a_space(text, proposed + WINDOW_CP, 1)
    at = int(sent) if sent and first <= int(sent) <= last else proposed
    before, after = text[max(first, at - SHOWN_CP) : at], text[at : min(last, at + SHOWN_CP)]
    return Border(
        side, name, at, proposed, first, text[first:last],
        _whole_words(before, cut=at - SHOWN_CP > 0, at_start=True),
        _whole_words(after, cut=at + SHOWN_CP < len(text), at_start=False), _stops(text, side, at),
    )  # fmt: skip


def _at_a_space(text: str, at: int, way: int) -> int:
    """The nearest place outside a word, at the ends of the text at most."""
    at = min(max(at, 0), len(text))
    while 0 < at < len(text) and not text[at - 1].isspace():
        at += way
    return at


def _whole_words(text: str, *, cut: bool, at_start: bool) -> str:
    """Words without the one that was cut in two, and a sign that there is more."""
    if not cut:
        return text
    if at_start:
        return "… " + re.sub(r"^\S*\s+", "", text)
    return re.sub(r"\s+\S*$", "", text) + " …"


def _stops(text: str, side: str, at: int) -> list[tuple[int, str, bool]]:
    """The starts of sentences around (and ends of the text), each with the words there; the border itself chosen."""
    around = Span(max(0, at - STOPS_CP), min(len(text), at + STOPS_CP))
    places = {at} | {span.start for span in sentences(text, around)} - {around.start}
    if side == "end" and around.end == len(text):
        places.add(len(text))
    if side == "start" and around.start == 0:
        places.add(0)
    return [(place, _words_at(text, place), place == at) for place in sorted(places)]


def _words_at(text: str, at: int) -> str:
    line = " ".join(text[at : at + STOP_WORDS_CP].split())
    return f"before “{line}…”" if line else "at the end of the text"
