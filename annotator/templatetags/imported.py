"""What a page of a job says of an import."""

from collections.abc import Mapping
from typing import Any

from django import template

from annotator.pages.importing import Outcome, outcome
from core.access import Viewer

register = template.Library()


@register.simple_tag
def import_outcome(viewer: Viewer, report: Mapping[str, Any]) -> Outcome | None:
    """The report of an import in words and rows."""
    return outcome(viewer, report)
