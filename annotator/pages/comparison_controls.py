"""Filters and tabs of the comparison page: every choice is an address that can be sent."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from annotator.pages import words
from annotator.pages.comparison_shapes import Choice, Control, FilterForm
from core.access import Viewer
from core.models import Fidelity, ReviewerKind
from core.queries.codebooks import Rules
from core.queries.corpora import PartRow
from core.queries.counting import Counting
from core.queries.filters import AS_WRITTEN, WITHOUT_UNSURE, Filters, fidelities, with_filter
from core.queries.layers import ADJUDICATED, kinds_counted
from core.queries.rulings import adjudicated_documents

WHO: dict[str, str] = {
    ReviewerKind.PERSON: "People", ReviewerKind.SIMULATED: "Simulated readers", ReviewerKind.MACHINE: "Machine readings"
}  # fmt: skip


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


def more_controls_of(viewer: Viewer, counting: Counting, links: Links) -> list[Control]:
    """Label, genre, wording, doubt and whose readings: each only where there is a choice. One query."""
    filters, rules, parts = counting.filters, counting.rules, counting.collected.parts
    labels = {row.key: row.shown for row in rules.labels.values() if row.counted}
    genres = {genre: genre.capitalize() for genre in sorted({part.genre for part in parts} - {""})}
    kinds = kinds_counted(viewer) if filters.layer != ADJUDICATED else []
    readers = {kind: WHO[kind] for kind in kinds} if len(kinds) > 1 else {}
    unsure = {WITHOUT_UNSURE: "Without unsure marks"} if "unsure" in rules.facets else {}
    rows = (
        ("Label", "label", "Every label", labels),
        ("Genre", "genre", "Every genre", genres),
        ("Wording", "fidelity", "Every wording", _wordings(parts)),
        ("Doubt", "unsure", "With unsure marks", unsure),
    )
    controls = [
        Control(name, [Choice(everything, links.page(with_filter(filters, **{key: ""})), not getattr(filters, key))]
                + [_choice(filters, links, key, value, shown) for value, shown in choices.items()])
        for name, key, everything, choices in rows if choices or getattr(filters, key)
    ]  # fmt: skip
    if readers:
        chosen = with_filter(filters, reviewers=counting.kind)
        choices = [_choice(chosen, links, "reviewers", value, shown) for value, shown in readers.items()]
        controls.append(Control("Whose readings", choices))
    return controls


def _choice(filters: Filters, links: Links, key: str, value: str, shown: str) -> Choice:
    return Choice(shown, links.page(with_filter(filters, **{key: value})), getattr(filters, key) == value)


def _wordings(parts: Iterable[PartRow]) -> dict[str, str]:
    """Wordings to choose from, where not all of them are as they were written."""
    found = {part.fidelity for part in parts if part.counted}
    if found <= set(fidelities(AS_WRITTEN)):
        return {}
    known = {value: words.fidelity(value).capitalize() for value in Fidelity.values if value in found}
    return {AS_WRITTEN: "As it was written"} | known


def filter_form(counting: Counting, view: str) -> FilterForm:
    """Event and dates, beside all that is set already."""
    filters = counting.filters
    kept = {key: value for key, value in filters.given().items() if key not in FilterForm.names}
    events = sorted({part.event for part in counting.collected.parts if part.counted} | {filters.event} - {""})
    return FilterForm(
        hidden=[*kept.items(), *([("view", view)] if view != "words" else [])],
        events=[(event, event.replace("-", " "), event == filters.event) for event in events if event],
        since=filters.since,
        until=filters.until,
    )


def is_narrowed(filters: Filters) -> bool:
    """Whether a filter is set that is folded away."""
    return bool(filters.given().keys() - {"voice", "target", "layer"})
