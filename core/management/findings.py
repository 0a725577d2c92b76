"""What `doctor` finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: where, and what."""

    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}"
