from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_nameless_mentions")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["updated_at", "id", "status"], name="article_by_change"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["source", "updated_at", "id"], name="article_by_source_change"),
        ),
    ]
