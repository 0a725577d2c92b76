"""Anchors: where a passage stands, its words, and the words around it, so that it can be found again."""

from dataclasses import dataclass

from core.text.spans import Span

CONTEXT_CP = 32


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span with its quote and up to 32 code points before and behind it (fewer at the ends of the text)."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


def make(text: str, span: Span) -> Anchor:
    """The anchor of a span; Invalid (`span_invalid`) when the span reaches beyond the text.

    >>> make("No proof of that.", Span(3, 8))
    Anchor(start=3, end=8, quote='proof', prefix='No ', suffix=' of that.')
    """
    quote = span.cut(text)
    prefix = text[max(0, span.start - CONTEXT_CP) : span.start]
    return Anchor(span.start, span.end, quote, prefix, text[span.end : span.end + CONTEXT_CP])


def verify(text: str, anchor: Anchor) -> bool:
    """Whether offsets, quote and context all agree with the text; never raises for broken offsets.

    >>> verify("No proof of that.", Anchor(3, 8, "claim", "No ", " of that."))
    False
    """
    if type(anchor.start) is not int or type(anchor.end) is not int:
        return False
    if not 0 <= anchor.start < anchor.end <= len(text):
        return False
    return make(text, Span(anchor.start, anchor.end)) == anchor
