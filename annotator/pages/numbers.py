"""The numbers of a comparison: what each outlet marks, which roles it gives, whose voices it uses, how it words it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.urls import reverse

from annotator.pages.comparison_controls import Links
from annotator.pages.figure_tables import (
    Column,
    FigureCell,
    FigureRow,
    FigureTable,
    NumbersPage,
    Piece,
    Section,
    WordList,
    n_of,
    nothing,
    percent,
    percents,
    reason,
    small,
    value,
)
from annotator.pages.gate_words import band_of, gate_view
from annotator.pages.numbers_further import further_sections
from core.queries.codebooks import Rules
from core.queries.comparison import NOT_STATED, RHETORIC
from core.queries.counting import Counting
from core.queries.figures import Comparison, Measure, Origin, RoleCount, Said
from core.queries.in_full import in_full, slow_figures
from core.queries.quotes import value_name
from core.queries.report_passages import SUPPORTED_LABEL
from core.queries.stored import are_kept
from core.stats.proportions import Estimate

NARROW = "†"
LARGE = 20_000  # marks; of more the slow figures come after the page, unless they are kept


def numbers_page(
    counting: Counting, figures: Comparison, origins: Sequence[Origin], facts: Mapping[str, Sequence[str]],
    links: Links, *, wait: bool = False,
) -> NumbersPage:  # fmt: skip
    """The tab of numbers. `origins` in the order of the page, with what is said of each (`facts`).

    `wait`: compute what takes long, however long it takes.
    """
    shown = _Numbers(figures, counting.rules, origins, links)
    sections = [shown.rates(facts)]
    if figures.n_readings:
        sections += [shown.shares(), *shown.roles(), shown.groups(), shown.voices(), *shown.support(), shown.rhetoric()]
    further_url = reverse("compare_further", args=[links.slug]) + links.query(figures.filters)
    small_enough = wait or counting.corpus.n_marks <= LARGE
    if not figures.n_readings or not (small_enough or are_kept(slow_figures(counting, figures))):
        return NumbersPage(sections, [], further_url if figures.n_readings else "")
    return NumbersPage(sections, further_sections(in_full(counting, figures), counting.rules, origins, links))


def sections_of_one(counting: Counting, figures: Comparison, origin: Origin, links: Links) -> list[Section]:
    """The same counts of one origin alone, its rates first."""
    shown = _Numbers(figures, counting.rules, [origin], links)
    counts = [shown.shares(), *shown.roles(), shown.groups(), shown.voices(), *shown.support(), shown.rhetoric()]
    return [shown.rates({origin.key: ()}), *counts]


class _Numbers:
    """The sections that are counts, one after the other."""

    def __init__(self, figures: Comparison, rules: Rules, origins: Sequence[Origin], links: Links) -> None:
        self.figures, self.rules, self.links = figures, rules, links
        self.origins = origins
        self.read = [origin for origin in origins if origin.n_words_read]
        self.labels = [key for key, rule in rules.labels.items() if rule.counted and figures.filters.label in ("", key)]
        role = rules.facets.get("role")
        self.role_keys = [key for key in role.values if key != NOT_STATED] if role else []

    def rates(self, facts: Mapping[str, Sequence[str]]) -> Section:
        """Spans of each label per 1,000 words read."""
        columns = [
            *self._label_columns(), Column("Words read"), Column("Articles"), Column("Readers"),
            Column("Sentences marked", title="Of the sentences that name the target those that carry a mark"),
        ]  # fmt: skip
        rows = [FigureRow(origin.name, self.links.outlet(origin.key), facts[origin.key], self._rated(origin))
                for origin in self.origins]  # fmt: skip
        return Section(
            "rates", "Rates", "What is marked, per 1,000 words read",
            "Each article counts the mean over its readers, once, for its origin. Interval: 95 %, over articles; where"
            " there is none, the reason stands in its place. The share of sentences marked says how much was there to"
            " mark.",
            [FigureTable("Rates by origin", columns, rows)], (gate_view(self.figures, "labels"),),
            *self._cautions(lambda found: found.rate),
        )  # fmt: skip

    def _cautions(self, of: Callable[[Measure], Estimate]) -> tuple[list[WordList], str]:
        """Which intervals are narrower than they should be, and why; with the words that open this list."""
        found: dict[str, list[Piece]] = {}
        for origin in self.read:
            for key, measure in origin.labels.items():
                if caution := of(measure).caution:
                    found.setdefault(caution, []).append(Piece(f"{origin.name}, {self._label(key).lower()}"))
        rows = [WordList(caution[0].upper() + caution[1:], "", listed) for caution, listed in found.items()]
        return rows, f"{NARROW} Intervals narrower than they should be: {sum(len(row.listed) for row in rows)}"

    def _label(self, key: str) -> str:
        return self.rules.labels[key].shown

    def _label_columns(self) -> list[Column]:
        return [Column(self._label(key), label=key) for key in self.labels]

    def _rated(self, origin: Origin) -> list[FigureCell]:
        band = band_of(self.figures, "labels")
        rates = [self._rate(origin, key, band) if origin.n_words_read else nothing(band) for key in self.labels]
        return [
            *rates,
            FigureCell([[value(f"{origin.n_words_read:,.0f}")], [small(f"of {origin.n_words:,}")]]),
            FigureCell([[value(f"{origin.n_documents:,}")]]),
            FigureCell([[value(f"{origin.n_reviewers:,}")]]),
            FigureCell([[value(percent(origin.share_sentences_marked))]]),
        ]

    def _rate(self, origin: Origin, key: str, band: str) -> FigureCell:
        found = origin.labels[key]
        url = self.links.quotes(origin=origin.key, label=key) if found.n else ""
        counted = [small(f"n {found.n:,}", url)]
        if found.n_unsure:
            counted.append(small(f"{found.n_unsure:,} unsure"))
        rate = "–" if found.rate.value is None else f"{found.rate.value:.1f}"
        return FigureCell([[value(rate, url)], _interval(found.rate, "{:.1f} to {:.1f}"), counted], band)

    def shares(self) -> Section:
        """What part of the marks each label is."""
        band = band_of(self.figures, "labels")
        rows = [
            self._row(origin, [_share(origin.labels[key], band) for key in self.labels], _bar(origin))
            for origin in self.read
        ]
        return Section(
            "shares", "Shares", "What part of the marks each label is",
            "Of all spans with a label, whichever is shown: the mix, apart from how much is marked.",
            [FigureTable("Label shares by origin", self._label_columns(), rows)], (gate_view(self.figures, "labels"),),
            *self._cautions(lambda found: found.share),
        )  # fmt: skip

    def _row(self, origin: Origin, cells: Sequence[FigureCell], bar: Sequence[tuple[str, int, int]] = ()) -> FigureRow:
        return FigureRow(origin.name, self.links.outlet(origin.key), (), cells, bar, max(1, sum(row[2] for row in bar)))

    def roles(self) -> list[Section]:
        """Which roles are given, in which stance."""
        if not self.role_keys:
            return []
        upper = self.rules.upper_roles
        columns = [
            *([Column(f"Affirms: {self._names(upper)}")] if upper else []),
            *[Column(value_name(self.rules, "role", key), role=key) for key in self.role_keys],
        ]
        rows = [self._row(origin, self._in_roles(origin)) for origin in self.read]
        return [Section(
            "roles", "Roles", "Which role is given, in which stance",
            "Marks about the target’s groups that state a role, as shares of all that state one. Affirmed, called"
            " unproven, denied and asked never add up to one figure.",
            [FigureTable("Roles by origin", columns, rows)], (gate_view(self.figures, "role"),),
        )]  # fmt: skip

    def _names(self, roles: Iterable[str]) -> str:
        return " or ".join(value_name(self.rules, "role", key) for key in roles)

    def _in_roles(self, origin: Origin) -> list[FigureCell]:
        band = band_of(self.figures, "role")
        cells = []
        if origin.upper:
            upper = origin.upper
            url = self.links.quotes(origin=origin.key, role=",".join(upper.roles), stance="affirms") if upper.n else ""
            cells.append(FigureCell([
                [value(percent(upper.share.value), url)], _interval(upper.share, percents=True),
                [small(f"n {upper.n:,}", url), small(f"of {upper.n_stating:,}")],
            ], band))  # fmt: skip
        return cells + [self._role(origin, key, origin.roles[key], band) for key in self.role_keys]

    def _role(self, origin: Origin, key: str, found: RoleCount, band: str) -> FigureCell:
        if not found.n:
            return nothing(band)
        stances = [
            small(f"{n:,}", self.links.quotes(origin=origin.key, role=key, stance=stance), stance=stance,
                  title=value_name(self.rules, "stance", stance))
            for stance, n in found.stances.items() if n
        ]  # fmt: skip
        counted = [n_of(found.n, self.links.quotes(origin=origin.key, role=key)), small(percent(found.share))]
        interval = [[small(percents(found.interval))]] if found.interval else []
        return FigureCell([counted, *interval, stances], band)

    def groups(self) -> Section:
        """Of whom a role is stated."""
        names = {group: group.replace("-", " ").capitalize() for group in self.rules.focus_groups}
        rows, folded = [], []
        for origin in self.read:
            n_all = sum(n for n, _ in origin.groups.values())
            rows.append(self._row(origin, [self._group(origin, group, n_all) for group in names]))
            folded += [
                FigureRow(f"{origin.name}: {name.lower()}", self.links.quotes(origin=origin.key, group=group), (),
                          self._roles_of_group(origin, group))
                for group, name in names.items() if origin.groups[group][0]
            ]  # fmt: skip
        roles = [Column(value_name(self.rules, "role", key), role=key) for key in self.role_keys]
        tables = [FigureTable("Groups by origin", [Column(name) for name in names.values()], rows)]
        if folded:
            tables.append(FigureTable("Roles by group", roles, folded, folded="Which role each group is given"))
        return Section(
            "groups", "Groups", "Whose role is spoken of",
            "Marks that speak of a role, by group of the target; a passage marked for two of them counts for each.",
            tables if names else [], reason="" if names else "The codebook names no groups of its target.",
        )  # fmt: skip

    def _group(self, origin: Origin, group: str, n_all: int) -> FigureCell:
        n = origin.groups[group][0]
        if not n:
            return nothing()
        return FigureCell([[n_of(n, self.links.quotes(origin=origin.key, group=group)), small(percent(n / n_all))]])

    def _roles_of_group(self, origin: Origin, group: str) -> list[FigureCell]:
        roles = origin.groups[group][1]
        return [
            FigureCell([[n_of(roles[key].n, self.links.quotes(origin=origin.key, group=group, role=key)),
                         small(percent(roles[key].share))]]) if roles[key].n else nothing()
            for key in self.role_keys
        ]  # fmt: skip

    def voices(self) -> Section:
        """Who speaks."""
        used = [key for key in self._values("voice") if any(origin.voices[key].n for origin in self.read)]
        rows = [
            self._row(origin, [
                _said(origin.voices[key], self.links.quotes(origin=origin.key, voice=key)) for key in used
            ]) for origin in self.read
        ]  # fmt: skip
        columns = [Column(value_name(self.rules, "voice", key).capitalize()) for key in used]
        return Section(
            "voices", "Voices", "Whose voice it is",
            "Spans by who says it: the outlet itself, or whom it quotes; shares of all that name a voice.",
            [FigureTable("Voices by origin", columns, rows)] if used else [],
            reason="" if used else "No mark says whose voice it is.",
        )  # fmt: skip

    def _values(self, facet: str) -> list[str]:
        rule = self.rules.facets.get(facet)
        return list(rule.values) or ["yes"] if rule else []

    def support(self) -> list[Section]:
        """What assertions rest on."""
        found = [(origin, origin.support) for origin in self.read if origin.support and origin.support.n_assertions]
        if not found:
            return []
        columns = [Column("Assertions"), Column("With a basis"), Column("Something against it"), Column("Nothing tied")]
        rows = []
        for origin, one in found:
            counts = (("supported", one.n_supported), ("contradicted", one.n_contradicted),
                      ("unsupported", one.n_unsupported))  # fmt: skip
            cells = [
                FigureCell([[n_of(n, self.links.quotes(origin=origin.key, label=SUPPORTED_LABEL, support=kind)),
                             small(percent(n / one.n_assertions))]])
                for kind, n in counts
            ]  # fmt: skip
            rows.append(self._row(origin, [FigureCell([[value(f"{one.n_assertions:,}")]]), *cells]))
        return [Section(
            "support", "Support", "What assertions rest on",
            "Assertions to which a reader tied a mark that supports or contradicts them, and those to which nobody tied"
            " anything. Whether it is true is not said.",
            [FigureTable("Support by origin", columns, rows)],
        )]  # fmt: skip

    def rhetoric(self) -> Section:
        """How it is worded, where the wording is the outlet's own."""
        kept = [origin for origin in self.read if origin.rhetoric.n_spans]
        columns = [Column("Spans"), *[Column(self._facet_name(key), is_words=key != "loaded") for key in RHETORIC]]
        rows = [self._row(origin, self._worded(origin)) for origin in kept]
        choice = self.figures.filters.fidelity
        as_written = "from text as it was written: not translated, not altered"
        whose = "in the wording that is chosen above" if choice else as_written
        return Section(
            "rhetoric", "Rhetoric", "How it is worded",
            f"Counted {whose}. Loaded words: of all these spans; the rest: of those that say it.",
            [FigureTable("Rhetoric by origin", columns, rows)] if kept else [],
            reason="" if kept else "Nothing that was read stands as it was written.",
        )  # fmt: skip

    def _facet_name(self, key: str) -> str:
        rule = self.rules.facets.get(key)
        return (rule.name or key).capitalize() if rule else key.replace("-", " ").capitalize()

    def _worded(self, origin: Origin) -> list[FigureCell]:
        said = origin.rhetoric

        def link(facet: str, key: str) -> str:
            return self.links.quotes(origin=origin.key, said=f"{facet}:{key}")

        lists = zip(RHETORIC[1:], (said.forms, said.cue_stances, said.certainties), strict=True)
        return [
            FigureCell([[value(f"{said.n_spans:,}")]]),
            _said(said.loaded, link("loaded", "yes")),
            *[_listed([(value_name(self.rules, facet, key), one, link(facet, key)) for key, one in values.items()])
              for facet, values in lists],
        ]  # fmt: skip


def _said(found: Said, url: str) -> FigureCell:
    return FigureCell([[n_of(found.n, url), small(percent(found.share))]]) if found.n else nothing()


def _listed(rows: Sequence[tuple[str, Said, str]]) -> FigureCell:
    lines = [[small(name), n_of(one.n, url), small(percent(one.share))] for name, one, url in rows if one.n]
    return FigureCell(lines or nothing().lines, is_words=True)


def _share(found: Measure, band: str) -> FigureCell:
    return FigureCell([[value(percent(found.share.value))], _interval(found.share, percents=True)], band)


def _interval(found: Estimate, form: str = "", *, percents: bool = False) -> list[Piece]:
    """The interval in words, or why there is none."""
    if not found.interval:
        return [reason(found.reason or "")]
    low, high = found.interval
    text = f"{100 * low:.0f} to {100 * high:.0f}\u00a0%" if percents else form.format(low, high)
    return [small(text + NARROW if found.caution else text)]


def _bar(origin: Origin) -> list[tuple[str, int, int]]:
    """The mix of labels as widths beside each other."""
    bar, at = [], 0
    for key, found in origin.labels.items():
        bar.append((key, at, found.n))
        at += found.n
    return bar
