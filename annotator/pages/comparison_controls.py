"""Filters and tabs of the comparison page: every choice is an address that can be sent."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from annotator.pages.comparison_shapes import Choice, Control
from core.access import Viewer
from core.queries.codebooks import Rules
from core.queries.figures import Comparison
from core.queries.filters import Filters, with_filter
from core.queries.layers import ADJUDICATED
from core.queries.rulings import adjudicated_documents


class Links:
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

    def side_by_side(self, a: str = "", b: str = "") -> str:
        return reverse("side_by_side", args=[self.slug]) + self.query(self.filters, a=a, b=b)

    def quote(self, uuid: UUID) -> str:
        return reverse("ruling" if self.filters.layer == ADJUDICATED else "quote", args=[self.slug, uuid])

    def outlet(self, key: str) -> str:
        return reverse("outlet", args=[self.slug, key])


def layer_control(viewer: Viewer, filters: Filters, links: Links) -> list[Control]:
    """Readers' marks or rulings, where the viewer may see a document whose rulings are finished. One query."""
    if filters.layer != ADJUDICATED and not adjudicated_documents(viewer).exists():
        return []
    layers = (("reviewers", "Readers’ marks"), (ADJUDICATED, "Rulings"))
    return [Control("Counted", [
        Choice(shown, links.page(with_filter(filters, layer=layer)), filters.layer == layer) for layer, shown in layers
    ])]  # fmt: skip


def controls_of(filters: Filters, rules: Rules, links: Links) -> list[Control]:
    """Voice and target group: groups of the codebook, so that nothing here knows the matter."""
    return [
        _control("Voice", "voice", filters, rules, links, "All voices", {"own": "Own voice", "quoted": "Quoted"}),
        _control("Target", "target", filters, rules, links, f"{rules.focus_name}, every group", {}),
    ]


def _control(
    name: str,
    key: str,
    filters: Filters,
    rules: Rules,
    links: Links,
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


def more_controls_of(filters: Filters, rules: Rules, links: Links, figures: Comparison) -> list[Control]:
    labels = [("", "Every label")] + [(row.key, row.shown) for row in rules.labels.values() if row.counted]
    genres = sorted({genre for origin in figures.origins for genre in origin.genres} | {filters.genre} - {""})
    genre_choices = [("", "Every genre")] + [(genre, genre.capitalize()) for genre in genres if genre]
    return [
        Control(name, [
            Choice(shown, links.page(with_filter(filters, **{key: value})), getattr(filters, key) == value)
            for value, shown in choices
        ])
        for name, key, choices in (("Label", "label", labels), ("Genre", "genre", genre_choices))
    ]  # fmt: skip
