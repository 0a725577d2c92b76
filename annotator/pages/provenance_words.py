"""Where a text comes from, in one sentence: the same words on its own page, in the list of articles, in reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages import words
from core.models import Document, Outlet, Part

UNKNOWN_ORIGIN = "Where this text is from is not known"
HIDDEN_ORIGIN = "Where this text is from is hidden from you"
_KINDS = ("blog", "site", "farm", "magazine", "newspaper", "agency", "broadcaster", "journal", "aggregator")
_UNKNOWN = ("unidentified", "unknown", "anonymous")


@dataclass(frozen=True)
class Headline:
    """A sentence and what follows from it; `lead` are pieces of words, the strong ones True."""

    title: str
    lead: Sequence[tuple[str, bool]]

    @property
    def about(self) -> str:
        """The lead as plain words."""
        return "".join(piece for piece, _ in self.lead)


@dataclass(frozen=True)
class _Shares:
    """Words of a text by whose they are; `others` in the order of the text."""

    carrier: Outlet
    others: Sequence[Outlet]
    n_own: int
    n_others: int
    n_out: int
    fidelity: str

    @property
    def n_all(self) -> int:
        return self.n_own + self.n_others + self.n_out


def finding(document: Document, parts: Sequence[Part]) -> str:
    """What one should know before reading, without a full stop; nothing where a known outlet carries its own words."""
    shares = _shares(document, parts)
    if len(shares.others) > 1:
        return f"This one article is {words.number(len(shares.others))} publishers"
    if not shares.others:
        return UNKNOWN_ORIGIN if is_unknown(shares.carrier) and not document.is_masked else ""
    how_much = "All" if not shares.n_own else "Most" if shares.n_others > shares.n_own else "Part"
    return f"{how_much} of it is by {shares.others[0].name}"


def headline(document: Document, parts: Sequence[Part], n_all: int) -> Headline:
    """The finding, else whose it is, with the words counted; `n_all`: words of the whole text. No query."""
    shares = _shares(document, parts, n_all)
    title = finding(document, parts) or f"All of it is by {shares.carrier.name}"
    if document.is_masked:
        return Headline(HIDDEN_ORIGIN, [])
    if not shares.others:
        return Headline(title, _one_origin(shares, n_sections=sum(part.section_id is not None for part in parts)))
    return Headline(title, _scraped(shares) if not shares.n_own else _stitched(shares))


def is_unknown(outlet: Outlet) -> bool:
    """Whether nobody knows who publishes it, by its name.

    >>> is_unknown(Outlet(name="Unidentified")), is_unknown(Outlet(name="The Gazette"))
    (True, False)
    """
    return outlet.name.lower().startswith(_UNKNOWN)


def carrier(outlet: Outlet) -> str:
    """Who carries a text, by what kind of place it is, where that is said: `the blog`; else by name.

    >>> carrier(Outlet(name="x.example", kind="personal blog")), carrier(Outlet(name="The Gazette", kind=""))
    ('the blog', 'The Gazette')
    """
    kind = outlet.kind.partition(",")[0].lower().split()
    return f"the {kind[-1]}" if kind and kind[-1] in _KINDS else outlet.name


def _shares(document: Document, parts: Sequence[Part], n_all: int | None = None) -> _Shares:
    ordered = sorted(parts, key=lambda part: part.section.start if part.section else -1)
    counting = [part for part in ordered if part.n_words]
    taken = [part for part in counting if part.outlet_id != document.outlet_id]
    n_own = sum(part.n_words for part in counting if part.outlet_id == document.outlet_id)
    n_others = sum(part.n_words for part in taken)
    kinds = {part.fidelity for part in (taken or counting)}
    return _Shares(
        document.outlet, list({part.outlet_id: part.outlet for part in taken}.values()), n_own, n_others,
        0 if n_all is None else n_all - n_own - n_others, kinds.pop() if len(kinds) == 1 else "",
    )  # fmt: skip


def _stitched(shares: _Shares) -> list[tuple[str, bool]]:
    """`Of 16,622 words, 119 are the blog’s own.`"""
    verb = "is" if shares.n_own == 1 else "are"
    out = f", and {shares.n_out:,} {_are(shares.n_out)} not part of the article" if shares.n_out else ""
    return [
        (f"Of {shares.n_all:,} words, ", False), (f"{shares.n_own:,}", True),
        (f" {verb} {carrier(shares.carrier)}’s own{out}. The rest counts for whom it was taken from.", False),
    ]  # fmt: skip


def _scraped(shares: _Shares) -> list[tuple[str, bool]]:
    """Nothing of it is the carrier's own."""
    wording = f": {words.fidelity(shares.fidelity)}" if shares.fidelity else ""
    whose = shares.others[0].name if len(shares.others) == 1 else "whom they were taken from"
    return [
        (f"It stands here as {shares.carrier.name} carries it{wording}. None of its ", False),
        (f"{shares.n_others:,}", True),
        (f" words is {carrier(shares.carrier)}’s own: they count for {whose}.{_left_out(shares)}", False),
    ]  # fmt: skip


def _one_origin(shares: _Shares, *, n_sections: int) -> list[tuple[str, bool]]:
    if is_unknown(shares.carrier):
        said = [("Nobody has said whose words these are. All ", False), (f"{shares.n_own:,}", True),
                (f" count for “{shares.carrier.name}”.", False)]  # fmt: skip
    else:
        said = [("One origin: all ", False), (f"{shares.n_own:,}", True),
                (f" words count for {shares.carrier.name}.", False)]  # fmt: skip
    said.append((_left_out(shares) + ("" if n_sections else " Nobody has set a section here."), False))
    return said


def _left_out(shares: _Shares) -> str:
    if not shares.n_out:
        return ""
    return f" Another {words.count(shares.n_out, 'word is', 'words are')} not part of the article."


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
