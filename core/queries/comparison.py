"""How outlets characterize the role of the target: one row an origin, every figure from submitted readings.

Counting rules stand in ARCHITECTURE.md: a text counts for its origin, once; per document the mean over its
readers; a span marked for two targets counts once among the labels and twice among the roles.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from core.access import Viewer
from core.models import Part
from core.queries.codebooks import Rules, rules_of
from core.queries.figures import Comparison, Measure, Origin, RoleCount
from core.queries.filters import Filters, checked, values_of
from core.queries.visibility import counted_readings, withheld_documents
from core.stats.proportions import Estimate, rate, share

NOT_STATED = "not-stated"
MIN_WORDS_READ = 300


def comparison(viewer: Viewer, filters: Filters | None = None) -> Comparison:
    """The comparison as this viewer may see it. Six queries whatever the number of marks."""
    rules = rules_of(viewer.project.codebook)
    filters = checked(filters or Filters(), rules)
    kind = filters.reviewers or viewer.project.figures_from
    parts = _parts(viewer, filters)
    tally = _Tally(viewer, filters, rules, kind)
    return Comparison(
        project=viewer.project.slug,
        filters=filters,
        invented=viewer.project.invented,
        reviewer_kind=kind,
        n_readings=tally.n_readings,
        n_reviewers=tally.n_reviewers,
        hidden_documents=tuple(withheld_documents(viewer).values_list("key", flat=True)),
        origins=tuple(_origin(key, rows, tally, rules) for key, rows in parts.items()),
    )


def _parts(viewer: Viewer, filters: Filters) -> dict[str, list[Part]]:
    """Counted parts by origin key, origins by name."""
    rows = (
        Part.objects.filter(document__project=viewer.project, counted=True)
        .select_related("outlet", "document__outlet")
        .defer("document__text")
        .order_by("outlet__name", "document__key", "section__start")
    )
    if filters.genre:
        rows = rows.filter(genre=filters.genre)
    parts: dict[str, list[Part]] = {}
    for part in rows:
        parts.setdefault(part.outlet.key, []).append(part)
    return parts


_FIGURES = """
WITH readings AS MATERIALIZED ({readings}),
covered AS MATERIALIZED (
    SELECT part.document_id, part.outlet_id, count(DISTINCT coverage.reading_id) AS n_readers,
           sum(coverage.n_words) AS n_words, sum(coverage.n_sentences) AS n_sentences,
           sum(coverage.n_sentences_marked) AS n_marked
    FROM core_coverage coverage JOIN core_part part ON part.id = coverage.part_id
    WHERE coverage.reading_id IN (SELECT id FROM readings) AND part.counted
      AND (%(genre)s = '' OR part.genre = %(genre)s)
    GROUP BY part.document_id, part.outlet_id
),
marks AS MATERIALIZED (
    SELECT mark.reading_id, mark.start, mark."end", mark.label_id, mark.voice, mark.target, mark.role, mark.stance,
           mark.unsure <> '' AS unsure, part.document_id, part.outlet_id
    FROM core_annotation mark JOIN core_part part ON part.id = mark.part_id
    WHERE mark.project_id = %(project)s AND mark.deleted_at IS NULL AND mark.in_figures
      AND mark.reading_id IN (SELECT id FROM readings)
      AND (%(genre)s = '' OR part.genre = %(genre)s)
      AND (%(label)s = 0 OR mark.label_id = %(label)s)
      AND (NOT %(by_voice)s OR mark.voice = ANY(%(voices)s))
      AND (NOT %(by_target)s OR mark.target = ANY(%(targets)s))
),
spans AS MATERIALIZED (
    SELECT reading_id, start, "end", label_id, document_id, outlet_id, min(voice) AS voice, bool_or(unsure) AS unsure
    FROM marks GROUP BY reading_id, start, "end", label_id, document_id, outlet_id
)
SELECT 'covered', outlet_id, document_id, NULL, NULL, NULL, n_readers::int, n_words::int, n_sentences::int,
       n_marked::float8 FROM covered
UNION ALL
SELECT 'label', outlet_id, document_id, label_id::text, NULL, NULL, count(*)::int,
       (count(*) FILTER (WHERE unsure))::int, NULL, NULL FROM spans GROUP BY outlet_id, document_id, label_id
UNION ALL
SELECT 'voice', outlet_id, NULL, voice, NULL, NULL, count(*)::int, NULL, NULL, sum(1.0 / n_readers)::float8
       FROM spans JOIN covered USING (document_id, outlet_id) GROUP BY outlet_id, voice
UNION ALL
SELECT 'role', outlet_id, NULL, target, role, stance, count(*)::int, NULL, NULL, sum(1.0 / n_readers)::float8
       FROM marks JOIN covered USING (document_id, outlet_id)
       WHERE role <> '' AND target = ANY(%(focus)s) GROUP BY outlet_id, target, role, stance
