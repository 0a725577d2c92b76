"""Works that only tests know."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.jobs.work import WORK, Work
from core.models import JobKind


@contextmanager
def releases_are(work: Work) -> Iterator[None]:
    """Who asks for a release gets this work instead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(WORK, JobKind.RELEASE, work)
        yield
