"""Who published a document, as far as its file says: an outlet's key or name, or the domain of its address."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from core.importing.report import Place, Remark
from core.importing.source import Known
from core.models.constraints import KEY_PATTERN

_KEY = re.compile(KEY_PATTERN)
SHOWN = 40


class Outlets:
    """Finds outlets of the project, and remembers which domains had none."""

    def __init__(self, known: Known) -> None:
        self.chosen = known.wish.outlet
        self.keys = {row.key for row in known.outlets}
        self.by_name = {row.name.casefold(): row.key for row in known.outlets}
        self.by_domain = {_bare(row.domain): row.key for row in known.outlets if row.domain}
        self.found: Counter[tuple[str, str]] = Counter()

    def of_address(self, url: str) -> dict[str, str]:
        """`{"outlet": key}` of the outlet whose domain the address has; else of the chosen one; else nothing."""
        domain = _domain(url)
        parts = domain.split(".")
        named = (".".join(parts[first:]) for first in range(len(parts)))
        key = next((self.by_domain[name] for name in named if name in self.by_domain), "")
        self.found[domain, key] += 1
        key = key or self.chosen
        return {"outlet": key} if key else {}

    def of_name(self, said: str) -> str:
        """The key of what a cell says: an outlet's key, its name, or a key made of the name; empty for none."""
        if said in self.keys:
            return said
        key = self.by_name.get(said.casefold(), "")
        if key:
            return key
        return said if _KEY.match(said) else re.sub(r"[^A-Za-z0-9]+", "-", said).strip("-").lower()[:100]

    def remarks(self) -> Iterator[tuple[Place, Remark]]:
        """Which documents came under which outlet because of their domain, and which under none."""
        for (domain, key), n in self.found.most_common(SHOWN):
            what = f"{n:,} article{'s' if n != 1 else ''}"
            if key:
                yield _remark("outlet_by_domain", f"{what} from {domain}: outlet {key!r}, which has this domain.")
                continue
            instead = f"came under {self.chosen!r}" if self.chosen else "came under 'unidentified'"
            why = f"no outlet has the domain {domain}" if domain else "nothing says where from"
            if domain or not self.chosen:
                yield _remark("outlet_not_found", f"{what} {instead}: {why}.")


def _remark(code: str, text: str) -> tuple[Place, Remark]:
    return Place(0, ""), Remark("outlet", code, text)


def _domain(url: str) -> str:
    try:
        return _bare(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _bare(domain: str) -> str:
    return domain.strip().lower().removeprefix("www.")
