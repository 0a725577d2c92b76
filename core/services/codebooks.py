"""Codebooks in and out of the store; the dictionary form is the interchange file's `codebook` line."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Conflict, Invalid
from core.models import Annotation, Codebook, Facet, FacetValue, Label, Project
from core.services.codebook_shapes import normalised

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@cache
def default_codebook() -> Mapping[str, Any]:
    """The shipped codebook (`seeds/codebook.json`): a readable file in the form of the interchange line."""
    return json.loads((SEEDS / "codebook.json").read_text(encoding="utf-8"))


@transaction.atomic
def publish_codebook(project: Project, data: Mapping[str, Any]) -> Codebook:
    """Store and publish a codebook for a project without marks; the former one is retired.

    Errors: `Conflict` when the project has marks, `Invalid` (with the place) when the data do not hold.
    """
    if Annotation.objects.filter(project=project).exists():
        raise Conflict("The project has marks: its codebook changes by recorded operations only.")
    proper = normalised(data)
    Codebook.objects.filter(project=project, state=Codebook.State.PUBLISHED).update(state=Codebook.State.RETIRED)
    try:
        return _store(project, proper)
    except ValidationError as error:
        raise Invalid(f"The codebook cannot be used: {'; '.join(error.messages)}", "codebook_invalid") from error


def _store(project: Project, data: Mapping[str, Any]) -> Codebook:
    focus = data.get("focus", {})
    codebook = Codebook(
        project=project,
        key=data.get("key", "default"),
        version=data.get("version", 1),
        state=Codebook.State.PUBLISHED,
        decision_order=data.get("decision_order", []),
        focus_name=focus.get("name", ""),
        focus_groups=focus.get("groups", []),
        focus_names=focus.get("names", []),
    )
    codebook.full_clean()
    codebook.save()
    labels = [
        Label(
            codebook=codebook,
            key=row["key"],
            name=row.get("name", row["key"]),
            position=position,
            letter=row.get("letter", ""),
            color=row.get("color", ""),
            guide=row.get("guide", {}),
            description=row.get("description", ""),
            counted=row.get("counted", True),
            retired_at=timezone.now() if row.get("retired") else None,
        )
        for position, row in enumerate(data["labels"])
    ]
    by_key = {label.key: label for label in _stored(Label, labels)}
    rows = data.get("facets", [])
    facets = [
        Facet(
            codebook=codebook,
            key=row["key"],
            name=row.get("name", ""),
            kind=row.get("kind", "choice"),
            ordered=row.get("ordered", False),
            first=row.get("first", False),
            bands=row.get("bands", []),
            position=position,
        )
        for position, row in enumerate(rows)
    ]
    _stored(Facet, facets)
    _stored(
        FacetValue,
        [
            _value(facet, by_key, place, value)
            for facet, row in zip(facets, rows, strict=True)
            for place, value in enumerate(row.get("values", []))
        ],
    )
    return codebook


def _value(facet: Facet, labels: Mapping[str, Label], position: int, row: Mapping[str, Any]) -> FacetValue:
    label = row.get("label")
    if label is not None and label not in labels:
        raise ValidationError(f"value {row['key']!r} goes with the unknown label {label!r}")
    return FacetValue(
        facet=facet, key=row["key"], name=row.get("name", ""), rank=row.get("rank"),
        group=row.get("group", ""), label=labels[label] if label else None, position=position,
        retired_at=timezone.now() if row.get("retired") else None,
    )  # fmt: skip


def _stored(model: type[Any], rows: list[Any]) -> list[Any]:
    """The rows, each checked, stored by one statement; a key that stands twice is said."""
    for row in rows:
        row.clean_fields(exclude=["codebook", "facet", "label"])
    try:
        with transaction.atomic():
            return model.objects.bulk_create(rows)
    except IntegrityError as error:
        raise ValidationError(f"a {model.__name__.lower()} stands twice, or a rank is given twice") from error


def codebook_data(codebook: Codebook | None) -> dict[str, Any]:
    """The codebook as its interchange line (without `type`): keys in the contract's order, defaults spoken.

    Retired labels and values are in it, for marks may have them, and are said to be `retired`; merged ones are not,
    for no mark has them.
    """
    if codebook is None:
        raise Invalid("This project has no codebook in force.", "no_codebook")
    values: dict[int, list[dict[str, Any]]] = {}
    standing = FacetValue.objects.filter(facet__codebook=codebook, merged_into__isnull=True)
    for value in standing.select_related("label"):
        values.setdefault(value.facet_id, []).append(
            _given(
                {"key": value.key, "name": value.name, "rank": value.rank, "group": value.group,
                 "label": value.label.key if value.label else None, "retired": True if value.retired_at else None}
            )
        )  # fmt: skip
    return {
        "key": codebook.key,
        "version": codebook.version,
        "labels": [
            _given({"key": row.key, "name": row.name, "letter": row.letter, "color": row.color,
                    "description": row.description, "guide": row.guide}) | {"counted": row.counted}
            | ({"retired": True} if row.retired_at else {})
            for row in codebook.labels.filter(merged_into__isnull=True)
        ],
        "facets": [
            _given({"key": row.key, "name": row.name, "kind": row.kind})
            | ({"ordered": True} if row.ordered else {})
            | ({"first": True} if row.first else {})
            | ({"values": values.get(row.pk, [])} if row.kind == Facet.Kind.CHOICE else {})
            | ({"bands": row.bands} if row.bands else {})
            for row in codebook.facets.all()
        ],
        "focus": {
            "name": codebook.focus_name, "groups": codebook.focus_groups, "names": codebook.focus_names,
        },
        **({"decision_order": codebook.decision_order} if codebook.decision_order else {}),
    }  # fmt: skip


def _given(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: nulls and empty texts are left out of the interchange file (0 is a rank)."""
    return {key: value for key, value in row.items() if value not in (None, "", {}, [])}
