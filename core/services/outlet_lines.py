"""Lines that documents of one outlet have in common at their ends: what its pages put around every article."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import F, Window
from django.db.models.functions import Left, Right, RowNumber

from core.models import Document
from core.origins.signs import lines_of

_N_LATEST, _EDGE_CP, _MAX_LINE_CP = 30, 2_000, 420
_MIN_OTHERS = 2  # one may be the same article again
_SAME_TEXT = 0.5  # others that share more of the lines than this say nothing of the page


class OutletLines:
    """The lines at both ends of the latest current documents of the outlets to which some documents belong. One query.

    Two thousand code points at either end of thirty documents of each outlet, whatever their number.
    """

    def __init__(self, documents: Sequence[int]) -> None:
        outlets = Document.objects.filter(pk__in=documents).values("outlet")
        place = Window(RowNumber(), partition_by="outlet_id", order_by=F("pk").desc())
        rows = Document.objects.filter(outlet__in=outlets, is_current=True).annotate(place=place)
        ends = rows.filter(place__lte=_N_LATEST).values_list(
            "outlet", "pk", Left("text", _EDGE_CP), Right("text", _EDGE_CP)
        )
        self._of: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
        for outlet, pk, head, tail in ends:
            self._of[outlet][pk] = _lines(f"{head}\n{tail}")

    def repeated(self, document: Document) -> frozenset[str]:
        """The lines of a document that stand in several others of its outlet, which are not the same article."""
        own = _lines(f"{document.text[:_EDGE_CP]}\n{document.text[-_EDGE_CP:]}")
        shared = [own & lines for pk, lines in self._of[document.outlet_id].items() if pk != document.pk]
        counts = Counter(line for lines in shared if len(lines) <= _SAME_TEXT * len(own) for line in lines)
        return frozenset(line for line, n in counts.items() if n >= _MIN_OTHERS)


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.text for line in lines_of(text) if 1 < len(line.text) <= _MAX_LINE_CP)
