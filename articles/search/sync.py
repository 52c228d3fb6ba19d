"""Keeps the index at what the database says: nothing saved is left out, nothing withdrawn stays in.

Whatever changes what search shows of an article writes a line in the queue, in the same transaction. After
the commit the queue is drained by whoever gets the writer's lock; what could not be written stays in the
queue, and the next save or `manage.py sync_index` takes it up. `compare` is the proof that both agree.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from haystack import connections
from haystack.utils import get_model_ct

from articles.models import Alias, Article, Mention, Name, QueuedDocument, move_state

from . import documents
from .analysing import analysed_in_order
from .backend import SearchBackend
from .errors import SearchUnavailable
from .plan import Busy, Engine, Everything, Writer

logger = logging.getLogger(__name__)
_BATCH = 500
_AFTER_A_SAVE = 5.0
"""Seconds that whoever saved may be kept waiting while the queue is drained: a merge of two names can fill it with more."""
_TURN = 0.2
"""Seconds to wait for the writer's lock before looking whether its holder has done our work."""


def backend() -> SearchBackend:
    return connections["default"].get_backend()  # type: ignore[no-any-return]


def engine() -> Engine:
    return backend().engine


def key(article_id: int) -> str:
    return f"{get_model_ct(Article)}.{article_id}"


def number(key: str) -> int:
    """The article's number in a document's key."""
    return int(key.rsplit(".", 1)[1])


# --- what changed ---------------------------------------------------------------------------------


def listen() -> None:
    """Connects the models' signals to the queue; once, when Django starts."""
    post_save.connect(_article_changed, Article)
    post_delete.connect(_article_changed, Article)
    surroundings: list[type[models.Model]] = [Mention, Alias, Name, *Name.__subclasses__()]
    for model in surroundings:
        post_save.connect(_surroundings_changed, model)
        post_delete.connect(_surroundings_changed, model)


def _article_changed(instance: Article, **_: Any) -> None:
    queue([instance.pk])


def _surroundings_changed(instance: models.Model, created: bool = False, raw: bool = False, **_: Any) -> None:
    if isinstance(instance, Mention):
        touch(Article.objects.filter(pk=instance.article_id))
    elif isinstance(instance, Alias):
        touch(showing(instance.name))
    elif isinstance(instance, Name) and not created:
        touch(showing(instance))


def showing(name: Name) -> models.QuerySet[Article]:
    """Articles in which a reader sees this name."""
    articles: models.QuerySet[Article] = Article.objects.all()
    return articles.filter(
        Q(pk__in=name.mentions.values("article")) | Q(source=name) | Q(dateline_place=name) | Q(dateline_agency=name)
    )


def touch(articles: models.QuerySet[Article]) -> None:
    """Says that what a reader sees of these articles changed, though their own text did not."""
    with transaction.atomic():
        ids = list(articles.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), _BATCH):
            Article.objects.filter(pk__in=ids[start : start + _BATCH]).update(updated_at=timezone.now())
        queue(ids)


def queue(article_ids: Iterable[int]) -> None:
    """Adds to the queue, and drains it once the transaction is committed."""
    QueuedDocument.add(article_ids)
    planned = any(entry[1] is _drain_quietly for entry in transaction.get_connection().run_on_commit)
    if not planned:
        transaction.on_commit(_drain_quietly)


# --- bringing the index up to date ----------------------------------------------------------------


def _drain_quietly() -> None:
    """After a save: what fails here is not lost (the queue keeps it) and must not fail the save."""
    try:
        drain(seconds=_AFTER_A_SAVE)
    except (SearchUnavailable, Busy, DatabaseError) as error:
        logger.warning("saved, but not yet in the search index (%s); manage.py sync_index takes it up", error)


