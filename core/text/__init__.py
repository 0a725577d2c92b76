"""The pure text layer: bytes to stored text, spans, words, sentences, anchors. It knows no Django.

All offsets are Unicode code points, half-open `[start, end)`, into a document's stored text.
"""
