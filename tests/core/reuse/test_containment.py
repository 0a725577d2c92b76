"""What it is called when texts share words, and what is not called so: names, usual phrases, quotations, junk."""

from core.reuse.containment import marked, shared
from core.reuse.shingles import shingles
from core.reuse.words import words_of
from core.text.spans import Span


def filler(name, n):
    return " ".join(f"{name}{number}" for number in range(n))


def found(a, b, articles=None, **of_a):
    return [
        (row.kind, row.n_words, round(row.containment, 2)) for row in shared(marked(a, **of_a), marked(b), articles)
    ]


def test_kinds_follow_how_much_of_the_smaller_text_stands_in_the_other():
    run = filler("p", 30)
    for n_rest, kind in (
        (30, "copied_section"),
        (31, "partly_reused"),
        (270, "partly_reused"),
        (271, "shared_passage"),
    ):
        b = f"{filler('x', n_rest)} {run}"
        assert found(f"{run} {filler('y', 900)}", b) == [(kind, 30, round(30 / (30 + n_rest), 2))]


def test_a_section_that_stands_in_a_longer_text_is_a_copied_section():
    section = filler("s", 60)
    stitched = f"{filler('x', 500)} {section} {filler('y', 500)}"
    start = stitched.index("s0")
    other = f"{filler('z', 800)} {section}"
    assert found(stitched, other) == [("shared_passage", 60, 0.07)]
    assert found(stitched, other, sections=[Span(start, start + len(section))]) == [("copied_section", 60, 1.0)]


def test_the_difference_lowers_the_ratio_and_not_the_range():
    a = f"{filler('p', 20)} old words {filler('q', 20)}"
    (row,) = shared(marked(a), marked(a.replace("old", "new")))
    assert (row.a, row.b, row.n_words) == (Span(0, len(a)), Span(0, len(a)), 42)
    assert 0.97 < row.edit_ratio < 1


def test_a_pair_that_shares_only_names_is_not_flagged():
    said = "according to the Centers for Disease Control and Prevention of the United States Government"
    a, b = f"{filler('x', 300)} {said} {filler('y', 300)}", f"{filler('v', 300)} {said} {filler('w', 300)}"
    assert found(a, b) == []
    assert found(a.replace("Centers for Disease Control", "centers for disease control"),
                 b.replace("Centers for Disease Control", "centers for disease control")) != []  # fmt: skip
    headline = "The War On Drugs Puts A Target On All Of China In The Spring Of This Year"
    assert found(a.replace(said, headline), b.replace(said, headline)) == [("shared_passage", 17, 0.03)]


def test_known_names_say_nothing_either():
    said = "officials of the pacific quarterly of new york said"
    a, b = f"{filler('x', 300)} {said} {filler('y', 300)}", f"{filler('v', 300)} {said} {filler('w', 300)}"
    assert found(a, b) == [("shared_passage", 9, 0.01)]
    assert shared(marked(a, known=["Pacific Quarterly"]), marked(b)) == []


def test_a_phrase_that_many_articles_have_is_not_flagged_and_a_copy_of_many_is():
    phrase = "did not immediately respond to a request for comment on friday"
    a, b = f"{filler('x', 300)} {phrase} {filler('y', 300)}", f"{filler('v', 300)} {phrase} {filler('w', 300)}"
    hashes = shingles(words_of(phrase).folded).tolist()
    assert found(a, b, dict.fromkeys(hashes, 4)) == [("shared_passage", 11, 0.02)]
    assert found(a, b, dict.fromkeys(hashes, 5)) == []
    story = filler("p", 40)
    in_all = dict.fromkeys(shingles(words_of(story).folded).tolist(), 30)
    assert found(f"{story} {filler('x', 30)}", f"{story} {filler('y', 30)}", in_all) == [("copied_section", 40, 0.57)]
    assert found(f"{story} {filler('x', 300)}", f"{story} {filler('y', 300)}", in_all) == []


def test_a_paragraph_is_told_in_up_to_39_articles_and_a_shorter_stretch_in_up_to_nine():
    def said(n_words, n_articles, edit=lambda words: words):
        story = filler("p", n_words)
        usual = dict.fromkeys(shingles(words_of(story).folded).tolist(), n_articles)
        a, b = f"{filler('x', 400)} {story} {filler('y', 400)}", f"{filler('v', 400)} {edit(story)} {filler('w', 400)}"
        return found(a, b, usual)

    assert said(60, 39) == [("shared_passage", 60, 0.07)]
    assert said(60, 40) == said(59, 39) == said(59, 10) == []
    assert said(59, 9) == [("shared_passage", 59, 0.07)]
    # Of runs of eight that agree it must hold as many as 25 words have: a phrase of 25 words with what is like it
    # beside it is no paragraph of an agency.
    changed = {f"p{n}": f"c{n}" for n in range(25, 60, 4)}
    assert said(60, 39, lambda words: " ".join(changed.get(word, word) for word in words.split()))[0][1] == 60
    changed |= {"p12": "c12"}
    assert said(60, 39, lambda words: " ".join(changed.get(word, word) for word in words.split())) == []


def test_what_is_like_a_usual_phrase_is_usual_where_each_of_its_runs_of_eight_is():
    phrase, beside = filler("p", 9), filler("q", 10)
    usual = dict.fromkeys(shingles(words_of(phrase).folded).tolist(), 5)
    changed = beside.replace("q5", "other")
    a, b = (f"{filler(name, 300)} {phrase} old {row}" for name, row in (("x", beside), ("y", changed)))
    assert found(a, b.replace("old", "new"), usual) == []
    assert found(a, b.replace("old", "new")) == [("shared_passage", 20, 0.06)]


def test_who_quotes_the_same_words_has_not_copied_them():
    said = filler("q", 20)
    a, b = f"{filler('x', 300)} “{said}” {filler('y', 9)}", f"{filler('v', 300)} “{said}” {filler('w', 9)}"
    quoted = [Span(row.index("q0"), row.index("q19") + 3) for row in (a, b)]
    assert shared(marked(a, quoted=quoted[:1]), marked(b, quoted=quoted[1:])) == []
    assert [row.kind for row in shared(marked(a, quoted=quoted[:1]), marked(b))] == ["shared_passage"]


def test_excluded_ranges_are_no_reuse_and_count_nowhere():
    links = filler("l", 100)
    a, b = f"{filler('x', 50)} {links}", f"{links} {filler('y', 50)}"
    assert found(a, b)[0][0] == "copied_section"
    assert found(a, b, excluded=[Span(a.index("l0"), len(a))]) == []
    part = f"{filler('x', 25)} {filler('z', 400)}"
    assert found(a, part, excluded=[Span(a.index("l0"), len(a))]) == [("copied_section", 25, 0.5)]
