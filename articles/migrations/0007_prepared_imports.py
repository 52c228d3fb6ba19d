import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_by_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importrun",
            name="run_state_known",
        ),
        migrations.AddField(
            model_name="feed",
            name="paused",
            field=models.BooleanField(default=False, verbose_name="متوقفة مؤقتًا"),
        ),
        migrations.AddField(
            model_name="feed",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[("published", "منشور"), ("draft", "مسوّدة")],
                help_text="إن تُركت فارغة فكما يقول الأمر الذي يتابعها.",
                max_length=9,
                verbose_name="حالة ما يأتي منها",
            ),
        ),
        migrations.AddField(
            model_name="feed",
            name="wanted",
            field=models.BooleanField(default=False, editable=False, help_text="An editor asks for a visit now."),
        ),
        migrations.AddField(
            model_name="importrow",
            name="retried_as",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="retry_of",
                to="articles.importrow",
                verbose_name="أُعيد فصار",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="problem",
            field=models.TextField(blank=True, verbose_name="لماذا توقف"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="retry_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="retries",
                to="articles.importrun",
                verbose_name="يعيد صفوفًا تعذّرت من",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="share",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, help_text="Percent done, where known.", null=True
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="upload",
            field=models.CharField(blank=True, db_index=True, editable=False, help_text="Folder of its files.", max_length=32),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "لم يبدأ"),
                    ("waiting", "ينتظر دوره"),
                    ("running", "جارٍ أو مقطوع"),
                    ("finished", "اكتمل"),
                ],
                default="running",
                max_length=8,
                verbose_name="الحالة",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["prepared", "waiting", "running", "finished"])), name="run_state_known"
            ),
        ),
    ]