"""


class _Tally:
    """The counted marks and what was read, summed by the database: one statement."""

    def __init__(self, viewer: Viewer, filters: Filters, rules: Rules, kind: str) -> None:
        readings = counted_readings(viewer, kind)
        self.reviewers = self._reviewers(readings)
        self.n_readings = readings.count()
        self.n_reviewers = len(set().union(*self.reviewers.values()))
        # (outlet id) -> document id -> (readers, words, sentences, marked)
        self.covered: dict[int, dict[int, tuple[int, int, int, float]]] = {}
        # (outlet id, label id) -> document id -> (spans, unsure)
        self.labels: dict[tuple[int, int], dict[int, tuple[int, int]]] = {}
        self.voices: dict[int, dict[str, tuple[int, float]]] = {}
        # outlet id -> rows (target, role, stance, marks, weight)
        self.roles: dict[int, list[tuple[str, str, str, int, float]]] = {}
        sql, params = readings.values("id").query.sql_with_params()
        self._read(sql, params, viewer, filters, rules)

    @staticmethod
    def _reviewers(readings: Any) -> dict[int, set[int]]:
        """Outlet id -> reviewers who read a counted part of it."""
        rows = readings.filter(coverage__part__counted=True)
        found: dict[int, set[int]] = {}
        for outlet, reviewer in rows.values_list("coverage__part__outlet_id", "reviewer_id").distinct():
            found.setdefault(outlet, set()).add(reviewer)
        return found

    def _read(self, sql: str, params: Any, viewer: Viewer, filters: Filters, rules: Rules) -> None:
        names = {f"reading_{i}": value for i, value in enumerate(params)}
        readings = sql % tuple(f"%({name})s" for name in names)
        facets = rules.facets
        values = {
            **names,
            "project": viewer.project.pk,
            "genre": filters.genre,
            "label": rules.labels[filters.label].pk if filters.label else 0,
            "by_voice": bool(filters.voice),
            "voices": values_of(facets.get("voice"), filters.voice),
            "by_target": bool(filters.target),
            "targets": values_of(facets.get("target"), filters.target),
            "focus": list(rules.focus_targets),
        }
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES.format(readings=readings), values)
            for kind, outlet, document, one, two, three, n, m, k, weight in cursor:
                if kind == "covered":
                    self.covered.setdefault(outlet, {})[document] = (n, m, k, weight)
                elif kind == "label":
                    self.labels.setdefault((outlet, int(one)), {})[document] = (n, m)
                elif kind == "voice":
                    self.voices.setdefault(outlet, {})[one] = (n, weight)
                else:
                    self.roles.setdefault(outlet, []).append((one, two, three, n, weight))


def _origin(key: str, parts: list[Part], tally: _Tally, rules: Rules) -> Origin:
    outlet = parts[0].outlet
    covered = tally.covered.get(outlet.pk, {})
    words = {document: row[1] / row[0] for document, row in covered.items()}
    n_sentences = sum(row[2] / row[0] for row in covered.values())
    n_marked = sum(row[3] / row[0] for row in covered.values())
    dates = sorted(part.published_on for part in parts if part.published_on)
    via = {part.document.outlet.key: part.document.outlet.name for part in parts
           if part.document.outlet_id != outlet.pk}  # fmt: skip
    roles = tally.roles.get(outlet.pk, [])
    return Origin(
        key=key,
        name=outlet.name,
        via=tuple(sorted(via.items())),
        fidelity=tuple(sorted({part.fidelity for part in parts if part.fidelity})),
        genres=tuple(sorted({part.genre for part in parts if part.genre})),
        published=(dates[0], dates[-1]) if dates else None,
        n_documents=len({part.document_id for part in parts}),
        n_sections=len(parts),
        n_words=sum(part.n_words for part in parts),
        n_words_read=sum(words.values()),
        n_reviewers=len(tally.reviewers.get(outlet.pk, ())),
        share_sentences_marked=n_marked / n_sentences if n_sentences else None,
        labels=_labels(outlet.pk, words, tally, rules),
        roles=_roles(roles, rules),
        groups=_groups(roles, rules),
        voices=_voices(tally.voices.get(outlet.pk, {}), rules),
    )


def _labels(outlet: int, words: Mapping[int, float], tally: _Tally, rules: Rules) -> dict[str, Measure]:
    """Rate and share of each counted label, documents as clusters."""
    counted = [label for label in rules.labels.values() if label.counted]
    readers = {document: row[0] for document, row in tally.covered.get(outlet, {}).items()}
    spans = {label.key: tally.labels.get((outlet, label.pk), {}) for label in counted}
    means = {
        key: [rows.get(document, (0, 0))[0] / readers[document] for document in words] for key, rows in spans.items()
    }
    wholes = [sum(column) for column in zip(*means.values(), strict=True)] if means else []
    measures = {}
    for key, rows in spans.items():
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
