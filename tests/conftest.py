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
