"""The citation ledger as dictionaries: cards, citations, figures."""

from typing import Any

from core.models import Citation, Source
from core.queries.ledger_figures import Bases, LedgerFigures
from core.queries.ledger_ranking import Hanging


def source_data(card: Source) -> dict[str, Any]:
    """A card with its facts. No query."""
    return {
        "key": card.key,
        "kind": card.kind,
        "title": card.title,
        "producer": card.producer,
        "published_on": card.published_on,
        "url": card.url,
        "filed_openly": card.filed_openly,
        "version": card.version,
    }


def citation_data(row: Citation) -> dict[str, Any]:
    """A citation. No query when mark, card and checker were selected with it."""
    return {
        "id": str(row.uuid),
        "annotation": str(row.annotation.uuid),
        "source": row.source.key,
        "finding": row.finding,
        "excerpt": row.excerpt,
        "checked_by": row.checked_by.code_name if row.checked_by else None,
        "checked_on": row.checked_on.isoformat() if row.checked_on else None,
        "version": row.version,
    }


def ledger_data(project: str, figures: LedgerFigures, hanging: list[Hanging]) -> dict[str, Any]:
    """The figures of the ledger, and what to open next."""
    return {
        "project": project,
        "reviewer_kinds": [figures.kind],
        **_bases(figures.all),
        "origins": [{"outlet": row.key, "name": row.name, **_bases(row.bases)} for row in figures.origins],
        "to_open": [
            {
                "source": row.source.key, "n_marks": row.n_marks, "n_assertions": row.n_assertions,
                "n_claim_marks": row.n_claim_marks, "n_outlets": row.n_origins, "weight": row.weight,
            }
            for row in hanging
        ],
    }  # fmt: skip


def _bases(row: Bases) -> dict[str, Any]:
    return {
        "n_cited": row.n_cited, "n_opened": row.n_opened, "n_found": row.n_found, "n_says_so": row.n_says_so,
        "n_no_card": row.n_no_card, "findings": dict(row.by_finding),
    }  # fmt: skip
