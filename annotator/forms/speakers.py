"""What people send about speakers: names, a side, other names one a line."""

from typing import Any

from django.http import QueryDict


def values_from(post: QueryDict) -> dict[str, Any]:
    """The values of an entry as far as the form has them; other names stand one a line."""
    values: dict[str, Any] = {name: post[name] for name in ("name", "side", "note") if name in post}
    if "aliases" in post:
        values["aliases"] = [line for line in str(post["aliases"]).splitlines() if line.strip()]
    return values
