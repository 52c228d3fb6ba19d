"""Corrections that were made before they were noted: changes of published texts with an editor's reason."""

from django.db import migrations

IMPORT_REASON = "استيراد"
READ = (
    *("kicker", "headline", "standfirst", "body", "byline", "source_id", "source_url"),
    *("dateline_text", "dateline_place_id", "dateline_agency_id", "published_at", "date_certainty", "date_note"),
)


def note(apps, schema_editor):
    database = schema_editor.connection.alias
    records = apps.get_model("articles", "HistoricalArticle").objects.using(database)
    corrections = apps.get_model("articles", "Correction").objects.using(database)
    here = apps.get_model("articles", "Article").objects.using(database)
    given = records.filter(history_type="~", status="published").exclude(history_change_reason=None)
    given = given.exclude(history_change_reason="").exclude(history_change_reason__startswith=IMPORT_REASON)
    for after in given.filter(id__in=here.values("pk")).order_by("history_id").iterator(chunk_size=200):
        before = records.filter(id=after.id, history_id__lt=after.history_id).order_by("-history_id").first()
        if before and before.status == "published" and any(getattr(before, one) != getattr(after, one) for one in READ):
            corrections.create(
                article_id=after.id,
                revision=after.history_id,
                reason=after.history_change_reason,
                made_at=after.history_date,
            )


def forget(apps, schema_editor):
    """They go with their table, and are found again from the revisions."""


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_corrections")]

    operations = [migrations.RunPython(note, forget)]
