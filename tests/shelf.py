"""The house put back as it was built once: 120 statements with their checks and triggers would be more than half of
what most tests without a browser take.

Its rows lie in a schema beside the tables, to be copied by one statement; the objects are a pickle. Ids are the same
in every test, and no later row gets one of them. Only for transactions that are rolled back: whatever a process
remembers by ids is forgotten between tests, what a running site remembers is not.
"""

import pickle

from django.core.management import call_command
from django.db import connection

from tests.house import House

_SHELVE = """DO $$
DECLARE
    name text;
    columns text;
    body text := '';
    is_filled boolean;
BEGIN
    DROP SCHEMA IF EXISTS shelf CASCADE;  -- of an earlier run over a database that is kept
    CREATE SCHEMA shelf;
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND relname NOT IN ('django_migrations', 'django_site') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO is_filled;
        CONTINUE WHEN NOT is_filled;
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
            WHERE attrelid = ('public.' || quote_ident(name))::regclass AND attnum > 0 AND NOT attisdropped
            AND attgenerated = '';
        EXECUTE format('CREATE TABLE shelf.%I AS SELECT %s FROM public.%I', name, columns, name);
        body := body || format('INSERT INTO public.%I (%s) SELECT * FROM shelf.%I; ', name, columns, name);
    END LOOP;
    -- As a replica: history and all that triggers once wrote lie on the shelf, too.
    EXECUTE format('CREATE FUNCTION shelf.put_back() RETURNS void LANGUAGE plpgsql AS %L', 'BEGIN
        PERFORM set_config(''session_replication_role'', ''replica'', true); ' || body || '
        PERFORM set_config(''session_replication_role'', ''origin'', true); END');
END $$"""


class Shelf:
    """Made outside of any transaction, on a database without rows; which it is afterwards, too."""

    def __init__(self) -> None:
        self.house = pickle.dumps(House())
        with connection.cursor() as cursor:
            cursor.execute(_SHELVE)
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)

    def put_back(self) -> House:
        """Its rows, and the house as it was when these were written."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT shelf.put_back()")
        return pickle.loads(self.house)
