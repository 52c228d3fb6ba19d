"""The editors' guide, where editors need it: /admin/articles/article/guide/, linked at the head of every page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path


class Guide(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.guide_view)
        return [path("guide/", view, name="articles_article_guide"), *super().get_urls()]

    def guide_view(self, request: HttpRequest) -> TemplateResponse:
        """For everyone who may log in."""
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(
            request, "admin/archive/guide.html", {**self.admin_site.each_context(request), "title": "دليل المحرّر"}
        )
