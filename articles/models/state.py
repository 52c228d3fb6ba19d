"""The state of the archive: a value that is another one after every commit that changes what readers' pages show.

Triggers of the database move it, so no bulk update, no raw SQL and no other program can change a page unnoticed. A value
never comes back, not even after a rollback or from a restored backup: its parts are drawn by chance.

SQLite has one writer at a time, and one row that each of them moves. In PostgreSQL such a row would make writers wait for
one another, and deadlock; there each transaction leaves a row of its own and takes away those that it finds, except where
another transaction is just doing so. What is committed of them is the state: right in whatever order they commit.

The table is no model's: what empties an archive must not take the state back to where it was.
"""

from __future__ import annotations

from django.db import connection

TABLE = "articles_state"
WATCHED = (
    "articles_alias",
    "articles_article",
    "articles_correction",
    "articles_historicalarticle",
    "articles_mention",
    "articles_name",
    "articles_queueddocument",  # its lines go when the search index has caught up, which pages show too
    "articles_quote",
    "articles_version",
)
"""The tables that readers' pages are made of; a test holds them against what the pages ask."""

_EVENTS = ("INSERT", "UPDATE", "DELETE")
_READ = {
    "sqlite": f"SELECT value FROM {TABLE}",
    "postgresql": f"SELECT string_agg(value::text, ' ' ORDER BY writer) FROM {TABLE}",
}
_MOVES = {
    "sqlite": f"UPDATE {TABLE} SET value = random()",
    "postgresql": f"SELECT {TABLE}_move()",
}
_TABLES = {
    "sqlite": (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (value INTEGER NOT NULL)",
        f"INSERT INTO {TABLE} SELECT random() WHERE NOT EXISTS (SELECT 1 FROM {TABLE})",
    ),
    "postgresql": (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (writer bigint PRIMARY KEY, value uuid NOT NULL DEFAULT gen_random_uuid())",
        f"""CREATE OR REPLACE FUNCTION {TABLE}_move() RETURNS void LANGUAGE plpgsql AS $$
DECLARE own bigint := pg_current_xact_id()::text::bigint;
BEGIN
    UPDATE {TABLE} SET value = gen_random_uuid() WHERE writer = own;
    IF NOT FOUND THEN
        INSERT INTO {TABLE} (writer) VALUES (own);
        DELETE FROM {TABLE} WHERE writer IN (SELECT writer FROM {TABLE} WHERE writer <> own FOR UPDATE SKIP LOCKED);
    END IF;
END $$""",
        f"""CREATE OR REPLACE FUNCTION {TABLE}_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {TABLE}_move();
    RETURN NULL;
END $$""",
        f"SELECT {TABLE}_move()",
    ),
}


def archive_state() -> str:
    """As committed by now; "" where it cannot be told, and nothing may be kept."""
    with connection.cursor() as cursor:
        cursor.execute(_READ[connection.vendor])
        row = cursor.fetchone()
    return str(row[0]) if row and row[0] is not None else ""


def move_state() -> None:
    """For what changes pages and stands in no table, such as an index built anew."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVES[connection.vendor])


def triggers(vendor: str) -> dict[str, str]:
    """Name -> the statement that makes it."""
    if vendor == "sqlite":
        return {
            (name := f"{table}_{event.lower()}_moves_state"): f"CREATE TRIGGER {name} AFTER {event} ON {table} "
            f"BEGIN {_MOVES['sqlite']}; END"
            for table in WATCHED
            for event in _EVENTS
        }
    return {
        (name := f"{table}_moves_state"): f"CREATE TRIGGER {name} AFTER {' OR '.join(_EVENTS)} OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_moved()"
        for table in WATCHED
    }


def tables(vendor: str) -> tuple[str, ...]:
    """Statements that make what the triggers need, where it is not there yet."""
    return _TABLES[vendor]
