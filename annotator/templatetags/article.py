"""The paragraphs of an article as HTML.

A template of its own would ask for a dozen values in each of hundreds of paragraphs: a third of the server's time for
the page. Everything that is put between tags or quotation marks is escaped here.
"""

from collections.abc import Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from annotator.pages.article_text import ParagraphView, Piece, SectionHead

register = template.Library()


@register.simple_tag
def article_paragraphs(paragraphs: Sequence[ParagraphView]) -> SafeString:
    """One `<p>` each with its place in the text, and a head where other words begin; a line each."""
    lines = [(_head(row.head) if row.head else "") + _paragraph(row) for row in paragraphs]
    return mark_safe("\n".join(lines))


def _head(head: SectionHead) -> str:
    title = f' <span class="section-title" dir="auto">{escape(head.title)}</span>' if head.title else ""
    return (
        f'<header class="section-head"><b>{escape(head.name)}</b>{title}'
        f'<span class="section-facts">{escape(head.facts)}</span></header>\n'
    )


def _paragraph(row: ParagraphView) -> str:
    letters = f' data-letters="{escape(row.letters)}"' if row.letters else ""
    label = f' data-label="{escape(row.label)}"' if row.label else ""
    heat = f' data-heat="{row.heat}"' if row.heat else ""
    kind = ' class="excluded"' if row.excluded else ' class="title"' if row.is_title else ""
    return (
        f'<p id="p{row.start}" data-start="{row.start}" data-end="{row.end}" data-gap="{escape(row.gap)}"'
        f"{letters}{label}{heat}{kind}>{''.join(map(_piece, row.pieces))}</p>"
    )


def _piece(piece: Piece) -> str:
    if not piece.label:
        return escape(piece.text)
    overlap = " data-overlap" if piece.overlap else ""
    active = " data-active" if piece.active else ""
    return f'<mark data-label="{escape(piece.label)}"{overlap}{active}>{escape(piece.text)}</mark>'
