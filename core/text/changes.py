"""What was changed from one version of a text to the next, paragraph by paragraph."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.text.aligning import Alignment
from core.text.differing import GONE, NEW, SAME, ParagraphChange, Piece, differing
from core.text.segments import paragraphs
from core.text.spans import Span

ALTERED, ADDED, REMOVED, MOVED = "altered", "added", "removed", "moved"
SHARE_OF_A_PAIR = 0.4  # of the words of the shorter paragraph: with less in common they are two paragraphs


@dataclass(frozen=True)
class Changes:
    """All paragraphs of both texts in order, those that stayed as they were too."""

    paragraphs: Sequence[ParagraphChange]

    @property
    def changed(self) -> Sequence[ParagraphChange]:
        """Those that did not stay as they were where they were."""
        return [row for row in self.paragraphs if row.kind != SAME]

    @property
    def counts(self) -> Mapping[str, int]:
        """Paragraphs by kind of change."""
        return Counter(row.kind for row in self.changed)

    @property
    def n_added(self) -> int:
        """Words that came."""
        return sum(row.n_added for row in self.changed)

    @property
    def n_removed(self) -> int:
        """Words that went."""
        return sum(row.n_removed for row in self.changed)


def changes(alignment: Alignment) -> Changes:
    """What was changed between the two texts of an alignment. O(n) besides the paragraphs that were altered.

    >>> found = changes(Alignment("One.\\nTwo is here now.", "One.\\nTwo was here now."))
    >>> found.n_added, found.n_removed, dict(found.counts)
    (1, 1, {'altered': 1})
    """
    old, new = alignment.old, alignment.new
    before, after = paragraphs(old), paragraphs(new)
    pairs = _pairs(alignment, before, after)
    moved = _moved(alignment, before, after, pairs)
    return Changes(list(_in_order(alignment, before, after, pairs, moved)))


def _pairs(alignment: Alignment, before: Sequence[Span], after: Sequence[Span]) -> dict[int, int]:
    """New paragraph -> the old one that it shares most words with."""
    owner = _owners(alignment, before)
    shared: list[tuple[int, int, int]] = []
    for number, span in enumerate(after):
        touched = alignment.new_tokens.touched(span)
        counts = Counter(owner[alignment.to_old[k]] for k in touched if alignment.to_old[k] >= 0)
        for there, n in counts.most_common(2):
            least = min(len(touched), len(alignment.old_tokens.touched(before[there])))
            if n >= SHARE_OF_A_PAIR * least:
                shared.append((-n, number, there))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, there in sorted(shared):
        if number not in found and there not in taken:
            found[number] = there
            taken.add(there)
    return found


def _owners(alignment: Alignment, before: Sequence[Span]) -> list[int]:
    """Of each old token the paragraph it stands in."""
    owners = [0] * len(alignment.old_tokens)
    for number, span in enumerate(before):
        for token in alignment.old_tokens.touched(span):
            owners[token] = number
    return owners


def _moved(
    alignment: Alignment, before: Sequence[Span], after: Sequence[Span], pairs: Mapping[int, int]
) -> dict[int, int]:
    """New paragraph -> the old one with the very same words that stood elsewhere."""
    taken = set(pairs.values())
    free: dict[str, list[int]] = {}
    for number, span in enumerate(before):
        if number not in taken:
            free.setdefault(span.cut(alignment.old), []).append(number)
    found = {}
    for number, span in enumerate(after):
        if number not in pairs and free.get(span.cut(alignment.new)):
            found[number] = free[span.cut(alignment.new)].pop(0)
    return found


def _in_order(
    alignment: Alignment,
    before: Sequence[Span],
    after: Sequence[Span],
    pairs: Mapping[int, int],
    moved: Mapping[int, int],
) -> Iterator[ParagraphChange]:
    """In the order of the new text; what went stands where it stood."""
    old, new = alignment.old, alignment.new
    told = set(pairs.values()) | set(moved.values())
    rest = iter([number for number in range(len(before)) if number not in told])
    going = next(rest, None)
    for number, span in enumerate(after):
        there = pairs.get(number)
        while there is not None and going is not None and going < there:
            yield _removed(old, before[going])
            going = next(rest, None)
        if there is not None:
            yield _paired(old, new, before[there], span)
        elif number in moved:
            stood = before[moved[number]]
            yield ParagraphChange(MOVED, stood, span, [Piece(SAME, span.cut(new))])
        else:
            yield ParagraphChange(ADDED, None, span, [Piece(NEW, span.cut(new))])
    while going is not None:
        yield _removed(old, before[going])
        going = next(rest, None)


def _removed(old: str, span: Span) -> ParagraphChange:
    return ParagraphChange(REMOVED, span, None, [Piece(GONE, span.cut(old))])


def _paired(old: str, new: str, stood: Span, stands: Span) -> ParagraphChange:
    one, two = stood.cut(old), stands.cut(new)
    if one == two:
        return ParagraphChange(SAME, stood, stands, [Piece(SAME, two)])
    return ParagraphChange(ALTERED, stood, stands, differing(one, two))
