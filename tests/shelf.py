"""What many tests begin with, put back as it was made once: a house is 120 statements with their checks and triggers,
more than half of what most tests without a browser take; the invented corpus is two seconds.

Its rows lie in a schema beside the tables, to be copied by one statement; the objects are a pickle. Ids are the same in
every test, and no later row gets one of them: whatever remembers rows by their ids must forget them between tests.
"""

import pickle
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.management import call_command
from django.db import connection

T = TypeVar("T")
_SHELVE = """DO $$
DECLARE
    name text;
    columns text;
    body text := '';
    is_filled boolean;
BEGIN
    DROP SCHEMA IF EXISTS {shelf} CASCADE;  -- of an earlier run over a database that is kept
    CREATE SCHEMA {shelf};
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND relname NOT IN ('django_migrations', 'django_site') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO is_filled;
        CONTINUE WHEN NOT is_filled;
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
            WHERE attrelid = ('public.' || quote_ident(name))::regclass AND attnum > 0 AND NOT attisdropped
            AND attgenerated = '';
        EXECUTE format('CREATE TABLE {shelf}.%I AS SELECT %s FROM public.%I', name, columns, name);
        body := body || format('INSERT INTO public.%I (%s) SELECT * FROM {shelf}.%I; ', name, columns, name);
    END LOOP;
    -- As a replica: history and all that triggers once wrote lie on the shelf, too.
    EXECUTE format('CREATE FUNCTION {shelf}.put_back() RETURNS void LANGUAGE plpgsql AS %L', 'BEGIN
        PERFORM set_config(''session_replication_role'', ''replica'', true); ' || body || '
        PERFORM set_config(''session_replication_role'', ''origin'', true); END');
END $$"""


class Shelf(Generic[T]):
    """One thing with its rows. Where the account is no superuser, who alone can put it back, it is made each time."""

    def __init__(self, name: str, make: Callable[[], T]) -> None:
        """On an empty database and outside of any transaction; it is empty afterwards, too."""
        self.name, self.make = f"shelf_{name}", make
        self.kept = b""
        with connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            if cursor.fetchone() == ("on",):
                self.kept = pickle.dumps(make())
                cursor.execute(_SHELVE.format(shelf=self.name))
                call_command("flush", verbosity=0, interactive=False, reset_sequences=False)

    def put_back(self) -> T:
        """Its rows, and the thing as it was when these were written."""
        if not self.kept:
            return self.make()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.name}.put_back()")
        return pickle.loads(self.kept)
