"""What can be said of two origins at a time: each sentence with the ways of counting it was put to, and the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.pages import words
from annotator.pages.caution_words import cautions_in_words
from annotator.pages.comparison_controls import Links
from annotator.pages.comparison_shapes import QuoteView, quote_view
from core.access import Viewer
from core.queries.best_quotes import best_quotes
from core.queries.comparison import compared
from core.queries.counting import Counting
from core.queries.documents import documents
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters
from core.queries.method import readers_of
from core.queries.quotes import Passage
from core.queries.sentences import Pair, said
from core.queries.subjects import AFFIRMS, DOUBTS, LABEL, Subject, of_role, of_subject, stances_of

QUOTES_A_SIDE = 2
NAMED = 3  # readers or articles that carry a sentence alone and are named in its line
OUTCOMES = {"holds": "holds", "breaks": "does not hold", "tie": "even", "undefined": "cannot be counted"}
DIMENSIONS = {
    "layer": "whose marks", "voice": "the voice", "target": "the target group", "wording": "the wording",
    "unsure": "what readers were unsure of",
}  # fmt: skip
_UNITS = {AFFIRMS: "marks that state a role", DOUBTS: "marks that state a role", LABEL: "spans"}


@dataclass(frozen=True)
class WayView:
    """One way of counting: a cell of the strip, a row of the table."""

    words: str
    outcome: str
    outcome_words: str
    shares: tuple[str, str]
    url: str

    @property
    def title(self) -> str:
        """The cell in words."""
        both = f", {self.shares[0]} against {self.shares[1]}" if self.outcome != "undefined" else ""
        return f"{self.words[:1].upper()}{self.words[1:]}: {self.outcome_words}{both}"


@dataclass(frozen=True)
class SideView:
    """One origin of a sentence: its share with what it is a share of, each count a link, and its words.

    `instead`: the quotes are what it says of the same role, since it says nothing of the kind.
    """

    name: str
    share: str
    per_cent: float
    n: int
    numbers: Sequence[tuple[str, int, str]]
    whole: str
    quotes: Sequence[QuoteView]
    instead: bool


@dataclass(frozen=True)
class SentenceView:
    """One sentence. `strip` are the ways in groups with a name each; `lines` say (what, where) the ways differ."""

    id: str
    text: str
    verdict: str
    is_steady: bool
    strip: Sequence[tuple[str, Sequence[WayView]]]
    ways: Sequence[WayView]
    lines: Sequence[tuple[str, str]]
    carried: SafeString
    cautions: Sequence[str]
    agreement: str
    sides: Sequence[SideView]
    side_by_side_url: str


@dataclass(frozen=True)
class SentencesView:
    """All sentences, those that depend on the way of counting apart, and what they were chosen from."""

    steady: Sequence[SentenceView]
    shaky: Sequence[SentenceView]
    counted: str
    rule: str
    left_out: Sequence[str]
    whose: str


def sentences_view(viewer: Viewer, filters: Filters, *, of: Pair | None = None) -> SentencesView:
    """What can be said under these filters, `of` two origins or of all. Two queries for words and titles, and those of
    `sentences`."""
    counting = Counting(viewer, filters)
    return view_of(counting, compared(counting), of=of)


def view_of(counting: Counting, figures: Comparison, *, of: Pair | None = None) -> SentencesView:
    """The same from marks and figures that are at hand."""
    return written(counting, figures, said(counting, figures, of=of), rule=of is None)


def written(counting: Counting, figures: Comparison, found: Mapping[str, Any], *, rule: bool = True) -> SentencesView:
    """Tested sentences as the page shows them; the rule by which they were chosen where they were."""
    writer = _Writer(counting, figures, found)
    rows = [writer.sentence(row) for row in found["sentences"]]
    one, many, *_ = words.KIND_WORDS[figures.reviewer_kind]
    return SentencesView(
        steady=[row for row in rows if row.is_steady],
        shaky=[row for row in rows if not row.is_steady],
        counted=_counted(found["n_tried"], found["n_steady"]),
        rule=found["rule"] if rule else "",
        left_out=[
            f"{writer.origins[row['origin']].title} ({row['n_words_read']:,.0f} words)" for row in found["left_out"]
        ],
        whose=words.count(sum(row["n_readings"] for row in readers_of(counting)), one, many),
    )


def _counted(n_tried: int, n_steady: int) -> str:
    if not n_tried:
        return ""
    could = words.count(n_tried, "sentence can be made from these figures", "sentences can be made from these figures")
    holds = "holds" if n_steady == 1 else "hold"
    return f"{could}. {n_steady:,} of them {holds} in nine of ten ways of counting or more."


class _Writer:
    """Writes the sentences of one page: quotes and titles are fetched once for all."""

    def __init__(self, counting: Counting, figures: Comparison, found: Mapping[str, Any]) -> None:
        self.counting, self.rules = counting, counting.rules
        self.origins: Mapping[str, Origin] = {origin.key: origin for origin in figures.origins}
        self.kind = figures.reviewer_kind
        self.ways = found["ways"]
        self.links = Links(counting.viewer, counting.filters, "words")
        self.quotes = self._quotes(found["sentences"])
        self.titles = self._titles(found["sentences"])

    def _quotes(self, rows: Sequence[Mapping[str, Any]]) -> Mapping[Any, Sequence[Passage]]:
        """The words of each side, and where it says nothing of the kind, what it says of the same role."""
        cells: dict[Any, Any] = {}
        for row in rows:
            subject = Subject(row["kind"], tuple(row["of"]), 0)
            for key in (row["a"], row["b"]):
                cells[_cell(row, key)] = (key, of_subject(self.counting, subject))
                if row["kind"] in (AFFIRMS, DOUBTS):
                    cells[(*_cell(row, key), "instead")] = (key, of_role(self.counting, subject))
        return best_quotes(self.counting, cells)

    def _titles(self, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
        keys = {key for row in rows for key in row["carried_by"]["documents"][:NAMED]}
        if not keys:
            return {}
        found = documents(self.counting.viewer).filter(key__in=keys).values_list("key", "title")
        return {key: title or key for key, title in found}

    def sentence(self, row: Mapping[str, Any]) -> SentenceView:
        a, b = (self.origins[row[side]] for side in ("a", "b"))
        ways = [self._way(way) for way in row["ways"]]
        return SentenceView(
            id="-".join([row["kind"], *row["of"], a.key, b.key]),
            text=row["text"], verdict=_verdict(row), is_steady=row["is_steady"],
            strip=self._strip(row["ways"], ways), ways=ways, lines=_lines(row), carried=self._carried(row, a, b),
            cautions=cautions_in_words(row["cautions"], a.name, b.name), agreement=row["agreement"],
            sides=[self._side(row, number, origin) for number, origin in enumerate((a, b))],
            side_by_side_url=self.links.side_by_side(a.key, b.key),
        )  # fmt: skip

    def _way(self, way: Mapping[str, Any]) -> WayView:
        of_all = self.ways[way["way"]]
        shares = (words.percent(way["share_a"]), words.percent(way["share_b"]))
        url = self.links.page(Filters(**of_all["filters"]), "numbers")
        return WayView(of_all["words"], way["outcome"], OUTCOMES[way["outcome"]], shares, url)

    def _strip(
        self, rows: Sequence[Mapping[str, Any]], ways: Sequence[WayView]
    ) -> Sequence[tuple[str, Sequence[WayView]]]:
        """The cells in groups: readers' marks and rulings apart, all voices and the own voice apart."""
        groups: dict[tuple[str, str], list[WayView]] = {}
        for row, way in zip(rows, ways, strict=True):
            filters = self.ways[row["way"]]["filters"]
            groups.setdefault((filters.get("layer", ""), filters.get("voice", "")), []).append(way)
        layers = {layer for layer, _ in groups}
        voices = {voice for _, voice in groups}
        return [(_group(layer, voice, len(layers), len(voices)), cells) for (layer, voice), cells in groups.items()]

    def _side(self, row: Mapping[str, Any], number: int, origin: Origin) -> SideView:
        share = row["share_b"] if number else row["share_a"]
        own, instead = (self.quotes.get(cell, ()) for cell in (_cell(row, origin.key),
                                                               (*_cell(row, origin.key), "instead")))  # fmt: skip
        named = row["kind"] not in (AFFIRMS, DOUBTS) or len(row["of"]) > 1
        return SideView(
            name=origin.name, share=words.percent(share), per_cent=round(100 * share, 2), n=row["n"][number],
            numbers=self._numbers(row, origin), whole=f"of {row['of_n'][number]:,} {_UNITS.get(row['kind'], 'spans')}",
            quotes=[quote_view(passage, self.rules, self.links.quote(passage.uuid), named=named)
                    for passage in (own or instead)[:QUOTES_A_SIDE]],
            instead=not own and bool(instead),
        )  # fmt: skip

    def _numbers(self, row: Mapping[str, Any], origin: Origin) -> list[tuple[str, int, str]]:
        """The marks of the kind as (words, n, address): each count opens exactly its marks."""
        if row["kind"] == LABEL:
            (label,) = row["of"]
            return [("", origin.labels[label].n, self.links.quotes(origin=origin.key, label=label))]
        if row["kind"] in (AFFIRMS, DOUBTS):
            return [
                (self._said(role, stance, row), origin.roles[role].stances[stance],
                 self.links.quotes(origin=origin.key, role=role, stance=stance))
                for role in row["of"] for stance in stances_of(row["kind"])
            ]  # fmt: skip
        voice = self.rules.facets["voice"]
        own = [value.key for value in voice.values.values() if value.group in row["of"]]
        return [
            (voice.value_name(key) if len(own) > 1 else "", origin.voices[key].n,
             self.links.quotes(origin=origin.key, voice=key))
            for key in own
        ]  # fmt: skip

    def _said(self, role: str, stance: str, row: Mapping[str, Any]) -> str:
        """What tells one count from the others of its side."""
        names = [self.rules.facets["role"].value_name(role)] if len(row["of"]) > 1 else []
        names += [self.rules.facets["stance"].value_name(stance)] if len(stances_of(row["kind"])) > 1 else []
        return " ".join(names)

    def _carried(self, row: Mapping[str, Any], a: Origin, b: Origin) -> SafeString:
        """Whether it stands whoever and whatever is left out; those that carry it alone, by name."""
        by = row["carried_by"]
        one, many = words.KIND_WORDS[self.kind][2:]
        readers = [(name, "") for name in by["readers"]]
        articles = [(self.titles.get(key, key), reverse("read", args=[self.counting.viewer.project.slug, key]))
                    for key in by["documents"]]  # fmt: skip
        n_a, n_b = by["n_documents"]
        it = "It stands" if row["is_steady"] else "Counted as here it stands"
        lines = []
        if by["n_readers"] == 1:
            lines.append(format_html("It rests on one {}.", one))
        elif by["n_readers"] and not readers and not articles:
            return format_html(
                "{} whichever of the {} {} is left out, and whichever of their {} and {} articles.",
                it, by["n_readers"], many, n_a, n_b,
            )  # fmt: skip
        elif by["n_readers"]:
            stands = format_html("{} whichever of the {} {} is left out.", it, by["n_readers"], many)
            lines.append(_without(readers) if readers else stands)
        if n_a == n_b == 1:
            lines.append(format_html("{}", "One article each: there is no other to take its place."))
        else:
            stands = format_html("{} whichever of their {} and {} articles is left out.", it, n_a, n_b)
            lines.append(_without(articles) if articles else stands)
        return format_html_join(" ", "{}", ((line,) for line in lines))


