"""Filters of the comparison as an address carries them: an allow-list, checked against the codebook."""

from collections.abc import Mapping
from dataclasses import fields

from core.errors import DomainError
from core.queries.filters import Filters
from core.queries.quotes import QuoteFilters


class BadParameter(DomainError):
    """The address asks with a parameter that is not known here."""

    code = "unknown_parameter"


def filters_from(query: Mapping[str, str], *, also: tuple[str, ...] = ()) -> Filters:
    """The filters of a query string. `BadParameter` for an unknown name; values are checked by the query."""
    names = {field.name for field in fields(Filters)}
    _refuse_unknown(query, names | set(also))
    return Filters(**{name: query[name] for name in names if query.get(name)})


def quote_filters_from(query: Mapping[str, str]) -> tuple[Filters, QuoteFilters]:
    """Filters of the page and of the number that was followed."""
    names = {field.name for field in fields(QuoteFilters)}
    filters = filters_from(query, also=(*names, "page"))
    return filters, QuoteFilters(**{name: query[name] for name in names if query.get(name)})


def _refuse_unknown(query: Mapping[str, str], known: set[str]) -> None:
    for name, value in query.items():
        if "\x00" in value:
            raise BadParameter(f"The value of {name!r:.60} cannot be read.", errors={name: ["A NUL character."]})
        if name not in known:
            raise BadParameter(f"The address has an unknown parameter {name!r:.60}.", errors={name: ["Unknown."]})
