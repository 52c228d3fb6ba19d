"""Who may see which articles are alike, and who may decide: writers look, editors and managers decide."""

from django.db import migrations

LABELS = {"view_version": "عرض شبه بين مقالين", "change_version": "تعديل شبه بين مقالين"}
GROUPS = {"كاتب": ("view_version",), "محرر": tuple(LABELS), "مدير": tuple(LABELS)}


def give(apps, schema_editor):
    """To the groups that are still there; Django finds the permissions and leaves them."""
    database = schema_editor.connection.alias
    content_type, _ = (
        apps.get_model("contenttypes", "ContentType")
        .objects.using(database)
        .get_or_create(app_label="articles", model="version")
    )
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    found = {
        codename: permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": label})[0]
        for codename, label in LABELS.items()
    }
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=GROUPS):
        group.permissions.add(*(found[codename] for codename in GROUPS[group.name]))


def take_back(apps, schema_editor):
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for permission in permissions.filter(content_type__app_label="articles", codename__in=LABELS):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_versions"), ("articles", "0002_groups")]

    operations = [migrations.RunPython(give, take_back)]
