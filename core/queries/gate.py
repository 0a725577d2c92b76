"""Whether readers agree enough for what is compared to be believed: bands of agreement, and whose readings they are."""

from core.models import Project, ReviewerKind

ENOUGH, TENTATIVE, NOT_ENOUGH, UNKNOWN = "enough", "tentative", "not-enough", "unknown"
WHOSE: dict[str, str] = {
    ReviewerKind.PERSON: "readers",
    ReviewerKind.SIMULATED: "the simulated readers",
    ReviewerKind.MACHINE: "the machine readings",
}


def band_of(alpha: float | None, project: Project) -> str:
    """The band of an alpha by the project's thresholds; `unknown` where it is not measured."""
    if alpha is None:
        return UNKNOWN
    if alpha < project.tentative_alpha:
        return NOT_ENOUGH
    return TENTATIVE if alpha < project.enough_alpha else ENOUGH
