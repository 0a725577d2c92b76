"""The facts of a data set, counted from its rows: what its card, its page and its limits are written from."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q, Sum

from core.export.scope import Scope
from core.models import Finding, Link, Part
from core.queries.codebooks import rules_of

Facts = dict[str, Any]


def facts_of(scope: Scope) -> Facts:
    """All of it as JSON. About twenty queries, whatever the number of marks."""
    codebook = scope.codebook
    return {
        "codebook": {"key": codebook.key, "version": codebook.version},
        "invented": scope.project.invented,
        "texts": scope.choice.texts,
        "layers": scope.choice.layers,
        "counts": _counts(scope),
        "readers": _readers(scope),
        "labels": _labels(scope),
        "findings": _findings(scope),
        **_of_documents(scope),
        **_of_readings(scope),
        **_of_parts(scope),
    }


def _counts(scope: Scope) -> dict[str, int]:
    marks = scope.annotations().order_by()
    links = Link.objects.filter(
        from_annotation__in=marks.values("pk"), to_annotation__deleted_at__isnull=True
    )  # fmt: skip
    return {
        "documents": scope.documents().count(),
        "readings": scope.readings().count(),
        "annotations": marks.count(),
        "links": links.count(),
        "decisions": scope.decisions().count(),
        "claims": scope.claim_marks().order_by().values("claim").distinct().count(),
        "claim_marks": scope.claim_marks().order_by().count(),
        "sources": scope.sources().count(),
        "citations": scope.citations().count(),
        "speakers": scope.speakers().count(),
        "assessments": scope.assessments().exclude(answers={}).count(),
    }


def _findings(scope: Scope) -> dict[str, int]:
    """Citations by finding, in the order of findings."""
    counts = dict(scope.citations().order_by().values_list("finding").annotate(n=Count("pk")))
    return {finding: counts[finding] for finding in Finding.values if finding in counts}


def _readers(scope: Scope) -> dict[str, dict[str, int]]:
    """By kind: how many readers, and how many readings of theirs."""
    rows = scope.readings().order_by().values_list("reviewer__kind")
    found = rows.annotate(n_readers=Count("reviewer", distinct=True), n_readings=Count("pk"))
    return {kind: {"readers": n_readers, "readings": n_readings} for kind, n_readers, n_readings in sorted(found)}


def _labels(scope: Scope) -> dict[str, int]:
    """Marks by label, in the order of the codebook."""
    counts = dict(scope.annotations().order_by().values_list("label__key").annotate(n=Count("pk")))
    return {key: counts[key] for key in rules_of(scope.codebook).labels if key in counts}


def _of_documents(scope: Scope) -> Facts:
    rows = list(scope.documents().values_list("language", "genre", "published_on", "outlet__key"))
    languages, genres, dates, outlets = ({row[place] for row in rows} - {""} for place in range(4))
    return {
        "languages": sorted(languages),
        "genres": sorted(genres),
        "published": [min(dates), max(dates)] if dates else None,
        "n_outlets": len(outlets),
    }


def _of_readings(scope: Scope) -> Facts:
    """How many readings documents have, and how many read only a part or had seen colleagues' marks."""
    rows = scope.readings().order_by()
    readers = Counter(rows.values_list("document_id").annotate(n=Count("pk")).values_list("n", flat=True))
    found = rows.aggregate(
        n_partial=Count("pk", filter=Q(ranges__isnull=False)), n_sighted=Count("pk", filter=Q(sighted=True))
    )
    return {"documents_by_readings": {str(n): readers[n] for n in sorted(readers)}, **found}


def _of_parts(scope: Scope) -> Facts:
    wanted = scope.documents().order_by().values("pk")
    found = Part.objects.filter(document__in=wanted).aggregate(
        n_words=Sum("n_words", filter=Q(counted=True)), n_copies=Count("pk", filter=Q(counted=False)),
        n_translated=Count("pk", filter=Q(fidelity="translated")),
        n_origins=Count("outlet", distinct=True),
    )  # fmt: skip
    return {name: value or 0 for name, value in found.items()}
