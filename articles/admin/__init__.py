"""Editors' screens: plain Django admin in Arabic, one module a subject.

Importing this package registers everything; nothing else imports from it.
"""

from django.contrib import admin

from . import articles, feeds, imports, merges, names, originals, users, versions

__all__ = ["articles", "feeds", "imports", "merges", "names", "originals", "users", "versions"]

admin.site.site_header = "غرفة الأخبار"
admin.site.site_title = "غرفة الأخبار"
admin.site.index_title = "ما في الأرشيف"
admin.site.empty_value_display = "—"
