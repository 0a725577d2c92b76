"""All that is measured of one study: where readers mark, with which labels and which details, and how surely.

Everything is summed once, by document; values, companions and intervals follow from the sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.stats.bootstrap import Figure
from core.stats.coding import NOT_OF_SETS, CodedSums, Coding, Coefficient, Level, ac1, distances, percent
from core.stats.facets import Said, ladder, said, span_of, targets
from core.stats.matching import PairScores, Units, pair_scores, units
from core.stats.sets import MASI, masi_distance
from core.stats.study import BoolArray, IntArray, Study
from core.stats.unitizing import Unitizing, unitizing

TARGET = "target"  # the detail of which one passage may have several values
PLUS = "+"  # between the values of a set; no key has one
HITS = ("exact", "iou50", "overlap")


@dataclass(frozen=True)
class Detail:
    """A closed list of the codebook: its values, and of a ladder the rank of each (None off the ladder)."""

    key: str
    values: tuple[str, ...]
    ranks: tuple[int | None, ...] = ()

    @property
    def level(self) -> Level:
        """How values are compared: by the ladder where there are two rungs, targets as sets."""
        if self.key == TARGET:
            return "set"
        return "ordinal" if sum(rank is not None for rank in self.ranks) >= 2 else "nominal"

    @property
    def distance(self) -> str | None:
        """The name of the distance between sets."""
        return MASI if self.level == "set" else None

    def names_of(self, sets: BoolArray) -> list[str]:
        """The keys of the values of each set, with + between."""
        return [PLUS.join(key for key, is_in in zip(self.values, held, strict=True) if is_in) for held in sets]


@dataclass(frozen=True, eq=False)
class Marked:
    """A study with what its marks say: `values` has a row for each mark of the study and a column for each detail,
    the number of the value, -1 for none."""

    study: Study
    details: tuple[Detail, ...]
    values: IntArray

    def of(self, key: str) -> IntArray:
        """What each mark says of one detail; nothing of one that the codebook does not have."""
        keys = [detail.key for detail in self.details]
        if key not in keys:
            return np.full(len(self.values), -1, dtype=np.int64)
        found: IntArray = self.values[:, keys.index(key)]
        return found


@dataclass(frozen=True, eq=False)
class OfDetail:
    """Agreement on one detail. `coded` holds all values (of targets: sets, whose members are in `sets`).

    `main`: nominal, ordinal over the ladder, or of sets; `nominal`: over all values, off the ladder too.
    `share_matched`: of the marks that say something of it where a colleague read, those that could be compared;
    `share_off_ladder`: of the values that stand beside a colleague's.
    """

    detail: Detail
    coded: Coding
    main: CodedSums
    nominal: CodedSums
    share_matched: float | None
    share_off_ladder: float | None
    sets: BoolArray | None = None

    @property
    def percent(self) -> Coefficient:
        """Percent agreement over all values."""
        return percent(self.coded)

    @property
    def ac1(self) -> Coefficient:
        """Gwet's AC1 over all values."""
        return ac1(self.coded) if self.detail.level != "set" else Coefficient(None, NOT_OF_SETS)

    @property
    def names(self) -> Sequence[str]:
        """The keys of the values, by number; of a set all its keys with + between."""
        return self.detail.values if self.sets is None else self.detail.names_of(self.sets)


@dataclass(frozen=True, eq=False)
class Agreed:
    """The sums of a study."""

    marked: Marked
    where: Unitizing
    units: Units
    said: Said
    labels: Coding
    label_sums: CodedSums
    details: Mapping[str, OfDetail]
    labelled: PairScores
    unlabelled: PairScores

    @property
    def study(self) -> Study:
        """The study that was measured."""
        return self.marked.study

    def alone(self) -> dict[str, int]:
        """By label: marks of a place that a colleague read, who marked nothing of the kind there."""
        of_label = self.units.study.label[self.units.is_comparable & ~self.units.is_matched]
        counts = np.bincount(of_label, minlength=len(self.study.labels)).tolist()
        return dict(zip(self.study.labels, counts, strict=True))

    def figures(self) -> dict[str, Figure]:
        """All that can be drawn anew, by name."""
        keys, n = self.study.labels, self.study.n_documents
        found: dict[str, Figure] = {"position": self.where.position, "joint": self.where.joint,
                                    "labels": self.label_sums}  # fmt: skip
        found |= {f"joint/{key}": one for key, one in self.where.per_label.items()}
        found |= {f"labels/{key}": self.label_sums.against_rest(number) for number, key in enumerate(keys)}
        for key, one in self.details.items():
            found |= {f"details/{key}": one.main, f"details/{key}/nominal": one.nominal}
        for name, scores in (("spans", self.labelled), ("unlabelled", self.unlabelled)):
            found |= {f"{name}/{hits}": scores.sums(hits, n) for hits in HITS}
        return found


def agreed(marked: Marked) -> Agreed:
    """Everything measured of a study in which a document has two readings."""
    study = marked.study
    matched = units(study)
    compared = said(study, matched, marked.of(TARGET))
    labels = matched.coding(matched.study.label, len(study.labels))
    return Agreed(
        marked=marked,
        where=unitizing(study),
        units=matched,
        said=compared,
        labels=labels,
        label_sums=labels.sums(distances("nominal", study.labels)),
        details={
            row.key: _targets(marked, matched, row) if row.level == "set" else _detail(marked, matched, compared, row)
            for row in marked.details
        },
        labelled=pair_scores(study, labelled=True),
        unlabelled=pair_scores(study, labelled=False),
    )


def _detail(marked: Marked, matched: Units, compared: Said, detail: Detail) -> OfDetail:
    values, n_values = marked.of(detail.key), len(detail.values)
    coded = compared.coding(values, n_values)
    nominal = main = coded.sums(distances("nominal", detail.values))
    off = None
    if detail.level == "ordinal":
        place = ladder(detail.ranks)
        rungs = np.where(values >= 0, place[values], -1)
        main = compared.coding(rungs, int(place.max()) + 1).sums(distances("ordinal", detail.values))
        off = _share_off(coded, place)
    says = (values >= 0) & matched.is_comparable[span_of(marked.study)]
    return OfDetail(detail, coded, main, nominal, _share_paired(coded, says), off)


def _targets(marked: Marked, matched: Units, detail: Detail) -> OfDetail:
    """Targets are compared as sets."""
    study, values = marked.study, marked.of(detail.key)
    coded, sets = targets(study, matched, values, len(detail.values))
    says = np.bincount(span_of(study), weights=values >= 0, minlength=len(matched.unit)) > 0
    return OfDetail(
        detail, coded, coded.sums(masi_distance(sets)), coded.sums(1 - np.eye(len(sets))),
        _share_paired(coded, says & matched.is_comparable), None, sets,
    )  # fmt: skip


def _share_paired(coded: Coding, says: BoolArray) -> float | None:
    """The share of marks that say something which stand beside a colleague's that does."""
    n = int(says.sum())
    m = coded.n_readers
    return float(m[m >= 2].sum() / n) if n else None


def _share_off(coded: Coding, place: IntArray) -> float | None:
    """Of the values that stand beside a colleague's, those off the ladder."""
    n = np.where(coded.n_readers[coded.unit] >= 2, coded.n, 0)
    return float(n[place[coded.value] < 0].sum() / n.sum()) if n.any() else None
