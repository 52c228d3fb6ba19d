"""Puts the database's triggers in place: those that move the archive's state, and those that keep the shelves.

After every `migrate`, and not once in a migration: SQLite drops a table's triggers with the table whenever a migration
makes it anew. While migrations run the shelves' triggers are away, for SQLite renames no table that a trigger of another
asks; what they missed is then counted anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

from . import shelving, state

_EVERY = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that there are, each with its table."""
    with connection.cursor() as cursor:
        cursor.execute(_EVERY[connection.vendor])
        return dict(cursor.fetchall())


def install(using: str = "default", **_: Any) -> None:
    """Makes what is missing, and counts anew and moves the state where something was: it may have changed unseen."""
    connection = connections[using]
    vendor = connection.vendor
    if not {*state.WATCHED, *shelving.TABLES} <= set(connection.introspection.table_names()):
        return  # an archive of another version: migrated back
    there = installed(connection)
    moving = {name: made for name, made in state.triggers(vendor).items() if name not in there}
    shelving_whole = shelving.triggers(vendor).keys() <= there.keys()
    if not moving and shelving_whole:
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        for statement in (*state.tables(vendor), *moving.values()):
            cursor.execute(statement)
        if shelving_whole:
            state.move_state()
        else:
            recount(using)


def recount(using: str = "default") -> None:
    """Fills shelves and tallies anew. Who writes meanwhile waits."""
    connection = connections[using]
    vendor = connection.vendor
    with transaction.atomic(using), connection.cursor() as cursor:
        remove(using)
        made = (*shelving.functions(vendor), *shelving.triggers(vendor).values())
        if vendor == "postgresql":  # its triggers first: to make them locks the tables
            made += tuple(shelving.recounting(vendor))
        else:  # SQLite is locked already, and its triggers would count along
            made = (*shelving.recounting(vendor), *made)
        for statement in made:
            cursor.execute(statement)
        state.move_state()


def remove(using: str = "default", plan: Any = True, **_: Any) -> None:
    """Takes the shelves' triggers away; before migrations, where any are to run (`plan`)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in shelving.triggers(connection.vendor).keys() & installed(connection).keys() if plan else ():
            table = "" if connection.vendor == "sqlite" else f" ON {installed(connection)[name]}"
            cursor.execute(f"DROP TRIGGER {name}{table}")


def astray(using: str = "default") -> dict[str, int]:
    """Table -> rows of shelves and tallies that are not as articles and mentions say, or missing; {} where all are right."""
    connection, found = connections[using], {}
    with connection.cursor() as cursor:
        for table, select in shelving.astray(connection.vendor).items():
            cursor.execute(select)
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def listen(sender: Any) -> None:
    """Connects the signals; once, when Django starts."""
    pre_migrate.connect(remove, sender)
    post_migrate.connect(install, sender)
