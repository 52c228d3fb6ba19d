"""Follows feeds: each asked when it is due, politely, and whatever happens to one is no other's business.

Due again after the interval that was asked for, or later where the feed or its server says so (ttl, sy:updatePeriod,
max-age, Retry-After). One that an editor paused is left alone, one that was removed forgotten. Requests are conditional;
a feed whose entries are those of last time makes no run. After a failure the interval doubles, up to a day. What the
server said is remembered only once everything was imported.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from articles.models import Feed, ImportRun

from .fetching import Fetched, FetchError, fetch, host_of
from .importers import BadFile
from .recipe import Recipe
from .runs import Progress, run_import
from .sources import Source, UnreadableSource, of_address
from .turns import AlreadyRunning, alone, held

SHORTEST = dt.timedelta(minutes=5)
_LONGEST = dt.timedelta(days=1)
_BETWEEN = 2.0
"""Seconds between two requests to one host."""
_FOLLOWING = hashlib.sha256(b"articles.ingest.following").hexdigest()
_HEAD = 1 << 16
_TTL = re.compile(rb"<ttl>\s*(\d{1,5})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:\w+:)?updatePeriod[^>]*>\s*(\w+)\s*<")
_FREQUENCY = re.compile(rb"<(?:\w+:)?updateFrequency[^>]*>\s*(\d{1,4})\s*<")
_PERIODS = {b"hourly": 3600, b"daily": 86_400, b"weekly": 604_800, b"monthly": 2_592_000, b"yearly": 31_536_000}


@dataclass(frozen=True, slots=True)
class Poll:
    """What one visit to a feed came to."""

    feed: Feed
    run: ImportRun | None = None
    """None where there was nothing new, or a problem."""
    problem: str = ""


def download(address: str, mapping: Mapping[str, str]) -> Source:
    """A feed as it is now; whoever has read it removes its file. Raises FetchError or UnreadableSource."""
    return _kept(address, fetch(address), mapping)


def _kept(address: str, fetched: Fetched, mapping: Mapping[str, str]) -> Source:
    folder: Path = settings.DATA_DIR / "imports" / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.xml"
    path.write_bytes(fetched.content or b"")
    try:
        return of_address(path, fetched.address, mapping)
    except UnreadableSource:
        path.unlink()
        raise


def follow(
    addresses: Sequence[str],
    recipe: Recipe,
    every: dt.timedelta,
    progress: Progress,
    polled: Callable[[Poll], None],
    stop: threading.Event,
) -> None:
    """Until `stop` is set: these, or whatever feeds there are, those too that editors add meanwhile.

    Feeds are asked one after another; `polled` is told of each.
    """
    for address in addresses:
        Feed.objects.get_or_create(address=address)
    with _told():
        _follow(addresses, recipe, every, progress, polled, stop)


def is_followed() -> bool:
    """Whether a process follows feeds now."""
    return held(_FOLLOWING)


@contextmanager
def _told() -> Iterator[None]:
    """A lock that says that feeds are followed; of two processes that follow different ones the first says it."""
    with ExitStack() as stack:
        with suppress(AlreadyRunning):
            stack.enter_context(alone(_FOLLOWING))
        yield


def _follow(
    addresses: Sequence[str],
    recipe: Recipe,
    every: dt.timedelta,
    progress: Progress,
    polled: Callable[[Poll], None],
    stop: threading.Event,
) -> None:
    asked_at: dict[str, float] = {}
    while not stop.is_set():
        if not connection.in_atomic_block:
            close_old_connections()  # one that the database dropped overnight
        feeds = Feed.objects.filter(paused=False).order_by("due_at")
        if addresses:
            feeds = feeds.filter(address__in=addresses)
        for feed in feeds.filter(due_at__lte=timezone.now()):
            host = host_of(feed.address)
            if stop.wait(max(0.0, asked_at.get(host, 0.0) + _BETWEEN - time.monotonic())):
                return
            polled(poll(feed, recipe, every, progress))
            asked_at[host] = time.monotonic()
        next_due = feeds.values_list("due_at", flat=True).first()
        wait = (next_due - timezone.now()).total_seconds() if next_due else every.total_seconds()
        stop.wait(min(max(wait, 0.0), 60.0))


def poll(feed: Feed, recipe: Recipe, every: dt.timedelta, progress: Progress) -> Poll:
    """One visit. Never raises for what is the feed's own fault; the feed says when it is due again."""
    try:
        return _visit(feed, recipe, every, progress)
    except FetchError as error:
        return _failed(feed, every, str(error), error.retry_after, gone=error.gone)
    except (UnreadableSource, BadFile, AlreadyRunning, DatabaseError, OSError) as error:
        return _failed(feed, every, str(error) or "استيراد منها يعمل الآن في عملية أخرى.")


def _visit(feed: Feed, recipe: Recipe, every: dt.timedelta, progress: Progress) -> Poll:
    fetched = fetch(feed.address, feed.etag, feed.last_modified)
    run, pause = None, dt.timedelta(seconds=fetched.max_age)
    if fetched.content is not None:
        if feed.status:
            recipe = recipe.with_defaults(status=feed.status)
        source = _kept(feed.address, fetched, recipe.mapping)
        try:
            entries = _hash_of_entries(source)
            if entries != feed.entries_hash:
                run = run_import([source], recipe, progress)
                feed.run, feed.entries_hash = run, entries
        finally:
            source.path.unlink(missing_ok=True)
        pause = max(pause, stated_pause(fetched.content[:_HEAD]))
        feed.title = source.title[:300]
    feed.etag, feed.last_modified = fetched.etag[:1000], fetched.last_modified[:200]
    feed.fetched_at = timezone.now()
    feed.failures, feed.problem = 0, ""
    feed.due_at = timezone.now() + min(max(every, pause, SHORTEST), _LONGEST)
    _remember(feed)
    return Poll(feed, run)


def _failed(feed: Feed, every: dt.timedelta, problem: str, retry_after: float = 0, *, gone: bool = False) -> Poll:
    feed.failures += 1
    feed.problem = problem
    doubled = max(every, SHORTEST) * 2 ** min(feed.failures, 10)
    pause = max(min(doubled, _LONGEST), dt.timedelta(seconds=min(retry_after, 7 * 86_400)))
    feed.due_at = timezone.now() + (dt.timedelta(days=7) if gone else pause)
    _remember(feed)
    return Poll(feed, problem=problem)


def _remember(feed: Feed) -> None:
    """What the visit came to, and nothing that an editor may have changed meanwhile; a feed removed meanwhile stays so."""
    Feed.objects.filter(pk=feed.pk).update(**{field: getattr(feed, field) for field in _OURS})


_OURS = ("title", "etag", "last_modified", "entries_hash", "fetched_at", "due_at", "failures", "problem", "run")


def _hash_of_entries(source: Source) -> str:
    digest = hashlib.sha256()
    for row in source.rows():
        digest.update(row.raw or row.problem.encode())
    return digest.hexdigest()


def stated_pause(head: bytes) -> dt.timedelta:
    """How long the feed says that it stays as it is (RSS ttl in minutes; RDF Site Summary's syndication module)."""
    ttl, period = _TTL.search(head), _PERIOD.search(head)
    found = dt.timedelta(minutes=int(ttl[1])) if ttl else dt.timedelta()
    if period and period[1].lower() in _PERIODS:
        frequency = _FREQUENCY.search(head)
        found = max(found, dt.timedelta(seconds=_PERIODS[period[1].lower()] / max(1, int(frequency[1]) if frequency else 1)))
    return found
