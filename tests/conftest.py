"""What every test may use. Real Postgres always: the private one is started here unless DATABASE_URL is set."""

from __future__ import annotations

import atexit
import gc
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.config import private_postgres

if TYPE_CHECKING:
    from _pytest.fixtures import FixtureRequest
    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.plugin import DjangoDbBlocker

    from tests.core.claimed import Claimed
    from tests.house import House
    from tests.shelf import Shelf

ROOT = Path(__file__).resolve().parents[1]
OF_PROCESS = re.compile(r"(test_\w+_(?P<tests>\d+)|[a-z]+_(?P<owner>\d+)_[0-9a-f]{6})")  # and `own_database`

if not os.environ.get("DATABASE_URL"):
    private_postgres.ensure_running(ROOT)
    atexit.register(private_postgres.release, ROOT)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Strong hashes are slow on purpose; no test is about them."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: SettingsWrapper, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes into the installation's releases and uploads."""
    folder = tmp_path_factory.getbasetemp() / "files"
    settings.RELEASES, settings.UPLOADS = folder / "releases", folder / "uploads"


@pytest.fixture(scope="session", autouse=True)
def _quick_and_sure_flush() -> Iterator[None]:
    """How the database is emptied after every test that commits.

    Django's own permissions, of which the program knows nothing, would be written anew each time: four times as long as
    emptying it. And Django's TRUNCATE meets the queries of running sites in deadlocks. It is replaced in the class and
    not on `connection`: where an event loop runs in the thread, as Playwright's does, Django keeps another connection
    object than where none does.
    """
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.backends.base.operations import BaseDatabaseOperations
    from django.db.models.signals import post_migrate

    from tests.processes.database import empty

    post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lambda self, _: empty(self.connection))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker, request: FixtureRequest
) -> None:
    """A database for each process of tests, so that two runs at once do not meet. What ended runs left is dropped.

    It begins as a copy of one that is migrated already. `--reuse-db` keeps one from run to run, for one run at a time.
    """
    from django.db import connection

    from tests.processes.migrated import template

    kept = f"kept_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    name = f"{connection.settings_dict['NAME']}_{kept if request.config.getvalue('reuse_db') else os.getpid()}"
    connection.settings_dict["TEST"] |= {"NAME": f"test_{name}", "TEMPLATE": template()}
    with django_db_blocker.unblock():
        _drop_leftovers(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A commit does not wait for the disk, in this database alone: what outlives a crash is tested on other ones."""
    from django.db import connection

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET synchronous_commit = off')
        connection.close_pool()  # type: ignore[attr-defined]  # of the engine for Postgres; new connections obey


def _drop_leftovers(connection: BaseDatabaseWrapper) -> None:
    """Databases of processes that are no more, of this machine's private Postgres only."""
    if os.environ.get("DATABASE_URL"):
        return
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # as Django's own test runner does
        cursor.execute("SELECT datname FROM pg_database")
        for found in filter(None, (OF_PROCESS.fullmatch(name) for (name,) in cursor.fetchall())):
            if not Path(f"/proc/{found['tests'] or found['owner']}").exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{found[0]}"')


@pytest.fixture(scope="session")
def _house_shelf(_quick_passwords: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Shelf[House]:
    from tests.house import House
    from tests.shelf import Shelf

    with django_db_blocker.unblock():
        return Shelf("house", House)


@pytest.fixture(scope="session")
def _claimed_shelf(_quick_passwords: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Shelf[Claimed]:
    from tests.core.claimed import Claimed
    from tests.shelf import Shelf

    with django_db_blocker.unblock():
        return Shelf("claimed", Claimed)


@pytest.fixture
def world(_claimed_shelf: Shelf[Claimed], db: None) -> Claimed:
    """Three outlets that say the same, marked and submitted; see `tests.core.claimed`."""
    return _claimed_shelf.put_back()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process keeps by ids that the next test may give to other rows: codebooks, corpora."""
    from core.queries import codebooks, corpora

    codebooks._load.cache_clear()
    corpora.forget()


@pytest.fixture
def house(_house_shelf: Shelf[House], db: None) -> House:
    """A project with an owner, two reviewers, a viewer, an outlet and one document; see `tests.house`."""
    return _house_shelf.put_back()


@pytest.fixture
def lasting_house(_house_shelf: Shelf[House], transactional_db: None) -> House:
    """The same, committed: others at work on the database see it."""
    return _house_shelf.put_back()


def _needs() -> dict[str, tuple[bool, str]]:
    """Marker -> whether its need is met here, and what it is."""
    from tests import articles

    return {
        "articles": (articles.are_there(), "the five real texts (SEED_TEXTS), which are not in the repository"),
        "as_root": (os.geteuid() == 0, "root, who alone can give folders and rights away"),
    }


def pytest_configure(config: pytest.Config) -> None:
    """One marker for each thing that a machine may lack."""
    for name, (_, need) in _needs().items():
        config.addinivalue_line("markers", f"{name}: needs {need}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests whose need is not met here are left out, and that is said; nothing is skipped in silence."""
    for name, (is_met, _) in _needs().items():
        if is_met:
            continue
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(name)])
        items[:] = [item for item in items if not item.get_closest_marker(name)]


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looked through again and again for garbage, it is a sixth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each need that is not met."""
    for name, (is_met, need) in _needs().items():
        if not is_met:
            terminalreporter.write_line(f"Tests marked `{name}` were left out: they need {need}.")
