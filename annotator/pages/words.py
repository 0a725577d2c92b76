"""Words on screen that several pages share."""

from collections.abc import Sequence

from core.models import Document, Fidelity, ReviewerKind

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
MAX_QUOTE_CP = 48
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
KIND_WORDS: dict[str, tuple[str, str, str, str]] = {
    ReviewerKind.PERSON: ("reading", "readings", "reader", "readers"),
    ReviewerKind.MACHINE: ("machine reading", "machine readings", "machine reader", "machine readers"),
    ReviewerKind.SIMULATED: (
        "simulated reading",
        "simulated readings",
        "simulated reader",
        "simulated readers",
    ),
}


def people(kind: str) -> str:
    """Readers of one kind, told apart from the others: `people`, `simulated readers`."""
    return "people" if kind == ReviewerKind.PERSON else KIND_WORDS[kind][3]


def number(n: int) -> str:
    """A small number in words: `ten`, else digits with thousands apart."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else f"{n:,}"


def count(n: int, one: str, many: str) -> str:
    """`1 article`, `1,162 words`."""
    return f"{n:,} {one if n == 1 else many}"


def date(value: str) -> str:
    """A partial date in words: `2023`, `November 2023`, `14 November 2023`; `undated` for none."""
    parts = value.split("-") if value else []
    if not parts:
        return "undated"
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def date_of(document: Document) -> str:
    """The date of a document in words; nothing of one whose source is hidden."""
    return "" if document.is_masked else date(document.published_on)


def dates(span: tuple[str, str] | None) -> str:
    """One date, or from the first to the last."""
    if span is None:
        return "undated"
    return date(span[0]) if span[0] == span[1] else f"{date(span[0])} to {date(span[1])}"


def fidelity(value: str) -> str:
    """What is known of the wording, in words; nothing for an original."""
    return Fidelity(value).label if value else ""


def event(key: str) -> str:
    """The name of an event from its key: `port seizure`."""
    return key.replace("-", " ")


def sentence(parts: Sequence[str]) -> str:
    """Facts joined by middle dots, the first with a capital."""
    line = " · ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def percent(value: float | None) -> str:
    """A share as whole per cent; a dash for none."""
    return "–" if value is None else f"{100 * value:.0f} %"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; nothing for none."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def short(quote: str) -> str:
    """The first words of a quote, in quotation marks.

    >>> short("There is no proof of state policy that anybody has shown to anybody")
    '“There is no proof of state policy that anybody…”'
    """
    line = " ".join(quote.split())
    if len(line) <= MAX_QUOTE_CP:
        return f"“{line}”"
    cut = line[: MAX_QUOTE_CP + 1].rsplit(" ", 1)[0] if " " in line[: MAX_QUOTE_CP + 1] else line[:MAX_QUOTE_CP]
    return f"“{cut}…”"
