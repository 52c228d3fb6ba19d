"""The three groups of a newsroom: writer, editor, manager.

Django creates permissions after all migrations have run, so on a fresh database they do not stand here yet:
they are made here, under Arabic names, and Django later finds them and leaves them.
"""

from django.db import migrations

ACTIONS = {"add": "إضافة", "change": "تعديل", "delete": "حذف", "view": "عرض"}
LABELS = {
    "article": "مقال", "mention": "ذكر", "quote": "قول", "name": "اسم", "alias": "صيغة أخرى", "person": "شخص",
    "place": "مكان", "organization": "منظمة", "outlet": "مصدر", "topic": "موضوع", "original": "نص أصلي",
    "importrun": "استيراد", "importrow": "صف مستورد", "user": "مستخدم", "group": "مجموعة",
}  # fmt: skip
SPECIAL = {"publish_article": "نشر المقالات وسحبها", "import_article": "استيراد المقالات"}
NAMES = ("name", "person", "place", "organization", "outlet", "topic")
ROWS = ("mention", "quote")
READ = ("article", *ROWS, *NAMES, "alias", "original", "importrun", "importrow")


def _all(action, models, app="articles"):
    return {(app, model, f"{action}_{model}") for model in models}


WRITER = (
    _all("view", READ)
    | _all("add", ("article", *ROWS, *NAMES, "alias"))
    | _all("change", ("article", *ROWS))
    | _all("delete", ROWS)
)
EDITOR = (
    WRITER
    | _all("change", (*NAMES, "alias"))
    | _all("delete", ("alias",))
    | {("articles", "article", codename) for codename in SPECIAL}
)
MANAGER = (
    EDITOR
    | _all("delete", ("article", *NAMES))
    | {permission for action in ACTIONS for permission in _all(action, ("user",), "auth")}
    | _all("view", ("group",), "auth")
)
GROUPS = {"كاتب": WRITER, "محرر": EDITOR, "مدير": MANAGER}


def create_groups(apps, schema_editor):
    database = schema_editor.connection.alias
    group = apps.get_model("auth", "Group").objects.using(database)
    for name, permissions in GROUPS.items():
        found, _ = group.get_or_create(name=name)
        found.permissions.add(*(_permission(apps, database, *one) for one in sorted(permissions)))


def _permission(apps, database, app, model, codename):
    types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    content_type, _ = types.get_or_create(app_label=app, model=model)
    action = codename.split("_")[0]
    label = SPECIAL.get(codename) or f"{ACTIONS[action]} {LABELS[model]}"
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    return permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": label})[0]


def delete_groups(apps, schema_editor):
    """Takes the groups away, also from those who were in them; the permissions are Django's and stay."""
    database = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(database).filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_archive"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, delete_groups)]
