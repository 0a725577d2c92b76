"""The charts of the comparison and of a report: figures of the store into the plain inputs of `annotator.charts`."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from annotator.charts import render
from annotator.charts.chart import Chart, Gate, Setting, Spec
from annotator.charts.drawing import Named
from annotator.charts.dumbbell import HIGH_RANK, OWN, QUOTED, pairs_of, voice_chart
from annotator.charts.labels import Mix, label_chart
from annotator.charts.ladder import ladder_chart
from annotator.charts.matrix import matrix_chart
from annotator.charts.rates import Rate, rate_chart
from annotator.charts.roles import Roles, Rung, roles_of
from annotator.pages import words
from annotator.pages.comparison_controls import Links
from annotator.pages.finding import readers_of
from core.access import Viewer
from core.errors import NotFound
from core.queries.codebooks import Rules, rules_of
from core.queries.comparison import NOT_STATED, comparison
from core.queries.figures import Comparison, Origin
from core.queries.filters import Filters, with_filter
from core.queries.quotes import value_name

log = logging.getLogger("annotator.charts")

# What is offered: its name, its format, its theme where that is not the light one.
_FILES = (("SVG", "svg", ""), ("PNG", "png", ""), ("dark SVG", "svg", "dark"), ("dark PNG", "png", "dark"),
          ("CSV", "csv", ""), ("Vega-Lite", "json", ""))  # fmt: skip
Address = Callable[[str, str], str]
_VOICES = {OWN: "Own voice", QUOTED: "Quoted voices"}
_WHO = {"person": "The readers", "machine": "The machine readings", "simulated": "The simulated readers"}


@dataclass(frozen=True)
class FigureView:
    """One chart as a page shows it; without pictures where `reason` stands in their place."""

    id: str
    title: str
    sentence: str
    notes: Sequence[str]
    reason: str
    wide: SafeString
    narrow: SafeString
    columns: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[tuple[str, bool]]]
    downloads: Sequence[tuple[str, str]]


def figure_view(chart: Chart, address: Address) -> FigureView:
    """A chart for a page; `address` gives the address of a file by its format and theme.

    What cannot be drawn is said in words and in the log, and takes nothing else from the page.
    """
    id, reason, wide, narrow = f"chart-{chart.key}", chart.reason, SafeString(""), SafeString("")
    if chart.wide and chart.narrow:
        try:
            wide, narrow = _picture(chart.wide, id, "wide"), _picture(chart.narrow, id, "narrow")
        except ValueError:
            log.exception("chart not drawn chart=%s", chart.key)
            reason = "This chart could not be drawn. Its figures stand in the table."
    return FigureView(
        id, chart.title, chart.sentence, chart.notes, reason, wide, narrow,
        [(column.words, column.form != "text") for column in chart.table.columns], chart.table.shown(),
        [(name, address(kind, theme)) for name, kind, theme in _FILES if wide or kind == "csv"],
    )  # fmt: skip


def _picture(spec: Spec, id: str, width: str) -> SafeString:
    """The drawn picture as part of the page, told by its sentence. vl-convert has escaped every text in it."""
    head = format_html('<svg class="picture {}" role="img" aria-labelledby="{}-sentence"', width, id)
    return mark_safe(render.in_page(spec, f"{id}-{width}").replace("<svg", head, 1))


def chart_named(charts: Sequence[Chart], key: str) -> Chart:
    """The chart of that key. Errors: `NotFound`."""
    found = next((chart for chart in charts if chart.key == key), None)
    if found is None:
        raise NotFound(f"There is no chart {key!r:.60} here.")
    return found


def comparison_figures(viewer: Viewer, filters: Filters) -> list[FigureView]:
    """The charts of the comparison with the addresses of their files."""

    def address(key: str) -> Address:
        return lambda kind, theme: (
            reverse("comparison_chart", args=[viewer.project.slug, key, kind]) + Links.query(filters, theme=theme)
        )

    return [figure_view(chart, address(chart.key)) for chart in comparison_charts(viewer, filters)]


def comparison_charts(viewer: Viewer, filters: Filters) -> list[Chart]:
    """The charts of the comparison as this viewer may see it. The queries of the comparison for all voices and each."""
    rules, figures = rules_of(viewer.project.codebook), comparison(viewer, filters)
    by_voice = {voice: comparison(viewer, with_filter(filters, voice=voice)) for voice in _voices(filters, rules)}
    return charts_of(figures, by_voice, rules, setting_of(figures, rules))


def charts_of(figures: Comparison, by_voice: Mapping[str, Comparison], rules: Rules, setting: Setting) -> list[Chart]:
    """The charts of a comparison; `by_voice` is the same one with each voice alone."""
    only = figures.filters.label
    names = {key: rule.shown for key, rule in rules.labels.items() if rule.counted and only in ("", key)}
    charts = [
        rate_chart(key, name, [_rate(row, key) for row in figures.origins], setting, place=place)
        for place, (key, name) in enumerate(names.items())
    ]
    if len(names) > 1:
        charts.append(label_chart(names, [_mix(row, names) for row in figures.origins], setting))
    rungs = _rungs(rules)
    return charts + _role_charts(figures, by_voice, rungs, setting) if rungs else charts


def _role_charts(
    figures: Comparison, by_voice: Mapping[str, Comparison], rungs: Sequence[Rung], setting: Setting
) -> list[Chart]:
    rows = sorted((_roles(row, "", rungs) for row in figures.origins), key=lambda row: _strength(row, rungs))
    found = {
        (row.key, voice): _roles(row, voice, rungs) for voice, spoken in by_voice.items() for row in spoken.origins
    }
    panels = [found[row.outlet.key, voice] for row in rows for voice in by_voice if (row.outlet.key, voice) in found]
    voices = {voice: _VOICES[voice] for voice in by_voice}
    charts = [matrix_chart(rungs, rows, setting)]
    if voices:
        charts.append(ladder_chart(rungs, voices, panels, setting))
    high = next((rung for rung in rungs if rung.rank == HIGH_RANK), None)
    if high and len(voices) == len(_VOICES):
        charts.append(voice_chart(f"affirm {high.key} or above", pairs_of(panels, rungs), setting))
    return charts


def setting_of(figures: Comparison, rules: Rules) -> Setting:
    """What all charts of a comparison say of themselves."""
    n_documents = figures.n_documents
    line = f"{words.count(n_documents, 'article', 'articles')}. {readers_of(figures)}."
    given = _given(figures.filters, rules)
    return Setting(
        n_documents, f"{line} Counted: {given}." if given else line, figures.invented,
        _gate(figures, "labels"), _gate(figures, "role"),
    )  # fmt: skip


def _given(filters: Filters, rules: Rules) -> str:
    """The filters in words: a picture that leaves the page must say what it leaves out. Who reads is said elsewhere."""
    said: dict[str, Callable[[str], str]] = {
        "voice": lambda value: _VOICES.get(value, value_name(rules, "voice", value)).lower(),
        "target": lambda value: f"about {value_name(rules, 'target', value)}",
        "label": lambda value: f"label {rules.labels[value].name.lower()}",
    }
    return "; ".join(
        said[name](value) if name in said else f"{name} {value}".replace("-", " ")
        for name, value in filters.given().items() if name not in ("layer", "reviewers")
    )  # fmt: skip


def _gate(figures: Comparison, name: str) -> Gate:
    """The band of the comparison in words that say whose readings they are."""
    found = figures.gate.get(name, {})
    band, alpha = str(found.get("band") or "unknown"), found.get("alpha")
    who = _WHO.get(figures.reviewer_kind, "The readers")
    value = f" (alpha {alpha:.2f})" if alpha is not None else ""
    said = {
        "enough": f"{who} agree{value}.",
        "tentative": f"Tentative, so hatched: {who[:1].lower()}{who[1:]} agree only in part{value}.",
        "not-enough": f"{who} do not agree enough{value}, so this is drawn grey.",
    }  # fmt: skip
    return Gate(band, said.get(band, "Agreement not measured."))


def _named(origin: Origin) -> Named:
    way = "via " + ", ".join(name for _, name in origin.via) if origin.via else ""
    wording = "; ".join(words.fidelity(value) for value in origin.fidelity)
    return Named(origin.key, origin.name, f"{way} ({wording})" if way and wording else way or wording)


def _rate(origin: Origin, label: str) -> Rate:
    row = origin.labels[label]
    return Rate(_named(origin), origin.n_documents, row.n, row.rate)


def _mix(origin: Origin, names: Mapping[str, str]) -> Mix:
    return Mix(_named(origin), {key: (origin.labels[key].n, origin.labels[key].share.value) for key in names})


def _rungs(rules: Rules) -> list[Rung]:
    role = rules.facets.get("role")
    return (
        [Rung(row.key, row.name or row.key, row.rank) for row in role.values.values() if row.key != NOT_STATED]
        if role
        else []
    )


def _roles(origin: Origin, voice: str, rungs: Sequence[Rung]) -> Roles:
    return roles_of(_named(origin), voice, origin.roles, rungs)


def _strength(row: Roles, rungs: Sequence[Rung]) -> tuple[float, str]:
    """Who affirms the high rungs most comes first."""
    high = sum(row.of(rung).affirmed for rung in rungs if rung.rank is not None and rung.rank >= HIGH_RANK)
    return -high, row.outlet.title


def _voices(filters: Filters, rules: Rules) -> list[str]:
    """Own and quoted, where the codebook has them and the filter leaves them."""
    facet = rules.facets.get("voice")
    groups = {value.group for value in facet.values.values()} if facet else set()
    return [key for key in _VOICES if key in groups and filters.voice in ("", key)]
