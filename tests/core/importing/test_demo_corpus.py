"""What the invented corpus promises: four outlets, six events, believable readers, and that it is invented."""

import json
from collections import Counter, defaultdict
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest

from core.text.segments import n_words
from core.text.spans import Span

LINES = [json.loads(line) for line in (Path(__file__).parents[3] / "seeds/demo.jsonl").read_text("utf-8").splitlines()]
OF = defaultdict(list)
for line in LINES:
    OF[line["type"]].append(line)
OWN = [document for document in OF["document"] if not document.get("sections")]


def test_the_corpus_says_that_it_is_invented() -> None:
    assert LINES[0] == {"type": "file", "format": 1, "offset_unit": "code point", "invented": True}


def test_four_outlets_tell_the_same_six_events_one_genre_an_event() -> None:
    events = defaultdict(dict)
    for document in OWN:
        events[document["event"]][document["outlet"]] = document["genre"]
    assert len(events) == 6
    assert all(len(outlets) == 4 and len(set(outlets.values())) == 1 for outlets in events.values())


@pytest.mark.parametrize("document", OF["document"], ids=lambda document: document["id"])
def test_an_article_has_150_to_300_words(document: dict[str, Any]) -> None:
    assert 150 <= n_words(document["text"]) <= 300


def test_the_stitched_article_is_made_of_two_others_word_for_word() -> None:
    texts = {document["id"]: document["text"] for document in OF["document"]}
    (stitched,) = [document for document in OF["document"] if document.get("sections")]
    assert len({section["copy_of"] for section in stitched["sections"]}) == 2
    for section in stitched["sections"]:
        assert stitched["text"][section["start"] : section["end"]] in texts[section["copy_of"]]


def test_every_document_was_read_by_three_simulated_readers() -> None:
    assert Counter(reviewer["kind"] for reviewer in OF["reviewer"]) == {"simulated": 3}
    assert set(Counter(reading["document"] for reading in OF["reading"]).values()) == {3}


def test_the_readers_labels_agree_middlingly() -> None:
    # Nominal alpha (Krippendorff 2011) over units of spans matched at IoU >= 0.5, largest overlap first.
    assert 0.4 <= _alpha(_units()) <= 0.7


def _units() -> list[list[str]]:
    by_document = defaultdict(list)
    for i, mark in enumerate(OF["annotation"]):
        if mark["label"] != "not-part":
            by_document[mark["document"]].append((i, mark["reviewer"], Span(mark["start"], mark["end"]), mark["label"]))
    units = []
    for marks in by_document.values():
        pairs = [(a[2].iou(b[2]), a, b) for a, b in combinations(marks, 2) if a[1] != b[1]]
        unit_of: dict[int, list[Any]] = {}
        for iou, *both in sorted(pairs, key=lambda pair: -pair[0]):
            if iou >= 0.5:
                _join(unit_of, *both)
        units += [[mark[3] for mark in unit] for unit in {id(unit): unit for unit in unit_of.values()}.values()]
    return units


def _join(unit_of: dict[int, list[Any]], a: Any, b: Any) -> None:
    known = unit_of.get(a[0]) or unit_of.get(b[0])
    if known is None:
        unit_of[a[0]] = unit_of[b[0]] = [a, b]
        return
    new = b if a[0] in unit_of else a
    if new[0] not in unit_of and new[1] not in {mark[1] for mark in known}:
        known.append(new)
        unit_of[new[0]] = known


def _alpha(units: list[list[str]]) -> float:
    coincidences: Counter[tuple[str, str]] = Counter()
    for unit in units:
        for one, two in permutations(range(len(unit)), 2):
            coincidences[unit[one], unit[two]] += 1 / (len(unit) - 1)
    margins: Counter[str] = Counter()
    for (one, _), weight in coincidences.items():
        margins[one] += weight
    n = sum(margins.values())
    observed = sum(weight for (one, two), weight in coincidences.items() if one != two) / n
    expected = sum(margins[a] * margins[b] for a in margins for b in margins if a != b) / (n * (n - 1))
    return 1 - observed / expected
