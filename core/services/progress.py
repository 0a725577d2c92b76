"""How long work tells how far it is, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Called often by what takes long; cheap. `n_done` of `n_total` (0: nobody knows) `unit`s; `message` says in words
    what is going on. Raises `Cancelled` where somebody asked for an end: whoever calls it leaves nothing half done."""

    def __call__(self, n_done: int, n_total: int, unit: str, message: str = "") -> None:
        """Tell how far it is."""


def unheard(n_done: int, n_total: int, unit: str, message: str = "") -> None:
    """Progress that nobody listens to: at the shell, in tests."""
