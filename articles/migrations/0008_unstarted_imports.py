"""On the way back: imports that were not begun go, those that waited for their turn count as cut short."""

from django.db import migrations


def forget_unstarted(apps, schema_editor):
    runs = apps.get_model("articles", "ImportRun").objects.using(schema_editor.connection.alias)
    runs.filter(state="prepared").delete()
    runs.filter(state="waiting").update(state="running")


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_prepared_imports")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget_unstarted)]
