"""Databases for the processes that tests start."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import psycopg
from django.db import connection


def address() -> str:
    """DATABASE_URL of the database that this test itself uses."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgresql://{found['USER']}@{quote(found['HOST'], safe='')}/{found['NAME']}"


@contextmanager
def new(server: str, like: str = "") -> Iterator[dict[str, str]]:
    """The variables that name a new database on this PostgreSQL, empty or with all that another has (`like`, its URL).

    None for SQLite, where `server` is empty.
    """
    if not server:
        yield {}
        return
    name = f"own_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as postgres:
        template = urlsplit(like).path.removeprefix("/") or "template1"
        postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
        try:
            yield {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
