"""The comparison page: the wall of words under one sentence, the table of numbers behind the second tab."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from annotator.pages import words
from annotator.pages.comparison_controls import (
    Links,
    controls_of,
    filter_form,
    is_narrowed,
    layer_control,
    more_controls_of,
)
from annotator.pages.comparison_origins import WayHome, ways_home
from annotator.pages.comparison_shapes import Band, Cell, Choice, ComparePage, Control, Row, Rung, quote_view
from annotator.pages.finding import caveats_of, lead
from annotator.pages.numbers import numbers_page
from core.access import Viewer
from core.queries.codebooks import Rules
from core.queries.comparison import NOT_STATED, compared
from core.queries.counting import Counting
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters
from core.queries.layers import ADJUDICATED
from core.queries.quotes import Passage, role_passages
from core.queries.versions import waiting

QUOTES_IN_A_CELL = 2


def compare_page(viewer: Viewer, filters: Filters, view: str, *, wait: bool = False) -> ComparePage:
    """The page for one viewer, filters and tab (`words`, `numbers`, `charts`, `sentences`, `claims`).

    `wait`: with all that takes long.
    """
    counting = Counting(viewer, filters)
    rules, figures = counting.rules, compared(counting)
    passages = role_passages(viewer, filters) if view == "words" else {}
    links = Links(viewer, filters, view)
    origins = _sorted(figures.origins, rules)
    homes = ways_home(counting, viewer.project.slug)
    rows = [_row(origin, passages, rules, links, homes[origin.key]) for origin in origins]
    facts = {origin.key: [fact for fact in (_way(origin), _when(origin)) if fact] for origin in origins}
    return ComparePage(
        heading=f"How {words.number(len(rows))} {'outlet characterizes' if len(rows) == 1 else 'outlets characterize'}"
        f" the role of {rules.focus_name or 'the target'}",
        lead=lead(viewer, figures, rules),
        caveats=caveats_of(figures),
        tabs=Control("Show as", [Choice("Words", links.page(filters, "words"), view == "words"),
                                 Choice("Numbers", links.page(filters, "numbers"), view == "numbers"),
                                 Choice("Charts", links.page(filters, "charts"), view == "charts"),
                                 Choice("What can be said", links.page(filters, "sentences"), view == "sentences"),
                                 Choice("Claims", links.page(filters, "claims"), view == "claims")]),
        controls=[*layer_control(viewer, filters, links), *controls_of(filters, rules, links)],
        more_controls=more_controls_of(viewer, counting, links),
        more_open=is_narrowed(filters),
        form=filter_form(counting, view),
        bands=_bands(rules),
        rows=rows,
        numbers=numbers_page(counting, figures, origins, facts, links, wait=wait) if view == "numbers" else None,
        scope=_scope(figures),
        hidden=[(key, reverse("read", args=[viewer.project.slug, key])) for key in figures.hidden_documents],
        waiting=[(row.key, reverse("versions", args=[viewer.project.slug, row.key])) for row in waiting(viewer)],
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


def _row(
    origin: Origin, passages: Mapping[tuple[str, str], list[Passage]], rules: Rules, links: Links, home: WayHome
) -> Row:
    bar, at = [], 0
    for key, measure in origin.labels.items():
        bar.append((key, at, measure.n))
        at += measure.n
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
        way_url=home.via_url or (links.outlet(origin.via[0][0]) if origin.via else ""),
        stitched=home.stitched,
        stitched_url=home.stitched_url,
        facts=words.sentence([_when(origin), read]),
        read=bool(origin.n_words_read),
        cells=[_cell(origin, band, passages, rules, links) for band in _bands(rules)],
        labels=[(rules.labels[key].shown, found.n, links.quotes(origin=origin.key, label=key))
                for key, found in origin.labels.items()],
        bar=bar,
        bar_width=max(at, 1),
    )  # fmt: skip


def _when(origin: Origin) -> str:
    """Genres and dates."""
    return words.sentence([", ".join(origin.genres), words.dates(origin.published)])


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
