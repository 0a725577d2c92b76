"""How outlets characterize the role of the target: one row an origin, every figure from submitted readings, or all
from the rulings of finished documents.

Counting rules stand in ARCHITECTURE.md: a text counts for its origin, once; per document the mean over its
readers; a span marked for two targets counts once among the labels and twice among the roles.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from core.access import Viewer
from core.queries.corpora import PartRow
from core.queries.counting import MIN_WORDS_READ, Counting
from core.queries.counting import NOT_STATED as NOT_STATED  # others know it from here
from core.queries.figures import Comparison, Measure, Origin, Rhetoric, RoleCount, Said, Support, UpperRoles
from core.queries.filters import Filters
from core.queries.gate import gate
from core.queries.report_passages import SUPPORTED_LABEL
from core.stats.agreement import FloatArray
from core.stats.corpus import Rows, Tally
from core.stats.proportions import Estimate, rate, share
from core.stats.study import BoolArray, IntArray

RHETORIC = ("loaded", "form", "cue-stance", "certainty")


def comparison(viewer: Viewer, filters: Filters | None = None) -> Comparison:
    """The comparison as this viewer may see it. Four queries where nothing changed since it was asked last; else a
    number that does not grow with the marks."""
    return compared(Counting(viewer, filters))


def compared(counting: Counting) -> Comparison:
    """The comparison of marks that are at hand. Two queries, of agreement."""
    return Comparison(
        project=counting.viewer.project.slug,
        filters=counting.filters,
        invented=counting.viewer.project.invented,
        reviewer_kind=counting.kind,
        n_readings=len(counting.corpus.reader),
        n_reviewers=len(counting.collected.readers),
        hidden_documents=tuple(counting.withheld),
        origins=counting.collected.remembered(("origins", counting.filters), lambda: tuple(_Origins(counting).rows())),
        gate=gate(counting.viewer, counting.filters),
        n_documents=len(np.unique(counting.tally.cells.document)),
    )


class _Shares:
    """How often each value of a facet stands at each origin: numbers of spans (or marks), and of means over readers."""

    def __init__(self, rows: Rows, column: IntArray, n_values: int) -> None:
        values = column[rows.mark]
        self.n = rows.n(values, n_values)
        self.mean = rows.mean(values, n_values)
        self.origin = rows.tally.cells.origin

    def weight(self, origin: int) -> FloatArray:
        """Of each value, the sum of means over the documents of the origin."""
        return np.asarray(self.mean[self.origin == origin].sum(axis=0), dtype=np.float64)


class _Origins:
    """The rows of a comparison, from sums over all origins at once."""

    def __init__(self, counting: Counting) -> None:
        self.of, self.rules, self.corpus = counting, counting.rules, counting.corpus
        self.tally = counting.tally
        self.cells = self.tally.cells
        spans = self.tally.spans()
        n_labels = self.corpus.n_labels
        label = self.corpus.label[spans.mark]
        self.labels = _Shares(spans, self.corpus.label, n_labels)
        self.n_unsure = spans.n(np.where(spans.any(self.corpus.flag("unsure")), label, -1), n_labels)
        self.voices = self._said(self.tally, "voice")
        written = Tally(self.corpus, counting.as_written, counting.marks)
        self.rhetoric = {key: self._said(written, key) for key in RHETORIC}
        self.n_written = _n_each(written.spans(counting.of_label))
        self.written = _Shares(written.spans(counting.of_label), np.zeros_like(self.corpus.label), 1)
        self.roles = self.tally.rows(counting.of_label & counting.of_focus)
        self.stating = self.tally.rows(counting.of_label & counting.states_role)
        self.affirming = _Shares(self.stating, counting.affirms_upper.astype(np.int64), 2)
        self.support = self._support(spans)

    def _said(self, tally: Tally, facet: str) -> _Shares:
        """A span counts once for each value that its marks give it."""
        column = self.corpus.facet(facet)
        return _Shares(tally.spans(self.of.of_label, column), column, len(self.of.values(facet)))

    def _support(self, spans: Rows) -> dict[str, IntArray]:
        """Spans of assertions at each origin: all, those with a basis tied to them, those with one against them.

        Of readings in which something is tied: who ties nothing does not say that nothing is supported.
        """
        if SUPPORTED_LABEL not in self.of.labels or not self.corpus.ties.any():
            return {}
        if self.of.filters.label not in ("", SUPPORTED_LABEL):
            return {}
        asserts = self.corpus.label[spans.mark] == self.of.labels.index(SUPPORTED_LABEL)
        asserts &= self.corpus.ties[self.corpus.reading[spans.mark]]
        flags = {"n": asserts, "supported": asserts & spans.any(self.corpus.supported),
                 "contradicted": asserts & spans.any(self.corpus.contradicted)}  # fmt: skip
        flags["tied"] = flags["supported"] | flags["contradicted"]
        return {name: spans.n(np.where(flag, 0, -1), 1)[:, 0] for name, flag in flags.items()}

    def rows(self) -> list[Origin]:
        """One row an origin that has a part among those chosen, by name."""
        by_origin: dict[int, list[PartRow]] = {}
        for number in np.flatnonzero(self.of.parts).tolist():
            by_origin.setdefault(int(self.corpus.part_origin[number]), []).append(self.of.collected.parts[number])
        return [self._origin(origin, by_origin[origin]) for origin in sorted(by_origin)]

    def _origin(self, origin: int, parts: Sequence[PartRow]) -> Origin:
        here = self.cells.origin == origin
        dates = sorted(part.published_on for part in parts if part.published_on)
        via = {part.via_key: part.via_name for part in parts if part.via_id != part.outlet_id}
        n_sentences = float(self.cells.sentences[here].sum())
        role_rows = _at(self.roles, origin)
        return Origin(
            key=parts[0].outlet_key,
            name=parts[0].outlet_name,
            via=tuple(sorted(via.items())),
            fidelity=tuple(sorted({part.fidelity for part in parts if part.fidelity})),
            genres=tuple(sorted({part.genre for part in parts if part.genre})),
            published=(dates[0], dates[-1]) if dates else None,
            n_documents=len({part.document_id for part in parts}),
            n_sections=len(parts),
            n_words=sum(part.n_words for part in parts),
            n_words_read=float(self.cells.words[here].sum()),
            n_reviewers=self._n_reviewers(origin),
            share_sentences_marked=float(self.cells.marked[here].sum()) / n_sentences if n_sentences else None,
            labels=self._labels(origin, here),
            roles=self._roles(role_rows, here),
            groups=self._groups(role_rows),
            voices=_said_of(self.voices, origin, self.of.values("voice")),
            rhetoric=self._rhetoric(origin),
            support=self._supported(origin),
            upper=self._upper(origin, here),
        )

    def _n_reviewers(self, origin: int) -> int:
        parts = self.of.parts & (self.corpus.part_origin == origin)
        return len(np.unique(self.corpus.reader[self.corpus.cover_reading[parts[self.corpus.cover_part]]]))

    def _labels(self, origin: int, here: BoolArray) -> dict[str, Measure]:
        """Rate and share of each counted label (or of one), documents as clusters; shares are of all labels."""
        words, means = self.cells.words[here], self.labels.mean[here]
        wholes = means.sum(axis=1).tolist()
        too_few = Estimate(None, None, f"fewer than {MIN_WORDS_READ} words read")
        measures = {}
        for number, key in enumerate(self.of.labels):
            if self.of.filters.label not in ("", key):
                continue
            column = means[:, number].tolist()
            estimate = rate(column, words.tolist())
            measures[key] = Measure(
                n=int(self.labels.n[origin, number]),
                n_unsure=int(self.n_unsure[origin, number]),
                rate=too_few if 0 < words.sum() < MIN_WORDS_READ else estimate,
                share=share(column, wholes),
            )
        return measures

    def _roles(self, rows: Rows, here: BoolArray | None) -> dict[str, RoleCount]:
        """Marks by role and stance; shares among those that state a role, with intervals where cells are given."""
        roles, stances = self.of.values("role"), self.of.values("stance")
        role, stance = self.corpus.facet("role")[rows.mark], self.corpus.facet("stance")[rows.mark]
        both = np.bincount(role * (len(stances) + 1) + stance + 1, minlength=len(roles) * (len(stances) + 1)).reshape(
            len(roles), len(stances) + 1
        )
        means = rows.mean(role, len(roles))
        means = means if here is None else means[here]
        stated = [number for number, key in enumerate(roles) if key != NOT_STATED]
        wholes = means[:, stated].sum(axis=1)
        whole = float(wholes.sum())
        counts = {}
        for number, key in enumerate(roles):
            is_stated = key != NOT_STATED
            part = float(means[:, number].sum())
            counts[key] = RoleCount(
                n=int(both[number].sum()),
                share=part / whole if whole and is_stated else None,
                stances={value: int(both[number, place + 1]) for place, value in enumerate(stances)},
                interval=share(means[:, number].tolist(), wholes.tolist()).interval
                if here is not None and is_stated else None,
            )  # fmt: skip
        return counts

    def _upper(self, origin: int, here: BoolArray) -> UpperRoles | None:
        if not self.rules.upper_roles:
            return None
        means = self.affirming.mean[here]
        return UpperRoles(
            roles=self.rules.upper_roles,
            n=int(self.affirming.n[origin, 1]),
            n_stating=int(self.affirming.n[origin].sum()),
            share=share(means[:, 1].tolist(), means.sum(axis=1).tolist()),
        )

    def _groups(self, rows: Rows) -> dict[str, tuple[int, dict[str, RoleCount]]]:
        target = self.corpus.facet("target")[rows.mark]
        group_of = [self.rules.group_of(value) for value in self.of.values("target")]
        groups = {}
        for group in self.rules.focus_groups:
            own = rows.where(np.isin(target, [number for number, name in enumerate(group_of) if name == group]))
            groups[group] = (len(own.mark), self._roles(own, None))
        return groups

    def _rhetoric(self, origin: int) -> Rhetoric:
        n_spans = int(self.n_written[origin])
        whole = float(self.written.weight(origin).sum())
        loaded = _said_of(self.rhetoric["loaded"], origin, ["yes"], whole).get("yes", Said(0, None))
        forms, cues, certainties = (_said_of(self.rhetoric[key], origin, self.of.values(key)) for key in RHETORIC[1:])
        return Rhetoric(n_spans, loaded, forms, cues, certainties)

    def _supported(self, origin: int) -> Support | None:
        if not self.support:
            return None
        n, supported, contradicted, tied = (
            int(self.support[name][origin]) for name in ("n", "supported", "contradicted", "tied")
        )
        return Support(n, supported, contradicted, n - tied)


def _n_each(rows: Rows) -> IntArray:
    """How many groups there are at each origin."""
    return rows.n(np.zeros(len(rows.mark), dtype=np.int64), 1)[:, 0]


def _at(rows: Rows, origin: int) -> Rows:
    """The rows of one origin."""
    return rows.where(rows.tally.origin[rows.place] == origin)


def _said_of(shares: _Shares, origin: int, values: Iterable[str], whole: float | None = None) -> Mapping[str, Said]:
    """Number and share of each value at an origin; the share is of what has any value, or of `whole`."""
    weight = shares.weight(origin)
    whole = float(weight.sum()) if whole is None else whole
    return {
        key: Said(int(shares.n[origin, number]), float(weight[number]) / whole if whole else None)
        for number, key in enumerate(values) if number < len(weight)
    }  # fmt: skip
