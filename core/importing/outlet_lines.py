"""Outlet lines."""

from collections.abc import Mapping
from typing import Any

from core.errors import Conflict, Forbidden
from core.importing.comparing import differences
from core.importing.report import Place
from core.importing.run import Run
from core.importing.shapes import UNIDENTIFIED, read_outlet
from core.services.outlets import FIELDS, checked_outlet


class OutletTaker:
    """Stores outlets at once: there are few."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Add the outlet, or find it as it is. `Conflict` (`id_reused`) shows what differs."""
        run, draft = self.run, read_outlet(data)
        known = run.outlets.get(draft.key)
        if known is not None:
            stored = {name: getattr(known, name) for name in FIELDS}
            if found := differences(stored, draft.values):
                raise Conflict(f"The outlet {draft.key!r} is known otherwise: {found}.", "id_reused")
            run.tally.unchanged["outlet"] += 1
            return
        if "outlet" not in run.adds:
            raise Forbidden(f"The project has no outlet {draft.key!r}, and this import adds none.", "not_added_here")
        add_outlet(run, draft.key, draft.values)
        run.tally.added["outlet"] += 1

    def flush(self) -> None:
        """Nothing is pending."""


def add_outlet(run: Run, key: str, values: Mapping[str, Any]) -> None:
    """Store one outlet and remember it."""
    outlet = checked_outlet(run.project, key, values)
    outlet.save()
    run.outlets[key] = outlet


def add_unidentified(run: Run) -> None:
    """The outlet of texts that come without one."""
    if UNIDENTIFIED not in run.outlets:
        add_outlet(run, UNIDENTIFIED, {"name": "Unidentified"})
