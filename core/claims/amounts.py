"""Numbers in a text by what they say: `70,000`, `70 000` and `70 thousand` are one, a year is no amount."""

import re
from dataclasses import dataclass
from decimal import Decimal

_SPACES = "\u00a0\u202f\u2009 "
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<money>[$€£¥]\s?)?"
    rf"(?P<digits>\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+(?!\d)|\d+)(?P<rest>[.]\d+)?(?![\d])"
    rf"(?:[{_SPACES}-]?(?P<unit>%|per\s?cent|percent(?:age\spoints?)?|thousand|million|billion|trillion)(?!\w))?",
    re.IGNORECASE,
)
_UP_TO_TWENTY = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty"""
_IN_WORDS = {word: number for number, word in enumerate(re.findall("[a-z]+", _UP_TO_TWENTY), 2)}
_IN_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD = re.compile(rf"\b(?:{'|'.join(_IN_WORDS)})\b", re.IGNORECASE)
_TIMES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_FIRST_YEAR, _LAST_YEAR = 1500, 2099
_SMALL = 10  # amounts up to it stand in every second sentence


@dataclass(frozen=True)
class Amount:
    """A number: `kind` (`amount`, `per cent`, `year`), its value in plain digits, and as it is written."""

    kind: str
    value: str
    spelling: str

    @property
    def key(self) -> str:
        """What equal numbers have in common."""
        return f"{self.kind} {self.value}"

    @property
    def tells(self) -> bool:
        """Whether two passages with it are likely to speak of the same: no year, no small number."""
        return self.kind == "per cent" or (self.kind == "amount" and Decimal(self.value) > _SMALL)


def amounts_in(text: str) -> list[Amount]:
    """The numbers of a text in its order, those written as one small word behind them.

    >>> [row.key for row in amounts_in("In 2019 some 70,000 (or 70\u00a0000), 12 per cent, $1.5 million; fifteen")]
    ['year 2019', 'amount 70000', 'amount 70000', 'per cent 12', 'amount 1500000', 'amount 15']
    """
    found = [_amount(number) for number in _NUMBER.finditer(text)]
    return found + [Amount("amount", str(_IN_WORDS[word[0].lower()]), word[0]) for word in _WORD.finditer(text)]


def _amount(found: re.Match[str]) -> Amount:
    digits = re.sub(rf"[,{_SPACES}]", "", found["digits"])
    unit = " ".join((found["unit"] or "").lower().split())
    value = Decimal(digits + (found["rest"] or "")).scaleb(_TIMES.get(unit, 0))
    plain = format(value.normalize(), "f")
    if unit and unit not in _TIMES:
        return Amount("per cent", plain, found[0].strip())
    bare = not (unit or found["money"] or found["rest"]) and len(found["digits"]) == 4
    is_year = bare and _FIRST_YEAR <= int(digits) <= _LAST_YEAR
    return Amount("year" if is_year else "amount", plain, found[0].strip())
