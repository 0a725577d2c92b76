"""The five real texts, where they are: other people's, so never in the repository."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]
ARTICLES = Path(os.environ.get("SEED_TEXTS") or _ROOT.parent / "shared" / "seeds")
N_TEXTS = 5

needs_articles = pytest.mark.articles


def are_there() -> bool:
    """Whether the folder holds the five texts."""
    return len(list(ARTICLES.glob("00[0-4]_*.txt"))) == N_TEXTS
