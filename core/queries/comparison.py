"""How outlets characterize the role of the target: one row an origin, every figure from submitted readings, or all
from the rulings of finished documents.

Counting rules stand in ARCHITECTURE.md: a text counts for its origin, once; per document the mean over its
readers; a span marked for two targets counts once among the labels and twice among the roles.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from core.access import Viewer
from core.models import Part
from core.queries.codebooks import Rules, rules_of
from core.queries.figures import Comparison, Measure, Origin, RoleCount
from core.queries.filters import Filters, checked, values_of
from core.queries.layers import Layer, layer_of
from core.queries.sources import masked
from core.queries.visibility import withheld_keys
from core.stats.proportions import Estimate, rate, share

NOT_STATED = "not-stated"
MIN_WORDS_READ = 300


def comparison(viewer: Viewer, filters: Filters | None = None) -> Comparison:
    """The comparison as this viewer may see it. Six queries whatever the number of marks; of rulings nine."""
    rules = rules_of(viewer.project.codebook)
    filters = checked(filters or Filters(), rules)
    parts = _parts(viewer, filters)
    layer = layer_of(viewer, filters)
    tally = _Tally(viewer, filters, rules, layer)
    return Comparison(
        project=viewer.project.slug,
        filters=filters,
        invented=viewer.project.invented,
        reviewer_kind=layer.kind,
        n_readings=layer.n_readings,
        n_reviewers=tally.n_reviewers,
        hidden_documents=tuple(withheld_keys(viewer)),
        origins=tuple(_origin(key, rows, tally, rules, filters.label) for key, rows in parts.items()),
    )


class _Part(NamedTuple):
    """What the comparison says of one counted part; its origin, and the outlet of its document."""

    outlet_id: int
    outlet_key: str
    outlet_name: str
    via_id: int
    via_key: str
    via_name: str
    document_id: int
    fidelity: str
    genre: str
    published_on: str
    n_words: int


_PART = (
    "outlet_id", "outlet__key", "outlet__name", "document__outlet_id", "document__outlet__key",
    "document__outlet__name", "document_id", "fidelity", "genre", "published_on", "n_words",
)  # fmt: skip


def _parts(viewer: Viewer, filters: Filters) -> dict[str, list[_Part]]:
    """Counted parts by origin key, origins by name; none of a document whose source is hidden from the viewer."""
    rows = Part.objects.filter(~masked(viewer, "document"), document__project=viewer.project, counted=True)
    if filters.genre:
        rows = rows.filter(genre=filters.genre)
    parts: dict[str, list[_Part]] = {}
    for row in rows.order_by("outlet__name", "document__key", "section__start").values_list(*_PART):
        part = _Part(*row)
        parts.setdefault(part.outlet_key, []).append(part)
    return parts


# The marks of each reading come in order from the index `annotation_for_figures`, so that those of one span
# stand together and nothing is sorted or spilled; sums by what weighs alike leave the weights to Python.
_FIGURES = """
WITH readings AS MATERIALIZED ({readings}),
{before}covered AS MATERIALIZED (
    SELECT part.document_id, part.outlet_id, count(DISTINCT coverage.reading_id) AS n_readers,
           sum(coverage.n_words) AS n_words, sum(coverage.n_sentences) AS n_sentences,
           sum(coverage.n_sentences_marked) AS n_marked
    FROM {coverage} coverage JOIN core_part part ON part.id = coverage.part_id
    WHERE coverage.reading_id IN (SELECT id FROM readings) AND part.counted {of_genre}
    GROUP BY part.document_id, part.outlet_id
),
parts AS MATERIALIZED (
    SELECT part.id, part.document_id, part.outlet_id, covered.n_readers
    FROM core_part part JOIN core_document document ON document.id = part.document_id
    LEFT JOIN covered ON covered.document_id = part.document_id AND covered.outlet_id = part.outlet_id
    WHERE document.project_id = %(project)s {of_genre}
)
SELECT 'covered', outlet_id, document_id, NULL::bigint, NULL, NULL, NULL, n_readers::int, n_words::int,
       n_sentences::int, n_marked::int
FROM covered
UNION ALL
SELECT 'label', outlet_id, document_id, label_id, NULL, NULL, NULL, NULL, count(*)::int,
       (count(*) FILTER (WHERE unsure))::int, NULL
