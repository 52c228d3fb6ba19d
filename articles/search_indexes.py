"""The search index as Haystack knows it: which articles are in it, and the document of each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from haystack import indexes

from articles.models import Article
from articles.search import documents
from articles.search.declared import NUMBERS
from articles.search.terms import BEGINS, LEMMAS


class LemmaField(indexes.CharField):
    """Text that adds to the score of what is found elsewhere."""

    field_type = LEMMAS


class BeginningsField(indexes.CharField):
    """Text whose words are completed while they are typed."""

    field_type = BEGINS


class NumbersField(indexes.MultiValueField):
    """Whole numbers, to be counted."""

    field_type = NUMBERS


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published articles. Zones (CharField) are searched; the other columns narrow, count and sort.

    Nothing is stored: what is shown comes from the database, and the index stays small. A column whose values come to
    mean something else gets another name: an index of before is then known to be outdated.
    """

    text = indexes.CharField(document=True, stored=False)
    headline = indexes.CharField(stored=False)
    headline_begins = BeginningsField(stored=False)
    opening = LemmaField(stored=False)
    lead = LemmaField(stored=False)
    source = indexes.MultiValueField(stored=False)
    person = indexes.MultiValueField(stored=False)
    place = indexes.MultiValueField(stored=False)
    organization = indexes.MultiValueField(stored=False)
    topic = indexes.MultiValueField(stored=False)
    name_numbers = NumbersField(stored=False)
    year = indexes.IntegerField(null=True, stored=False)
    day = indexes.IntegerField(null=True, stored=False)
    newest = indexes.IntegerField(null=True, stored=False)
    updated = indexes.IntegerField(stored=False)

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
