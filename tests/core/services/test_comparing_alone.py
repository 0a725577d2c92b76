"""The order of locks is project, comparing, documents: two at once wait for each other, and never in a ring."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from core.access import viewer
from core.importing.seeding import load_seeds
from core.models import Document, Project, User
from core.services.comparing_alone import alone
from core.services.event_log import lock_document
from core.services.origin_facts import OriginFacts
from core.services.projects import add_member
from core.services.ruling_origins import set_section
from core.services.versions import add_version
from tests.core.importing.test_seeding import change, small  # noqa: F401  a fixture
from tests.house import House

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[], Any]


def both_done(first: Work, other: Work, then: Work) -> list[str]:
    """What went wrong with two at once: this one does `first`, then, once `other` waits for a lock, `then`."""
    wrong: list[str] = []

    def run() -> None:
        try:
            other()
        except Exception as error:
            wrong.append(f"the other: {error}")
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    try:
        with transaction.atomic():
            first()
            thread.start()
            wait_until_somebody_waits(thread)
            then()
    except Exception as error:
        wrong.append(f"this one: {error}")
    thread.join(20)
    return wrong


def wait_until_somebody_waits(thread: threading.Thread) -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 10
    while thread.is_alive() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees what it saw first
            if cursor.execute(asked).fetchone()[0]:
                return
        time.sleep(0.01)


def test_a_ruling_and_an_upgrade_of_the_seeds_wait_for_each_other(small: Any, tmp_path: Path) -> None:  # noqa: F811
    load_seeds(tmp_path, small)
    project = Project.objects.get()
    change(small, {"d1": {"sections": [{"start": 0, "end": 12, "outlet": "gazette"}]}})
    document = Document.objects.get(key="d1")
    add_member(project, "ann", "owner")
    assert both_done(
        lambda: alone(project.pk), lambda: load_seeds(tmp_path, small), lambda: lock_document(document.pk)
    ) == []  # fmt: skip
    assert list(document.sections.values_list("start", "end")) == [(0, 12)]
    keeper = viewer(User.objects.get(username="ann"), project.slug)
    assert set_section(keeper, document, None, None, 12, 20, OriginFacts(outlet="gazette")).row.start == 12


def test_a_ruling_and_a_new_version_wait_for_each_other(house: House) -> None:
    old = house.document
    assert both_done(
        lambda: alone(house.project.pk), lambda: add_version(house.ann, old, old.text + " More."),
        lambda: lock_document(old.pk),
    ) == []  # fmt: skip
    assert Document.objects.get(version_number=2).text == old.text + " More."


def test_a_ruling_that_makes_an_outlet_and_a_document_that_arrives_wait_for_each_other(house: House) -> None:
    facts = OriginFacts(outlet="post", new_outlet={"name": "The Post"})
    assert both_done(
        lambda: Project.objects.select_for_update(no_key=True).get(pk=house.project.pk),
        lambda: set_section(house.ann, house.document, None, None, 0, 20, facts),
        lambda: alone(house.project.pk),
    ) == []  # fmt: skip
    assert house.document.sections.get().outlet.name == "The Post"
