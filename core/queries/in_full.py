"""The comparison in full: beside the counts all that takes long, computed once for what it depends on and kept."""

from collections.abc import Sequence
from dataclasses import replace

from core.access import Viewer
from core.queries.claims import claims_counted
from core.queries.comparison import compared
from core.queries.contrasts import contrasts
from core.queries.counting import Counting
from core.queries.effects import effects
from core.queries.figures import Comparison
from core.queries.filters import Filters
from core.queries.sentences import said
from core.queries.stored import Slow
from core.queries.wordings import wordings


def comparison_in_full(viewer: Viewer, filters: Filters | None = None) -> Comparison:
    """The comparison with contrasts, effects of readers, documents needed, distinctive words, and claims
    that several outlets make.

    Thirteen queries more than `comparison` where nothing changed since it was asked last, whatever the filters.
    """
    counting = Counting(viewer, filters)
    return in_full(counting, compared(counting))


def in_full(counting: Counting, figures: Comparison) -> Comparison:
    """The figures of a counting, with all that takes long."""
    further = {}
    for slow in slow_figures(counting, figures):
        further.update(slow.answer())
    further["sentences"] = said(counting, figures)
    further["claims"] = [claim.as_json() for claim in claims_counted(counting.viewer, counting.filters)]
    return replace(figures, further=further)


def slow_figures(counting: Counting, figures: Comparison) -> Sequence[Slow]:
    """What takes long, not computed yet."""
    return contrasts(counting, figures.gate), effects(counting), wordings(counting)
