"""The finding in plain sentences above the wall, and the caveats beside it: computed, never written by hand."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.pages import words
from core.access import Viewer
from core.queries.codebooks import Rules
from core.queries.figures import Comparison
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
    quoted = {key for key, pairs in said.items() if any(s == "affirms" for _, s in pairs)} - own
    rest = {key: {stance for _, stance in pairs} for key, pairs in said.items() if key not in own | quoted}
    doubted = {key for key, stances in rest.items() if stances & {"unproven", "denies"}}
    asking = {key for key, stances in rest.items() if "asks" in stances} - doubted
    silent = len(read) - len(own | quoted | doubted | asking)
    return _sentences(top.name or top.key, len(figures.origins), len(read), own, quoted, doubted, asking, silent)


def _sentences(
    top: str, n_all: int, n_read: int, own: set[str], quoted: set[str], doubted: set[str],
    asking: set[str], silent: int,
) -> SafeString:  # fmt: skip
    def verb(n: int, one: str, many: str) -> str:
        return one if n == 1 else many

    lines = [
        (
            f"{len(own)} of {n_read}",
            f"{verb(len(own), 'affirms', 'affirm')} {top} in {verb(len(own), 'its', 'their')} own voice.",
        )
    ]
    if quoted:
        lines.append((str(len(quoted)), f"{verb(len(quoted), 'affirms', 'affirm')} it only by quoting others."))
    if doubted:
        lines.append(
            (
                str(len(doubted)),
                f"{verb(len(doubted), 'calls', 'call')} it unproven or {verb(len(doubted), 'denies', 'deny')} it.",
            )
        )
    if asking:
        lines.append((str(len(asking)), f"{verb(len(asking), 'asks', 'ask')}."))
    if silent:
        lines.append((str(silent), f"{verb(silent, 'does', 'do')} not speak of it."))
    if n_all > n_read:
        lines.append((str(n_all - n_read), f"{verb(n_all - n_read, 'has', 'have')} not been read yet."))
    return format_html_join(" ", "<b>{}</b> {}", lines)


def caveats_of(figures: Comparison) -> list[str]:
    one, many, _, readers = words.KIND_WORDS[figures.reviewer_kind]
    caveats = []
    if figures.reviewer_kind == "machine":
        caveats.append(f"{words.number(figures.n_reviewers).capitalize()} {one if figures.n_reviewers == 1 else many}: "
                       "consistency, not reliability")  # fmt: skip
    elif figures.reviewer_kind == "simulated":
        caveats.append(f"{words.number(figures.n_reviewers).capitalize()} {readers}, no people")
    else:
        caveats.append(words.count(figures.n_reviewers, "reader", "readers"))
    caveats.append("Agreement not measured")
    caveats.append("Labels say whether a basis is given, not whether it is true")
    return caveats
