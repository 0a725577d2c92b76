"""The method paragraph of a comparison, and its filters, in words: every number in it comes from the store."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.pages import words
from core.models import ReviewerKind
from core.queries.codebooks import Rules
from core.queries.filters import AS_WRITTEN, Filters
from core.queries.gate import WHOSE
from core.queries.layers import ADJUDICATED
from core.queries.ways import OWN

Paragraph = tuple[str, str]
_BANDS = {
    "enough": "{whose} agree", "tentative": "tentative", "not-enough": "{whose} do not agree enough",
    "unknown": "not measured",
}  # fmt: skip


def paragraphs_of(
    facts: Mapping[str, Any], filters: Filters, rules: Rules, names: Mapping[str, str]
) -> list[Paragraph]:
    """Each with its heading. `names` are those of origins by key."""
    return [
        ("Texts", _texts(facts)),
        ("Left out", _left_out(facts, names)),
        ("Readers", _readers(facts)),
        ("Codebook", _codebook(facts["codebook"])),
        ("Agreement", _agreement(facts["agreement"], facts["reviewer_kind"])),
        ("Counted", _counted(filters, rules)),
        ("How", _how(facts["min_words_read"])),
        ("Drawn", _drawn(facts)),
    ]


def _texts(facts: Mapping[str, Any]) -> str:
    articles = words.count(facts["n_documents"], "article", "articles")
    origins = words.count(facts["n_origins"], "origin", "origins")
    return (
        f"{articles} with text of {origins}, {facts['n_words']:,} words; of these {facts['n_documents_read']:,} were "
        f"{_done(facts)}, {facts['n_words_read']:,.0f} words. A text counts for the outlet whose words they are, once."
    )


def _done(facts: Mapping[str, Any]) -> str:
    return "ruled on" if facts["layer"] == ADJUDICATED else "read"


def _left_out(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    lines = [
        f"{row['reason']} ({words.count(row['n'], 'range', 'ranges')}, {words.count(row['n_words'], 'word', 'words')})"
        for row in facts["excluded"]
    ]
    said = [f"No part of the articles, and in no figure: {words.listed(lines)}." if lines else
            "Nothing is excluded from the articles."]  # fmt: skip
    if copies := facts["copies"]["n"]:
        said.append(
            f"Copies of texts that are here at their origin, in no figure: {words.count(copies, 'part', 'parts')}, "
            f"{words.count(facts['copies']['n_words'], 'word', 'words')}."
        )
    if facts["unverified"]:
        of = [f"{names[key]} ({words.listed([words.fidelity(value) for value in values])})"
              for key, values in facts["unverified"].items()]  # fmt: skip
        said.append(f"Counted though their wording is not certain: {words.listed(of)}.")
    if hidden := facts["hidden_documents"]:
        said.append(f"Withheld from whoever made this report, and in no figure: {words.listed(hidden)}.")
    return " ".join(said)


def _readers(facts: Mapping[str, Any]) -> str:
    kind, readers = facts["reviewer_kind"], facts["readers"]
    if facts["layer"] == ADJUDICATED:
        return f"The rulings of finished articles, made by {words.people(kind)}."
    one, many, who_one, who_many = words.KIND_WORDS[kind]
    n = sum(row["n_readings"] for row in readers)
    each = words.listed([f"{row['reader']} {row['n_readings']}" for row in readers])
    said = [
        f"{words.count(n, one, many)} by {words.count(len(readers), who_one, who_many)}"
        + (f": {each}." if each else ".")
    ]
    said += {
        ReviewerKind.MACHINE: [
            "Machine readings agree or differ with one another: that is consistency, not reliability."
        ],
        ReviewerKind.SIMULATED: ["The readers are simulated; no people read these texts."],
    }.get(ReviewerKind(kind), [])
    others = [
        words.count(row["n_readings"], *words.KIND_WORDS[other][:2])
        for other, row in facts["readings_by_kind"].items() if other != kind
    ]  # fmt: skip
    return " ".join([*said, *([f"Not counted here: {words.listed(others)}."] if others else [])])


def _codebook(facts: Mapping[str, Any]) -> str:
    return (
        f"Codebook “{facts['key']}”, version {facts['version']}, revision {facts['revision']}. A label says nothing "
        "about truth: evidence means that a basis is given."
    )


def _agreement(gate: Mapping[str, Mapping[str, Any]], kind: str) -> str:
    """Alpha with its interval and band for each figure that speaks of what is compared."""
    said = []
    for name, row in gate.items():
        band = _BANDS[row["band"]].format(whose=WHOSE[kind])
        if row["alpha"] is None:
            said.append(f"{name}: {row.get('undefined') or band}")
            continue
        interval = row.get("interval")
        between = f", 95 % interval {interval[0]:.2f} to {interval[1]:.2f}" if interval else ""
        said.append(f"{name}: {row['alpha']:.2f}{between} ({band})")
    return f"Krippendorff’s alpha, {'; '.join(said)}. Intervals by resampling articles."


def _drawn(facts: Mapping[str, Any]) -> str:
    """What is drawn at random, with the seeds that draw it again."""
    seeds = words.listed([f"{name} {seed}" for name, seed in facts["seeds"].items() if seed is not None])
    tests = "" if facts["n_tests"] is None else f", {words.count(facts['n_tests'], 'test', 'tests')} in all"
    return (
        f"Contrasts are tested by exchanging the names of origins over articles, within event and genre{tests}, with "
        f"q values by Benjamini and Hochberg. Seeds of what is drawn: {seeds}."
    )


def _counted(filters: Filters, rules: Rules) -> str:
    chosen = filters_in_words(filters, rules)
    return f"Only {words.listed(chosen)}." if chosen else "All marks, under no filter."


def filters_in_words(filters: Filters, rules: Rules) -> list[str]:
    """What the filters take, one phrase each."""
    label = rules.labels.get(filters.label)
    wording = {AS_WRITTEN: "wording verified or as reposted"}.get(filters.fidelity)
    said = (
        (filters.layer == ADJUDICATED, "rulings"),
        (filters.label, label.name.lower() if label else ""),
        (filters.voice, _of_facet("voice", filters.voice, rules, {OWN: "the own voice", "quoted": "quoted voices"})),
        (filters.target, _of_facet("target", filters.target, rules, {})),
        (filters.genre, f"the genre {filters.genre}"),
        (filters.event, f"the event {words.event(filters.event)}"),
        (filters.since, f"texts since {words.date(filters.since)}"),
        (filters.until, f"texts until {words.date(filters.until)}"),
        (filters.fidelity, wording or f"wording “{words.fidelity(filters.fidelity)}”" if filters.fidelity else ""),
        (filters.unsure, "marks that their reader was sure of"),
        (filters.reviewers, f"the marks of {words.people(filters.reviewers)}" if filters.reviewers else ""),
    )
    return [phrase for is_set, phrase in said if is_set]


def _of_facet(facet: str, value: str, rules: Rules, groups: Mapping[str, str]) -> str:
    rule = rules.facets.get(facet)
    if value in groups:
        return groups[value]
    if rule is None or value in rule.values:
        return f"the {facet} “{rule.value_name(value) if rule else value}”"
    return f"the {facet} group “{words.event(value)}”"


def _how(min_words: int) -> str:
    return (
        "Rates are spans per 1,000 words read, shares are of all spans with a counted label or of all marks that state "
        "a role; per article the mean over its readers. Intervals are at 95 %, with articles as clusters and readers "
        "held fixed: delete-one jackknife of the log rate and of the logit of the share, which draws no random "
        f"numbers. Of fewer than {min_words} words no rate is given. Affirming and denying never add up."
    )


def citation(title: str, project: str, day: str, state: str, address: str, chosen: Sequence[str]) -> str:
    """How to cite a report: title, project, date, state of the data, address."""
    under = f" ({words.listed(chosen)})" if chosen else ""
    return f"{title}{under}. {project}. {day}. State of the data {state}. {address}"
