"""How the archive is served: gunicorn's settings, a few of them from the environment.

HOST, PORT           where to listen (127.0.0.1, 8000); a socket handed over by systemd goes first
WEB_CONCURRENCY      workers (as many as this process may use cores, at least 2)
WEB_THREADS          requests that one worker serves at a time (4)
CLIENT_TIMEOUT       seconds that a client may stay silent in the middle of a request or an answer (20)
ACCESS_LOG           a line for each request on standard output (off)
FORWARDED_ALLOW_IPS  proxies whose X-Forwarded-Proto is believed (127.0.0.1, ::1); gunicorn reads it itself

SIGTERM lets running requests finish. SIGHUP replaces the workers one generation by another without losing a
request, with the same code: what was imported before the fork stays. New code takes a restart, or SIGUSR2.
"""

import gc
import os
import socket
import struct
from pathlib import Path
from typing import Any

wsgi_app = "newsroom.wsgi:application"
chdir = str(Path(__file__).resolve().parent.parent)
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"


def _cores() -> int:
    """Cores that this process may run on; in a container often fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# Two at least: while one is recycled, the other serves.
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, _cores()))
# Threads, for bin/serve has no proxy before it: a slow reader and an idle kept-alive connection must not hold a
# worker. Few, because pages are made of Python and share one interpreter lock. Each thread has its own connection
# to the database (a SQLite file, or one of the worker's pool).
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)

# Django, the addresses, the templates and the lexicon are loaded once and shared by all workers.
preload_app = True

client_seconds = int(os.environ.get("CLIENT_TIMEOUT") or 20)
timeout = 60
graceful_timeout = 30
keepalive = 15
max_requests = 20_000
max_requests_jitter = 5_000
# An Arabic letter takes six characters of a query string.
limit_request_line = 8190
# The workers' heartbeat is a file: in memory, a busy disk cannot make a worker look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True

accesslog = "-" if os.environ.get("ACCESS_LOG", "").lower() in {"1", "true", "yes", "on"} else None
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms "%({referer}i)s" "%({user-agent}i)s"'


def on_starting(server: Any) -> None:
    """Loads what all workers share, before a socket is open: a start that fails has kept nobody waiting."""
    from django.db import connections
    from django.template import TemplateDoesNotExist, TemplateSyntaxError, loader
    from django.urls import get_resolver

    from articles import arabic

    try:
        arabic.open_lexicon()
    except arabic.LexiconError as error:
        raise SystemExit(f"The archive does not start: {error}\nTo build the lexicon: manage.py build_lexicon") from error
    # Reading the patterns imports the views with everything that they import.
    get_resolver()._populate()
    templates = Path(chdir) / "templates"
    for template in sorted(templates.rglob("*.html")):
        try:
            loader.get_template(str(template.relative_to(templates)))
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            server.log.warning("%s: %s", template.relative_to(templates), error)
    # A connection shared by two processes mixes up their answers; each worker opens its own.
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    # What is loaded by now stays: the collector would touch it, and so copy it into each worker.
    gc.collect()
    gc.freeze()


def when_ready(server: Any) -> None:
    """Lets go of clients that fall silent half-way, each of which would hold a thread for ever.

    gunicorn reads a request without a limit of time. Accepted connections take over the listener's limits.
    """
    limit = struct.pack("ll", client_seconds, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
