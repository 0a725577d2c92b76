"""Known limits of a data set in words, each computed from its facts: nobody fills them in, nobody leaves them out."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.export.cards.facts import Facts
from core.models import Finding, Layers, ReviewerKind, Texts
from core.queries.indicators import indicators
from core.queries.whose import WHOSE

OF = {"labels": "labels", "role": "roles", "voice": "voices"}
_BANDS = {
    "enough": "agree",
    "tentative": "agree only in part",
    "not-enough": "do not agree enough",
}
_MADE: dict[str, str] = {
    ReviewerKind.SIMULATED: "are simulated: made by a program that plays a reader, to try things out",
    ReviewerKind.MACHINE: "were made by a machine",
}


def limits(facts: Facts) -> list[str]:
    """One sentence each, the gravest first."""
    return [*_made_up(facts), *_agreement(facts), *_readings(facts), *_corpus(facts), *_ledger(facts),
            *_left_out(facts), *_told(facts)]  # fmt: skip


def _made_up(facts: Facts) -> Iterator[str]:
    if facts["invented"]:
        yield "Everything here is invented: articles, outlets and marks. It says nothing about any real outlet."
    for kind, made in _MADE.items():
        if kind in facts["readers"]:
            n, every = facts["readers"][kind]["readings"], facts["counts"]["readings"]
            yield f"{n:,} of {every:,} readings {made}."


def agreement_lines(facts: Facts) -> list[str]:
    """Agreement at the time of release, a sentence for each figure: n, interval, band in words."""
    found = facts.get("agreement")
    if not found:
        return []
    who = whose(found)
    lines = [
        _figure(OF[name], row, who, counted(row["n_matched"], "matched mark", "matched marks"))
        for name in OF if (row := found["figures"].get(name))
    ]  # fmt: skip
    return [*lines, *_on_indicators(found.get("indicators", {}), who)]


def _on_indicators(found: Facts, who: str) -> Iterator[str]:
    """A sentence for each indicator that is measured, one for all others."""
    for key, row in found.items():
        if row["alpha"] is not None:
            yield _figure(_indicator(key), row, who, counted(row["n_pairs"], "pair of answers", "pairs of answers"))
    if not_measured := [indicators()[key].name for key, row in found.items() if row["alpha"] is None]:
        yield f"Agreement on these credibility indicators is not measured: {listed(not_measured)}."


def _indicator(key: str) -> str:
    return f"the credibility indicator “{indicators()[key].name}”"


def whose(found: Facts) -> str:
    """Whose agreement it is, for the beginning of a sentence: machine and simulated readings are never plain readers.

    >>> whose({"reviewer_kinds": ["machine"]})
    'The machine readings'
    """
    who = WHOSE[found["reviewer_kinds"][0]]
    return who[0].upper() + who[1:]


def _figure(about: str, row: dict[str, Any], who: str, n: str) -> str:
    if row["alpha"] is None:
        return f"Agreement on {about} is not measured: {row['undefined'] or 'nobody read the same text'}."
    low_high = row["interval"]
    interval = f"95 % interval {low_high[0]:.2f} to {low_high[1]:.2f}" if low_high else "no interval"
    return (
        f"{who} {_BANDS[row['band']]} on {about}: Krippendorff's alpha {row['alpha']:.2f} ({interval}; "
        f"{n} in {counted(row['n_documents'], 'document', 'documents')})."
    )


def _agreement(facts: Facts) -> Iterator[str]:
    found = facts.get("agreement")
    if facts["layers"] == Layers.ADJUDICATED:
        yield "These are rulings, each made once by one adjudicator: nobody measured whether another would agree."
    if not found:
        return
    bands = {name: found["figures"][name]["band"] for name in OF if name in found["figures"]}
    low = [OF[name] for name, band in bands.items() if band == "not-enough"]
    part = [OF[name] for name, band in bands.items() if band == "tentative"]
    unknown = [OF[name] for name, band in bands.items() if band == "unknown"]
    for key, row in found.get("indicators", {}).items():
        low += [_indicator(key)] if row["band"] == "not-enough" else []
        part += [_indicator(key)] if row["band"] == "tentative" else []
    begin, who = found["bands"], whose(found)
    if low:
        yield (f"{who} do not agree enough on {listed(low)} (alpha below {begin['tentative']:g}): compare nothing by "
               "it.")  # fmt: skip
    if part:
        yield (f"{who} agree only in part on {listed(part)} (alpha below {begin['enough']:g}): what is compared by "
               "it is tentative.")  # fmt: skip
    if unknown:
        yield f"Agreement on {listed(unknown)} is not measured."


def _readings(facts: Facts) -> Iterator[str]:
    by_readings = {int(n): documents for n, documents in facts["documents_by_readings"].items()}
    n_documents = sum(by_readings.values())
    if single := by_readings.get(1, 0):
        yield (f"{single:,} of {counted(n_documents, 'document that was', 'documents that were')} read "
               f"{'has' if single == 1 else 'have'} one reading only: how others would mark is not known.")  # fmt: skip
    if n := facts["n_partial"]:
        yield (f"{counted(n, 'reading covers', 'readings cover')} a part of the text only: rates must be taken per "
               "words read (table coverage).")  # fmt: skip
    if n := facts["n_sighted"]:
        yield f"{counted(n, 'reading was', 'readings were')} made by somebody who had seen colleagues' marks before."


def _corpus(facts: Facts) -> Iterator[str]:
    if n := facts["n_translated"]:
        yield (f"{counted(n, 'part is a translation', 'parts are translations')} that nobody checked against the "
               "original: the wording may not be it.")  # fmt: skip
    if n := facts["n_copies"]:
        yield (f"{counted(n, 'part copies', 'parts copy')} another text here: it counts at its origin and must be "
               "left out of rates.")  # fmt: skip
    if len(facts["genres"]) == 1:
        yield f"All documents are of one genre ({facts['genres'][0]}): nothing follows for others."
    if facts["n_origins"] == 1:
        yield "All texts come from one origin: nothing can be compared."


def _ledger(facts: Facts) -> Iterator[str]:
    found = facts["findings"]
    every = sum(found.values())
    if unopened := found.get(Finding.UNCHECKED, 0):
        yield (f"{every - unopened:,} of {counted(every, 'cited source was', 'cited sources were')} opened: of the "
               "others nobody has looked whether they say so.")  # fmt: skip
    if n := facts["counts"]["claims"]:
        yield (f"Marks were joined as claims one by one ({counted(n, 'claim', 'claims')}): others may state the same "
               "and stand in none.")  # fmt: skip
    if facts["counts"]["assessments"]:
        yield "Credibility indicators are answers of single readers, and no score follows from them."


def _left_out(facts: Facts) -> Iterator[str]:
    found = facts.get("left_out", {})
    if n := found.get("withheld", 0):
        yield (f"{counted(n, 'document', 'documents')} of the project left out: whoever made this release still reads "
               "there without seeing others' marks.")  # fmt: skip
    if n := found.get("unread", 0):
        yield f"{counted(n, 'document', 'documents')} of the project left out: nobody has submitted a reading there."


def _told(facts: Facts) -> Iterator[str]:
    if facts["texts"] == Texts.QUOTES:
        yield "Whole texts are left out. Places can be checked against one's own copy by length and SHA-256."
    if facts["texts"] == Texts.NONE:
        yield "No words are included: to see what a mark says one needs the text with the same SHA-256."
    if "left_out" in facts:
        yield (
            "Readers stand under names made at random for this release. Times of marks are kept: who knows when "
            "somebody worked may recognise them."
        )


def counted(n: int, one: str, many: str) -> str:
    """`1 document`, `1,162 documents`."""
    return f"{n:,} {one if n == 1 else many}"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
