"""What a server process does once, before its first request."""

import gc

from django.urls import get_resolver

_ALLOCATIONS_BEFORE_A_LOOK = 20_000


def prepare() -> None:
    """Imports every view now, not while somebody waits; what is loaded then is never looked through for garbage again.

    A page with thousands of marks allocates so much that Python looks for garbage dozens of times while making it.
    Measured: the first answer of a process after 0.1 s instead of 0.6 s, the slowest later one in half the time.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BEFORE_A_LOOK, *gc.get_threshold()[1:])
