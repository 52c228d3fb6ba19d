import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_version_permissions")]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="articles.article",
                        verbose_name="المقال",
                    ),
                ),
                (
                    "revision",
                    models.BigIntegerField(help_text="history_id of the revision that it led to.", unique=True),
                ),
                ("reason", models.TextField(verbose_name="السبب")),
                ("made_at", models.DateTimeField(verbose_name="صُحّح")),
            ],
            options={
                "verbose_name": "تصحيح",
                "verbose_name_plural": "تصحيحات",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex("quote", models.Index(fields=["state", "-id"], name="quote_newest")),
        migrations.RemoveIndex("article", "article_by_day"),
        migrations.AddIndex(
            "article", models.Index(fields=["status", "published_on", "date_certainty"], name="article_by_day")
        ),
    ]