def _verdict(row: Mapping[str, Any]) -> str:
    """In how many ways it holds; of what depends on the way, which has said so itself, in how many it does not."""
    if row["is_steady"]:
        return str(row["verdict"])
    rest = [(row["breaks"], "not so in"), (row["ties"], "even in"), (row["undefined"], "not to be counted in")]
    return ", ".join([f"So in {row['holds']}", *(f"{said} {n}" for n, said in rest if n)])


def _cell(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return (row["kind"], *row["of"], key)


def _group(layer: str, voice: str, n_layers: int, n_voices: int) -> str:
    named = [("rulings" if layer else "readers’ marks")] if n_layers > 1 else []
    named += [("own voice" if voice else "all voices")] if n_voices > 1 else []
    return ", ".join(named)


def _lines(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """In which ways it does not hold, in few words."""
    said = (("Not so with", row["breaks_in"]), ("Even with", row["tie_in"]),
            ("Nothing to count on one side with", row["undefined_in"]))  # fmt: skip
    lines = [(what, "; ".join(where)) for what, where in said if where]
    if same := [DIMENSIONS[name] for name in row["unchanged_by"]]:
        lines.append(("No difference here whatever is chosen for", words.listed(same)))
    return lines


def _without(those: Sequence[tuple[str, str]]) -> SafeString:
    """It falls without any one of these."""
    shown = [
        format_html('<a href="{}">{}</a>', url, name) if url else format_html("<b>{}</b>", name)
        for name, url in those[:NAMED]
    ]
    more = len(those) - len(shown)
    names = format_html_join(", ", "{}", ((name,) for name in shown))
    if more:
        return format_html("Carried by some alone: without {} or {} more it does not hold.", names, more)
    one_of = "it does not hold" if len(shown) == 1 else "each taken away by itself, it does not hold"
    return format_html(
        "Carried by {}: without {}, {}.", "one alone" if len(shown) == 1 else "some alone", names, one_of
    )
