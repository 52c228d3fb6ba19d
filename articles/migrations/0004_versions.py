import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_nameless_mentions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sketch",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="sketch",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("scheme", models.PositiveSmallIntegerField(help_text="articles.arabic.SKETCH_VERSION when it was made.")),
                ("content_hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "بصمة مقال",
                "verbose_name_plural": "بصمات المقالات",
            },
        ),
        migrations.CreateModel(
            name="Shingle",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "hash", "article", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hash", models.BigIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="shingles", to="articles.article"
                    ),
                ),
            ],
            options={
                "verbose_name": "قطعة من بصمة",
                "verbose_name_plural": "قطع البصمات",
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same", "الكلمات نفسها"),
                            ("headline", "النص نفسه بعنوان آخر"),
                            ("corrected", "كلمات قليلة مختلفة"),
                            ("reworded", "صياغة قريبة"),
                            ("part", "أحدهما جزء من الآخر"),
                        ],
                        max_length=9,
                        verbose_name="نوع الشبه",
                    ),
                ),
                (
                    "likeness",
                    models.FloatField(
                        help_text="From 0 to 1; of a part, how much of the shorter text stands in the longer one.",
                        verbose_name="نسبة الشبه",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("suggested", "مقترحة"), ("confirmed", "مؤكدة"), ("rejected", "مرفوضة")],
                        default="suggested",
                        max_length=9,
                        verbose_name="الحالة",
                    ),
                ),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="اكتُشف")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="حُكم فيه")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resemblances",
                        to="articles.article",
                        verbose_name="المقال",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="حكم فيه",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resembled",
                        to="articles.article",
                        verbose_name="يشبه المقال",
                    ),
                ),
            ],
            options={
                "verbose_name": "شبه بين مقالين",
                "verbose_name_plural": "مقالات متشابهة",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["state", "-id"], name="version_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "of"), name="version_once"),
                    models.CheckConstraint(condition=models.Q(("article__gt", models.F("of"))), name="version_points_back"),
                    models.CheckConstraint(
                        condition=models.Q(("likeness__gte", 0), ("likeness__lte", 1)), name="version_likeness_is_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["suggested", "confirmed", "rejected"])), name="version_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["same", "headline", "corrected", "reworded", "part"])),
                        name="version_kind_known",
                    ),
                ],
            },
        ),
    ]
