"""Cards that a mark may mean, and marks that name a basis without a card: suggestions, which a person takes.

Words in common, with the rarer ones weighing more, a speaker who is the producer, a year that both name, and cards that
marks with the same speaker cite already.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.access import Viewer
from core.models import Annotation, Citation, Source
from core.queries.ledger import citable_annotations, cites_a_card, visible_citations, visible_sources
from core.queries.report_passages import BASIS_LABEL

MAX_SUGGESTED = 5
MAX_GROUPS = 8
_MAX_MARKS = 2000
_EXAMPLES = 3
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MIN_LETTERS = 4  # shorter words tell texts apart only as abbreviations: RAND, DEA
_MIN_SHARED = 2  # one word in common is what the whole corpus is about
_COMMON = frozenset({"about", "according", "after", "from", "have", "more", "most", "report", "said", "says", "study",
                     "than", "that", "their", "there", "these", "this", "were", "which", "with"})  # fmt: skip


@dataclass(frozen=True)
class Suggested:
    """A card and why it is suggested, in words."""

    source: Source
    why: str
    score: float


@dataclass(frozen=True)
class Lacking:
    """Evidence marks of one speaker (or of one kind of voice) that cite nothing: how many, the first few, a card."""

    speaker: str
    voice: str
    n: int
    marks: Sequence[Annotation]
    suggested: Suggested | None


def cards_for(viewer: Viewer, mark: Annotation) -> list[Suggested]:
    """Cards that the mark may mean, the likeliest first; those that it cites are left out. Four queries."""
    cards = list(visible_sources(viewer))
    cited = set(Citation.objects.filter(annotation=mark).values_list("source_id", flat=True))
    speaker = str(mark.facets.get("speaker", ""))
    known = _cited_with(viewer, [speaker]).get(speaker.casefold().strip(), set()) if speaker else set()
    return Suggesting(card for card in cards if card.pk not in cited).of(mark.quote, speaker, known)[:MAX_SUGGESTED]


def _cited_with(viewer: Viewer, speakers: Iterable[str]) -> dict[str, set[int]]:
    """By speaker, case aside: the cards that marks with this speaker cite already. One query."""
    wanted = {speaker.casefold().strip() for speaker in speakers if speaker.strip()}
    rows = visible_citations(viewer).order_by().select_related(None).filter(annotation__facets__has_key="speaker")
    found: dict[str, set[int]] = {}
    for speaker, card in rows.values_list("annotation__facets__speaker", "source_id"):
        key = str(speaker).casefold().strip()
        if key in wanted:
            found.setdefault(key, set()).add(card)
    return found


class Suggesting:
    """Cards, ready to be compared with marks. No query."""

    def __init__(self, cards: Iterable[Source]) -> None:
        self.cards = [(card, words_of(f"{card.producer} {card.title}"), words_of(card.producer)) for card in cards]
        self.among = Counter(word for _, words, _ in self.cards for word in words)

    def of(self, quote: str, speaker: str, known: set[int]) -> list[Suggested]:
        """Cards that may be meant, the likeliest first."""
        said, by = words_of(f"{quote} {speaker}"), words_of(speaker)
        years = set(_YEAR.findall(quote))
        found = [row for card in self.cards if (row := self._judged(*card, said, by, years, known)).score > 0]
        return sorted(found, key=lambda row: (-row.score, row.source.key))

    def _judged(
        self, card: Source, words: set[str], producer: set[str], said: set[str], by: set[str], years: set[str],
        known: set[int],
    ) -> Suggested:  # fmt: skip
        shared = words & said
        score, why = sum(1 / self.among[word] for word in shared) / (1 + len(words)) ** 0.5, []
        if producer and (producer <= by or (by and by <= producer)):
            score, why = score + 2, ["the same speaker"]
        elif producer and producer <= said:
            score, why = score + 1.5, ["names its producer"]
        if card.pk in known:
            score, why = score + 1, [*why, "cited by marks of this speaker"]
        named = shared - producer - by
        if not why and len(named) < _MIN_SHARED:
            return Suggested(card, "", 0.0)
        if card.published_on[:4] in years:
            score, why = score + 0.5, [*why, f"names {card.published_on[:4]}"]
        if named and len(why) < 2:
            why.append("words in common: " + ", ".join(sorted(named, key=lambda word: (-len(word), word))[:3]))
        return Suggested(card, "; ".join(why), score)


def words_of(text: str) -> set[str]:
    """The words that tell texts apart, case aside.

    >>> sorted(words_of("The report of the RAND Corporation"))
    ['corporation', 'rand']
    """
    found = (word for word in _WORD.findall(text) if len(word) >= _MIN_LETTERS or (word.isupper() and len(word) > 1))
    return {word.casefold() for word in found} - _COMMON


def without_card(viewer: Viewer) -> list[Lacking]:
    """Evidence marks without a card that the viewer may give one: one's own, of keepers all that they see; by speaker,
    the largest groups first. Six queries whatever the number."""
    rows = _uncited(viewer)
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for pk, speaker, voice in rows.values_list("pk", "facets__speaker", "voice").order_by("pk")[:_MAX_MARKS]:
        name = str(speaker or "").strip()
        groups.setdefault((name.casefold(), "" if name else voice), []).append((pk, name))
    largest = sorted(groups.items(), key=lambda row: (-len(row[1]), row[0]))[:MAX_GROUPS]
    first = [pk for _, marks in largest for pk, _ in marks[:_EXAMPLES]]
    shown = citable_annotations(viewer).filter(pk__in=first).select_related("label", "document", "reading__reviewer")
    by_pk = {row.pk: row for row in shown.defer("document__text")}
    known = _cited_with(viewer, [marks[0][1] for _, marks in largest])
    suggesting = Suggesting(visible_sources(viewer))
    found = []
    for (speaker, voice), marks in largest:
        rows_of_group = [by_pk[pk] for pk, _ in marks[:_EXAMPLES] if pk in by_pk]
        few = _places(rows_of_group)
        words = " ".join(row.quote for row in few)
        best = next(iter(suggesting.of(words, marks[0][1], known.get(speaker, set()))), None)
        found.append(Lacking(marks[0][1], voice, len(marks), few, best))
    return found


def _places(marks: Sequence[Annotation]) -> list[Annotation]:
    """The first mark of each place: several readers mark the same words, or a few more of them."""
    found: list[Annotation] = []
    for mark in marks:
        if not any(
            mark.document_id == row.document_id and mark.start < row.end and row.start < mark.end for row in found
        ):
            found.append(mark)
    return found


def _uncited(viewer: Viewer) -> QuerySet[Annotation]:
    rows = citable_annotations(viewer).filter(
        ~cites_a_card(), label__key=BASIS_LABEL, in_figures=True, document__is_current=True
    )
    return rows if viewer.may("provenance") else rows.filter(reading__reviewer__user=viewer.user)
