"""How SQLite would go about a query. PostgreSQL plans by what its tables hold, and in a test these hold nothing."""

from __future__ import annotations

import pytest
from django.db import connection

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what its tables hold")


def plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        return "\n".join(f"{row[3]} " for row in cursor.fetchall())
