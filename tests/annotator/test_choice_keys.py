"""The keys of the details card: each value of a row has one of its own, whatever the codebook."""

from annotator.pages.choice_keys import letters_left, row_keys, value_keys
from annotator.pages.codebook_choices import facet_choices
from core.queries.codebooks import FacetRule, Rules, ValueRule, rules_of


def _rules(house) -> Rules:
    return rules_of(house.project.codebook)


def _list(*names: str, **facts) -> FacetRule:
    values = {name: ValueRule(name, name, None, "", None) for name in names}
    return FacetRule(**{"key": "x", "name": "X", "kind": "choice", "ordered": False, "first": True, "bands": (),
                        "values": values} | facts)  # fmt: skip


def test_rows_asked_first_have_the_letters_that_the_page_names(house):
    assert row_keys(_rules(house)) == {
        "unsure": "q", "voice": "v", "target": "t", "role": "r", "stance": "s", "speaker": "p",
    }  # fmt: skip


def test_rungs_have_their_rank_and_what_stands_beside_them_the_digits_after(house):
    keys = value_keys(_rules(house).facets["role"], [])
    assert keys == {
        "R0": "0", "R1": "1", "R2": "2", "R3": "3", "R4": "4", "R5": "5", "acts-against": "6", "not-stated": "7",
    }  # fmt: skip


def test_no_two_values_of_a_row_share_a_key_and_no_letter_is_a_command(house):
    rules = _rules(house)
    for rule in rules.facets.values():
        for label in rules.labels:
            keys = [key for value, key in value_keys(rule, letters_left(rules)).items()
                    if rule.values[value].label in (None, label)]  # fmt: skip
            assert len(set(keys)) == len(keys)
            assert not {*keys} & {*"eaoxvtrsqp", *"cdfghjklmu"}


def test_each_label_counts_its_kinds_from_one(house):
    keys = value_keys(_rules(house).facets["subtype"], [])
    assert (keys["statistic"], keys["factual"], keys["evaluation"]) == ("1", "1", "1")


def test_beyond_nine_a_value_takes_a_letter_of_its_name_and_then_has_none():
    keys = value_keys(_list(*"abcdefghi", "wine", "yellow", "z"), ["b", "w"])
    assert (keys["a"], keys["i"], keys["wine"], keys["yellow"], keys["z"]) == ("1", "9", "w", "b", "")


def test_a_speaker_is_asked_after_the_voice_and_not_for_the_own_one(house):
    speaker = next(row for row in facet_choices(_rules(house), first=True) if row.key == "speaker")
    assert (speaker.after, speaker.silent) == ("voice", "own-voice")
