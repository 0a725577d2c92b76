"""The settings of a project in words: what each choice means, and what changing it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from core.access import Viewer
from core.models import Project

_VISIBILITY: dict[str, tuple[str, str]] = {
    Project.Visibility.BLIND: ("Blind", "Readers see a colleague’s marks on an article once both have submitted it."),
    Project.Visibility.OPEN: ("Open", "Everybody sees everybody’s marks at once, also while they are made."),
}
_ASSIGNMENT: dict[str, tuple[str, str]] = {
    Project.Assignment.FREE: ("Readers choose", "Every article is open to every reader."),
    Project.Assignment.ASSIGNED: ("Assigned", "Readers begin what you have assigned to them, and nothing else."),
    Project.Assignment.DRAWN: (
        "At their own pace",
        "“Next article” gives a reader one that still lacks readings; not begun in three days, it goes to others.",
    ),
}


@dataclass(frozen=True)
class Option:
    """One choice with what it means."""

    value: str
    name: str
    about: str
    chosen: bool


@dataclass(frozen=True)
class SettingsPage:
    """What stands beside the form's fields; `warning` is what changing who sees what does."""

    visibility: Sequence[Option]
    assignment: Sequence[Option]
    warning: str
    assignment_url: str


def settings_page(viewer: Viewer, visibility: str, assignment: str) -> SettingsPage:
    """No query."""
    return SettingsPage(
        [Option(value, *said, value == visibility) for value, said in _VISIBILITY.items()],
        [Option(value, *said, value == assignment) for value, said in _ASSIGNMENT.items()],
        _warning(viewer.project), reverse("assignment", args=[viewer.project.slug]),
    )  # fmt: skip


def _warning(project: Project) -> str:
    if project.visibility == Project.Visibility.BLIND:
        return (
            "Opening shows all marks to everybody at once, and cannot be taken back: who begins an article after "
            "having seen others’ marks is left out of agreement, also when you make the project blind again."
        )
    return (
        "Made blind, the project hides marks from now on. Who has seen others’ marks before beginning an article "
        "stays left out of agreement there."
    )