FROM readings CROSS JOIN LATERAL (
    SELECT min(mark.part_id) AS part_id, mark.label_id, bool_or(mark.unsure <> '') AS unsure
    FROM {marks} mark WHERE mark.reading_id = readings.id AND {standing}
    GROUP BY mark.start, mark."end", mark.label_id
) span JOIN parts ON parts.id = span.part_id
GROUP BY outlet_id, document_id, label_id
UNION ALL
SELECT 'voice', outlet_id, NULL, NULL, voice, NULL, NULL, n_readers::int, count(*)::int, NULL, NULL
FROM readings CROSS JOIN LATERAL (
    SELECT min(mark.part_id) AS part_id, mark.voice
    FROM {marks} mark WHERE mark.reading_id = readings.id AND {standing} {of_label}
    GROUP BY mark.start, mark."end", mark.label_id, mark.voice
) span JOIN parts ON parts.id = span.part_id
GROUP BY outlet_id, n_readers, voice
UNION ALL
SELECT 'role', outlet_id, NULL, NULL, mark.target, mark.role, mark.stance, n_readers::int, count(*)::int, NULL, NULL
FROM {marks} mark JOIN parts ON parts.id = mark.part_id
WHERE mark.reading_id IN (SELECT id FROM readings) AND {standing} {of_label}
  AND mark.role <> '' AND mark.target = ANY(%(focus)s)
