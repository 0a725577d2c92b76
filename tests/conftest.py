"""What every test may use. Real Postgres always: the private one is started here unless DATABASE_URL is set."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.config import private_postgres

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.house import House

ROOT = Path(__file__).resolve().parents[1]

if not os.environ.get("DATABASE_URL"):
    private_postgres.ensure_running(ROOT)
    atexit.register(private_postgres.release, ROOT)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: SettingsWrapper) -> None:
    """Strong hashes are slow on purpose; no test is about them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def house(db: None) -> House:
    """A project with an owner, two reviewers, a viewer, an outlet and one document; see `tests.house`."""
    from tests.house import House

    return House()


def pytest_configure(config: pytest.Config) -> None:
    """`articles`: tests that read the five real texts."""
    config.addinivalue_line("markers", "articles: reads the five real texts, which are not in the repository")


_without_texts: list[pytest.Item] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need the five texts are left out, not skipped, where the texts are not."""
    from tests import articles

    if articles.are_there():
        return
    _without_texts[:] = [item for item in items if item.get_closest_marker("articles")]
    items[:] = [item for item in items if not item.get_closest_marker("articles")]
    config.hook.pytest_deselected(items=_without_texts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line says so."""
    if _without_texts:
        from tests.articles import ARTICLES

        terminalreporter.write_line(
            f"{len(_without_texts)} tests need the five texts and were left out: they are not in {ARTICLES}."
        )
