"""Corroboration against repetition: which statements of a claim come from one source, so that they count once."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Statement:
    """A mark of a claim as far as its independence goes. [start, end) in code points of its document.

    `origin` is who wrote the words; `article` all versions of the document, `is_own` whether its outlet wrote them;
    `copy_of` the article of which its section is a copy, if it is one; `sources` are the cards of what it cites, itself
    or through its evidence; `speaker` who is named as saying it.
    """

    document: int
    start: int
    end: int
    origin: str
    copy_of: int | None = None
    sources: frozenset[int] = frozenset()
    article: int | None = None
    is_own: bool = True
    speaker: Hashable = None


@dataclass(frozen=True)
class SharedRanges:
    """Two ranges that hold the same words; `is_quotation` where both only quote them."""

    a: int
    a_start: int
    a_end: int
    b: int
    b_start: int
    b_end: int
    is_quotation: bool = False


@dataclass
class Group:
    """Statements (by number) that rest on one source; `why` are kinds of ties between different origins.

    `copy`: a section is a copy; `passage`: the same words; `quotation`: they quote the same words; `source`: they cite
    the same card; `speaker`: they have it from the same one.
    """

    members: tuple[int, ...]
    why: tuple[str, ...] = field(default=())


COPY, PASSAGE, QUOTATION, SOURCE, SPEAKER = "copy", "passage", "quotation", "source", "speaker"


def independent_groups(statements: Sequence[Statement], shared: Iterable[SharedRanges] = ()) -> list[Group]:
    """Groups of statements, each group one source, in the order of their first statements.

    All that one origin says is one source. Ties are followed through: what copies a copy is in its group. `shared` are
    ranges of documents.

    >>> said = [Statement(1, 0, 9, "politico"), Statement(2, 50, 59, "blog"), Statement(3, 0, 9, "times")]
    >>> [group.members for group in independent_groups(said, [SharedRanges(1, 0, 200, 2, 40, 240)])]
    [(0, 1), (2,)]
    """
    top = list(range(len(statements)))
    ties = [*_of_origins(statements), *_of_copies(statements), *_of_sources(statements), *_of_speakers(statements)]
    ties += [tie for ranges in shared for tie in _of_ranges(statements, ranges)]
    for a, b, _ in ties:
        top[_root(top, b)] = _root(top, a)
    members: dict[int, list[int]] = {}
    why: dict[int, list[str]] = {}
    for number in range(len(statements)):
        members.setdefault(_root(top, number), []).append(number)
    for a, b, kind in ties:
        if statements[a].origin != statements[b].origin:
            why.setdefault(_root(top, a), []).append(kind)
    found = [Group(tuple(rows), tuple(dict.fromkeys(why.get(key, ())))) for key, rows in members.items()]
    return sorted(found, key=lambda group: group.members)


def _root(top: list[int], at: int) -> int:
    while top[at] != at:
        top[at] = top[top[at]]
        at = top[at]
    return at


Tie = tuple[int, int, str]


def _together(keyed: Iterable[tuple[object, int]], kind: str) -> list[Tie]:
    """Each statement tied to the first one with the same key."""
    first: dict[object, int] = {}
    ties = []
    for key, number in keyed:
        if key in first:
            ties.append((first[key], number, kind))
        first.setdefault(key, number)
    return ties


def _of_origins(statements: Sequence[Statement]) -> list[Tie]:
    return _together(((row.origin, number) for number, row in enumerate(statements)), "origin")


def _of_copies(statements: Sequence[Statement]) -> list[Tie]:
    """A copy with what the outlet of the copied article says there, and with other copies of it.

    With others' words in the copied article it is tied where it has the same words: by its shared passages.
    """
    copied = {row.copy_of for row in statements} - {None}
    keyed = [(key, number) for number, row in enumerate(statements) for key in _articles(row) if key in copied]
    return _together(keyed, COPY)


def _articles(row: Statement) -> Iterator[int]:
    """The article that it copies, and the one whose words it is. Both, so that a copy of a copy is tied to each."""
    if row.copy_of is not None:
        yield row.copy_of
    if row.is_own:
        yield row.document if row.article is None else row.article


def first_copied(copies: Mapping[int, int]) -> dict[int, int]:
    """Of articles that are copies of one article as a whole: what the first of them copies. In a circle: the next one.

    >>> first_copied({3: 2, 2: 1, 8: 9, 9: 8})
    {3: 1, 2: 1, 8: 9, 9: 8}
    """
    found = {}
    for article, copied in copies.items():
        seen = {article}
        while copied in copies and copies[copied] not in seen:
            seen.add(copied)
            copied = copies[copied]
        found[article] = copied
    return found


def _of_sources(statements: Sequence[Statement]) -> list[Tie]:
    return _together(((key, number) for number, row in enumerate(statements) for key in sorted(row.sources)), SOURCE)


def _of_speakers(statements: Sequence[Statement]) -> list[Tie]:
    named = ((row.speaker, number) for number, row in enumerate(statements) if row.speaker is not None)
    return _together(named, SPEAKER)


def _of_ranges(statements: Sequence[Statement], ranges: SharedRanges) -> list[Tie]:
    """What stands in the one range with what stands in the other."""
    kind = QUOTATION if ranges.is_quotation else PASSAGE
    one = [n for n, row in enumerate(statements) if _lies(row, ranges.a, ranges.a_start, ranges.a_end)]
    other = [n for n, row in enumerate(statements) if _lies(row, ranges.b, ranges.b_start, ranges.b_end)]
    return [(a, b, kind) for a in one[:1] for b in other] + [(a, b, kind) for a in one[1:] for b in other[:1]]


def _lies(row: Statement, document: int, start: int, end: int) -> bool:
    """Whether half of the statement, or half of the range, is in the other."""
    if row.document != document:
        return False
    n_shared = min(row.end, end) - max(row.start, start)
    return n_shared > 0 and 2 * n_shared >= min(row.end - row.start, end - start)
