"""Partial dates as days: `2023`, `2023-11` and `2023-11-14` each stand for the days they leave open."""

from calendar import monthrange
from datetime import date

LONGEST_WINDOW_DAYS = 31
Days = tuple[date, date]


def days_of(value: str) -> Days | None:
    """First and last day of a partial date; a day that its month lacks is the month's last. None for none.

    >>> [str(day) for day in (*days_of("2024-02"), *days_of("2023-02-31"))]
    ['2024-02-01', '2024-02-29', '2023-02-28', '2023-02-28']
    """
    if not value or value.startswith("0000"):
        return None
    year, *rest = (int(number) for number in value.split("-"))
    months = (rest[0], rest[0]) if rest else (1, 12)
    last = monthrange(year, months[1])[1]
    days = (min(rest[1], last),) * 2 if len(rest) > 1 else (1, last)
    return date(year, months[0], days[0]), date(year, months[1], days[1])


def window(since: str, until: str) -> Days | None:
    """The days from one partial date to another, where these are few enough for one news event; None otherwise.

    >>> window("2023-11", "2024"), window("2023-11", "2023-11")[1].day
    (None, 30)
    """
    first, last = days_of(since), days_of(until)
    if first is None or last is None:
        return None
    n_days = (last[1] - first[0]).days
    return (first[0], last[1]) if 0 <= n_days <= LONGEST_WINDOW_DAYS else None
