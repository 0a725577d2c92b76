"""The database after a test that commits: empty, whatever holds on to it, and with all its rules in force."""

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection

from core.models import Annotation, Document, Event, Project, User
from tests.house import House
from tests.processes import database
from tests.processes.database import empty, url_of_tests

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_row_is_left_and_triggers_and_foreign_keys_are_in_force_afterwards():
    house = House()
    house.mark("bob", "Beijing")
    house.submit("bob")
    empty(connection)
    assert not any(model.objects.exists() for model in (Annotation, Event, Project, User))
    text = House().document
    with pytest.raises(DatabaseError, match="never changes"):
        Document.objects.filter(pk=text.pk).update(text="Another.")
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_project")


def test_who_holds_on_to_a_row_is_cut_off(monkeypatch):
    monkeypatch.setattr(database, "N_PATIENT_TRIES", 1)
    House()
    with psycopg.connect(url_of_tests()) as other:
        other.execute("UPDATE core_project SET name = 'held'")
        empty(connection)
        assert not Project.objects.exists()
        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT 1")


def test_who_has_locked_a_table_for_a_moment_is_waited_for(monkeypatch):
    House()
    with psycopg.connect(url_of_tests()) as other:
        other.execute("LOCK TABLE core_project")
        tries = iter(range(database.N_TRIES))
        let_go = connection.close

        def close() -> None:
            if next(tries) == 1:
                other.rollback()
            let_go()

        monkeypatch.setattr(connection, "close", close)
        empty(connection)
        assert not Project.objects.exists()
        assert other.execute("SELECT 1").fetchone() == (1,)
