"""The agreement page: how far readers agree, as a sentence, in figures with their intervals, and where they differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotator.pages import words
from annotator.pages.agreement_confusion import confusions
from annotator.pages.agreement_figures import (
    WIDTH,
    answer_rows,
    figure_of,
    figure_rows,
    label_rows,
    pair_rows,
    place,
    span_rows,
)
from annotator.pages.agreement_shapes import AgreementPage
from annotator.pages.comparison_controls import WHO, Links, controls_of
from annotator.pages.comparison_shapes import Choice, Control
from core.access import Viewer
from core.models import ReviewerKind
from core.queries.agreement_report import agreement_report, genres
from core.queries.codebooks import Rules, rules_of
from core.queries.filters import Filters, with_filter
from core.queries.pairings import LABEL

WHOSE: Mapping[str, str] = {
    ReviewerKind.PERSON: "readers",
    ReviewerKind.SIMULATED: "the simulated readers",
    ReviewerKind.MACHINE: "the machine readings",
}


class AgreementLinks(Links):
    """Addresses of this page that keep the filters."""

    def __init__(self, viewer: Viewer, filters: Filters) -> None:
        super().__init__(viewer, filters, "words")

    def page(self, filters: Filters, view: str | None = None) -> str:
        """The same page under other filters."""
        return reverse("agreement", args=[self.slug]) + self.query(filters)

    def passages(self, **asked: str) -> str:
        """The pairs of marks behind a number."""
        return reverse("agreement_passages", args=[self.slug]) + self.query(self.filters, **asked)


def agreement_page(viewer: Viewer, filters: Filters) -> AgreementPage:
    """The page for one viewer and filters."""
    report = agreement_report(viewer, filters)
    rules, links = rules_of(viewer.project.codebook), AgreementLinks(viewer, filters)
    kind, slug = report["reviewer_kinds"][0], viewer.project.slug
    query, told = links.query(filters), confusions(report, rules, links)
    first = {LABEL, *(key for key, row in report["facets"].items() if row["level"] == "ordinal")}
    return AgreementPage(
        heading=f"How far {WHOSE[kind]} agree",
        lead=_lead(report, rules, kind),
        chips=_chips(report, kind),
        kinds=_kinds(report, filters, links, kind),
        controls=controls_of(filters, rules, links),
        more_controls=_more_controls(viewer, filters, rules, links),
        more_open=bool(filters.label or filters.of_parts or filters.unsure),
        hidden=[(key, reverse("read", args=[slug, key])) for key in report["hidden_documents"]],
        can_mark=viewer.may("mark"),
        can_manage=viewer.may("manage"),
        empty=_empty(report, filters, kind),
        other_kinds=[
            (f"{n:,} {words.KIND_WORDS[other][n > 1]}", links.page(with_filter(filters, reviewers=other)))
            for other, n in report["readings_by_kind"].items() if n and other != kind
        ],
        import_project=slug if kind != ReviewerKind.PERSON else "",
        is_filtered=bool(_narrowed(filters)),
        clear_url=links.page(Filters(reviewers=filters.reviewers)),
        whose=WHOSE[kind],
        legend=_legend(kind, report["bands"]),
        axis=[(f"{place(at):g}", f"{at:g}") for at in (0, *report["bands"].values(), 1)],
        n_resamples=f"{report['n_resamples']:,}",
        nought_at=f"{place(0):g}",
        tentative_at=f"{place(report['bands']['tentative']):g}",
        enough_at=f"{place(report['bands']['enough']):g}",
        enough_width=f"{WIDTH - place(report['bands']['enough']):g}",
        figures=figure_rows(report, rules),
        spans=span_rows(report),
        labels=label_rows(report, rules, links),
        pairs=pair_rows(report),
        answers=answer_rows(report),
        answers_say=_answers_say(report, kind),
        confusions=[row for row in told if row.key in first],
        more_confusions=[row for row in told if row.key not in first],
        has_revision=report["after"] is not None,
        revision_words=_revision(report),
        notes=_notes(report),
        pairs_url=reverse("agreement_pairs", args=[slug]) + query,
        json_url=reverse("api:agreement", args=[slug]) + query,
    )  # fmt: skip


def _lead(report: Mapping[str, Any], rules: Rules, kind: str) -> SafeString:
    """The finding in plain words, by the band of the labels (of one label: of where it stands); never plain "readers"
    where they are no people."""
    key, on = ("joint", "where it stands") if "label" in report["filters"] else ("labels", "labels")
    main, value, whose = report[key], "alpha_u" if key == "joint" else "alpha", WHOSE[kind]
    begins = {
        "enough": f"{whose} agree on {on}".capitalize(),
        "tentative": "Tentative",
        "not-enough": f"{whose} do not agree enough on {on}".capitalize(),
        "unknown": "Not measured",
    }[main["band"]]
    said: list[tuple[str, SafeString | str]] = [(f"{begins}.", "")]
    if main[value] is None:
        said.append(("", f"On {on}: {main['undefined']}."))
    else:
        figures = [(f"on {on}", _with_interval(main, value))]
        figures += [("on where to mark", _with_interval(report["position"], "alpha"))] if key == "labels" else []
        figures += _ladders(report, rules)
        said.append(("", format_html("Alpha is {}.", format_html_join(", ", "{1} {0}", figures))))
        said.append(("", "1 is full agreement, 0 what chance would give."))
    if kind == ReviewerKind.MACHINE and report["n_reviewers"]:
        n = report["n_reviewers"]
        said.append(("", f"{words.number(n).capitalize()} machine readings: consistency, not reliability."))
    return format_html_join(" ", "<b>{}</b>{}", said)


def _with_interval(figure: Mapping[str, Any], key: str) -> SafeString:
    """`0.55 (0.49 to 0.59)`; why there is no figure."""
    told = figure_of(figure, key, {})
    if figure[key] is None:
        return format_html("not measured ({})", figure["undefined"])
    return format_html("<b>{}</b>{}", told.value, f" ({told.interval})" if told.interval else "")


def _ladders(report: Mapping[str, Any], rules: Rules) -> list[tuple[str, SafeString]]:
    """Every ladder of the codebook that is measured."""
    return [
        (f"on the ladder of the {rules.facets[key].name.lower() or key}", _with_interval(row, "alpha"))
        for key, row in report["facets"].items() if row["level"] == "ordinal" and row["alpha"] is not None
    ]  # fmt: skip


def _chips(report: Mapping[str, Any], kind: str) -> list[str]:
    n = report["n_reviewers"]
    who = words.count(n, words.KIND_WORDS[kind][2], words.KIND_WORDS[kind][3])
    found = [
        f"{words.count(report['n_documents'], 'article', 'articles')} read by two or more",
        who + ("" if kind == ReviewerKind.PERSON else ", no people"),
        words.count(report["n_annotations"], "mark", "marks"),
        "As first submitted",
    ]
    if report["n_sighted"]:
        found.append(
            f"{words.count(report['n_sighted'], 'reading', 'readings')} left out: begun after seeing others’ marks"
        )
    return found


def _kinds(report: Mapping[str, Any], filters: Filters, links: AgreementLinks, kind: str) -> Control:
    """People, simulated and machine readers never meet in one figure."""
    return Control("Whose readings", [
        Choice(f"{name} {report['readings_by_kind'][value]:,}", links.page(with_filter(filters, reviewers=value)),
               value == kind)
        for value, name in WHO.items()
    ])  # fmt: skip


def _more_controls(viewer: Viewer, filters: Filters, rules: Rules, links: AgreementLinks) -> list[Control]:
    labels = [("", "Every label")] + [(row.key, row.shown) for row in rules.labels.values() if row.counted]
    found = sorted({*genres(viewer), filters.genre} - {""})
    genre_choices = [("", "Every genre")] + [(genre, genre.capitalize()) for genre in found]
    return [
        Control(name, [Choice(shown, links.page(with_filter(filters, **{key: value})), getattr(filters, key) == value)
                       for value, shown in choices])
        for name, key, choices in (("Label", "label", labels), ("Genre", "genre", genre_choices))
    ]  # fmt: skip


def _narrowed(filters: Filters) -> Mapping[str, str]:
    return {name: value for name, value in filters.given().items() if name != "reviewers"}


def _empty(report: Mapping[str, Any], filters: Filters, kind: str) -> str:
    """Which empty face: `nobody` has read, `alone`: nobody has read what another read, `filtered`; none of these."""
    if report["n_documents"]:
        return ""
    if _narrowed(filters):
        return "filtered"
    return "alone" if report["readings_by_kind"][kind] else "nobody"


def _legend(kind: str, bands: Mapping[str, float]) -> Sequence[tuple[str, str]]:
    whose, low, high = WHOSE[kind], f"{bands['tentative']:g}", f"{bands['enough']:g}"
    return (
        ("enough", f"{whose} agree: {high} and above"),
        ("tentative", f"tentative: {low} to {high}"),
        ("not-enough", f"{whose} do not agree enough: under {low}"),
        ("unknown", "not measured"),
    )


def _revision(report: Mapping[str, Any]) -> str:
    if report["after"] is None:
        return ""
    n = report["n_revised"]
    changed = "No reading was changed" if n == 0 else f"{words.count(n, 'reading was', 'readings were')} changed"
    return f"{changed} after first being submitted. After revision: the marks as they stand now, of submitted readings."


def _answers_say(report: Mapping[str, Any], kind: str) -> str:
    """Of how many answers to the credibility indicators, and how many are left out."""
    found = report["indicators"]
    sets = words.count(found["n_assessments"], "set of answers", "sets of answers")
    said = f"From {sets} of {WHOSE[kind]}, as first submitted"
    if n := found["n_sighted"]:
        said += f"; {words.count(n, 'is', 'are')} left out, begun after seeing others’ answers"
    return f"{said}."


def _notes(report: Mapping[str, Any]) -> list[str]:
    """What a reader of the figures must know of this corpus."""
    found = []
    if report["touched"]:
        found.append(
            f"At {100 * report['touched']:.1f} % of the marked characters several marks of one reader met; for “where"
            " and what together” the shortest of them counts there."
        )
    figures = [report["position"], report["joint"], report["labels"], *report["facets"].values()]
    most = max((row["share_undefined"] or 0 for row in figures), default=0)
    if most:
        found.append(
            f"In up to {100 * most:.1f} % of the samples that an interval is from its figure is undefined; these are"
            " left out."
        )
    return found
