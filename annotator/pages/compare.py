"""The comparison page: the wall of words under one sentence, the table of numbers behind the second tab."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from annotator.pages import words
from annotator.pages.comparison_controls import Links, controls_of, layer_control, more_controls_of
from annotator.pages.comparison_shapes import (
    Band,
    Cell,
    Choice,
    ComparePage,
    Control,
    LabelNumbers,
    RoleNumbers,
    Row,
    Rung,
    quote_view,
)
from annotator.pages.finding import caveats_of, lead
from core.access import Viewer
from core.queries.codebooks import Rules, rules_of
from core.queries.comparison import NOT_STATED, comparison
from core.queries.figures import Comparison, Measure, Origin
from core.queries.filters import Filters
from core.queries.layers import ADJUDICATED
from core.queries.quotes import Passage, role_passages, value_name
from core.stats.proportions import Estimate

QUOTES_IN_A_CELL = 2


def compare_page(viewer: Viewer, filters: Filters, view: str) -> ComparePage:
    """The page for one viewer, filters and tab (`words`, `numbers` or `sentences`)."""
    rules = rules_of(viewer.project.codebook)
    figures = comparison(viewer, filters)
    passages = role_passages(viewer, filters) if view == "words" else {}
    links = Links(viewer, filters, view)
    rows = [_row(origin, passages, rules, links) for origin in _sorted(figures.origins, rules)]
    return ComparePage(
        heading=f"How {words.number(len(rows))} {'outlet characterizes' if len(rows) == 1 else 'outlets characterize'}"
        f" the role of {rules.focus_name or 'the target'}",
        lead=lead(viewer, figures, rules),
        caveats=caveats_of(figures),
        tabs=Control("Show as", [Choice("Words", links.page(filters, "words"), view == "words"),
                                 Choice("Numbers", links.page(filters, "numbers"), view == "numbers"),
                                 Choice("What can be said", links.page(filters, "sentences"), view == "sentences")]),
        controls=[*layer_control(viewer, filters, links), *controls_of(filters, rules, links)],
        more_controls=more_controls_of(filters, rules, links, figures),
        more_open=bool(filters.label or filters.genre),
        bands=_bands(rules),
        rows=rows,
        label_names=[
            (label.key, label.name)
            for label in rules.labels.values()
            if label.counted and filters.label in ("", label.key)
        ],
        role_names=[(key, rules.facets["role"].value_name(key)) for key in _roles_shown(rules)],
        scope=_scope(figures),
        hidden=[(key, reverse("read", args=[viewer.project.slug, key])) for key in figures.hidden_documents],
        can_mark=viewer.may("mark"),
        json_url=reverse("api:comparison", args=[viewer.project.slug]) + links.query(filters),
        practice_url=_practice_url(viewer, passages),
        side_by_side_url=links.side_by_side(),
        report_url=reverse("comparison_report", args=[viewer.project.slug]) + links.query(filters),
        unread=f"not {_done(filters)} yet",
        is_empty=figures.n_readings == 0,
        is_filtered=bool(filters.given()),
        clear_url=links.page(Filters(), view),
    )  # fmt: skip


def _practice_url(viewer: Viewer, passages: Mapping[tuple[str, str], list[Passage]]) -> str:
    """Practice on an article whose words stand on the wall, so that there are readers to compare with."""
    keys = sorted(row.document for rows in passages.values() for row in rows)
    return reverse("practice", args=[viewer.project.slug, keys[0]]) if keys else ""


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


def _scope(figures: Comparison) -> str:
    read = sum(origin.n_words_read for origin in figures.origins)
    total = sum(origin.n_words for origin in figures.origins)
    return f"{read:,.0f} of {total:,} words {_done(figures.filters)}"


def _done(filters: Filters) -> str:
    """What was done with words that count."""
    return "ruled on" if filters.layer == ADJUDICATED else "read"


def _row(origin: Origin, passages: Mapping[tuple[str, str], list[Passage]], rules: Rules, links: Links) -> Row:
    bar, at = [], 0
    for key, measure in origin.labels.items():
        bar.append((key, at, measure.n))
        at += measure.n
    genre = ", ".join(origin.genres)
    done = _done(links.filters)
    read = (
        f"{origin.n_words_read:,.0f} words {done}"
        if origin.n_words_read
        else f"{origin.n_words:,} words, not {done} yet"
    )
    return Row(
        key=origin.key,
        name=origin.name,
        url=links.outlet(origin.key),
        way=_way(origin),
        way_url=links.outlet(origin.via[0][0]) if origin.via else "",
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
    )  # fmt: skip


def _way(origin: Origin) -> str:
    fidelity = "; ".join(words.fidelity(value) for value in origin.fidelity)
    if origin.via:
        via = "via " + ", ".join(name for _, name in origin.via)
        return f"{via} ({fidelity})" if fidelity else via
    return fidelity


def _cell(
    origin: Origin, band: Band, passages: Mapping[tuple[str, str], list[Passage]], rules: Rules, links: Links
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


def _label_numbers(origin: Origin, key: str, row: Measure, rules: Rules, links: Links) -> LabelNumbers:
    return LabelNumbers(
        key=key,
        name=rules.labels[key].shown,
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


def _role_numbers(origin: Origin, key: str, rules: Rules, links: Links) -> RoleNumbers:
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
