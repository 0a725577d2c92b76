"""The minutes of a session as a text in Markdown, to print, to hand in, to keep."""

import re
from collections.abc import Iterable

from django.utils import timezone

from annotator.pages import words
from annotator.pages.session import asked_words, at_time
from annotator.pages.session_overlay import figures
from core.models import ThreadKind
from core.queries.codebooks import Rules, rules_of
from core.queries.disagreements import UNMARKED, Passage
from core.queries.minutes import Minutes

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STARTS = re.compile(r"^(\d+)([.)])|^([-+])")
_OUTCOMES = {
    "accept": "taken as marked",
    "edit": "said otherwise",
    "merge": "put into one",
    "reject": "nothing to be marked",
    "leave-open": "left open",
}


def markdown(found: Minutes) -> str:
    """The whole text. What readers wrote is escaped: it stays their words and becomes no heading or link."""
    rules = rules_of(found.session.project.codebook)
    return "\n".join([*_head(found), *_figures(found), *_passages(found, rules), *_talks(found),
                      *_rulings(found, rules)]) + "\n"  # fmt: skip


def _head(found: Minutes) -> list[str]:
    session = found.session
    held = timezone.localtime(session.opened_at or session.created_at).date().isoformat()
    steps = [("opened", session.opened_at), ("revealed", session.revealed_at), ("closed", session.closed_at)]
    when = ", ".join(f"{step} {at_time(moment)}" for step, moment in steps if moment)
    nothing = f", of whom {found.n_nothing_read} had read nothing when the marks were revealed"
    return [
        f"# Minutes: {plain(session.name or 'Session')}", "",
        f"* Article: {plain(session.document.title or session.document.key)}",
        f"* Date: {words.date(held)} ({when})",
        f"* Read by {words.count(len(found.readers), 'reader', 'readers')} under code names"
        f"{nothing if found.n_nothing_read else ''}: {plain(words.listed(found.readers)) or 'nobody'}",
        f"* Asked: {asked_words(session)}{', the source hidden' if session.source_blind else ''}", "",
    ]  # fmt: skip


def _figures(found: Minutes) -> list[str]:
    rows = [
        f"| {row.name}: {row.meaning} | {row.before} | {row.after} |{f' {row.reason}' if row.reason else ''}"
        for row in figures(found.agreement.before, found.agreement.after)
    ]
    revised = f"{found.agreement.n_revised} of {words.count(found.agreement.n_readers, 'reader', 'readers')}"
    return [
        "## Agreement", "",
        "Krippendorff's alpha: 1 is full agreement, 0 what chance would give. "
        f"Before: as first submitted. After: as it stands now; {revised} changed their marks.", "",
        "| | before | after |", "|---|---:|---:|", *rows, "",
    ]  # fmt: skip


def _passages(found: Minutes, rules: Rules) -> list[str]:
    lines = ["## Where readers differ", ""]
    for number, row in enumerate(found.passages, 1):
        lines += [f"{number}. “{plain(row.quote)}”", f"   {_counts(row, rules)}"]
    return [*lines, *([] if found.passages else ["Nobody marked anything."]), ""]


def _counts(row: Passage, rules: Rules) -> str:
    said = [f"{n} {rules.labels[key].name.lower()}" for key, n in row.label_counts.items() if key]
    silent = row.label_counts.get(UNMARKED, 0)
    return " · ".join([*said, *([f"{silent} read it and marked nothing"] if silent else [])])


def _talks(found: Minutes) -> list[str]:
    lines = ["## What was said", ""] if found.talks else []
    for row in found.talks:
        question = " (question to the codebook)" if row.thread.kind == ThreadKind.GUIDELINE_GAP else ""
        lines += [f"On “{plain(row.quote)}”{question}", ""]
        lines += [f"* **{plain(said.author.code_name)}** {plain(said.text)}" for said in row.comments] + [""]
    return lines


def _rulings(found: Minutes, rules: Rules) -> list[str]:
    lines = ["## Rulings", ""] if found.rulings else []
    for row in found.rulings:
        label = f", {rules.labels[row.label.key].name.lower()}" if row.label else ""
        lines.append(f"* “{plain(row.quote)}”: {_OUTCOMES[row.outcome]}{label}. {plain(row.reason)}")
    return [*lines, *([""] if found.rulings else [])]


def plain(text: str) -> str:
    r"""Words on one line in which nothing is Markdown.

    >>> plain("# No\n\n*proof* [here](x)")
    '\\# No \\*proof\\* \\[here\\](x)'
    """
    line = _SPECIAL.sub(r"\\\1", " ".join(_lines(text)))
    return _STARTS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", line)


def _lines(text: str) -> Iterable[str]:
    return text.split()
