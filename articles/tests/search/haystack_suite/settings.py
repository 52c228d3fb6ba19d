"""Settings under which Haystack's own tests run: theirs, with our backend where they expect Elasticsearch."""

import os
from pathlib import Path

from test_haystack.settings import *  # noqa: F403  (from Haystack's source distribution)
from test_haystack.settings import INSTALLED_APPS

DATA_DIR = Path(os.environ["NEWSROOM_DATA"])
ARABIC_LEXICON = "none"  # they write English
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
MIGRATION_MODULES = {"articles": None}
# The archive's models must be there; its admin asks for more than they have.
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "django.contrib.admin"]
INSTALLED_APPS += ["django.contrib.admin.apps.SimpleAdminConfig", "simple_history", "articles.apps.ArticlesConfig"]

HAYSTACK_ROUTERS: list[str] = []
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "test_haystack.mocks.MockEngine"},
    "elasticsearch": {
        "ENGINE": "articles.tests.search.haystack_suite.engine.Engine",
        "URL": str(DATA_DIR / "search"),
        "INDEX_NAME": "test",
        "EXCLUDED_INDEXES": ["articles.search_indexes.ArticleIndex"],
    },
}
