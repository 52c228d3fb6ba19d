"""Imports as editors prepare them, in a line each."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission, User

from articles import ingest
from articles.models import ImportRow, ImportRun

CSV = "العنوان,النص,رقم\nخبر أول,متن أول,1\n,متن بلا عنوان,2\nخبر ثالث,متن ثالث,3\n"


def make_user(*permissions: str, name: str = "salma") -> User:
    user = User.objects.create_user(name, password="a-long-password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def publisher(name: str = "salma") -> User:
    return make_user("import_article", "publish_article", name=name)


def lines(*records: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def many(count: int) -> bytes:
    return lines(*({"external_id": str(n), "headline": f"خبر {n}", "body": f"متن {n}. " * 20} for n in range(count)))


def prepared(user: User, content: str | bytes = CSV, name: str = "أخبار.csv", **options: Any) -> ImportRun:
    """`options`: what the editor chose."""
    raw = content.encode() if isinstance(content, str) else content
    run = ingest.from_files([(name, _pieces(raw))], user)
    run.options = {**run.options, **options}
    run.save()
    return run


def _pieces(raw: bytes) -> Iterator[bytes]:
    for start in range(0, len(raw), 1000):
        yield raw[start : start + 1000]


def carried_out(run: ImportRun, user: User) -> ImportRun:
    ImportRun.objects.filter(pk=run.pk).update(options=run.options)
    assert ingest.start(run, user)
    ingest.work(ingest.Progress())
    run.refresh_from_db()
    return run


def outcomes(run: ImportRun) -> list[tuple[int, str]]:
    return list(ImportRow.objects.filter(run=run).order_by("number").values_list("number", "outcome"))
