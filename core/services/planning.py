"""Who reads what, as even as can be: pure, without a query; the same seed gives the same plan."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

Pair = tuple[int, int]  # document, reader


@dataclass(frozen=True)
class Wish:
    """What a plan is to fulfil: `n_readings` readers for each document, all of them for those of the `overlap`.

    `known` are pairs that stand already, `elsewhere` how many readings a document has of people not among the readers.
    """

    readers: Sequence[int]
    documents: Sequence[int]
    n_readings: int
    overlap: Collection[int] = ()
    known: Collection[Pair] = ()
    elsewhere: Mapping[int, int] = field(default_factory=dict)


def balanced(wish: Wish, *, seed: int) -> list[Pair]:
    """The pairs to add, sorted. Loads (known ones count) differ by at most one wherever any plan's could.

    Each document goes to the readers with least to do; then work moves from who has most to who has least along chains
    of exchanges until none shortens the list of the busiest (an optimal semi-matching: Harvey and others, 2003).
    """
    return _Planner(wish, Random(seed)).plan()


class _Planner:
    """One plan in the making."""

    def __init__(self, wish: Wish, chance: Random) -> None:
        self.wish, self.chance = wish, chance
        wanted = set(wish.documents)
        known = {pair for pair in wish.known if pair[0] in wanted and pair[1] in wish.readers}
        self.taken: dict[int, set[int]] = {document: set() for document in sorted(wanted)}
        self.load = dict.fromkeys(sorted(wish.readers), 0)
        self.added: dict[int, set[int]] = {reader: set() for reader in self.load}  # may move
        self.fixed: list[Pair] = []
        for document, reader in sorted(known):
            self._take(document, reader)

    def _take(self, document: int, reader: int) -> None:
        self.taken[document].add(reader)
        self.load[reader] += 1

    def plan(self) -> list[Pair]:
        """Overlap first, then the others in an order by chance."""
        for document in sorted(set(self.wish.overlap) & set(self.taken)):
            for reader in self.load:
                if reader not in self.taken[document]:
                    self._take(document, reader)
                    self.fixed.append((document, reader))
        others = [document for document in self.taken if document not in self.wish.overlap]
        self.chance.shuffle(others)
        for document in others:
            self._fill(document)
        while self._even_out():
            pass
        return sorted([*self.fixed, *((row, reader) for reader, rows in self.added.items() for row in rows)])

    def _fill(self, document: int) -> None:
        """Readers with least to do, by chance among equals, up to the number wanted."""
        free = [reader for reader in self.load if reader not in self.taken[document]]
        self.chance.shuffle(free)
        free.sort(key=lambda reader: self.load[reader])
        missing = self.wish.n_readings - len(self.taken[document]) - self.wish.elsewhere.get(document, 0)
        for reader in free[: max(0, missing)]:
            self._take(document, reader)
            self.added[reader].add(document)

    def _even_out(self) -> bool:
        """Move one document from a busier reader to one with at least two less; whether there was one."""
        for busiest in sorted(self.load, key=lambda reader: (-self.load[reader], reader)):
            chain = self._chain_from(busiest)
            if chain:
                for source, document, target in chain:
                    self._move(document, source, target)
                return True
        return False

    def _chain_from(self, busiest: int) -> list[tuple[int, int, int]]:
        """The shortest chain of moves (from, document, to) that ends with a reader who has at least two less to do."""
        came: dict[int, tuple[int, int]] = {}
        queue, seen = deque([busiest]), {busiest}
        while queue:
            reader = queue.popleft()
            if self.load[reader] <= self.load[busiest] - 2:
                return self._way_back(came, reader, busiest)
            for document in sorted(self.added[reader]):
                for other in self.load:
                    if other not in seen and other not in self.taken[document]:
                        seen.add(other)
                        came[other] = (reader, document)
                        queue.append(other)
        return []

    def _way_back(self, came: Mapping[int, tuple[int, int]], reader: int, busiest: int) -> list[tuple[int, int, int]]:
        chain = []
        while reader != busiest:
            source, document = came[reader]
            chain.append((source, document, reader))
            reader = source
        return chain

    def _move(self, document: int, source: int, target: int) -> None:
        self.added[source].remove(document)
        self.taken[document].remove(source)
        self.load[source] -= 1
        self.added[target].add(document)
        self._take(document, target)
