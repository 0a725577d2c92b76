"""Whose readings figures are of, in words: of people, and never silently of programs. Imports nothing heavy."""

from core.models import ReviewerKind

WHOSE: dict[str, str] = {
    ReviewerKind.PERSON: "readers",
    ReviewerKind.SIMULATED: "the simulated readers",
    ReviewerKind.MACHINE: "the machine readings",
}
