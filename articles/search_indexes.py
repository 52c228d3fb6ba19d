"""The search index as Haystack knows it: which articles are in it, and the document of each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from articles.models import Article
from articles.search import documents


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published articles. Zones (CharField) are searched; the other columns narrow, count and sort."""

    text = indexes.CharField(document=True)
    headline = indexes.CharField()
    lead = indexes.CharField()
    source = indexes.MultiValueField()
    person = indexes.MultiValueField()
    place = indexes.MultiValueField()
    organization = indexes.MultiValueField()
    topic = indexes.MultiValueField()
    year = indexes.IntegerField(null=True)
    day = indexes.IntegerField(null=True)
    newest = indexes.IntegerField(null=True)
    updated = indexes.IntegerField()

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> QuerySet[Article]:
        return documents.ready(Article.objects.published())

    def read_queryset(self, using: str | None = None) -> QuerySet[Article]:
        return Article.objects.published().for_display()

    def get_updated_field(self) -> str:
        return "updated_at"

    def should_update(self, instance: Article, **kwargs: Any) -> bool:
        return bool(instance.is_published)

    def prepare(self, obj: Article) -> dict[str, Any]:
        self.prepared_data = super().prepare(obj) | documents.document(obj)
        return self.prepared_data
