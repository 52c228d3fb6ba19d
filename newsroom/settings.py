"""Settings of the archive: one file, read from the environment.

Without any variable the archive is *embedded*: SQLite and the search index under `var/`, served to this
machine only, with a secret key made once. Naming hosts in ALLOWED_HOSTS opens it to the world: then
SECRET_KEY must be given, cookies and redirects insist on HTTPS, and `check --deploy` is clean.
The variables are listed in README.md.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("NEWSROOM_DATA") or BASE_DIR / "var").resolve()


def _flag(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes", "off", "on"}:
        raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false.")
    return value in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.")
    return int(value)


DEBUG = _flag("DEBUG")
ALLOWED_HOSTS = _list("ALLOWED_HOSTS")
PUBLIC = bool(ALLOWED_HOSTS) and not DEBUG
"""Whether others than this machine are served: what follows insists on HTTPS and on a secret of their own."""
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")


def _secret_key() -> str:
    given = os.environ.get("SECRET_KEY", "")
    if given:
        return given
    if PUBLIC:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS opens the archive to others, so SECRET_KEY must be set: 50 random characters "
            "that stay the same across restarts and are kept out of version control."
        )
    path = DATA_DIR / "secret-key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # Written aside and linked, so that of two first starts one key wins and neither reads half a key.
    draft = DATA_DIR / f"secret-key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "articles.apps.ArticlesConfig",  # before haystack: our rebuild_index takes the place of its own
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "simple_history",
    "haystack",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------

_SCHEMES = {"sqlite", "postgres", "postgresql"}


def _database() -> dict:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'archive.sqlite3'}"
    scheme = urlsplit(url).scheme
    if scheme not in _SCHEMES:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme!r}; the archive runs on sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
        )
    database = dict(dj_database_url.parse(url))
    if scheme == "sqlite":
        if database["NAME"] != ":memory:":
            Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # Opening it takes longer than most pages; a file that took its place is seen after so many seconds.
        database["CONN_MAX_AGE"] = 60
        database["OPTIONS"] = {
            # Writers queue up at BEGIN instead of failing half-way through their transaction.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-16000;",
        }
    else:
        database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]


def _cache() -> dict:
    url = os.environ.get("CACHE_URL", "")
    scheme = urlsplit(url).scheme
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if scheme == "file":
        return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": urlsplit(url).path}
    raise ImproperlyConfigured(f"CACHE_URL begins with {scheme!r}; the archive knows file:///FOLDER (or nothing, for memory).")


CACHES = {"default": _cache()}

# --- Search ---------------------------------------------------------------------------------------

ARABIC_LEXICON = os.environ.get("ARABIC_LEXICON") or "builtin"
_search_url = os.environ.get("SEARCH_URL") or f"tantivy://{DATA_DIR / 'index'}"
if urlsplit(_search_url).scheme != "tantivy":
    raise ImproperlyConfigured(f"SEARCH_URL={_search_url!r}: the archive knows tantivy:///FOLDER.")
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "articles.search.backend.TantivySearchEngine",
        "PATH": _search_url.removeprefix("tantivy://"),
        # Haystack would otherwise answer "no results" where the engine is down.
        "SILENTLY_FAIL": False,
    },
}

# --- Language, time -------------------------------------------------------------------------------

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic"))]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = os.environ.get("TIME_ZONE") or "Asia/Riyadh"
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as error:
    raise ImproperlyConfigured(f"TIME_ZONE={TIME_ZONE!r} is not a time zone such as Asia/Riyadh.") from error
FORMAT_MODULE_PATH = ["newsroom.formats"]

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "newsroom.storage.HashedFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others, and to compress them takes as long again

# --- Security -------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "articles.clients.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC else None
SECURE_SSL_REDIRECT = PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PUBLIC
SECURE_HSTS_PRELOAD = PUBLIC
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
LOGIN_URL = "admin:login"

# A pasted story may be long; anything above this is an import's business.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- The archive for programs ---------------------------------------------------------------------

API_REQUESTS_PER_MINUTE = _whole_number("API_REQUESTS_PER_MINUTE", 600)
"""That one address may make; 0 for any number."""
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")
"""Whom those may write to who harvest the archive (OAI-PMH); webmaster@ the host where none is given."""

# --- Feeds ----------------------------------------------------------------------------------------

FEED_PRIVATE_HOSTS = _list("FEED_PRIVATE_HOSTS")
"""Hosts that feeds may be fetched from although they are in a private network."""

# --- Logs -----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
