"""The application: reads the analysis' settings and connects the search queue when Django starts."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "الأرشيف"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from articles import arabic, checks  # noqa: F401  (checks register themselves)
        from articles.models import corrections, loading, triggers, versions
        from articles.search import sync

        arabic.configure(settings.DATA_DIR, settings.ARABIC_LEXICON)
        corrections.listen()
        loading.listen()
        triggers.listen(self)
        versions.listen()
        sync.listen()
