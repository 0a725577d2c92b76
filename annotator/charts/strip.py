"""Chart 6: one text as a thin bar, and what each reader marked beneath it, a lane for each label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.charts.chart import Chart, Column, Look, Spec, Table, percent
from annotator.charts.drawing import Frame, Named, at, layer, named, names_of, number, spec
from annotator.charts.lettering import width_px
from annotator.charts.look import SMALL_PX, TEXT_PX, ink, label_look, pattern
from core.text.spans import Span, merge

_COLUMNS = (
    Column("reader", "Reader"), Column("label", "Label"), Column("n_marks", "Marks", "count"),
    Column("characters", "Characters", "count"), Column("share_of_text", "Of the text", "share"),
)  # fmt: skip
_LANE_PX, _LETTER_PX = 13, 14


@dataclass(frozen=True)
class MarkedSpan:
    """One mark: its reader, where it stands (code points, half-open), its label."""

    reader: str
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class LabelName:
    """A label as the strip names it."""

    key: str
    name: str
    letter: str


def strip_chart(
    length: int, readers: Mapping[str, str], labels: Sequence[LabelName], marks: Sequence[MarkedSpan],
    notes: Sequence[str], *, left_out: Sequence[Span] = (),
) -> Chart:  # fmt: skip
    """The marks of one text of `length` code points. `readers` are names by key, `left_out` is not part of the article.

    Marks whose label is not among `labels` are not drawn. A text without readers has words instead of a picture.
    """
    lanes: dict[tuple[str, str], list[Span]] = {(reader, label.key): [] for reader in readers for label in labels}
    for mark in marks:
        if (mark.reader, mark.label) in lanes:
            lanes[mark.reader, mark.label].append(Span(mark.start, mark.end))
    rows = [_row(length, readers[reader], label, lanes[reader, label.key]) for reader in readers for label in labels]
    reason = "" if readers and length else "No reading to draw."
    measure = "The text from its beginning to its end. Beneath it the marks of each reader, a lane for each label."
    if left_out:
        measure += " Hatched: not part of the article."
    drawn = (length, readers, labels, lanes, left_out)
    step = 12 + _LANE_PX * len(labels)
    pictures: dict[str, Spec] = {} if reason else {
        "wide": _picture(Frame(720, 150, 0, step), *drawn),
        "narrow": _picture(Frame(328, 0, 0, step + 22, beside_name=0), *drawn),
    }  # fmt: skip
    return Chart(
        "marks", "Where in the text who marked what", _sentence(length, readers, labels, lanes), (measure, *notes),
        Table(_COLUMNS, rows), reason=reason, **pictures,
    )  # fmt: skip


def _row(length: int, reader: str, label: LabelName, spans: Sequence[Span]) -> list[str | int | float | None]:
    covered = sum(len(span) for span in merge(spans))
    return [reader, label.name, len(spans), covered, covered / length if length else None]


def _sentence(
    length: int, readers: Mapping[str, str], labels: Sequence[LabelName], lanes: Mapping[tuple[str, str], list[Span]]
) -> str:
    said = []
    for reader, name in readers.items():
        own = [span for label in labels for span in lanes[reader, label.key]]
        share = percent(sum(len(span) for span in merge(own)) / length) if length else "0 %"
        counts = ", ".join(f"{len(lanes[reader, label.key])} {label.name.lower()}" for label in labels)
        said.append(f"{name} marked {share} of it ({counts})")
    return f"Of {length:,} characters, {'; '.join(said)}." if said else "Nobody’s marks are here to draw."


def _runs(spans: Sequence[Span], px_of_one: float) -> list[tuple[int, int]]:
    """Spans as they are drawn: what is closer than a pixel is one line, however many thousand marks there are."""
    found: list[list[int]] = []
    for span in sorted(spans):
        if found and (span.start - found[-1][1]) * px_of_one < 1:
            found[-1][1] = max(found[-1][1], span.end)
        else:
            found.append([span.start, span.end])
    return [(start, end) for start, end in found]


def _picture(
    frame: Frame, length: int, readers: Mapping[str, str], labels: Sequence[LabelName],
    lanes: Mapping[tuple[str, str], list[Span]], left_out: Sequence[Span],
) -> Spec:  # fmt: skip
    inner = frame.plot - _LETTER_PX
    px_of_one = inner / length
    places = list(readers)
    rows = [Named(key, readers[key]) for key in places]
    head = 6 if frame.is_wide else 26
    scale = {"domain": [0, length], "range": [_LETTER_PX, frame.plot], "nice": False}
    data, letters = [], []
    for place, reader in enumerate(places):
        for lane, label in enumerate(labels):
            y = place * frame.step + head + (lane + 0.5) * _LANE_PX
            letters.append({"y": y, "letter": label.letter or label.name[:1], "label": label.key})
            for start, end in _runs(lanes[reader, label.key], px_of_one):
                widened = max(end, start + round(1.5 / px_of_one))  # a word of a long text would be no pixel wide
                data.append({"reader": readers[reader], "label": label.key, "start": start, "end": end,
                             "drawn": min(length, widened), "y": y})  # fmt: skip
    height = frame.step * len(places)
    layers = [
        *names_of(frame, len(places)),
        *_text_bar(length, left_out, scale, frame),
        *[part for place, label in enumerate(labels) for part in _lane(place, label, data, letters, scale)],
    ]
    return spec(frame, named(rows, frame), layers, height=height, top=42)


def _lane(
    place: int, label: LabelName, data: Sequence[dict[str, Any]], letters: Sequence[dict[str, Any]], scale: Any
) -> list[Spec]:
    look = label_look(label.key, place)
    y = number("y", scale=None, axis=None)
    own = [row for row in data if row["label"] == label.key]
    names = [row for row in letters if row["label"] == label.key]
    box = {"x": number("start", scale=scale, axis=None), "x2": {"field": "drawn"}, "y": y}
    letter = {"x": at(0), "y": y, "text": {"field": "letter"}}
    ground = layer("rule", {"x": at(_LETTER_PX), "x2": {"value": "width"}, "y": y}, data=names, stroke=ink("hair"))
    return [
        ground,
        layer("text", letter, data=names, align="left", fontSize=SMALL_PX, fontWeight=600, fill=ink(look.word)),
        layer("rect", box, data=own, height=8, fill=ink(look.token)),
    ]


def _text_bar(length: int, left_out: Sequence[Span], scale: Any, frame: Frame) -> list[Spec]:
    """The text itself, with quarters named where there is room."""
    x = {"x": number("start", scale=scale, axis=None), "x2": {"field": "end"}, "y": at(-9)}
    out = [{"start": span.start, "end": span.end} for span in merge(left_out)]
    last = f"{length:,} characters"
    ends = [{"x": 0, "words": "beginning"}, {"x": length, "words": last}]
    middle = [{"x": length / 2, "words": "half"}]
    if frame.plot < width_px("beginning" + last, TEXT_PX) + 120:
        middle = []
    text = {"x": number("x", scale=scale, axis=None), "y": at(-26), "text": {"field": "words"}}
    look: Look = {"fontSize": SMALL_PX, "fill": ink("ink-2")}
    return [
        layer("rect", x, data=[{"start": 0, "end": length}], height=10, fill=ink("rung-2")),
        layer("rect", x, data=out, height=10, fill=pattern("hatch", "ink-2"), stroke=ink("paper")),
        layer("text", text, data=ends[:1], align="left", **look),
        layer("text", text, data=middle, **look),
        layer("text", text, data=ends[1:], align="right", **look),
    ]
