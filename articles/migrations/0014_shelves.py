from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_corrections_so_far"),
    ]

    operations = [
        migrations.RemoveIndex("article", "article_by_day"),
        migrations.AddIndex(
            "article",
            models.Index(fields=["status", "published_on", "-published_at", "-id", "date_certainty"], name="article_by_day"),
        ),
        migrations.CreateModel(
            name="DayTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(null=True)),
                ("certainty", models.CharField(max_length=8)),
                ("articles", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["day", "certainty"], name="daytally_by_day")],
            },
        ),
        migrations.CreateModel(
            name="NameTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.BigIntegerField()),
                (
                    "month",
                    models.CharField(help_text="2025-03, in UTC; 0001-01 without a date; EVER for all of them.", max_length=7),
                ),
                ("articles", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["name", "month"], name="nametally_by_name"),
                    models.Index(condition=models.Q(("month", "")), fields=["name"], name="nametally_ever"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shelved",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "article", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("article", models.BigIntegerField()),
                ("name", models.BigIntegerField()),
                ("at", models.DateTimeField(help_text="published_at, or UNDATED.")),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["name", "-at", "-article"], name="shelved_newest")],
            },
        ),
    ]
