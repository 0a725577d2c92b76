"""The comparison page: the wall of words under one sentence, the table of numbers behind the second tab."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.pages import words
from core.access import Viewer
from core.queries.codebooks import Rules, rules_of
from core.queries.comparison import NOT_STATED, Comparison, Filters, Measure, Origin, comparison, with_filter
from core.queries.quotes import Passage, role_passages, stances_on, value_name
from core.stats.proportions import Estimate

QUOTES_IN_A_CELL = 2


@dataclass(frozen=True)
class Choice:
    """One entry of a segmented control."""

    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Control:
    """One filter as a row of links."""

    name: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class QuoteView:
    """One quote as `_quote.html` shows it."""

    id: UUID
    text: str
    url: str
    label: str
    label_name: str
    stance: str
    stance_name: str
    role: str
    role_name: str
    voice_name: str
    speaker: str
    unsure: bool
    alike: str


@dataclass(frozen=True)
class Rung:
    """One role at one origin: its best quotes and the way to all of them."""

    role: str
    quotes: Sequence[QuoteView]
    n: int
    url: str


@dataclass(frozen=True)
class Band:
    """A column of the wall: neighbouring rungs."""

    name: str
    rungs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    """One band at one origin."""

    band: Band
    rungs: Sequence[Rung]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was marked here."""
        return not any(rung.n for rung in self.rungs)


@dataclass(frozen=True)
class LabelNumbers:
    """One label at one origin, in figures that are links."""

    key: str
    name: str
    n: int
    n_unsure: int
    url: str
    rate: str
    interval: str
    reason: str
    share: str


@dataclass(frozen=True)
class RoleNumbers:
    """One role at one origin in figures, with stances: (key, name, n, url)."""

    key: str
    n: int
    url: str
    share: str
    stances: Sequence[tuple[str, str, int, str]]


@dataclass(frozen=True)
class Row:
    """One origin of the wall and of the table."""

    key: str
    name: str
    url: str
    way: str
    provenance_url: str
    facts: str
    read: bool
    cells: Sequence[Cell]
    labels: Sequence[LabelNumbers]
    roles: Sequence[RoleNumbers]
    voices: Sequence[tuple[str, int, str]]
    n_documents: int
    n_readers: int
    words_read: str
    words_all: str
    sentences_marked: str
    bar: Sequence[tuple[str, int, int]]
    bar_width: int
    counts: str


@dataclass(frozen=True)
class ComparePage:
    """All that the page shows."""

    heading: str
    lead: SafeString
    caveats: Sequence[str]
    tabs: Control
    controls: Sequence[Control]
    more_controls: Sequence[Control]
    more_open: bool
    bands: Sequence[Band]
    rows: Sequence[Row]
    label_names: Sequence[tuple[str, str]]
    role_names: Sequence[tuple[str, str]]
    scope: str
    hidden: Sequence[tuple[str, str]]
    json_url: str
    side_by_side_url: str
    is_empty: bool
    is_filtered: bool
    clear_url: str


def compare_page(viewer: Viewer, filters: Filters, view: str) -> ComparePage:
    """The page for one viewer, filters and tab (`words` or `numbers`)."""
    rules = rules_of(viewer.project.codebook)
    figures = comparison(viewer, filters)
    passages = role_passages(viewer, filters)
    links = _Links(viewer, filters, view)
    rows = [_row(origin, passages, rules, links) for origin in _sorted(figures.origins, rules)]
    return ComparePage(
        heading=f"How {words.number(len(rows))} {'outlet characterizes' if len(rows) == 1 else 'outlets characterize'}"
        f" the role of {rules.focus_name or 'the target'}",
        lead=_lead(viewer, figures, rules),
        caveats=_caveats(figures),
        tabs=Control("Show as", [Choice("Words", links.page(filters, "words"), view == "words"),
                                 Choice("Numbers", links.page(filters, "numbers"), view == "numbers")]),
        controls=_controls(filters, rules, links),
        more_controls=_more_controls(filters, rules, links, figures),
        more_open=bool(filters.label or filters.genre),
        bands=_bands(rules),
        rows=rows,
        label_names=[(label.key, label.name) for label in rules.labels.values() if label.counted],
        role_names=[(key, rules.facets["role"].value_name(key)) for key in _roles_shown(rules)],
        scope=_scope(figures),
        hidden=[(key, reverse("read", args=[viewer.project.slug, key])) for key in figures.hidden_documents],
        json_url=reverse("api-comparison", args=[viewer.project.slug]) + links.query(filters),
        side_by_side_url=reverse("side_by_side", args=[viewer.project.slug]),
        is_empty=figures.n_readings == 0,
        is_filtered=bool(filters.given()),
        clear_url=links.page(Filters(), view),
    )  # fmt: skip