GROUP BY outlet_id, mark.target, mark.role, mark.stance, n_readers
"""
# The label is no condition of the labels' own counts: their share is of all labels.
_CONDITIONS = {
    "voice": "AND mark.voice = ANY(%(voices)s)",
    "target": "AND mark.target = ANY(%(targets)s)",
}


class _Tally:
    """The counted marks and what was read, summed by the database: one statement."""

    def __init__(self, viewer: Viewer, filters: Filters, rules: Rules, layer: Layer) -> None:
        self.reviewers = layer.reviewers
        self.n_reviewers = len(set().union(*self.reviewers.values()))
        # (outlet id) -> document id -> (readers, words, sentences, marked)
        self.covered: dict[int, dict[int, tuple[int, int, int, float]]] = {}
        # (outlet id, label id) -> document id -> (spans, unsure)
        self.labels: dict[tuple[int, int], dict[int, tuple[int, int]]] = {}
        self.voices: dict[int, dict[str, tuple[int, float]]] = {}
        # outlet id -> rows (target, role, stance, marks, weight)
        self.roles: dict[int, list[tuple[str, str, str, int, float]]] = {}
        self._read(layer, viewer, filters, rules)

    def _read(self, layer: Layer, viewer: Viewer, filters: Filters, rules: Rules) -> None:
        sql, params = layer.readings.query.sql_with_params()
        names = {f"reading_{i}": value for i, value in enumerate(params)}
        readings = sql % tuple(f"%({name})s" for name in names)
        facets = rules.facets
        values = {
            **names,
            "project": viewer.project.pk,
            "kind": layer.kind,
            "genre": filters.genre,
            "label": rules.labels[filters.label].pk if filters.label else None,
            "voices": values_of(facets.get("voice"), filters.voice),
            "targets": values_of(facets.get("target"), filters.target),
            "focus": list(rules.focus_targets),
        }
        given = filters.given()
        standing = " ".join(
            [
                "mark.deleted_at IS NULL AND mark.in_figures",
                *(_CONDITIONS[name] for name in _CONDITIONS if name in given),
            ]
        )
        parts_of = {
            "before": layer.before,
            "coverage": layer.coverage,
            "marks": layer.marks,
            "of_genre": "AND part.genre = %(genre)s" if filters.genre else "",
            "of_label": "AND mark.label_id = %(label)s" if filters.label else "",
        }
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES.format(readings=readings, standing=standing, **parts_of), values)
            for row in cursor:
                self._take(*row)

    def _take(self, kind: str, outlet: int, document: int, label: int, one: str, role: str, stance: str,
              n_readers: int | None, n: int, m: int, k: int) -> None:  # fmt: skip
        """One row of the statement. What nobody is recorded to have read has no weight."""
        if kind == "covered":
            self.covered.setdefault(outlet, {})[document] = (n_readers or 0, n, m, k)
        elif kind == "label":
            self.labels.setdefault((outlet, label), {})[document] = (n, m)
        elif n_readers and kind == "voice":
            known, weight = self.voices.setdefault(outlet, {}).get(one, (0, 0.0))
            self.voices[outlet][one] = (known + n, weight + n / n_readers)
        elif n_readers:
            self.roles.setdefault(outlet, []).append((one, role, stance, n, n / n_readers))


def _origin(key: str, parts: list[_Part], tally: _Tally, rules: Rules, label: str) -> Origin:
    outlet = parts[0].outlet_id
    covered = tally.covered.get(outlet, {})
    words = {document: row[1] / row[0] for document, row in covered.items()}
    n_sentences = sum(row[2] / row[0] for row in covered.values())
    n_marked = sum(row[3] / row[0] for row in covered.values())
    dates = sorted(part.published_on for part in parts if part.published_on)
    via = {part.via_key: part.via_name for part in parts if part.via_id != outlet}
    roles = tally.roles.get(outlet, [])
    return Origin(
        key=key,
        name=parts[0].outlet_name,
        via=tuple(sorted(via.items())),
        fidelity=tuple(sorted({part.fidelity for part in parts if part.fidelity})),
        genres=tuple(sorted({part.genre for part in parts if part.genre})),
        published=(dates[0], dates[-1]) if dates else None,
        n_documents=len({part.document_id for part in parts}),
        n_sections=len(parts),
        n_words=sum(part.n_words for part in parts),
        n_words_read=sum(words.values()),
        n_reviewers=len(tally.reviewers.get(outlet, ())),
        share_sentences_marked=n_marked / n_sentences if n_sentences else None,
        labels=_labels(outlet, words, tally, rules, label),
        roles=_roles(roles, rules),
        groups=_groups(roles, rules),
        voices=_voices(tally.voices.get(outlet, {}), rules),
    )


def _labels(outlet: int, words: Mapping[int, float], tally: _Tally, rules: Rules, only: str) -> dict[str, Measure]:
    """Rate and share of each counted label (or of one), documents as clusters; shares are of all labels."""
    counted = [label for label in rules.labels.values() if label.counted]
    readers = {document: row[0] for document, row in tally.covered.get(outlet, {}).items()}
    spans = {label.key: tally.labels.get((outlet, label.pk), {}) for label in counted}
    means = {
        key: [rows.get(document, (0, 0))[0] / readers[document] for document in words] for key, rows in spans.items()
    }
    wholes = [sum(column) for column in zip(*means.values(), strict=True)] if means else []
    measures = {}
    for key, rows in spans.items():
        if only and key != only:
            continue
        estimate = rate(means[key], list(words.values()))
        if 0 < sum(words.values()) < MIN_WORDS_READ:
            estimate = Estimate(None, None, f"fewer than {MIN_WORDS_READ} words read")
        measures[key] = Measure(
            n=sum(row[0] for row in rows.values()),
            n_unsure=sum(row[1] for row in rows.values()),
            rate=estimate,
            share=share(means[key], wholes),
        )
    return measures


def _roles(rows: Iterable[tuple[str, str, str, int, float]], rules: Rules) -> dict[str, RoleCount]:
    """Marks by role and stance; shares among those that state a role."""
    rows = list(rows)
    facet, stances = rules.facets.get("role"), rules.facets.get("stance")
    stated = sum(weight for _, role, _, _, weight in rows if role != NOT_STATED)
    counts = {}
    for key in facet.values if facet else ():
        own = [row for row in rows if row[1] == key]
        weight = sum(row[4] for row in own)
        counts[key] = RoleCount(
            n=sum(row[3] for row in own),
            share=weight / stated if stated and key != NOT_STATED else None,
            stances={
                stance: sum(row[3] for row in own if row[2] == stance) for stance in (stances.values if stances else ())
            },
        )
    return counts


def _groups(rows: list[tuple[str, str, str, int, float]], rules: Rules) -> dict[str, tuple[int, dict[str, RoleCount]]]:
    groups = {}
    for group in rules.focus_groups:
        own = [row for row in rows if rules.group_of(row[0]) == group]
        groups[group] = (sum(row[3] for row in own), _roles(own, rules))
    return groups


def _voices(rows: Mapping[str, tuple[int, float]], rules: Rules) -> dict[str, tuple[int, float | None]]:
    facet = rules.facets.get("voice")
    whole = sum(weight for voice, (_, weight) in rows.items() if voice)
    voices = {}
    for key in facet.values if facet else ():
        n, weight = rows.get(key, (0, 0.0))
        voices[key] = (n, weight / whole if whole else None)
    return voices
