"""Figures that take long, computed once for what they depend on and kept: agreement, contrasts, sentences tested.

The one place among the queries that writes. What it keeps follows from what is stored already and is never found
stale: whatever changes the answer is part of the key.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from core.models import Project, StoredFigure

KEPT = 300  # answers to one kind of question in one project; the oldest go first
WAY_OF_COMPUTING = 1  # raised when the same marks are to give other figures

_KEEPS: ContextVar[bool] = ContextVar("keeps_figures", default=True)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Inside, what is computed is not kept: for a transaction that may only read."""
    token = _KEEPS.set(False)
    try:
        yield
    finally:
        _KEEPS.reset(token)


def stored(project: Project, kind: str, depends_on: Sequence[object], compute: Callable[[], Any]) -> Any:
    """What `compute` gives, as JSON gives it back; from the store where it was computed before.

    `depends_on` is all that the answer follows from, as values whose `repr` tells them apart: the state of the corpus
    (`corpora.state_of`), filters, seeds. One query, three where it is computed.
    """
    key = _key(depends_on)
    rows = StoredFigure.objects.filter(project=project, kind=kind, key=key)
    found = list(rows.values_list("value", flat=True))
    if found:
        return json.loads(found[0])
    value = json.dumps(compute(), allow_nan=False)
    if _KEEPS.get():
        _keep(project, kind, key, value)
    return json.loads(value)


def _keep(project: Project, kind: str, key: str, value: str) -> None:
    rows = StoredFigure.objects.filter(project=project, kind=kind)
    StoredFigure.objects.bulk_create(
        [StoredFigure(project=project, kind=kind, key=key, value=value)], ignore_conflicts=True
    )
    oldest_kept = rows.order_by("-computed_at").values("computed_at")[KEPT - 1 : KEPT]
    rows.filter(computed_at__lt=oldest_kept).delete()


@dataclass(frozen=True)
class Slow:
    """A figure to be computed, and what it depends on: see `stored`."""

    project: Project
    kind: str
    depends_on: Sequence[object]
    compute: Callable[[], Any]

    def answer(self) -> Any:
        """What it is. One query, three where it is computed."""
        return stored(self.project, self.kind, self.depends_on, self.compute)


def are_kept(figures: Iterable[Slow]) -> bool:
    """Whether none of them would have to be computed. One query."""
    asked = {(one.project.pk, one.kind, _key(one.depends_on)) for one in figures}
    of_each = (Q(project=project, kind=kind, key=key) for project, kind, key in asked)
    return StoredFigure.objects.filter(reduce(or_, of_each)).count() == len(asked)


def _key(depends_on: Sequence[object]) -> str:
    return hashlib.sha256(repr((WAY_OF_COMPUTING, *depends_on)).encode()).hexdigest()
