from django.db import migrations


def forget_nameless(apps, schema_editor):
    """On the way back only: before, every mention had a name. What the machine had found can be found again."""
    apps.get_model("articles", "Mention").objects.filter(name=None).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_suggestions")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget_nameless)]
