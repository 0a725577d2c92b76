"""One way of counting the marks that a viewer may see: which texts and marks the filters choose, and their sums.

Everything that compares begins here: the rows of the comparison, contrasts, sentences tested in many ways of counting.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from functools import cached_property

import numpy as np

from core.access import Viewer
from core.queries.codebooks import rules_of
from core.queries.corpora import Collected, collected
from core.queries.filters import AS_WRITTEN, WITHOUT_UNSURE, Filters, checked, fidelities, values_of
from core.queries.layers import layer_of
from core.queries.visibility import withheld_keys
from core.stats.corpus import Corpus, Tally
from core.stats.study import BoolArray

NOT_STATED = "not-stated"
MIN_WORDS_READ = 300


class Counting:
    """What the viewer may see, and which of its parts and marks the filters choose.

    The label chooses nothing in `marks`: a label's share is of all labels. `of_label` are the marks that it leaves.
    """

    def __init__(self, viewer: Viewer, filters: Filters | None = None) -> None:
        filters = filters or Filters()
        self.viewer, self.rules = viewer, rules_of(viewer.project.codebook)
        self.filters = checked(filters, self.rules)
        layer = layer_of(viewer, filters)
        self.kind = layer.kind
        self.withheld = withheld_keys(viewer)
        self.collected: Collected = collected(viewer, layer, self.rules)
        self.corpus: Corpus = self.collected.corpus
        self.labels = [label.key for label in self.rules.labels.values() if label.counted]

    def otherwise(self, filters: Filters) -> "Counting":
        """The same layer and kind of reviewer counted by other filters. No query."""
        other = copy(self)
        for name in _DERIVED & vars(other).keys():
            del other.__dict__[name]
        filters = replace(filters, layer=self.filters.layer, reviewers=self.filters.reviewers)
        other.filters = checked(filters, self.rules)
        return other

    @cached_property
    def parts(self) -> BoolArray:
        """Counted parts of texts that the filters take."""
        takes = self.filters.take_part
        chosen = [
            row.counted
            and takes(genre=row.genre, event=row.event, published_on=row.published_on, fidelity=row.fidelity)
            for row in self.collected.parts
        ]
        return np.array(chosen, dtype=np.bool_)

    @cached_property
    def as_written(self) -> BoolArray:
        """Those of them whose words are the outlet's own; all where the filters ask for a wording."""
        if self.filters.fidelity:
            return self.parts
        kept = fidelities(AS_WRITTEN)
        return self.parts & np.array([row.fidelity in kept for row in self.collected.parts], dtype=np.bool_)

    @cached_property
    def marks(self) -> BoolArray:
        """Marks that the filters take, the label left aside."""
        chosen = self.corpus.every_mark
        for name in ("voice", "target"):
            if value := getattr(self.filters, name):
                chosen = chosen & self.has(name, values_of(self.rules.facets.get(name), value))
        if self.filters.unsure == WITHOUT_UNSURE:
            chosen = chosen & ~self.corpus.flag("unsure")
        return chosen

    @cached_property
    def of_label(self) -> BoolArray:
        """Marks of the label that is asked for, or all."""
        label = self.filters.label
        return self.corpus.label == self.labels.index(label) if label else self.corpus.every_mark

    @cached_property
    def of_focus(self) -> BoolArray:
        """Marks that say a role of the codebook's focus."""
        return self.has("target", self.rules.focus_targets) & (self.corpus.facet("role") >= 0)

    @cached_property
    def states_role(self) -> BoolArray:
        """Those of them whose text states the role."""
        return self.of_focus & ~self.has("role", [NOT_STATED])

    @cached_property
    def affirms_upper(self) -> BoolArray:
        """Those of them that affirm one of the upper roles."""
        return self.states_role & self.has("role", self.rules.upper_roles) & self.has("stance", ["affirms"])

    @cached_property
    def tally(self) -> Tally:
        """What the filters take, counted."""
        return Tally(self.corpus, self.parts, self.marks)

    def values(self, facet: str) -> list[str]:
        """The closed list of a facet, in the order of its numbers; a flag has one value."""
        rule = self.rules.facets.get(facet)
        if rule is None:
            return []
        return list(rule.values) or ["yes"]

    def has(self, facet: str, values: Iterable[str]) -> BoolArray:
        """Marks with one of these values."""
        known = self.values(facet)
        return np.isin(self.corpus.facet(facet), [known.index(value) for value in values if value in known])


_DERIVED = {name for name, value in vars(Counting).items() if isinstance(value, cached_property)}
