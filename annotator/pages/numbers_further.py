"""The numbers that take long: contrasts and what is withheld, readers, documents needed, distinctive words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from annotator.pages import words
from annotator.pages.comparison_controls import Links
from annotator.pages.figure_tables import (
    Column,
    FigureCell,
    FigureRow,
    FigureTable,
    Piece,
    Section,
    WordList,
    nothing,
    percent,
    probability,
    reason,
    signed,
    small,
    value,
)
from annotator.pages.gate_words import band_of, gate_view
from core.queries.codebooks import Rules
from core.queries.contrasts import GATE_OF, RATE, TOP_ROLES
from core.queries.figures import Comparison, Origin
from core.queries.quotes import value_name

Json = Mapping[str, Any]

CONTRASTS_AT_ONCE = 12
PAIRS_NAMED = 60
EVENTS_NAMED = 2
LEVEL = 0.05
POINTS = "\u00a0points"


def further_sections(figures: Comparison, rules: Rules, origins: Sequence[Origin], links: Links) -> list[Section]:
    """The sections of a comparison in full."""
    shown = _Further(figures, rules, origins, links)
    return [shown.contrasts(), *shown.withheld(), shown.readers(), shown.needed(), shown.distinctive()]


class _Further:
    def __init__(self, figures: Comparison, rules: Rules, origins: Sequence[Origin], links: Links) -> None:
        self.figures, self.rules, self.links = figures, rules, links
        self.further: Json = figures.further or {}
        self.names = {origin.key: origin.name for origin in origins}
        self.labels = [key for key, rule in rules.labels.items() if rule.counted and figures.filters.label in ("", key)]

    def _label_columns(self) -> list[Column]:
        return [Column(self.rules.labels[key].shown, label=key) for key in self.labels]

    def _table(
        self, name: str, rows: Sequence[Json], cell: Any, *, head: str = "Origin", folded: str = ""
    ) -> FigureTable:
        """One row an origin, in the order of the page; `rows` have an outlet and a label."""
        by = {(row["outlet"], row["label"]): row for row in rows}
        there = [key for key in self.names if any((key, label) in by for label in self.labels)]
        return FigureTable(name, self._label_columns(), [
            FigureRow(self.names[key], self.links.outlet(key), (),
                      [cell(by[key, label]) if (key, label) in by else nothing() for label in self.labels])
            for key in there
        ], head, folded)  # fmt: skip

    def contrasts(self) -> Section:
        """Which differences between two outlets are more than chance."""
        rows = self.further["contrasts"]
        n_tests = self.further["n_tests"]
        pairs: dict[tuple[str, str, str], list[Json]] = {}
        for row in rows:
            pairs.setdefault((row["a"], row["b"], row["genre"]), []).append(row)
        ordered = sorted(pairs.values(), key=_clearest)
        columns = self._label_columns() if any(row["measure"] == RATE for row in rows) else []
        if any(row["measure"] == TOP_ROLES for row in rows):
            upper = " or ".join(value_name(self.rules, "role", key) for key in self.rules.upper_roles)
            columns = [*columns, Column(f"Affirms: {upper}")]
        made = [self._contrasted(found, columns) for found in ordered]
        tables = [FigureTable("Contrasts", columns, made[:CONTRASTS_AT_ONCE], "First less second")] if made else []
        if len(made) > CONTRASTS_AT_ONCE:
            more = made[CONTRASTS_AT_ONCE:]
            tables.append(FigureTable("More contrasts", columns, more, "First less second", f"{len(more)} pairs more"))
        return Section(
            "contrasts", "Contrasts", "Differences between two outlets",
            "First less second, on the same events in the same genre: labels per 1,000 words read, roles in points of"
            " the share. P exchanges the outlets’ names among the articles of an event; q corrects for all tests."
            f" {_found(rows, n_tests)}",
            tables, tuple(gate_view(self.figures, name) for name in GATE_OF.values()) if made else (),
            reason="" if made else "No two outlets can be contrasted here; why not stands below.",
        )  # fmt: skip

    def _contrasted(self, rows: Sequence[Json], columns: Sequence[Column]) -> FigureRow:
        first = rows[0]
        by = {row["label"] or "": row for row in rows}
        query = self.links.query(self.figures.filters, a=first["a"], b=first["b"])
        smallest = f", smallest p {probability(first['smallest_p'])}" if first["caution"] else ""
        return FigureRow(
            f"{self.names[first['a']]} − {self.names[first['b']]}",
            reverse("side_by_side", args=[self.links.slug]) + query,
            [words.sentence([first["genre"], _events(first)]), _articles(first) + smallest],
            [self._difference(by[column.label], first) if column.label in by else nothing() for column in columns],
        )

    def _difference(self, row: Json, first: Json) -> FigureCell:
        band = band_of(self.figures, GATE_OF[row["measure"]])
        if row["undefined"]:
            return FigureCell([[Piece("–", kind="faint")], [reason(row["undefined"])]], band)
        is_share = row["measure"] == TOP_ROLES
        shown = signed(100 * row["difference"], 0, POINTS) if is_share else signed(row["difference"])
        lines = [[value(shown)], [small(f"p {probability(row['p'])}"), small(f"q {probability(row['q'])}")]]
        if row["caution"] and row["smallest_p"] != first["smallest_p"]:
            lines.append([small(f"smallest {probability(row['smallest_p'])}", title=row["caution"])])
        if row["n_documents"] != first["n_documents"]:
            lines.append([small(_articles(row))])
        return FigureCell(lines, band)

    def withheld(self) -> list[Section]:
        """Pairs that are no contrast, by reason."""
        reasons: dict[str, list[Json]] = {}
        for row in self.further["withheld"]:
            said = row["reason"]
            said += f" ({row['genre']})" if row["genre"] else ""
            said += {RATE: ", so no contrast of labels", TOP_ROLES: ", so no contrast of roles"}.get(row["measure"], "")
            reasons.setdefault(said, []).append(row)
        if not reasons:
            return []
        lists = [
            WordList(reason[0].upper() + reason[1:], words.count(len(rows), "pair", "pairs"),
                     [Piece(f"{self.names[row['a']]} and {self.names[row['b']]}") for row in rows[:PAIRS_NAMED]],
                     max(0, len(rows) - PAIRS_NAMED))
            for reason, rows in sorted(reasons.items(), key=lambda found: -len(found[1]))
        ]  # fmt: skip
        n_reasons = words.count(len(lists), "reason", "reasons")
        return [Section(
            "withheld", "Withheld", "What is no contrast, and why",
            "Differences between these would be of subjects, times and kinds of text as much as of outlets. "
            + " ".join(f"{row.name}: {row.fact}." for row in lists),
            lists=lists, lists_folded=f"Withheld: {len(self.further['withheld']):,}, for {n_reasons}",
        )]  # fmt: skip

    def readers(self) -> Section:
        """What depends on who reads."""
        undefined = self.further["effects_undefined"]
        rows = self.further["reviewers"]
        if undefined or not rows:
            why = undefined or "nothing was read"
            return Section("readers", "Readers", "Who reads matters", "", reason=f"{why[0].upper()}{why[1:]}.")
        own = [FigureRow(row["reviewer"], "", [_readings(row)], [self._reader(row, key) for key in self.labels])
               for row in rows]  # fmt: skip
        return Section(
            "readers", "Readers", "Who reads matters",
            "How often each reader uses each label, and beside it, on the articles that colleagues read as well, the"
            f" share of the reader and that of colleagues. {_tests(self.further['n_tests_reviewers'])}",
            [FigureTable("Label shares by reader", self._label_columns(), own, "Reader"),
             *self._without_readers(), *self._over_time()],
        )  # fmt: skip

    def _without_readers(self) -> list[FigureTable]:
        rows = self.further["leave_one_out"]
        if all(row["undefined"] for row in rows):
            return []
        return [self._table("Rates without one reader", rows, _left_out, folded="Rates without each reader in turn")]

    def _over_time(self) -> list[FigureTable]:
        kept = [row for row in self.further["drift"] if row["periods"]]
        rows = [FigureRow(row["reviewer"], "", (), [self._drifting(row, key) for key in self.labels]) for row in kept]
        said = f"Over time: the later half of the readings against the earlier. {_tests(self.further['n_tests_drift'])}"
        return [FigureTable("Over time", self._label_columns(), rows, "Reader", said)] if rows else []

    def _reader(self, row: Json, key: str) -> FigureCell:
        found = row["labels"][key]
        url = self.links.quotes(reader=row["reviewer"], label=key) if found["n"] else ""
        lines = [[value(f"{found['n']:,}", url), small(percent(found["share"]))]]
        if found["share_shared"] is not None:
            lines.append([small(f"{percent(found['share_shared'])} beside {percent(found['colleagues'])}")])
        if found["p"] is not None:
            lines.append([small(signed(100 * found["difference"], 0, POINTS), title=found["caution"] or ""),
                          small(f"q {probability(found['q'])}")])  # fmt: skip
        elif found["undefined"]:
            lines.append([reason(found["undefined"])])
        return FigureCell(lines)

    def _drifting(self, row: Json, key: str) -> FigureCell:
        found = row["labels"][key]
        lines = [[reason(found["undefined"] or "")]]
        if found["p"] is not None:
            lines = [[value(signed(100 * found["difference"], 0, POINTS)), small(f"q {probability(found['q'])}")]]
        own, others = (_over_time(row["periods"], whose, key) for whose in ("shares", "colleagues"))
        return FigureCell([*lines, [small(f"reader {own}")], [small(f"colleagues {others}")]])

    def needed(self) -> Section:
        """How many articles more would do."""
        rows = self.further["needed"]
        reasons = list(dict.fromkeys(row["reason"] for row in rows))
        is_known = None in reasons
        return Section(
            "needed", "How many more", "How many articles more",
            f"Until the upper end of a rate’s interval is less than {self.further['needed_ratio']:g} times the lower,"
            " judged by the spread of the articles there are.",
            [self._table("Articles needed", rows, _more)] if is_known else [],
            reason="" if is_known else f"Nobody can tell yet: {', or '.join(reasons)}.",
        )  # fmt: skip

    def distinctive(self) -> Section:
        """Which words set an outlet apart."""
        rows = {row["outlet"]: row for row in self.further["distinctive"]}
        lists: list[WordList] = []
        silent: dict[str, list[Piece]] = {}
        for key, name in self.names.items():
            if key in rows and (why := rows[key]["undefined"] or ("" if rows[key]["words"] else "no word stands out")):
                silent.setdefault(why, []).append(Piece(name))
            elif key in rows:
                lists.append(_worded(name, rows[key]))
        lists += [WordList(why[0].upper() + why[1:], "", names) for why, names in silent.items()]
        return Section(
            "words", "Words", "Words that set an outlet apart",
            "In what is marked about the target, as it was written, each place of the text once: words that this outlet"
            " uses and the others do not (uses here : elsewhere). A list to read by, not a test; subject and genre"
            " choose words too.",
            lists=lists, reason="" if lists else "Nothing that is marked about the target stands as it was written.",
        )  # fmt: skip


def _worded(name: str, row: Json) -> WordList:
    listed = [Piece(one["word"], kind="word", title=f"{one['n']} : {one['n_elsewhere']}") for one in row["words"]]
    return WordList(name, f"{row['n_words']:,} words in what is marked", listed)


def _clearest(rows: Sequence[Json]) -> tuple[float, str, str]:
    ps = [row["p"] for row in rows if row["p"] is not None]
    return (min(ps, default=2.0), rows[0]["a"], rows[0]["b"])


def _tests(n: int) -> str:
    return {0: "No test was made.", 1: "One test was made."}.get(n, f"{n:,} tests were made.")


def _found(rows: Sequence[Json], n_tests: int) -> str:
    """How many tests, what they found, and how many could have found anything."""
    clear = sum(row["q"] is not None and row["q"] <= LEVEL for row in rows)
    mute = sum(bool(row["caution"]) for row in rows)
    said = [_tests(n_tests)]
    if n_tests:
        said.append(f"{clear:,} have a q of {LEVEL} or less." if clear else f"None has a q of {LEVEL} or less.")
    if mute:
        said.append(f"In {mute:,} no p under {LEVEL} could have come out, so few are the articles.")
    return " ".join(said)


def _events(row: Json) -> str:
    """What both wrote of: named where they are few."""
    names = [event.replace("-", " ") for event in row["events"]]
    if len(names) > EVENTS_NAMED:
        names = [words.count(len(names), "event", "events")]
    return words.listed([*names, *(["the days chosen above"] if row["window"] else [])])


def _articles(row: Json) -> str:
    return "{} and {} articles".format(*row["n_documents"])


def _readings(row: Json) -> str:
    return f"{words.count(row['n_readings'], 'reading', 'readings')}, {row['n_documents_shared']:,} shared"


def _left_out(row: Json) -> FigureCell:
    if row["undefined"] or row["rate"] is None:
        return FigureCell([[Piece("–", kind="faint")], [reason(row["undefined"] or "too few words read")]])
    rates = [one["rate"] for one in row["without"] if one["rate"] is not None]
    lines = [[value(f"{row['rate']:.1f}")]]
    if rates:
        lines.append([small(f"{min(rates):.1f} to {max(rates):.1f} without one")])
    if row["moved_most_by"]:
        lines.append([small(f"most without {row['moved_most_by']}")])
    return FigureCell(lines)


def _more(row: Json) -> FigureCell:
    if row["n_more"] is None:
        return FigureCell([[Piece("–", kind="faint")], [reason(row["reason"] or "")]])
    if row["n_more"] == 0:
        return FigureCell([[small("narrow enough")]])
    return FigureCell([[value(f"{row['n_more']:,}"), small("more")]])


def _over_time(periods: Sequence[Json], whose: str, key: str) -> str:
    shares = [f"{100 * period[whose][key]:.0f}" for period in periods]
    return ", ".join(shares) + "\u00a0%"
