"""What hangs on marks and documents, made up at random: cards, speakers, indicators, claims, citations, versions."""

from typing import Any

from hypothesis import strategies as st

Line = dict[str, Any]

WORDS = st.text(st.sampled_from('ab"\\,;=“’ \u00a0é👩'), max_size=20)
SIDES = ("us-executive", "think-tank-or-academic")
FINDINGS = ("unchecked", "says-so", "says-otherwise", "not-found")


def sources() -> st.SearchStrategy[list[Line]]:
    """Cards with more or less said of them."""
    facts = {
        "kind": WORDS, "title": WORDS, "producer": WORDS, "filed_openly": st.booleans(),
        "published_on": st.sampled_from(["", "2019", "2019-05", "2019-05-01"]),
        "url": st.sampled_from(["", "http://a.example", "https://a.example/é?b=“c”"]),
    }  # fmt: skip
    cards = st.fixed_dictionaries({"id": st.sampled_from(["s1", "S2", "s-3"])}, optional=facts)
    return st.lists(cards.map(lambda card: {"type": "source", **card}), max_size=3, unique_by=lambda card: card["id"])


def speakers() -> st.SearchStrategy[list[Line]]:
    """Speakers, no name of whom is another's."""
    facts = {"side": st.sampled_from(SIDES), "aliases": st.just(["RAND", "the corporation"]), "note": WORDS,
             "not_same": st.lists(st.sampled_from(["É. Zola", "Randy"]), unique=True, min_size=1)}  # fmt: skip
    one = st.fixed_dictionaries({"name": st.just("Rand Corporation")}, optional=facts)
    two = st.fixed_dictionaries({"name": st.sampled_from(["É. Zola", "“B”"])}, optional={"note": WORDS})
    return st.tuples(one, two).map(lambda rows: [{"type": "speaker", **row} for row in rows])


@st.composite
def claims(draw: st.DrawFn, marks: list[Line]) -> list[Line]:
    """Each mark in one claim at most."""
    ids = [str(draw(st.uuids())), "c1"]
    of = {mark["id"]: draw(st.sampled_from([None, *ids])) for mark in marks}
    found = {claim: sorted(mark for mark, its in of.items() if its == claim) for claim in ids}
    text = WORDS.map(lambda words: f"That {words}".strip())
    return [{"type": "claim", "id": claim, "text": draw(text), "annotations": of_claim}
            for claim, of_claim in found.items() if of_claim]  # fmt: skip


@st.composite
def citations(draw: st.DrawFn, marks: list[Line], cards: list[Line]) -> list[Line]:
    """Some marks cite some of the cards."""
    pairs = [(mark["id"], card["id"]) for mark in marks for card in cards]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else []
    facts: dict[str, Any] = {"finding": st.sampled_from(FINDINGS), "excerpt": WORDS, "checked_by": st.just("r2"),
                             "checked_on": st.just("2026-11-21")}  # fmt: skip
    more = st.fixed_dictionaries({}, optional=facts)
    return [{"type": "citation", "annotation": mark, "source": card} | draw(more) for mark, card in chosen]


@st.composite
def assessments(draw: st.DrawFn, documents: list[str]) -> list[Line]:
    """Of each reader and document perhaps one."""
    notes = {"note": WORDS.map(str.strip).filter(bool)}
    answers = st.fixed_dictionaries({}, optional={
        "emotional-tone": st.fixed_dictionaries({"value": st.sampled_from(["even", "cannot-tell"])}, optional=notes),
        "source-types": st.fixed_dictionaries({"value": st.just(["officials", "firms"])}, optional=notes),
    })  # fmt: skip
    states: list[Line] = [{"state": "submitted"}, {"state": "open"}, {"sighted": True},
                          {"state": "open", "first_submitted_at": "2026-11-21T09:30:00Z"}]  # fmt: skip
    pairs = [(document, reviewer) for document in documents for reviewer in ("r1", "r2")]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    return [{"type": "assessment", "document": document, "reviewer": reviewer, "answers": draw(answers)}
            | draw(st.sampled_from(states)) for document, reviewer in chosen]  # fmt: skip


@st.composite
def versions(draw: st.DrawFn, documents: list[Line]) -> None:
    """Makes of the last two documents texts of one article, the later one perhaps before the first."""
    if len(documents) < 2 or not draw(st.booleans()):
        return
    first, later = draw(st.permutations(documents[-2:]))
    later |= {"version_of": first["id"], "version": draw(st.sampled_from([2, 3])), "version_note": draw(WORDS)}
    draw(st.sampled_from(documents[-2:]))["current"] = False
