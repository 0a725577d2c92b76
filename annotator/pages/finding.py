"""The finding in plain sentences above the wall, and the caveats beside it: computed, never written by hand."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.pages import words
from annotator.pages.gate_words import caveat
from core.access import Viewer
from core.queries.codebooks import Rules
from core.queries.figures import Comparison
from core.queries.layers import ADJUDICATED
from core.queries.quotes import stances_on


def lead(viewer: Viewer, figures: Comparison, rules: Rules) -> SafeString:
    """The finding in one or two plain sentences, computed from the marks on the highest rung."""
    role = rules.facets.get("role")
    ranked = [value for value in role.values.values() if value.rank is not None] if role else []
    read = [origin for origin in figures.origins if origin.n_words_read]
    if not ranked or not read:
        return format_html("{}", "Nothing has been read and submitted yet.")
    top = max(ranked, key=lambda value: value.rank or 0)
    said = stances_on(viewer, figures.filters, top.key)
    voice = rules.facets.get("voice")
    own_voices = {value.key for value in voice.values.values() if value.group == "own"} if voice else set()
    own = {key for key, pairs in said.items() if any(v in own_voices and s == "affirms" for v, s in pairs)}
    stances = {key: {stance for _, stance in pairs} for key, pairs in said.items() if key not in own}
    doubting = {key for key, found in stances.items() if found & {"unproven", "denies"}}
    quoting = {key for key, found in stances.items() if "affirms" in found}
    asking = {key for key, found in stances.items() if "asks" in found} - doubting - quoting
    silent = len(read) - len(own | doubting | quoting | asking)
    lines = _own_voice(len(own), len(read), top.name or top.key)
    lines += _doubt(len(doubting - quoting), len(doubting & quoting), len(quoting - doubting))
    lines += _counted(len(asking), "asks", "ask") + _counted(silent, "does not speak of it", "do not speak of it")
    done = "ruled on" if figures.filters.layer == ADJUDICATED else "read"
    lines += _counted(len(figures.origins) - len(read), f"has not been {done} yet", f"have not been {done} yet")
    return format_html_join(" ", "<b>{}</b> {}", lines)


Lines = list[tuple[str, str]]


def _own_voice(n: int, n_read: int, role: str) -> Lines:
    one = n == 1
    verb, whose = ("affirms", "its") if one else ("affirm", "their")
    return [(f"{n} of {n_read}", f"{verb} {role} in {whose} own voice.")]


def _doubt(doubting: int, both: int, quoting: int) -> Lines:
    """Those who doubt or deny, those who quote both sides, those who only quote the affirmation."""
    return (
        _counted(doubting, "calls it unproven or denies it", "call it unproven or deny it")
        + _counted(
            both,
            "has voices that affirm it and voices that doubt it",
            "have voices that affirm it and voices that doubt it",
        )
        + _counted(quoting, "affirms it only by quoting others", "affirm it only by quoting others")
    )


def _counted(n: int, one: str, many: str) -> Lines:
    return [(str(n), f"{one if n == 1 else many}.")] if n else []


def caveats_of(figures: Comparison) -> list[str]:
    return [
        readers_of(figures),
        caveat(figures),
        "Labels say whether a basis is given, not whether it is true",
    ]


def readers_of(figures: Comparison) -> str:
    """Whose readings the figures are from: people, machines, simulated readers, or who ruled."""
    one, many, _, readers = words.KIND_WORDS[figures.reviewer_kind]
    number = words.number(figures.n_reviewers).capitalize()
    if figures.filters.layer == ADJUDICATED:
        by = "" if figures.reviewer_kind == "person" else f" by {readers}, no people"
        return f"Rulings on {words.count(figures.n_readings, 'article', 'articles')}{by}"
    if figures.reviewer_kind == "machine":
        return f"{number} {one if figures.n_reviewers == 1 else many}: consistency, not reliability"
    if figures.reviewer_kind == "simulated":
        return f"{number} {readers}, no people"
    return words.count(figures.n_reviewers, "reader", "readers")
