"""Claims and speakers as dictionaries."""

from typing import Any

from core.models import Speaker
from core.queries.claims import ClaimSeen


def claim_data(claim: ClaimSeen) -> dict[str, Any]:
    """A claim with the marks that the caller sees, and which of its outlets are one source."""
    return claim.as_json() | {
        "version": claim.version,
        "annotations": [
            {"id": str(row.uuid), "document": row.document_key, "outlet": row.origin, "quote": row.quote,
             "voice": row.voice, "stance": row.stance, "in_article": not row.is_outside,
             "bases": [{"kind": basis.kind, "text": basis.text, "finding": basis.finding or None}
                       for basis in claim.bases.get(row.pk, ())]}
            for row in (*claim.marks, *claim.outside)
        ],
        "sources": [
            {"outlets": list(dict.fromkeys(row.origin for row in claim.of_group(group))), "ties": list(group.why)}
            for group in claim.groups
        ],
    }  # fmt: skip


def speaker_data(speaker: Speaker) -> dict[str, Any]:
    """A speaker of the project's list."""
    return {
        "id": speaker.pk, "name": speaker.name, "side": speaker.side, "aliases": list(speaker.aliases),
        "not_same": list(speaker.not_same), "note": speaker.note, "version": speaker.version,
    }  # fmt: skip
