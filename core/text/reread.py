"""What of a new text was read already, by what was read of the old one."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from core.text.aligning import Alignment
from core.text.spans import Span


def carried_ranges(alignment: Alignment, read: Sequence[Span], passages: Iterable[Span]) -> list[Span]:
    """Those of the new text's `passages` (sentences, say) that were read: three words in four stand in what was `read`
    of the old text (sorted, disjoint), or all of them stand there in the same order elsewhere."""
    starts = [span.start for span in read]
    found = []
    for passage in passages:
        touched = alignment.new_tokens.touched(passage)
        kept = [alignment.to_old[number] for number in touched]
        n_read = sum(_is_read(alignment.old_tokens.starts[k], starts, read) for k in kept if k >= 0)
        was_moved = 4 * n_read < 3 * len(touched) and _stood(alignment.old, passage.cut(alignment.new), starts, read)
        if touched and (4 * n_read >= 3 * len(touched) or was_moved):
            found.append(passage)
    return found


def _stood(old: str, words: str, starts: Sequence[int], read: Sequence[Span]) -> bool:
    at = old.find(words)
    return at >= 0 and _is_read(at, starts, read)


def _is_read(offset: int, starts: Sequence[int], read: Sequence[Span]) -> bool:
    number = bisect_right(starts, offset) - 1
    return number >= 0 and read[number].holds(offset)