class _Links:
    """Addresses that keep the filters."""

    def __init__(self, viewer: Viewer, filters: Filters, view: str) -> None:
        self.slug, self.filters, self.view = viewer.project.slug, filters, view

    @staticmethod
    def query(filters: Filters, **more: str) -> str:
        given = filters.given() | {key: value for key, value in more.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def page(self, filters: Filters, view: str | None = None) -> str:
        view = view or self.view
        more = {"view": view} if view != "words" else {}
        return reverse("compare", args=[self.slug]) + self.query(filters, **more)

    def quotes(self, **more: str) -> str:
        filters = self.filters
        for name in ("label", "voice", "target"):
            if name in more:
                filters = with_filter(filters, **{name: more.pop(name)})
        return reverse("quotes", args=[self.slug]) + self.query(filters, **more)

    def quote(self, uuid: UUID) -> str:
        return reverse("quote", args=[self.slug, uuid])

    def outlet(self, key: str) -> str:
        return reverse("outlet", args=[self.slug, key])


def _roles_shown(rules: Rules) -> list[str]:
    role = rules.facets.get("role")
    return [key for key in role.values if key != NOT_STATED] if role else []


def _bands(rules: Rules) -> list[Band]:
    """The codebook's bands; without any, each role is a column of its own."""
    role = rules.facets.get("role")
    if role is None:
        return []
    bands = role.bands or tuple((role.value_name(key), (key,)) for key in _roles_shown(rules))
    return [Band(name, [(key, role.value_name(key)) for key in keys]) for name, keys in bands]


def _strength(origin: Origin, rules: Rules) -> tuple[int, int]:
    """Highest rung affirmed and by how many marks; nothing affirmed comes after."""
    role = rules.facets.get("role")
    ranks = [
        (value.rank, origin.roles[key].stances.get("affirms", 0))
        for key, value in (role.values.items() if role else ())
        if value.rank is not None and key in origin.roles
    ]
    affirmed = [(rank, n) for rank, n in ranks if n]
    return max(affirmed, default=(-1, 0))


def _sorted(origins: Iterable[Origin], rules: Rules) -> list[Origin]:
    """By strongest role affirmed, then by how often; what nobody has read comes last."""

    def order(origin: Origin) -> tuple[bool, int, int, str]:
        rank, n = _strength(origin, rules)
        return (origin.n_words_read == 0, -rank, -n, origin.name)

    return sorted(origins, key=order)


def _lead(viewer: Viewer, figures: Comparison, rules: Rules) -> SafeString:
    """The finding in one or two plain sentences, computed from the marks on the highest rung."""
    role = rules.facets.get("role")
    ranked = [value for value in role.values.values() if value.rank is not None] if role else []
    read = [origin for origin in figures.origins if origin.n_words_read]
    if not ranked or not read:
        return format_html("Nothing has been read and submitted yet.")
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
    return _sentences(
        top.name or top.key, len(figures.origins), len(read), own, quoted, doubted, asking, silent
    )


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
        lines.append(
            (str(len(quoted)), f"{verb(len(quoted), 'affirms', 'affirm')} it only by quoting others.")
        )
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


def _caveats(figures: Comparison) -> list[str]:
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


def _scope(figures: Comparison) -> str:
    read = sum(origin.n_words_read for origin in figures.origins)
    total = sum(origin.n_words for origin in figures.origins)
    return f"{read:,.0f} of {total:,} words read"


def _controls(filters: Filters, rules: Rules, links: _Links) -> list[Control]:
    """Voice and target group: groups of the codebook, so that nothing here knows the matter."""
    return [
        _control(
            "Voice", "voice", filters, rules, links, "All voices", {"own": "Own voice", "quoted": "Quoted"}
        ),
        _control("Target", "target", filters, rules, links, f"{rules.focus_name}, every group", {}),
    ]


def _control(
    name: str,
    key: str,
    filters: Filters,
    rules: Rules,
    links: _Links,
    everything: str,
    names: Mapping[str, str],
) -> Control:
    facet = rules.facets.get(key)
    groups = dict.fromkeys(value.group for value in facet.values.values() if value.group) if facet else {}
    if key == "target":
        groups = dict.fromkeys(rules.focus_groups)
    chosen = getattr(filters, key)
    choices = [Choice(everything, links.page(with_filter(filters, **{key: ""})), not chosen)]
    for group in groups:
        words_of = names.get(group, group.replace("-", " ").capitalize())
        choices.append(Choice(words_of, links.page(with_filter(filters, **{key: group})), chosen == group))
    if chosen and chosen not in groups and facet:
        choices.append(Choice(facet.value_name(chosen), links.page(filters), True))
    return Control(name, choices)


def _more_controls(filters: Filters, rules: Rules, links: _Links, figures: Comparison) -> list[Control]:
    labels = [("", "Every label")] + [(row.key, row.name) for row in rules.labels.values() if row.counted]
    genres = sorted({genre for origin in figures.origins for genre in origin.genres} | {filters.genre} - {""})
    genre_choices = [("", "Every genre")] + [(genre, genre.capitalize()) for genre in genres if genre]
    return [
        Control(name, [
            Choice(shown, links.page(with_filter(filters, **{key: value})), getattr(filters, key) == value)
            for value, shown in choices
        ])
        for name, key, choices in (("Label", "label", labels), ("Genre", "genre", genre_choices))
    ]  # fmt: skip


def _row(
    origin: Origin, passages: Mapping[tuple[str, str], list[Passage]], rules: Rules, links: _Links
) -> Row:
    bar, at = [], 0
    for key, measure in origin.labels.items():
        bar.append((key, at, measure.n))
        at += measure.n
    genre = ", ".join(origin.genres)
    read = (
        f"{origin.n_words_read:,.0f} words read"
        if origin.n_words_read
        else f"{origin.n_words:,} words, not read yet"
    )
    return Row(
        key=origin.key,
        name=origin.name,
        url=links.outlet(origin.key),
        way=_way(origin),
        provenance_url=links.outlet(origin.key),
        facts=words.sentence([genre, words.dates(origin.published), read]),
        read=bool(origin.n_words_read),
        cells=[_cell(origin, band, passages, rules, links) for band in _bands(rules)],
        labels=[_label_numbers(origin, key, row, rules, links) for key, row in origin.labels.items()],
        roles=[_role_numbers(origin, key, rules, links) for key in _roles_shown(rules)],
        voices=[(value_name(rules, "voice", key), n, links.quotes(origin=origin.key, voice=key))
                for key, (n, _) in origin.voices.items() if n],
        n_documents=origin.n_documents,
        n_readers=origin.n_reviewers,
        words_read=f"{origin.n_words_read:,.0f}",
        words_all=f"{origin.n_words:,}",
        sentences_marked=words.percent(origin.share_sentences_marked),
        bar=bar,
        bar_width=max(at, 1),
        counts=" · ".join(f"{measure.n} {key}" for key, measure in origin.labels.items()),
    )  # fmt: skip


def _way(origin: Origin) -> str:
    fidelity = "; ".join(words.fidelity(value) for value in origin.fidelity)
    if origin.via:
        via = "via " + ", ".join(name for _, name in origin.via)
        return f"{via} ({fidelity})" if fidelity else via
    return fidelity


def _cell(
    origin: Origin, band: Band, passages: Mapping[tuple[str, str], list[Passage]], rules: Rules, links: _Links
) -> Cell:
    rungs = []
    for role, _ in band.rungs:
        best = passages.get((origin.key, role), [])[: QUOTES_IN_A_CELL + (len(band.rungs) == 1)]
        named = len(band.rungs) > 1
        rungs.append(
            Rung(
                role,
                [quote_view(row, rules, links.quote(row.uuid), named=named) for row in best],
                origin.roles[role].n if role in origin.roles else 0,
                links.quotes(origin=origin.key, role=role),
            )
        )
    return Cell(band, rungs)


def quote_view(row: Passage, rules: Rules, url: str, *, named: bool = True) -> QuoteView:
    """A passage in words; `named` says the role where the column does not."""
    alike = f"{row.n_readers} readers alike" if row.n_readers > 1 else ""
    return QuoteView(
        id=row.uuid,
        text=row.quote,
        url=url,
        label=row.label,
        label_name=rules.labels[row.label].name.lower(),
        stance=row.stance,
        stance_name=value_name(rules, "stance", row.stance),
        role=row.role,
        role_name=value_name(rules, "role", row.role) if named else "",
        voice_name=value_name(rules, "voice", row.voice),
        speaker=row.speaker,
        unsure=row.unsure,
        alike=alike,
    )


def _label_numbers(origin: Origin, key: str, row: Measure, rules: Rules, links: _Links) -> LabelNumbers:
    return LabelNumbers(
        key=key,
        name=rules.labels[key].name,
        n=row.n,
        n_unsure=row.n_unsure,
        url=links.quotes(origin=origin.key, label=key),
        rate="–" if row.rate.value is None else f"{row.rate.value:.1f}",
        interval=_interval(row.rate),
        reason=row.rate.reason or "",
        share=words.percent(row.share.value),
    )


def _interval(estimate: Estimate) -> str:
    return f"{estimate.interval[0]:.1f} to {estimate.interval[1]:.1f}" if estimate.interval else ""


def _role_numbers(origin: Origin, key: str, rules: Rules, links: _Links) -> RoleNumbers:
    row = origin.roles[key]
    return RoleNumbers(
        key=key,
        n=row.n,
        url=links.quotes(origin=origin.key, role=key),
        share=words.percent(row.share),
        stances=[
            (stance, value_name(rules, "stance", stance), n, links.quotes(origin=origin.key, role=key, stance=stance))
            for stance, n in row.stances.items() if n
        ],
    )  # fmt: skip
