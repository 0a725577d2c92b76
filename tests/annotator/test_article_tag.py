"""The paragraphs of an article as HTML: every letter, its place, and nothing that a browser would take for a tag."""

from django.template import Context, Template

from annotator.pages.article_text import ParagraphView, Piece, SectionHead

PLAIN = {"letters": "", "label": "", "excluded": False, "is_title": False, "head": None}


def drawn(*pieces: Piece, **facts: object) -> str:
    row = ParagraphView(start=7, end=12, pieces=pieces, **{"gap": "\n\n"} | PLAIN | facts)
    return Template("{% load article %}{% article_paragraphs rows %}").render(Context({"rows": [row]}))


def test_a_paragraph_says_where_it_stands():
    assert drawn(Piece("Words")) == '<p id="p7" data-start="7" data-end="12" data-gap="\n\n">Words</p>'


def test_marked_words_stand_in_a_mark_that_says_how():
    html = drawn(Piece("He said "), Piece("so", "assertion", overlap=True, active=True), Piece(" to us"))
    assert 'He said <mark data-label="assertion" data-overlap data-active>so</mark> to us</p>' in html


def test_letters_label_and_kind_are_attributes():
    html = drawn(Piece("Words"), letters="E A", label="evidence", excluded=True)
    assert 'data-letters="E A" data-label="evidence" class="excluded">' in html
    assert ' class="title">' in drawn(Piece("Words"), is_title=True)


def test_a_head_stands_before_the_words_of_another_origin():
    html = drawn(Piece("Words"), head=SectionHead("The Gazette", "", "news · 2023"))
    assert html.startswith('<header class="section-head"><b>The Gazette</b><span class="section-facts">news')
    assert '<span class="section-title" dir="auto">A title</span>' in drawn(head=SectionHead("G", "A title", ""))


def test_whatever_stands_in_a_text_is_words_and_no_tag():
    bad = "<script>alert(1)</script>\"'&"
    html = drawn(
        Piece(bad), Piece(bad, bad), letters=bad, label=bad, gap=bad, head=SectionHead(bad, bad, bad),
    )  # fmt: skip
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;") == 9
