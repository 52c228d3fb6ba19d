import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_groups")]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.URLField(max_length=2000, unique=True, verbose_name="العنوان")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="الاسم")),
                ("etag", models.CharField(blank=True, editable=False, max_length=1000)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "entries_hash",
                    models.CharField(blank=True, editable=False, help_text="Of its entries when last imported.", max_length=64),
                ),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="جُلبت")),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="موعدها التالي")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="إخفاقات متتالية")),
                ("problem", models.TextField(blank=True, verbose_name="المشكلة")),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feeds",
                        to="articles.importrun",
                        verbose_name="آخر استيراد منها",
                    ),
                ),
            ],
            options={
                "verbose_name": "خلاصة متابَعة",
                "verbose_name_plural": "الخلاصات المتابَعة",
                "ordering": ["address"],
            },
        ),
    ]
