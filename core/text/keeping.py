"""Results about texts that were asked for lately: stored texts never change, and one page asks the same thing often."""

from collections.abc import Callable
from copy import copy
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

_N_RESULTS = 32

_P = ParamSpec("_P")
_R = TypeVar("_R")


def keeping_results(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """A pure function of a text that keeps its last results. Each caller gets a (flat) copy to do with as it likes.

    All arguments must be hashable. Finding a kept result costs one pass over the text, to hash it.
    """
    kept = cast("Callable[_P, _R]", lru_cache(maxsize=_N_RESULTS)(function))

    @wraps(function)
    def copied(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        return copy(kept(*args, **kwargs))

    return copied
