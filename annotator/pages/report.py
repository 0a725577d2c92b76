"""The report of one document: what a standards editor checks before or after it runs, on one printable page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from annotator.pages import words
from annotator.pages.charts import FigureView
from annotator.pages.indicator_words import DocumentSaid, said_of_document
from annotator.pages.marks import reader_words
from annotator.pages.report_charts import report_figures
from annotator.pages.report_sources import Sources, share, sources
from annotator.pages.report_words import Entry, Question, Writer, label_counts, readers_words
from core.access import Viewer
from core.models import Reading, ReviewerKind
from core.queries.claims import claims_of
from core.queries.provenance import known
from core.queries.report import (
    ALL_READERS,
    Figures,
    Report,
    by_kind,
    document_report,
    ranges_read,
    ranges_read_by,
)
from core.text.segments import count_in, word_starts


@dataclass(frozen=True)
class Number:
    """One number with what it counts, out of how many, and where on the page its words stand."""

    name: str
    value: str
    n: str
    url: str
    label: str = ""


@dataclass(frozen=True)
class Summary:
    """What the marks of one kind of reader come to: sentences as (strong, rest), and numbers.

    `draft`: of one's own reading that is not submitted.
    """

    readers: str
    draft: bool
    lines: Sequence[tuple[str, str]]
    numbers: Sequence[Number]


@dataclass(frozen=True)
class ReaderLine:
    """One reading that the report rests on."""

    name: str
    facts: str


@dataclass(frozen=True)
class ReportPage:
    """Everything the template shows. `empty` is `withheld`, `unread` or `unmarked` when there is no mark to show.

    `no_figures` says why there are none, though there are marks.
    """

    title: str
    facts: str
    language: str
    as_of: str
    whose: str
    part_read: Sequence[str]
    readers: Sequence[ReaderLine]
    choices: Sequence[tuple[str, str, bool]]
    is_withheld: bool
    can_mark: bool
    empty: str
    no_figures: str
    summaries: Sequence[Summary]
    claims: Sequence[Entry]
    evidence: Sequence[Entry]
    outside: Sequence[Entry]
    questions: Sequence[Question]
    sources: Sources
    indicators: DocumentSaid
    indicators_url: str
    charts: Mapping[str, FigureView]
    read_url: str
    rulings_url: str


def report_page(viewer: Viewer, key: str, reader: str | None = None) -> ReportPage:
    """The report for the viewer; `reader` as in `document_report`. A number of queries that no number of marks changes.

    Errors: `NotFound` for a document or a reading that is not there or not for the viewer.
    """
    report = document_report(viewer, key, reader)
    stated = claims_of(viewer, [row.uuid for row in report.marks])
    document, writer = report.document, Writer(viewer, report, stated)
    heads = len(report.stretches) > 1
    facts = [document.outlet.name, document.genre, words.date_of(document), document.author,
             words.count(report.n_words, "word", "words")]  # fmt: skip
    return ReportPage(
        title=document.title or document.key, facts=" · ".join(fact for fact in facts if fact),
        language=document.language,
        as_of=moment(timezone.now()), whose=_whose(viewer, report), part_read=_part_read(report),
        readers=_readers(report), choices=_choices(viewer, report),
        is_withheld=report.is_withheld, can_mark=viewer.may("mark"), empty=_empty(report),
        no_figures=_no_figures(report),
        summaries=[_summary(report, row) for row in report.figures if row.n_marks or row.n_outside],
        claims=writer.entries(report.claims, heads=heads), evidence=writer.entries(report.evidence),
        outside=writer.entries(report.outside), questions=writer.questions() if report.readings else (),
        sources=_sources(viewer, report, writer.read_url), indicators=said_of_document(viewer, document),
        indicators_url=reverse("indicators", args=[viewer.project.slug, document.key]),
        charts=report_figures(viewer, report), read_url=writer.read_url,
        rulings_url=_rulings_url(viewer, report),
    )  # fmt: skip


def _sources(viewer: Viewer, report: Report, read_url: str) -> Sources:
    url = reverse("provenance", args=[viewer.project.slug, report.document.key])
    return sources(report, read_url, known(viewer, report.document), url)


def _rulings_url(viewer: Viewer, report: Report) -> str:
    """Where the viewer learns what became of their own marks; nothing for whoever has none here, or not yet."""
    own = any(row.reviewer.user_id == viewer.user.pk for row in report.choices)
    return "" if report.is_withheld or not own else reverse("rulings", args=[viewer.project.slug, report.document.key])


def moment(at: datetime) -> str:
    """A moment in words: `22 November 2026, 03:20 UTC`."""
    local = timezone.localtime(at)
    return f"{words.date(local.date().isoformat())}, {local:%H:%M %Z}"


def _empty(report: Report) -> str:
    if report.claims or report.evidence or report.outside:
        return ""
    if report.readings:
        return "unmarked"
    return "withheld" if report.is_withheld else "unread"


def _no_figures(report: Report) -> str:
    """Why the marks are listed and not counted."""
    if not report.leaves_out_figures:
        return ""
    return "No figures: this reading is not submitted, and figures count submitted readings only."


def _whose(viewer: Viewer, report: Report) -> str:
    """Whose marks stand here, in one line."""
    rows = report.readings
    if len(rows) == 1:
        return f"The marks of {_name(viewer, rows[0])}, {_state(rows[0])}."
    names = readers_words([(row.reviewer.code_name, row.reviewer.kind) for row in rows])
    return f"The marks of all submitted readings: {names}." if names else ""


def _name(viewer: Viewer, row: Reading) -> str:
    """A reader by code name and kind, and *your own* where it is the viewer."""
    name = reader_words(row.reviewer.code_name, row.reviewer.kind)
    return f"{name} (your own)" if row.reviewer.user_id == viewer.user.pk else name


def _part_read(report: Report) -> list[str]:
    """What to keep in mind, for each kind of reader of which nobody has read all of it."""
    kinds, found = by_kind(report.counted), []
    starts = word_starts(report.document.text)
    for kind, rows in kinds.items():
        n_read = count_in(starts, ranges_read_by(report.document, rows))
        if n_read != report.n_words:
            who = f" by {words.people(kind)}" if len(kinds) > 1 else ""
            found.append(f"{n_read:,} of {report.n_words:,} words were read{who} ({share(n_read, report.n_words)}).")
    return found


def _state(row: Reading) -> str:
    if row.state == Reading.State.SUBMITTED and row.submitted_at:
        return f"submitted on {words.date(row.submitted_at.date().isoformat())}"
    return "open again after it was submitted" if row.first_submitted_at else "not submitted yet"


def _readers(report: Report) -> list[ReaderLine]:
    return [
        ReaderLine(reader_words(row.reviewer.code_name, row.reviewer.kind),
                   words.sentence([_state(row), _how_much(report, row), _none_here(report, row)]))
        for row in report.readings
    ]  # fmt: skip


def _how_much(report: Report, row: Reading) -> str:
    """How much of the article was read."""
    if row.state != Reading.State.SUBMITTED:
        return ""
    n_read = count_in(word_starts(report.document.text), ranges_read(report.document, row))
    return "read whole" if n_read == report.n_words else f"{n_read:,} of {report.n_words:,} words read"


def _none_here(report: Report, row: Reading) -> str:
    names = [rule.name.lower() for key, rule in report.rules.labels.items() if key in row.none_here]
    return f"says that it holds no {' and no '.join(names)}" if names else ""


def _choices(viewer: Viewer, report: Report) -> list[tuple[str, str, bool]]:
    """What the page offers to show: all submitted readings, then each; nothing where there is no choice."""
    if len(report.choices) < 2:
        return []
    each = [
        (row.reviewer.code_name, f"{_name(viewer, row)}, {_state(row)}", row.reviewer.code_name == report.reader)
        for row in report.choices
    ]  # fmt: skip
    return [(ALL_READERS, "all submitted readings", report.reader is None), *each]


def _summary(report: Report, row: Figures) -> Summary:
    one, many, *_ = words.KIND_WORDS[ReviewerKind(row.kind)]
    readings = words.count(row.n_readings, one, many)
    return Summary(
        readings if len(report.figures) > 1 or row.n_readings > 1 else "",
        row.draft,
        [*_bases_in_words(row), *_opened_in_words(row), *_voice_in_words(row)],
        _numbers(report, row),
    )


def _bases_in_words(row: Figures) -> list[tuple[str, str]]:
    if not row.n_assertions:
        return [("No assertion", "is marked.")] if row.n_marks else []
    verb = "is" if row.n_unsupported == 1 else "are"
    asserted = "assertion" if row.n_assertions == 1 else "assertions"
    lines = [(f"{row.n_unsupported} of {row.n_assertions}", f"{asserted} {verb} unsupported here.")]
    if row.n_contradicted:
        verb = "is" if row.n_contradicted == 1 else "are"
        lines.append((f"{row.n_contradicted}", f"{verb} contradicted here."))
    return lines


def _opened_in_words(row: Figures) -> list[tuple[str, str]]:
    if not row.n_cited:
        return []
    bases = "cited base was" if row.n_cited == 1 else "cited bases were"
    say = "says" if row.n_says_so == 1 else "say"
    so = f"; {row.n_says_so or 'none'} {say} so." if row.n_opened else "."
    return [(f"{row.n_opened} of {row.n_cited}", f"{bases} opened{so}")]


def _voice_in_words(row: Figures) -> list[tuple[str, str]]:
    if not row.n_voiced:
        return []
    verb = "speaks" if row.n_own_voice == 1 else "speak"
    many = "mark" if row.n_voiced == 1 else "marks"
    return [(f"{row.n_own_voice} of {row.n_voiced}", f"{many} with a stated voice {verb} in the text’s own voice.")]


def _numbers(report: Report, row: Figures) -> list[Number]:
    of_marks = f"of {words.count(row.n_marks, 'mark', 'marks')}"
    labels = label_counts(report.rules, row.labels)
    found = [Number(name, f"{n:,}", of_marks, "#claims" if n else "", key) for key, name, n in labels]
    if row.n_assertions:
        of_all = f"of {words.count(row.n_assertions, 'assertion', 'assertions')}"
        for name, n in (("Unsupported here", row.n_unsupported), ("Contradicted here", row.n_contradicted)):
            found.append(Number(name, f"{n:,}", of_all, "#claims" if n else ""))
    if row.n_cited:
        found.append(Number("Bases opened", f"{row.n_opened:,}", f"of {row.n_cited:,} cited", "#claims"))
    if row.n_voiced:
        of_voiced = f"{row.n_own_voice:,} of {row.n_voiced:,} with a stated voice"
        found.append(Number("Own voice", words.percent(row.share_own_voice), of_voiced, "#claims"))
    if row.n_outside:
        found.append(Number("Outside the article", f"{row.n_outside:,}", "in no number beside", "#outside"))
    return found
