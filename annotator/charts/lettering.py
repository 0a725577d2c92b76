"""How wide words are in the type of the charts, so that they are cut and broken before they meet anything.

An estimate, a little wide: exact widths would need the font here, and a reader's own may be another one.
"""

from collections.abc import Sequence

_NARROW, _WIDE = frozenset("iIjlt.,:;'’‘|!()[]rf \u00a0"), frozenset("mwMW@%—…")
_EM = {"narrow": 0.33, "wide": 0.92, "capital": 0.71, "other": 0.6, "ideograph": 1.0}


def _em(sign: str) -> float:
    if sign in _NARROW:
        return _EM["narrow"]
    if sign in _WIDE:
        return _EM["wide"]
    if ord(sign) >= 0x2E80:
        return _EM["ideograph"]
    return _EM["capital"] if sign.isupper() else _EM["other"]


def width_px(text: str, size: float) -> float:
    """About how wide the text is at a font size."""
    return size * sum(_em(sign) for sign in text)


def fit(text: str, room: float, size: float) -> str:
    """The text, or its beginning and a sign that it goes on.

    >>> fit("The Daily Clarion", 200, 13), fit("The Daily Clarion", 80, 13)
    ('The Daily Clarion', 'The Daily…')
    """
    if width_px(text, size) <= room:
        return text
    cut = text
    while cut and width_px(cut + "…", size) > room:
        cut = cut[:-1]
    return cut.rstrip(" ,(") + "…"


def lines(text: str, room: float, size: float, *, at_most: int = 9) -> list[str]:
    """The text in lines that fit the room; the last of `at_most` is cut.

    >>> lines("not responsible, or victim", 80, 11)
    ['not', 'responsible,', 'or victim']
    """
    found: list[str] = []
    for word in text.split(" "):  # not at spaces that hold words together
        if found and width_px(f"{found[-1]} {word}", size) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > at_most:
        found = [*found[: at_most - 1], " ".join(found[at_most - 1 :])]
    return [fit(line, room, size) for line in found]


def balanced(text: str, room: float, size: float) -> list[str]:
    """The text in as few lines as fit, about equally long: no word alone on the last."""
    found = lines(text, room, size)
    tighter = found
    while len(tighter) == len(found) > 1:
        found, room = tighter, room * 0.95
        tighter = lines(text, room, size)
    return found


def paragraphs(texts: Sequence[str], room: float, size: float) -> list[str]:
    """Several texts, each in lines of its own."""
    return [line for text in texts if text for line in balanced(text, room, size)]
