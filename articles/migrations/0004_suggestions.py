import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueuedExtraction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("queued_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "مقال ينتظر استخراج الأسماء",
                "verbose_name_plural": "مقالات تنتظر استخراج الأسماء",
            },
        ),
        migrations.AddField(
            model_name="historicalmention",
            name="folded",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="historicalmention",
            name="found",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The fullest form that the text gives.",
                max_length=300,
                verbose_name="كما وجدته الآلة",
            ),
        ),
        migrations.AddField(
            model_name="historicalmention",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("person", "شخص"),
                    ("place", "مكان"),
                    ("organization", "منظمة"),
                    ("outlet", "مصدر"),
                    ("topic", "موضوع"),
                ],
                editable=False,
                max_length=12,
                verbose_name="النوع",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="folded",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="mention",
            name="found",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The fullest form that the text gives.",
                max_length=300,
                verbose_name="كما وجدته الآلة",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("person", "شخص"),
                    ("place", "مكان"),
                    ("organization", "منظمة"),
                    ("outlet", "مصدر"),
                    ("topic", "موضوع"),
                ],
                editable=False,
                max_length=12,
                verbose_name="النوع",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="said_by",
            field=models.CharField(
                blank=True,
                help_text="حين لا يُذكر باسمه: «مصدر مطّلع»، «بيان الوزارة».",
                max_length=300,
                verbose_name="القائل كما وُصف",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="state",
            field=models.CharField(
                choices=[("suggested", "مقترح"), ("confirmed", "مؤكد"), ("rejected", "مرفوض")],
                default="confirmed",
                max_length=9,
                verbose_name="الحالة",
            ),
        ),
        migrations.AlterField(
            model_name="mention",
            name="name",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mentions",
                to="articles.name",
                verbose_name="الاسم",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("folded", ""), _negated=True), fields=["folded", "kind"], name="mention_as_found"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name", None)),
                fields=("article", "kind", "folded"),
                name="mention_found_once_in_an_article",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name__isnull", False),
                    models.Q(
                        models.Q(("state", "confirmed"), _negated=True),
                        models.Q(("kind", ""), _negated=True),
                        models.Q(("folded", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mention_of_somebody",
                violation_error_message="اختر الاسم الذي يُؤكَّد ذكره.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["suggested", "confirmed", "rejected"])), name="quote_state_known"
            ),
        ),
        migrations.AddField(
            model_name="queuedextraction",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article", verbose_name="المقال"
            ),
        ),
    ]
