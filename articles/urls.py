"""Every public address of the archive. They are promises: add, don't rename."""

from django.urls import path, register_converter

from articles.api import api
from articles.converters import KindConverter, SlugConverter, TwinConverter
from articles.feeds import FORMATS
from articles.views import (
    browse,
    device,
    feeds,
    following,
    machine,
    oai,
    quotes,
    read,
    search,
    sitemaps,
    suggest,
    twins,
    versions,
    why,
)

register_converter(SlugConverter, "slug_ar")
register_converter(KindConverter, "kind")
register_converter(TwinConverter, "twin")

urlpatterns = [
    path("", read.home, name="home"),
    path("articles/<int:pk>/", read.article, name="article-short"),
    path("articles/<int:pk>/versions/", versions.versions, name="article-versions"),
    path("articles/<int:pk>/<slug_ar:slug>/", read.article, name="article"),
    path("articles/<int:pk>.<twin:ending>", twins.twin, name="twin"),
    path("articles/<int:pk>.png", twins.image, name="article-image"),
    path("articles/<int:pk>/versions/<int:revision>/", versions.version, name="article-version"),
    path("articles/<int:pk>/versions/<int:old>/<int:new>/", versions.difference, name="article-difference"),
    path("articles/<int:pk>/compare/<int:other>/", versions.compare, name="article-compare"),
    path("corrections/", versions.corrections, name="corrections"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("search", search.search_page, name="search"),
    path("search/why", why.why_page, name="search-why"),
    path("search/suggest", suggest.suggested, name="suggest"),
    path("search/completions", suggest.completions, name="completions"),
    path("search.csv", feeds.search_file, {"kind": "csv"}, name="search-csv"),
    path("search.jsonl", feeds.search_file, {"kind": "jsonl"}, name="search-jsonl"),
    path("feeds/search.rss", feeds.search_feed, {"kind": "rss"}, name="search-rss"),
    path("feeds/search.atom", feeds.search_feed, {"kind": "atom"}, name="search-atom"),
    path("feeds/search.json", feeds.search_feed, {"kind": "json"}, name="search-json"),
    *(path(f"feeds/latest.{kind}", following.latest_feed, {"kind": kind}, name=f"latest-{kind}") for kind in FORMATS),
    *(path(f"feeds/<kind:of>/<int:pk>.{kind}", following.name_feed, {"kind": kind}, name=f"name-{kind}") for kind in FORMATS),
    path("archive.jsonl", feeds.archive_file, name="archive-jsonl"),
    path("archive/", browse.archive, name="archive"),
    path("archive/<int:year>/", browse.archive_year, name="archive-year"),
    path("archive/<int:year>/<int:month>/", browse.archive_month, name="archive-month"),
    path("archive/<int:year>/<int:month>/<int:day>/", browse.archive_day, name="archive-day"),
    path("<kind:kind>/", browse.names, name="names"),
    path("<kind:kind>/<int:pk>/", browse.name, name="name-short"),
    path("<kind:kind>/<int:pk>/<slug_ar:slug>/", browse.name, name="name"),
    path("about/", read.about, name="about"),
    path("settings/", device.settings_page, name="settings"),
    path("saved/", device.saved_page, name="saved"),
    path("offline/", device.offline_page, name="offline"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("sw.js", device.worker, name="worker"),
    path("api/v1/", api.urls),
    path("healthz", machine.health, name="health"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap-articles-<int:shard>.xml", sitemaps.articles, name="sitemap-articles"),
    path("sitemap-names-<int:shard>.xml", sitemaps.names, name="sitemap-names"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("opensearch.xml", machine.opensearch, name="opensearch"),
    path("oai", oai.harvest, name="oai"),
    path("robots.txt", machine.robots, name="robots"),
    path("favicon.ico", machine.favicon, name="favicon"),
]
