"""The codebook line: compared with the codebook in force, or published."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.errors import Conflict, Invalid
from core.importing.comparing import first_difference
from core.models import Annotation, Codebook, Facet, FacetValue, Label, Project
from core.services.codebook_shapes import normalised
from core.services.codebooks import codebook_data, publish_codebook


def take_codebook(project: Project, data: Mapping[str, Any], *, may_publish: bool) -> bool:
    """Whether the line brought a new codebook: false when it equals the one in force.

    Errors: `Conflict` (`codebook_differs`) when the project has marks or nothing may be published, with the
    first difference.
    """
    wanted = normalised(data)
    stored = codebook_data(project.codebook) if project.codebook else {}
    if wanted == stored:
        return False
    if not may_publish or Annotation.objects.filter(project=project).exists():
        raise Conflict(
            f"This is not the codebook of the project's marks: {first_difference(stored, wanted)}.",
            "codebook_differs",
        )
    former = project.codebook
    try:
        with transaction.atomic():
            _make_room(project, wanted)
            project.codebook = publish_codebook(project, wanted)
            project.save(update_fields=["codebook"])
    except Invalid:
        project.codebook = former
        raise
    return True


def _make_room(project: Project, wanted: Mapping[str, Any]) -> None:
    """Take away an unused codebook of the same key and version, such as the default of a new project."""
    namesake = Codebook.objects.filter(project=project, key=wanted["key"], version=wanted["version"]).first()
    if namesake is None:
        return
    project.codebook = None
    project.save(update_fields=["codebook"])
    FacetValue.objects.filter(facet__codebook=namesake).delete()
    Facet.objects.filter(codebook=namesake).delete()
    Label.objects.filter(codebook=namesake).delete()
    namesake.delete()