def drain(wait: float = 10.0, progress: Callable[[int], None] = lambda count: None, *, seconds: float | None = None) -> int:
    """Brings what is queued by now into the index; returns how many articles this process brought up to date.

    With `seconds` it begins with what was queued last (the caller's own) and leaves the rest after that time.

    Another writer may take the lines up instead: then there is nothing left to wait for. Raises Busy when
    neither happened within `wait` seconds, SearchUnavailable when there is no index to write to. Either way
    the queue keeps what was not written.
    """
    done = 0
    newest = QueuedDocument.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
    began = time.monotonic()
    deadline = began + wait
    order = "pk" if seconds is None else "-pk"
    while QueuedDocument.objects.filter(pk__lte=newest).exists():
        try:
            with engine().write(min(_TURN, wait)) as writer:
                lines = list(QueuedDocument.objects.order_by(order).values_list("pk", "article_id")[:_BATCH])
                count = _write(writer, {article_id for _, article_id in lines})
        except Busy:
            if time.monotonic() >= deadline:
                raise
            continue
        QueuedDocument.objects.filter(pk__in=[pk for pk, _ in lines]).delete()
        done += count
        progress(count)
        if seconds is not None and time.monotonic() - began >= seconds:
            break
    return done


def _write(writer: Writer, ids: set[int]) -> int:
    """Puts what is published and deletes what is not; returns how many articles that were."""
    published = set()
    for article in documents.ready(Article.objects.published().filter(pk__in=ids)):
        put(writer, article)
        published.add(article.pk)
    for pk in ids - published:
        writer.delete(key(pk))
    return len(ids)


def put(writer: Writer, article: Article) -> None:
    writer.put(backend().analysed(_index().full_prepare(article)))


def _index() -> Any:
    return connections["default"].get_unified_index().get_index(Article)


def rebuild(progress: Callable[[int], None] = lambda count: None) -> int:
    """Builds a new index beside the one in use and swaps it in; returns how many articles it holds."""
    written: dict[int, int] = {}

    declared, index = backend().declared, _index()

    def prepare() -> Iterator[dict[str, Any]]:
        for article in documents.ready(Article.objects.every_published().order_by("pk")).iterator(chunk_size=_BATCH):
            written[article.pk] = documents.stamp(article.updated_at)
            yield index.full_prepare(article)

    def fill(writer: Writer) -> None:
        for prepared, analysed in analysed_in_order((prepared, declared.texts(prepared)) for prepared in prepare()):
            writer.put(declared.document(prepared, analysed))
            progress(1)

    def catch_up(writer: Writer) -> None:
        changed = [pk for pk, stamp in _published_stamps() if written.pop(pk, None) != stamp]
        for start in range(0, len(changed), _BATCH):
            _write(writer, set(changed[start : start + _BATCH]))
        for gone in written:
            writer.delete(key(gone))

    engine().rebuild(fill, catch_up)
    move_state()  # what pages show of the index may be otherwise now, and no table says so
    return engine().count(Everything())


# --- do they agree? -------------------------------------------------------------------------------


def _published_stamps() -> Iterator[tuple[int, int]]:
    """By when they changed: all of it is read from the index on that."""
    rows = Article.objects.every_published().order_by("updated_at", "pk").values_list("pk", "updated_at")
    for pk, updated_at in rows.iterator(chunk_size=5000):
        yield pk, documents.stamp(updated_at)


@dataclass(slots=True)
class Comparison:
    """Numbers of articles, in their order, where index and database differ."""

    articles: int = 0
    missing: list[int] = field(default_factory=list)
    outdated: list[int] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.outdated or self.left_over)

    @property
    def differing(self) -> list[int]:
        return self.missing + self.outdated + self.left_over


def compare() -> Comparison:
    """Holds every published article against its document: present, and of the same moment."""
    indexed = {number(name): stamp for name, stamp in engine().stamps("updated")}
    found = Comparison()
    for pk, stamp in _published_stamps():
        found.articles += 1
        if pk not in indexed:
            found.missing.append(pk)
        elif indexed.pop(pk) != stamp:
            found.outdated.append(pk)
    found.left_over = list(indexed)
    for numbers in (found.missing, found.outdated, found.left_over):
        numbers.sort()
    return found
